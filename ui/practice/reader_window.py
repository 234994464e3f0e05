"""演示读卡器: a small window that lays the story cards on the emulated reader; keys 1–9 lay, 0 lifts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import theme


class ReaderWindow(QWidget):
    """``obey`` takes the control socket's lines (``lay 1``, ``lift``) and answers at once."""

    def __init__(self, cards: Sequence[tuple[str, str]], obey: Callable[[str], str]) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self._obey = obey
        self.setWindowTitle("演示读卡器")
        self.setAccessibleName("演示读卡器")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        self.state = QLabel("按 1–9 放卡，0 取走")
        self.state.setAccessibleName("读卡器状态")
        column.addWidget(self.state)
        for key, words in cards:
            self._add(column, key, f"{key}  {words}", f"lay {key}", f"已放：{words}")
        self._add(column, "0", "0  取走", "lift", "没有卡")
        self.setStyleSheet(f"QLabel, QPushButton {{ font-size: {theme().sizes.md}px; }}")

    def _add(self, column: QVBoxLayout, key: str, words: str, line: str, after: str) -> None:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setProperty("line", line)
        button.setProperty("after", after)
        button.clicked.connect(self._on_clicked)
        column.addWidget(button)
        shortcut = QShortcut(key, self)
        shortcut.activated.connect(button.click)

    def _on_clicked(self) -> None:
        button = self.sender()
        if button is None:
            return
        if button.property("line") != "lift":
            self._obey("lift")
        self._obey(button.property("line"))
        self.state.setText(button.property("after"))
