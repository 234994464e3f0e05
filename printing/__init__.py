"""Paper: tickets (ESC/POS), forms and documents (PDF), spooling (CUPS). Knows nobody here."""
