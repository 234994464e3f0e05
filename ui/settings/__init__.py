"""The settings page: what everybody may choose at this machine, and what administrators set for the hall."""
