"""Users, roles, log-in, permissions, audit and masking."""
