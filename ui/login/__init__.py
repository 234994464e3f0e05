"""Signing in and opening a window, in one screen. Loads nothing that this screen does not paint."""
