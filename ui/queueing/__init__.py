"""The queue: idle page, column, strip and panels."""
