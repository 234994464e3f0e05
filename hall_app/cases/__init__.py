"""Acceptance: the application at the window, the decisions on it and the case that follows."""
