"""The widget kit: painted from tokens, named for assistive technology, heights fixed by the text mode."""
