"""Tickets and calling, by the rules of the hall."""
