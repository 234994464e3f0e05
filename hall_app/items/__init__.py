"""Service items: catalogue, search, conditions and recommendations."""
