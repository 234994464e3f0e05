"""Chip cards through PC/SC: the social security card. pyscard is imported only by its driver."""
