"""Managing the address library: proposals by one person, approved by another, applied in one transaction."""
