"""Pages of accounts, roles, seats and the audit trail."""
