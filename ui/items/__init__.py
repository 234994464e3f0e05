"""Choosing an item."""
