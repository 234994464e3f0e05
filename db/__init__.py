"""Models, migrations, engine, sessions and queries. Knows nobody here."""
