"""Qt windows, views and item models of the hall application. Knows hall_app and nothing below it."""
