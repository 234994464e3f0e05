"""The scripted reception: the same windows, driven by real key events."""
