"""Pictures of the real counter in every look: the reception's pages, and those that it does not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.practice.script import ReceptionScript
from ui.reception.state import Phase
from ui.theme import theme
from ui.tokens import Mode, Scheme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.reception.window import CounterWindow

LOOKS: tuple[tuple[str, Scheme, Mode | None], ...] = (
    ("light", Scheme.LIGHT, None),
    ("dark", Scheme.DARK, None),
    ("large", Scheme.LIGHT, Mode.LARGE),
)
# Layouts and pictures that are fitted anew follow a change of the look in later turns of the event loop.
_SETTLE_MS = 150


class ShotsScript(ReceptionScript):
    """One walk through the counter at one window size; a picture of every stop in every look."""

    def _play(self) -> dict[str, object]:
        window = self._logged_in()
        board = window.board
        self._picture(window, "idle")
        self._called(window)
        self._shoot(window, "person")
        self._picked(window)
        self._searched(window)
        self._press(window, Qt.Key.Key_1)
        self._wait("form", lambda: board.state.phase is Phase.FORM and board.state.application is not None)
        QTest.qWait(60)
        self._shoot(window, "form")
        self._press(window, Qt.Key.Key_Return)
        self._settle()
        self._press(window, Qt.Key.Key_2)
        self._wait("materials", lambda: board.state.phase is Phase.MATERIALS)
        self._press(window, Qt.Key.Key_F10)
        self._wait("notice", lambda: board.state.supplement.pages)
        self._shoot(window, "supplement")
        self._press(window, Qt.Key.Key_Escape)
        self._press(window, Qt.Key.Key_F11)
        self._wait("refusal", lambda: board.state.refusal.pages)
        self._shoot(window, "refusal")
        self._press(window, Qt.Key.Key_Escape)
        self._press(window, Qt.Key.Key_F7)
        self._wait("scanned pages", lambda: not board.state.missing)
        self._wait("checks of the page", lambda: board.state.page_check is not None)
        self._shoot(window, "materials")
        self._press(window, Qt.Key.Key_F9)
        self._decided(window, "decision")
        self._shoot(window, "accepted")
        self._supplemented(window)
        return {"looks": [name for name, _scheme, _mode in LOOKS], "pictures": self._step * len(LOOKS)}

    def _picked(self, window: CounterWindow) -> None:
        """The picker, with the item of three letters."""
        board = window.board
        for letter in "jzz":
            self._press(window, Qt.Key[f"Key_{letter.upper()}"])
            self._wait("the key", lambda: not window.scanner.holding)
        self._wait("preview", lambda: board.state.search.answered == "jzz" and board.state.search.preview)
        self._shoot(window, "picker")
        self._press(window, Qt.Key.Key_Escape)
        self._settle()

    def _searched(self, window: CounterWindow) -> None:
        """Items and people by the initials of a name."""
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._wait("palette", lambda: not window.palette_host.isHidden())
        self._type(window.focusWidget(), "lx")
        QTest.qWait(400)
        self._shoot(window, "palette")
        self._press(window, Qt.Key.Key_Escape)
        self._settle()

    def _supplemented(self, window: CounterWindow) -> None:
        """接着办, told to bring more, and the case gone on with by its number."""
        board = window.board
        self._press(window, Qt.Key.Key_2)
        self._wait("next matter", lambda: board.state.application is not None)
        self._settle()
        self._press(window, Qt.Key.Key_F10)
        self._wait("notice", lambda: board.state.phase is Phase.SUPPLEMENT)
        if not board.state.supplement.rows:
            self._press(window, Qt.Key.Key_Insert)
        self._settle()
        self._press(window, Qt.Key.Key_F10)
        self._decided(window, "notice issued")
        self._shoot(window, "told")
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._wait("palette", lambda: not window.palette_host.isHidden())
        self._type(window.focusWidget(), "#")
        QTest.qWait(400)
        self._shoot(window, "waiting")
        self._press(window, Qt.Key.Key_Return)
        self._wait("resumed", lambda: board.state.application and board.state.application.resumed)
        self._shoot(window, "resumed")
        self._addressed(window)

    def _addressed(self, window: CounterWindow) -> None:
        """The page of addresses: one looked for as it is typed."""
        window.open_page("addresses")
        self._settle()
        self._type(window.focusWidget(), "yjy")
        QTest.qWait(600)
        self._shoot(window, "addresses")

    def _decided(self, window: CounterWindow, step: str) -> None:
        board = window.board
        self._wait(step, lambda: board.state.phase is Phase.DECIDED)
        self._wait("sheet on the screen", lambda: board.state.document_pages)
        self._wait(
            "sheet printed",
            lambda: board.state.print_line is not None and board.state.print_line.tone != "accent",
        )

    def _picture(self, window: QWidget, name: str) -> None:
        self._step += 1
        for look, scheme, mode in LOOKS:
            theme().set_scheme(scheme)
            theme().set_mode(mode)
            QTest.qWait(_SETTLE_MS)
            window.grab().save(str(self._out / f"{self._step:02d}-{name}-{window.width()}-{look}.png"))
        theme().set_scheme(Scheme.LIGHT)
        theme().set_mode(None)
        QTest.qWait(_SETTLE_MS)
