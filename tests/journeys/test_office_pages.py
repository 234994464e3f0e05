"""The pages beside the reception on the real counter: each role opens all it may, with data and without a complaint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.installation import open_installation
from hall_app.practice.making import make_demo
from tests.hall_app.halls import PASSWORD, password_hash
from tests.ui.stage import wait_for
from ui.bridge import Bridge
from ui.libraries.case_page import CaseLookupPage
from ui.libraries.person_page import PersonPage
from ui.reception.board import Board
from ui.reception.window import CounterWindow
from ui.sections import SectionedPage
from ui.tasks import Tasks
from ui.theme import theme
from ui.widgets.table import Table

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
# Nothing of these kinds stands in a demo hall in the morning.
EMPTY = {"sync"}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[HallCounter]:
    installation, clock = open_installation(tmp_path), Clock()
    hall, district = installation.open_hall(), installation.open_district()
    make_demo(
        hall, persons=30, seed=3, day=clock.today(), clock=clock, district=district, hash_password=lambda _word: password_hash()
    )  # fmt: skip
    hall.close()
    district.close()
    made = HallCounter(installation)
    yield made
    made.stop()


def test_every_role_opens_what_it_may(qapp: object, counter: HallCounter) -> None:
    theme().install(width=1366)
    tasks, bridge = Tasks(), Bridge()
    counter.start(bridge.publish)
    seat = next(one.window_id for one in counter.login_page().windows if one.number == "08")
    opened: dict[str, set[str]] = {}
    for staff_no in ("LH0108", "LH0901", "LH0902", "LH0903", "LH0001", "LH0301"):
        clerk = counter.login(staff_no, PASSWORD, seat)
        board = Board(counter, clerk, tasks)
        said: list[tuple[str, str, str]] = []
        board.trouble.connect(lambda *words, said=said: said.append(words))
        window = CounterWindow(board)
        window.resize(1366, 768)
        window.show()
        seen = opened[staff_no] = set()
        for key in [one for one in window.rail.buttons if one != "counter"]:
            page = window.open_page(key)
            assert page is not None
            for section in getattr(page, "_entries", {}) if isinstance(page, SectionedPage) else ():
                page.show_argument(section)
                assert wait_for(lambda: tasks.running == 0)
                seen.add(section)
                tables = page.current.findChildren(Table) if page.current is not None else []
                if tables and section not in EMPTY:
                    assert tables[0].rows.rowCount() > 0, (staff_no, section)
            if isinstance(page, PersonPage):
                page.search.setText("lxy")
                page._find()
                assert wait_for(lambda page=page: page.hits)
                page._on_opened(next(iter(page.hits)))
                page._open("check")
                assert wait_for(lambda page=page: page.view.sheet is not None)
            if isinstance(page, CaseLookupPage) and clerk.may("case.accept"):
                hits = counter.back_office.lookup.find_cases(clerk, "LH")
                found = hits or counter.back_office.lookup.find_cases(clerk, f"LH{Clock().today():%y}")
                page.open_case(found[0].number)
                assert wait_for(lambda page=page: page.sheet is not None)
        assert wait_for(lambda: tasks.running == 0)
        assert said == [], staff_no
        window.finish()
        window.deleteLater()
        assert (clerk.window_number == "08") == (staff_no == "LH0108"), "only who receives opens a window"
        counter.logout(clerk)
    assert {"display", "devices", "password"} <= opened["LH0108"]
    assert {"accounts", "calendar", "parameters", "sync"} <= opened["LH0901"]
    assert "audit" in opened["LH0903"]
    assert "audit" not in opened["LH0901"] | opened["LH0108"]
    tasks.stop()
    bridge.close()
