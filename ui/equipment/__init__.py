"""The page of devices."""
