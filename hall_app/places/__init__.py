"""The hall itself: its divisions, its definition in a file, and how it is made."""
