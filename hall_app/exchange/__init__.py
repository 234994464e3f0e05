"""Exchange between nodes: outbox, change feed, one WSGI application and one client."""
