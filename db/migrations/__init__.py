"""Alembic migrations of every database of the product."""
