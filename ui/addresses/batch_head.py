"""The head of 批量翻译: the file, how far it is, and what can be done with the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.addresses.batch_start import STATES
from ui.addresses.stacked_bar import CountLine, StackedBar
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import BatchView


class BatchHead(Panel):
    """The file, its bar, its counts, and what can be done with the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="b")
        self.setAccessibleName("批量翻译进度")
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(IconLabel("table", 20, "ok"))
        self.name = ElidedLabel("", "md", bold=True)
        self.column_words = ElidedLabel("", "sm", "text3")
        top.addWidget(self.name)
        top.addWidget(self.column_words, 1)
        self.pause = KeyButton("暂停", "P", small=True, icon="player-pause")
        self.cancel = KeyButton("取消", small=True)
        self.other = KeyButton("换文件", "Ctrl+O", small=True)
        for button in (self.pause, self.cancel, self.other):
            top.addWidget(button)
        self._rows.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        self.bar = StackedBar("翻译进度")
        self.figure = Label("", "md", bold=True)
        self.left = Label("", "sm", "text2")
        middle.addWidget(self.bar, 1)
        middle.addWidget(self.figure)
        middle.addWidget(self.left)
        self._rows.addLayout(middle)
        bottom = QHBoxLayout()
        self.counts = CountLine()
        self.note = ElidedLabel("", "sm", "text3")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bottom.addWidget(self.counts)
        bottom.addWidget(self.note, 1)
        self._rows.addLayout(bottom)
        follow_theme(self)

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._rows.setContentsMargins(gutter, 12, gutter, 10)

    def show_view(self, view: BatchView, seconds: int | None) -> None:
        """The batch as it stands."""
        self.name.setText(view.file_name)
        self.column_words.setText(f"地址列：{view.column_words}")
        counts = (view.translated, view.asked, view.missing)
        self.bar.set_counts(counts, view.total or view.loaded)
        self.counts.set_counts(counts)
        self.bar.setAccessibleDescription(
            f"已译 {view.translated}，要人选 {view.asked}，没找到 {view.missing}，共 {view.total or view.loaded}"
        )
        if view.total is None:
            self.figure.setText(f"已读入 {view.loaded:,} 行")
        else:
            self.figure.setText(f"{view.done:,} / {view.total:,}")
        words = STATES.get(view.state, "")
        self.left.setText(f"约剩 {seconds} 秒" if seconds is not None and view.under_way else words)
        self.pause.setVisible(view.state in ("loading", "running", "paused", "failed"))
        going = view.under_way
        self.pause.set_label("暂停" if going else "继续")
        self.pause.set_icon("player-pause" if going else "player-play")
        self.cancel.setVisible(view.state in ("loading", "running", "paused", "failed"))
        self.note.set_tone("bad" if view.fault else "text3")
        self.note.setText(view.fault or ("可先处理，后台接着跑" if going else "把握 ≥ 0.95 自动采用"))
