"""Qt windows, views and item models of the hall application. Knows hall_app and nothing below it."""

from __future__ import annotations

from ui.interpreter import keep_singletons

keep_singletons()
