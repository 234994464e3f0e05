"""Practice installation: the demo hall, its people and the scripted reception."""
