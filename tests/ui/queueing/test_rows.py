"""Tickets as rows: why one comes earlier is said in the words of the rules, with a picture of its own."""

from __future__ import annotations

import pytest

from hall_app.queueing.issuing import PRIORITY_REASONS
from tests.ui.counter_script import ticket
from ui.queueing.rows import queue_row


@pytest.mark.parametrize("reason", PRIORITY_REASONS)
def test_every_reason_of_the_rules_has_its_picture(reason: str) -> None:
    row = queue_row(ticket("V003", 6, business=f"{reason}优先", priority_class=2, priority_reason=reason))
    assert row.business == f"{reason}优先"
    assert row.icon != "flag"
