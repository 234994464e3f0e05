"""智能推送: at most five rows, each with its reason, and the line that offers a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.key_table import key_of
from ui.reception.state import Phase
from ui.reception.words import clock_time
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import PushRow, PushRowDelegate
from ui.widgets.rows import RowList
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from hall_app.items.catalogue import BundleOffer, Push, Recommendations
    from ui.reception.state import ReceptionState

NOTE = "按人口、房屋、社保、卫健四库推算，按 1–5 直接办"


def push_row(push: Push) -> PushRow:
    """A recommendation as a row."""
    guided = push.item.guided_online
    icon = "qrcode" if guided else "circle-check" if push.all_exempt else "file-check"
    tone = "ok" if push.all_exempt and not guided else "text2"
    return PushRow(
        str(push.rank), push.item.name, push.reason, push.materials_line, icon, tone, push.item.limit_line,
        f"约 {push.item.expected_seconds} 秒",
    )  # fmt: skip


class BundleLine(Panel):
    """第 3、4 项可并入“…”，一张表一次办. Signals: ``asked``."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill="sunken", edges="t")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel("link", 18, "accent"))
        self.words = ElidedLabel("")
        row.addWidget(self.words, 1)
        self.link = LinkButton("合并办理", step="md", bold=True)
        self.link.clicked.connect(self.asked)
        row.addWidget(self.link)
        row.addWidget(Keycap(key_of("bundle")))
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.card_header if theme().sizes.md <= 16 else 50)

    def show_bundle(self, bundle: BundleOffer) -> None:
        ranks = "、".join(str(rank) for rank in bundle.ranks)
        self.words.setText(f"第 {ranks} 项可并入“{bundle.name}”，一张表一次办")


class PushCard(SectionCard):
    """Signals: ``opened(row)`` for a double click, ``bundle_asked``."""

    opened = Signal(int)
    bundle_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("智能推送", icon="bulb", icon_tone="accent", note=NOTE, step="lg", parent=parent)
        self.updated = Label("", "sm", "text3")
        self.header.add(self.updated)
        self.list = RowList("智能推送", PushRowDelegate())
        # Digits and arrows come from the search box, which keeps the focus.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.row_opened.connect(self.opened)
        self.body.addWidget(self.list)
        self.empty = Label("", "md", "text2")
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 0)
        line.addWidget(self.empty)
        self.body.addLayout(line)
        self.bundle = BundleLine()
        self.bundle.asked.connect(self.bundle_asked)
        self.body.addWidget(self.bundle)
        self._shown: Recommendations | None = None
        self._low = False
        theme().changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        self.empty.setFixedHeight(theme().sizes.push_row)
        self._show_bundle()
        self.updated.setVisible(theme().sizes.has_right_column)

    def show_state(self, state: ReceptionState) -> None:
        """Rows in place; five rows are kept free while they are on their way."""
        found = state.recommendations
        if found is None:
            self._shown = None
            waiting = state.facts is not None
            self.list.set_rows([])
            self.list.setVisible(waiting)
            self.list.fit_rows(4 if waiting else 1)
            self.empty.setText("正在推算…" if waiting else "")
            if state.phase is Phase.CALLING:
                self.empty.setText("呼叫中，请本人放身份证")
            self.empty.show()
            self.bundle.hide()
            self.updated.setText("")
            return
        if found == self._shown:
            return
        self._shown = found
        rows = [push_row(push) for push in found.pushes]
        self.list.set_rows(rows)
        self.list.fit_rows(max(len(rows), 1))
        self.list.setVisible(bool(rows))
        if rows:
            self.list.select(0)
        self.empty.setVisible(not rows)
        self.empty.setText("没有可以推送的事项，可按名称查找，或从本窗口常办里选")
        if found.bundle is not None:
            self.bundle.show_bundle(found.bundle)
        self._show_bundle()
        if state.facts is not None:
            self.updated.setText(f"{clock_time(state.facts.read_at)} 更新")

    def set_low(self, low: bool) -> None:
        """In a low window the offer of a bundle moves into the header."""
        if low != self._low:
            self._low = low
            self._show_bundle()

    def _show_bundle(self) -> None:
        offered = self._shown is not None and self._shown.bundle is not None
        self.bundle.setVisible(offered and not self._low)
        if self._low:
            self.header.note.setText(f"可合并办理 {key_of('bundle').replace('+', ' ')}" if offered else "")
            self.header.note.setVisible(offered)
        else:
            self.header.note.setText(NOTE)
            self.header.note.setVisible(not theme().sizes.is_tight)

    def step(self, by: int) -> None:
        """Up or down."""
        self.list.select(min(max(self.list.current + by, 0), self.list.rows.rowCount() - 1))
