"""The calendar of working days and the deadlines counted on it."""
