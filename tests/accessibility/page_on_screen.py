"""Shows one step of the scripted reception and waits: the assistive client looks at it from outside.

python -m tests.accessibility.page_on_screen STEP
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage
from tests.ui.test_office_pages import EVERYTHING, go
from tests.ui.test_office_pages import PLACES as OFFICE
from ui.addresses.batch_tab import BatchTab
from ui.login.page import LoginPage
from ui.login.state import LoginState
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
    "address_query": ("Ctrl+4", "y", "Enter"),
    "address_translate": ("Ctrl+4", "PgDn", "text"),
    "address_batch_start": ("Ctrl+4", "PgDn", "PgDn"),
    "address_batch": ("Ctrl+4", "PgDn", "PgDn", "table"),
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


def _tell() -> None:
    print("shown", flush=True)


if __name__ == "__main__":
    main()
