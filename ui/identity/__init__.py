"""The person column."""
