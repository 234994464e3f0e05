"""Practice devices that speak the real bytes; started explicitly, and marked as emulated."""
