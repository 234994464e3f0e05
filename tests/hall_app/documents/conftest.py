"""The demo hall of the case tests."""

from __future__ import annotations

from tests.hall_app.cases.conftest import hall

__all__ = ["hall"]
