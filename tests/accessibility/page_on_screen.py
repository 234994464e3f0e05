"""Shows one step of the scripted reception and waits: the assistive client looks at it from outside.

python -m tests.accessibility.page_on_screen STEP
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.accessibility.town_pages import TOWN_PAGES, town_page
from tests.ui.reception.test_scanner import RECEIPT, scan
from tests.ui.stage import Stage
from tests.ui.test_office_pages import EVERYTHING, go
from tests.ui.test_office_pages import PLACES as OFFICE
from ui.addresses.batch_tab import BatchTab
from ui.login.page import LoginPage
from ui.login.state import LoginState
from ui.theme import theme
from ui.widgets.table import Table

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
# What lies over a page, or opens on it: panels, dialogs, the lock, drawers.
OVER = {
    "palette": ("Ctrl+K", "l", "i", "n"),
    "keys": ("Ctrl+/",),
    "issue": ("Ctrl+N",),
    "pause": ("Shift+F1",),
    "missed": ("Shift+F3",),
    "transfer": ("F1", "F4"),
    "why_not": ("F1", "card", "1", "F9"),
    "material": ("F1", "card", "1", "Enter", "2", "F7", "Space"),
    "defer": ("F1", "card", "1", "Enter", "2", "Down"),
    "guide": ("F1", "card", "1", "Shift+F6"),
    "undo": ("F1", "card", "1", "Enter", "2", "F7", "F9", "Z"),
    "leave": ("F1", "card", "1", "close"),
    "locked": ("Ctrl+L",),
    "asking": ("F1", "card", "1", "F1"),
    "resume": ("Ctrl+B",),
}
# Pages of the rail by whoever may open everything: each place of a page in a window of its own, all at once.
PLACES = {key: [place for place in OFFICE if place[0] == key] for key, _part in OFFICE}


def main() -> None:
    """Bring the step about, say so, stay."""
    application = QApplication(["hall-app"])
    theme().install(width=1366)
    if sys.argv[1] in PLACES:
        stages = [Stage(1366, 768, clerk=EVERYTHING) for _ in PLACES[sys.argv[1]]]
        for stage, place in zip(stages, PLACES[sys.argv[1]], strict=True):
            go(stage, place)
            if place[0] == "administration":
                _open_first(stage)
    elif sys.argv[1] in TOWN_PAGES:
        stages = town_page(sys.argv[1])
    elif sys.argv[1] == "login":
        page = LoginPage(LoginState(hall="莲花街道政务服务大厅"))
        page.resize(1366, 768)
        page.show()
    else:
        stage = Stage(1366, 768)
        for key in (STEPS | OVER)[sys.argv[1]]:
            if key == "close":
                stage.window.close()
            elif key == "card":
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


def _open_first(stage: Stage) -> None:
    """The first row of the page's table, in its drawer, as somebody who looks at it has it."""
    for table in stage.window.findChildren(Table):
        if table.isVisible() and table.model().rowCount():
            table.selectRow(0)
            table.setFocus()
            stage.press("Enter")
            stage.settle()
            return


def _tell() -> None:
    print("shown", flush=True)


if __name__ == "__main__":
    main()
