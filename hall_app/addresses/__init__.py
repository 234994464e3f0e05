"""Standard addresses: import of a library, translation of texts into codes, completion while typing."""
