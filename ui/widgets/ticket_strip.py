"""The ticket strip: who is served, how long, and the calling buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Kind
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label, NumberLabel
from ui.widgets.progress_line import ProgressLine
from ui.widgets.themed import Panel, Rule, follow_theme

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class StripButton:
    """A calling action: `name` is emitted, `after_rule` starts the group at the far right."""

    name: str
    words: str
    key: str = ""
    icon: str = ""
    primary: bool = False
    enabled: bool = True
    after_rule: bool = False
    least: bool = False  # gone first when text is large


@dataclass(frozen=True, slots=True)
class TicketStripState:
    """What the strip shows. `elapsed_s` None hides the timer; `target_s` is the amber line, 0 where none is known."""

    number: str
    title: str
    note: str
    number_tone: ColourName = "accent"
    chip: str = ""
    chip_kind: Kind = "accent"
    chip_icon: str = ""
    elapsed_s: int | None = None
    target_s: int = 0
    waiting: int | None = None
    buttons: tuple[StripButton, ...] = field(default_factory=tuple)


def clock_words(seconds: int) -> str:
    """Minutes and seconds; hours once there are any."""
    hours, rest = divmod(max(seconds, 0), 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes:02d}:{secs:02d}"


class TicketStrip(Panel):
    """Signals: `acted(name)` for a button or its key. The timer is pushed by `set_elapsed`, once a second."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="b")
        self.setAccessibleName("叫号条")
        self._target = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 1)
        row.setSpacing(16)
        self.number = Label("", "xxl", "accent", bold=True)
        row.addWidget(self.number, 0, _MIDDLE)
        meta = QVBoxLayout()
        meta.setSpacing(0)
        self.title = Label("", "md", "text", bold=True)
        self.note = Label("", "sm", "text3")
        meta.addStretch(1)
        meta.addWidget(self.title)
        meta.addWidget(self.note)
        meta.addStretch(1)
        row.addLayout(meta)
        self.chip = Chip("", "accent")
        row.addWidget(self.chip, 0, _MIDDLE)
        self._rule = Rule(upright=True, inset=14)
        row.addWidget(self._rule)
        self.timer = NumberLabel("", "00:00", "xl", "text", bold=True)
        row.addWidget(self.timer, 0, _MIDDLE)
        row.addWidget(self._make_goal(), 0, _MIDDLE)
        row.addStretch(1)
        self._left = QHBoxLayout()
        self._left.setSpacing(8)
        row.addLayout(self._left)
        self._rule2 = Rule(upright=True, inset=14)
        row.addWidget(self._rule2)
        self._count = self._make_count()
        row.addWidget(self._count)
        self._right = QHBoxLayout()
        self._right.setSpacing(8)
        row.addLayout(self._right)
        self.buttons: dict[str, KeyButton] = {}
        # Every button there ever was, with what it was told last: hidden ones have no key.
        self._kept: dict[str, KeyButton] = {}
        self._made: dict[str, StripButton] = {}
        self._shape: tuple[StripButton, ...] = ()
        self._state: TicketStripState | None = None
        follow_theme(self)

    def _make_goal(self) -> QWidget:
        self._goal = QWidget()
        self._goal.setFixedWidth(132)
        column = QVBoxLayout(self._goal)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._line = ProgressLine("本次用时", tone="accent")
        self._goal_words = ElidedLabel("本次用时", "xs", "text3")
        column.addWidget(self._line)
        column.addWidget(self._goal_words)
        return self._goal

    def _make_count(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(IconLabel("users", 18, "text2"))
        line.addWidget(Label("等候", "sm", "text2"))
        self._waiting = Label("", "sm", "text", bold=True)
        line.addWidget(self._waiting)
        return holder

    # -- state -----------------------------------------------------------------------------------------

    def show_state(self, state: TicketStripState) -> None:
        """Show a state; buttons are only rebuilt when they differ."""
        self._state = state
        self._target = state.target_s
        self.number.setText(state.number)
        self.number.set_tone(state.number_tone)
        self.title.setText(state.title)
        self.note.setText(state.note)
        # Alone, the title stands in the middle.
        self.note.setVisible(bool(state.note))
        self.chip.set_chip(state.chip, state.chip_kind, state.chip_icon)
        self.chip.setVisible(bool(state.chip))
        if state.buttons != self._shape:
            self._rebuild(state.buttons)
        self.set_elapsed(state.elapsed_s)
        self._waiting.setText("" if state.waiting is None else str(state.waiting))
        self._arrange()

    def set_elapsed(self, seconds: int | None) -> None:
        """Seconds since the card was read; amber from the target on, never red."""
        shown = seconds is not None
        self.timer.setVisible(shown)
        self._rule.setVisible(shown)
        self._goal.setVisible(shown and theme().sizes.has_right_column)
        if seconds is None:
            return
        late = 0 < self._target <= seconds
        self.timer.setText(clock_words(seconds))
        self.timer.setAccessibleName(f"本次用时 {clock_words(seconds)}")
        self.timer.set_tone("warn" if late else "text")
        share = seconds / self._target if self._target else 0.0
        self._line.set_share(share, "warn_fill" if late else "accent")
        self._goal_words.setText(f"本次用时·目标 {self._target} 秒" if self._target else "本次用时")

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.strip)
        self._arrange()

    def _arrange(self) -> None:
        sizes = theme().sizes
        state = self._state
        shown = state is not None and state.elapsed_s is not None
        self._goal.setVisible(shown and sizes.has_right_column)
        self._count.setVisible(state is not None and state.waiting is not None and not sizes.has_right_column)
        for button in self._shape:
            if button.least:
                self.buttons[button.name].setVisible(sizes.md <= 16)
        self._rule2.setVisible(any(button.after_rule for button in self._shape))

    def _rebuild(self, buttons: tuple[StripButton, ...]) -> None:
        for name, old in self.buttons.items():
            (self._right if self._made[name].after_rule else self._left).removeWidget(old)
            old.hide()
        self.buttons.clear()
        self._shape = buttons
        for each in buttons:
            button = self._button(each)
            (self._right if each.after_rule else self._left).addWidget(button, 0, _MIDDLE)
            button.show()
            self.buttons[each.name] = button
        # Tab goes as the eye does, whatever was made first.
        for before, after in pairwise(self.buttons.values()):
            self.setTabOrder(before, after)

    def stock(self, buttons: tuple[StripButton, ...]) -> Iterator[None]:
        """Make buttons ahead that are not there yet, one a step."""
        for each in buttons:
            if each.name not in self._kept:
                self._button(each).hide()
                yield

    def _button(self, each: StripButton) -> KeyButton:
        """The button of an action; the one it had before, told anew."""
        button, before = self._kept.get(each.name), self._made.get(each.name)
        if button is None or before is None:
            button = self._kept[each.name] = KeyButton(each.words, each.key, icon=each.icon, parent=self)
            button.setProperty("action", each.name)
            button.clicked.connect(self._on_clicked)
        elif before.key != each.key:
            button.set_key(each.key)
        if button.text() != each.words:
            button.set_label(each.words)
        button.set_icon(each.icon)
        button.set_primary(each.primary)
        button.setEnabled(each.enabled)
        self._made[each.name] = each
        return button

    def _on_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.acted.emit(str(button.property("action")))
