"""Card readers and other hall equipment: drivers, and an emulator for each. Knows nobody here."""
