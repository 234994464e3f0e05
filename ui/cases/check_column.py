"""收件检查: eligibility, materials, limit and the decision; a column at 1920, the bottom action bar below that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_app.cases.application import MaterialState, Waits
from ui.cases.material_rows import material_look
from ui.key_table import key_of
from ui.reception.words import due_words, limit_words
from ui.theme import theme
from ui.turns import Turns
from ui.widgets.check_row import CheckRow
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.progress_line import ProgressLine
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_block import SectionBlock
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.cases.application import Application
    from ui.reception.state import ReceptionState
    from ui.tokens import ColourName

_MET: dict[str, tuple[str, ColourName]] = {
    "met": ("circle-check", "ok"), "failed": ("circle-x", "bad"), "unknown": ("help-circle", "warn"),
}  # fmt: skip


def places(app: Application) -> int:
    """How many places an application has in all: what the progress line is measured by."""
    return max(len(app.fields) + len(app.materials), 1)


def takes_in(app: Application) -> bool:
    """Whether F9 only takes deferred pieces in: the case was accepted long ago."""
    return app.resumed is not None and app.resumed.waits is Waits.DEFERRED


def verdict(state: ReceptionState) -> tuple[str, str, str, ColourName]:
    """The sentence of the action bar: bold words, the rest, icon and tone."""
    app = state.application
    if app is None:
        return "", "", "", "text2"
    judgement = app.resident.judgement
    if not judgement.may_accept:
        return judgement.message, f"，{judgement.remedy}" if judgement.remedy else "", "alert-triangle", "bad"
    if state.missing:
        return f"还差 {len(state.missing)} 处", "，按 F9 先跳到第一处", "pencil", "warn"
    if takes_in(app):
        return "可以收下", "，办理期限不变", "circle-check", "ok"
    due = f"，{due_words(app.deadline)}前办结" if app.deadline is not None else "，当场办结"
    return "可以受理", due, "circle-check", "ok"


def label_decisions(app: Application, accept: KeyButton, others: tuple[KeyButton, ...]) -> None:
    """F9 in the word of what it does; what cannot be decided any more has no button."""
    accept.set_label("收下补交" if takes_in(app) else "受理")
    for button in others:
        button.setVisible(not takes_in(app))


class CheckColumn(Panel):
    """Signals: ``acted(intention)`` for 受理, 补正告知, 不予受理."""

    acted = Signal(str)

    def __init__(self, turns: Turns, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="l")
        self._turns = turns
        self.setAccessibleName("收件检查")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(18, 14, 18, 12)
        head.setSpacing(8)
        head.addWidget(Label("收件检查", "lg", bold=True))
        line = QHBoxLayout()
        line.setSpacing(10)
        self.progress = ProgressLine("收件检查", thickness=6)
        line.addWidget(self.progress, 1, Qt.AlignmentFlag.AlignVCenter)
        self.left = Label("", "sm", "text2")
        line.addWidget(self.left)
        head.addLayout(line)
        outer.addLayout(head)
        scroll = ScrollColumn("检查项")
        self.conditions = SectionBlock("资格")
        self.materials = SectionBlock("材料")
        self.limit = SectionBlock("时限")
        for block in (self.conditions, self.materials, self.limit):
            scroll.column.addWidget(block)
        scroll.column.addStretch(1)
        self.met = Label("", "xs", "ok")
        self.conditions.add_to_head(self.met)
        self.exempt = Label("", "xs", "text3")
        self.materials.add_to_head(self.exempt)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._make_decisions())
        self._shown: Application | None = None
        follow_theme(self)

    def _make_decisions(self) -> QWidget:
        foot = Panel(fill=None, edges="t")
        column = QVBoxLayout(foot)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(8)
        self.accept = KeyButton("受理", key_of("accept"), primary=True, decision=True)
        self.hint = Label("", "sm", "text3")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.supplement = KeyButton("补正告知", key_of("supplement"))
        self.refuse = KeyButton("不予受理", key_of("refuse"))
        row.addWidget(self.supplement, 1)
        row.addWidget(self.refuse, 1)
        column.addWidget(self.accept)
        column.addWidget(self.hint)
        column.addLayout(row)
        for button, intention in (
            (self.accept, "accept"), (self.supplement, "supplement"), (self.refuse, "refuse"),
        ):  # fmt: skip
            button.setProperty("intention", intention)
            button.clicked.connect(self._on_button)
        return foot

    def restyle(self) -> None:
        self.setFixedWidth(theme().sizes.check_column)

    def stock(self) -> Iterator[None]:
        """Make rows ahead, as many as most items need."""
        yield from self.conditions.stock(CheckRow, 4)
        yield from self.materials.stock(CheckRow, 6)
        yield from self.limit.stock(CheckRow, 1)

    def show_state(self, state: ReceptionState) -> None:
        """Show the checks of the application."""
        app = state.application
        if app is None:
            self._shown = None
            return
        count = len(state.missing)
        self.progress.set_share(1 - count / places(app))
        self.left.setText(f"还差 {count} 处" if count else "可以受理")
        self.left.set_tone("text2" if count else "ok")
        words, rest, _icon, _tone = verdict(state)
        self.hint.setText(f"{words}{rest}")
        label_decisions(app, self.accept, (self.supplement, self.refuse))
        before, self._shown = self._shown, app
        if app is before:
            return
        # Each block in a turn of its own.
        if before is None or app.conditions != before.conditions or app.draft_id != before.draft_id:
            self._turns.soon(self._show_conditions)
        if before is None or app.materials != before.materials:
            self._turns.soon(self._show_materials)
        if before is None or app.deadline != before.deadline:
            self._turns.soon(self._show_limit)

    def _show_conditions(self) -> None:
        app = self._shown
        conditions = app.conditions if app is not None else ()
        self.conditions.clear()
        met = sum(each.state == "met" for each in conditions)
        failed = sum(each.state == "failed" for each in conditions)
        if not conditions:
            self.conditions.add_text(
                "申请时已审" if app is not None and app.resumed is not None else "没有另设条件", "text3"
            )
            self.met.setText("")
            return
        words = f"{met} 条全部符合" if met == len(conditions) else f"{met}/{len(conditions)} 条符合"
        self.met.setText(words)
        self.met.set_tone("ok" if met == len(conditions) else "bad" if failed else "warn")
        for each in conditions:
            icon, tone = _MET.get(each.state, _MET["unknown"])
            note = ""
            if each.state == "failed":
                parts = (each.failure, f"{each.may_from} 起可办" if each.may_from else "",
                         f"可改办：{each.nearest_item}" if each.nearest_item else "")  # fmt: skip
                note = "；".join(part for part in parts if part)
            self.conditions.add_check().show_point(each.label, icon, tone, note=note, source=each.source)

    def _show_materials(self) -> None:
        app = self._shown
        self.materials.clear()
        if app is None:
            return
        exempt = sum(r.state in (MaterialState.EXEMPT, MaterialState.EXEMPT_RECHECK) for r in app.materials)
        self.exempt.setText(f"免提交 {exempt}/{len(app.materials)}")
        for row in app.materials:
            look = material_look(row)
            waits = row.state is MaterialState.WAITING
            note = look.note if row.state in (MaterialState.DEFERRED, MaterialState.DEFECT) else ""
            self.materials.add_check().show_point(
                row.name, look.icon, look.tone, note=note, chip=look.chip, chip_kind=look.kind,
                key=key_of("capture") if waits and row.capture != "none" else "",
            )  # fmt: skip

    def _show_limit(self) -> None:
        app = self._shown
        self.limit.clear()
        if app is None:
            return
        if takes_in(app):
            self.limit.add_check().show_point("办理期限不变", "calendar", "text2")
        elif app.deadline is None:
            self.limit.add_check().show_point("当场办结", "calendar", "text2")
        else:
            words = f"{due_words(app.deadline)}前办结"
            self.limit.add_check().show_point(words, "calendar", "text2", note=limit_words(app.deadline))

    def _on_button(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(str(sender.property("intention")))


class ActionBar(Panel):
    """The bottom bar where there is no column. Signals: ``acted(intention)``."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="t")
        self.setAccessibleName("办理结果")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 1, 16, 0)
        row.setSpacing(10)
        self.icon = IconLabel("circle-check", 20, "ok")
        self.words = Label("", "md", bold=True)
        self.rest = ElidedLabel("", "md", "text2")
        row.addWidget(self.icon)
        words = QHBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.words)
        words.addWidget(self.rest, 1)
        row.addLayout(words, 1)
        self.refuse = KeyButton("不予受理", key_of("refuse"), decision=True, step="md")
        self.supplement = KeyButton("补正告知", key_of("supplement"), decision=True, step="md")
        self.accept = KeyButton("受理", key_of("accept"), primary=True, decision=True)
        self.accept.setMinimumWidth(150)
        for button, intention in (
            (self.refuse, "refuse"), (self.supplement, "supplement"), (self.accept, "accept"),
        ):  # fmt: skip
            button.setProperty("intention", intention)
            button.clicked.connect(self._on_button)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.action_bar)

    def show_state(self, state: ReceptionState) -> None:
        words, rest, icon, tone = verdict(state)
        self.words.setText(words)
        self.rest.setText(rest)
        if icon:
            self.icon.set_icon(icon, tone)
        if state.application is not None:
            label_decisions(state.application, self.accept, (self.supplement, self.refuse))

    def _on_button(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(str(sender.property("intention")))
