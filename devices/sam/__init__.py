"""Second-generation identity cards: the security module's host protocol (GA/T 467) and its transports."""
