"""The address page and the address box of every form."""
