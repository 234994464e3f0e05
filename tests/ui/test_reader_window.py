"""演示读卡器: keys lay and lift cards on a real emulated reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from devices.emulators.control import ReaderControl
from devices.emulators.reader import EmulatedReader
from hall_app.commands.emulate import story_deck
from ui.practice.reader_window import ReaderWindow


def test_keys_lay_and_lift(qtbot: QtBot) -> None:
    with EmulatedReader() as reader:
        window = ReaderWindow([("1", "林晓燕"), ("2", "何桂芳")], ReaderControl(reader, story_deck()))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: "林晓燕" in window.state.text())
        assert "fresh" in str(reader.status()).lower()
        QTest.keyClick(window, Qt.Key.Key_0)
        qtbot.waitUntil(lambda: window.state.text() == "没有卡")
        assert "empty" in str(reader.status()).lower()
