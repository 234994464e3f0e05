"""The real counter in its real window, offscreen: an installation of its own, an emulated reader on a real port."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devices.emulators.cards import EmulatedCard
from devices.emulators.reader import EmulatedReader
from ui.interpreter import keep_singletons

if TYPE_CHECKING:
    from ui.application import CounterApplication
    from ui.reception.board import Board
    from ui.reception.window import CounterWindow
    from ui.widgets.banner import BannerNotice

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
keep_singletons()

PERSONS = "300"
PASSWORD = "Yichuang-2026"  # noqa: S105  the practice account's, shown on the log-in page


@pytest.fixture(scope="session")
def hall_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small demo hall of today, to be copied."""
    from hall_app.__main__ import main
    from hall_app.clock import Clock
    from hall_app.practice.scans import draw_practice_scans

    folder = tmp_path_factory.mktemp("real") / "hall"
    assert main(["--base-dir", str(folder), "demo", "--persons", PERSONS]) == 0
    draw_practice_scans(folder / "scans", Clock().today())
    return folder


class RealWindow:
    """A counter window with everything real but the glass; ``pressed`` counts keys."""

    def __init__(self, folder: Path, *settings: str, size: tuple[int, int] = (1366, 768)) -> None:
        from ui.application import CounterApplication
        from ui.theme import theme

        theme().install(width=size[0])
        self.folder = folder
        self.application: CounterApplication = CounterApplication(folder, settings, size=size)
        self.pressed = 0
        self.application.show(full_screen=False)

    def log_in(self) -> RealWindow:
        """With the practice account, by keys."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        login = self.application.login
        self.wait(lambda: login.state.practice, "the log-in page")
        QTest.keyClicks(login.password, PASSWORD)
        QTest.keyClick(login.password, Qt.Key.Key_Return)
        self.wait(lambda: self.application.window is not None, "the window")
        self.wait(lambda: self.board.state.queue is not None, "the queue")
        return self

    @property
    def window(self) -> CounterWindow:
        window = self.application.window
        assert window is not None
        return window

    @property
    def board(self) -> Board:
        return self.window.board

    @property
    def banner(self) -> BannerNotice | None:
        """The banner on show."""
        return self.window.banner.current

    def part(self, name: str) -> str:
        """What the status bar says of a device, as its words stand there."""
        dot = self.window.status.device_dots.get(name)
        return dot.accessibleName() if dot is not None else ""

    def press(self, keys: str) -> None:
        """Press keys written as on keycaps, each at whatever has the focus."""
        from PySide6.QtTest import QTest

        from tests.ui.stage import _KEYS, _MODIFIERS, wait_for

        for written in keys.split():
            self._press(written, _KEYS, _MODIFIERS, QTest)
            # As a person does: the next key is struck when this one has arrived.
            wait_for(lambda: not self.window.scanner.holding)

    def _press(self, written: str, keys: dict, modifiers: dict, qtest: type) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        *held, last = written.split("+")
        found = keys.get(last)
        if found is None:
            found = Qt.Key[f"Key_{last.upper()}"]
        modifier = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifier |= modifiers[each]
        popup = QApplication.activeModalWidget()
        target = (popup.focusWidget() or popup) if popup is not None else self.window.focusWidget()
        qtest.keyClick(target or self.window, found, modifier)
        self.pressed += 1

    def call(self) -> None:
        """F1, till the ticket is called."""
        self.press("F1")
        self.wait(lambda: self.board.state.ticket is not None, "a called ticket")

    def wait(self, condition: Callable[[], object], what: str, timeout_ms: int = 20_000) -> None:
        """Run the event loop until it holds."""
        from tests.ui.stage import wait_for

        assert wait_for(condition, timeout_ms), what

    def settle(self) -> None:
        """Until every key has arrived and no use case runs."""
        self.wait(lambda: not self.window.scanner.holding, "the keys")
        turns = self.board.turns
        self.wait(
            lambda: self.application.tasks.running == 0 and not turns.busy, "the use cases and the pages"
        )

    def close(self) -> None:
        """End it in the order of the application."""
        from PySide6.QtWidgets import QApplication

        from tests.ui.stage import wait_for

        wait_for(lambda: self.application.tasks.running == 0)
        self.application.close()
        for each in (self.application.window, self.application.frame, self.application):
            if each is not None:
                each.deleteLater()
        QApplication.sendPostedEvents(None, 52)


@pytest.fixture
def open_window(qapp: object, tmp_path: Path, hall_template: Path) -> Iterator[Callable[..., RealWindow]]:
    """Opens a counter window on an installation of its own, logged in; closed at the end."""
    folder = tmp_path / "hall"
    shutil.copytree(hall_template, folder)
    with ExitStack() as stack:

        def begin(*settings: str, **more: object) -> RealWindow:
            window = RealWindow(folder, *settings, **more)  # type: ignore[arg-type]
            stack.callback(window.close)
            return window.log_in()

        yield begin


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[EmulatedReader]:
    """An emulated reader on a port of its own."""
    with EmulatedReader(tmp_path / "reader") as emulated:
        yield emulated


def story_card(key: int) -> EmulatedCard:
    """A story card of today."""
    from hall_app.commands.emulate import story_deck

    return story_deck()[str(key)]
