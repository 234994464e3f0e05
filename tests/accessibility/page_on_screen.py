"""Shows one step of the scripted reception and waits: the assistive client looks at it from outside.

python -m tests.accessibility.page_on_screen STEP
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.engine import open_engine
from db.migration import upgrade
from db.session import Store
from hall_app.addresses.managing.desk import AddressManagement
from hall_app.addresses.managing.unknown import meet_unknown
from tests.hall_app.addresses.managing.town import make_town
from tests.ui.reception.test_scanner import RECEIPT, scan
from tests.ui.stage import Stage
from tests.ui.test_office_pages import EVERYTHING, go
from tests.ui.test_office_pages import PLACES as OFFICE
from ui.addresses.batch_tab import BatchTab
from ui.addresses.manage_page import ManagePage
from ui.addresses.unknown_page import UnknownPage
from ui.login.page import LoginPage
from ui.login.state import LoginState
from ui.reception.board import Board
from ui.tasks import Tasks
from ui.theme import theme

STEPS = {
    "idle": (),
    "called": ("F1",),
    "person": ("F1", "card"),
    "search": ("F1", "card", "j", "z", "z"),
    "form": ("F1", "card", "1"),
    "materials": ("F1", "card", "1", "Enter", "2"),
    "supplement": ("F1", "card", "1", "Enter", "2", "F10"),
    "refusal": ("F1", "card", "1", "Enter", "2", "F11"),
    "accepted": ("F1", "card", "1", "Enter", "2", "F7", "F9"),
    "manual": ("F1", "Ctrl+I"),
    "scanned": ("F1", "card", "scan"),
    "address_query": ("Ctrl+4", "y", "Enter"),
    "address_translate": ("Ctrl+4", "PgDn", "text"),
    "address_batch_start": ("Ctrl+4", "PgDn", "PgDn"),
    "address_batch": ("Ctrl+4", "PgDn", "PgDn", "table"),
}
# Pages of the rail by whoever may open everything: each place of a page in a window of its own, all at once.
PLACES = {key: [place for place in OFFICE if place[0] == key] for key, _part in OFFICE}

TOWN_PAGES = ("address_manage", "address_change", "address_unknown")


def main() -> None:
    """Bring the step about, say so, stay."""
    application = QApplication(["hall-app"])
    theme().install(width=1366)
    if sys.argv[1] in PLACES:
        stages = [Stage(1366, 768, clerk=EVERYTHING) for _ in PLACES[sys.argv[1]]]
        for stage, place in zip(stages, PLACES[sys.argv[1]], strict=True):
            go(stage, place)
    elif sys.argv[1] in TOWN_PAGES:
        stages = _town_page(sys.argv[1])
    elif sys.argv[1] == "login":
        page = LoginPage(LoginState(hall="莲花街道政务服务大厅"))
        page.resize(1366, 768)
        page.show()
    else:
        stage = Stage(1366, 768)
        for key in STEPS[sys.argv[1]]:
            if key == "card":
                stage.lay()
                stage.wait(lambda: stage.board.state.recommendations is not None)
            elif key == "scan":
                scan(stage, RECEIPT)
            elif key == "text":
                stage.type("锦云二路18号1204")
                stage.press("Enter")
            elif key == "table":
                stage.window.findChild(BatchTab).open_path(Path("企业走访名单.xlsx"))
                stage.settle()
                stage.press("j")
            else:
                stage.press(key)
        stage.settle()
    # Several windows are on their way to the screen: all of them are painted before anybody looks.
    QTimer.singleShot(2000 if sys.argv[1] in PLACES else 300, _tell)
    QTimer.singleShot(60_000, application.quit)
    application.exec()


def _town_page(name: str) -> tuple[object, ...]:
    """A page of address management over a real library: the list, a change being written, or what is unknown."""
    folder = Path(tempfile.mkdtemp())
    store = Store(open_engine(f"sqlite:///{folder / 'town.db'}", "5a" * 32))
    upgrade(store.engine)
    town, tasks = make_town(store, folder), Tasks()
    with store.writing() as session:
        body = {"text": "景田老粮站对面小楼", "origin": "form", "candidates": []}
        meet_unknown(session, body, town.clock.now())
    desk = AddressManagement(store, town.clock)
    board = Board(cast("Any", None), town.first, tasks)
    page = UnknownPage(board, desk) if name == "address_unknown" else ManagePage(board, desk)
    page.resize(1366, 700)
    page.show()
    page.place_focus()
    if isinstance(page, ManagePage) and name == "address_change":
        page.new_button.click()
    while tasks.running:
        QTest.qWait(20)
    return page, board, tasks, store


def _tell() -> None:
    print("shown", flush=True)


if __name__ == "__main__":
    main()
