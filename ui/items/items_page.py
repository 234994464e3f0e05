"""Choosing an item (mockups 01, 02): search box, recommendations or results, usual items, earlier cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hall_app.clock import hall_time
from ui.items.cards import FrequentCard, HistoryCard
from ui.items.picker import Picker
from ui.items.push_card import PushCard
from ui.reception.state import Phase
from ui.theme import theme
from ui.turns import Turns
from ui.widgets.label import Label
from ui.widgets.layers import Layers
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import Segmented
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from hall_app.libraries.person_file import OwnFirm
    from ui.items.presenter import ItemsPresenter
    from ui.reception.state import ReceptionState

PLACEHOLDER = "拼音首字母、名称或编码，如 jzz = 居住证"
# Below this window height the cards under the recommendations hide first (tokens.md 4).
LOW_PX = 720 - 44 - 26 - 58
# What was found is shown in one go with what was typed, unless it takes longer than this.
PATIENCE_MS = 40
# Characters of a firm's name that stand beside the search's title.
_FIRM_NAME = 7


def firm_words(firms: Sequence[OwnFirm], chosen: int | None) -> str:
    """名下企业 with how many; with several, which one is chosen and the beginning of its name."""
    if chosen is None or len(firms) == 1:
        return f"名下企业 {len(firms)}"
    name = firms[chosen].name
    short = name if len(name) <= _FIRM_NAME else f"{name[: _FIRM_NAME - 1]}…"
    return f"名下企业 {chosen + 1}/{len(firms)} {short}"


class ItemsPage(QWidget):
    """Signals: ``alert_asked`` for V while the search box is empty."""

    alert_asked = Signal()

    def __init__(self, presenter: ItemsPresenter, turns: Turns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._turns = turns
        self._state: ReceptionState | None = None
        self.setAccessibleName("选择事项")
        self._outer = QVBoxLayout(self)
        head = QHBoxLayout()
        self.title = Label("选择事项", "xl", bold=True)
        head.addWidget(self.title)
        head.addStretch(1)
        self.for_whom = Segmented("为谁办", [("self", "本人"), ("proxy", "代他人办")], current="self")
        self.for_whom.selected.connect(presenter.set_for_whom)
        head.addWidget(self.for_whom)
        self._options: list[tuple[str, str]] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._render_search)
        self._outer.addLayout(head)
        self.search = SearchField(PLACEHOLDER)
        self.search.edit.query_changed.connect(presenter.search)
        self.search.edit.key_passed.connect(self._on_key)
        self.search.edit.installEventFilter(self)
        self._outer.addWidget(self.search)
        self.pushes = PushCard()
        self.pushes.opened.connect(presenter.pick)
        self.pushes.bundle_asked.connect(presenter.open_bundle)
        self.below = QWidget()
        self.below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self.below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.frequent = FrequentCard()
        self.frequent.chosen.connect(presenter.open_item)
        self.history = HistoryCard()
        row.addWidget(self.frequent, 135)
        row.addWidget(self.history, 100)
        offered = QWidget()
        self._offered = QVBoxLayout(offered)
        self._offered.setContentsMargins(0, 0, 0, 0)
        self._offered.addWidget(self.pushes)
        self._offered.addWidget(self.below)
        self._offered.addStretch(1)
        self.picker = Picker()
        self.picker.moved.connect(presenter.select)
        self.picker.opened.connect(presenter.pick)
        # Results take the place of everything under the box, without moving anything.
        self.layers = Layers(offered, self.picker)
        self._outer.addWidget(self.layers, 1)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        top = {14: 12, 15: 20}.get(sizes.md, 14)
        self._outer.setContentsMargins(sizes.gutter, top, sizes.gutter, top)
        spacing = 10 if sizes.md <= 14 else 14 if sizes.md <= 15 else 12
        self._outer.setSpacing(spacing)
        self._offered.setSpacing(spacing)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def show_state(self, state: ReceptionState) -> None:
        """Show recommendations, or results while a query stands."""
        self._state = state
        self._show_whom(state)
        self.pushes.show_state(state)
        self._turns.soon(self._show_frequent)
        self._turns.soon(self._show_history)
        self._render_search()
        self._arrange()

    def show_search(self, state: ReceptionState) -> None:
        """Nothing but the search changed. What was typed waits a moment for what is found: both are one picture."""
        self._state = state
        if state.search.open and state.search.answered != state.search.query:
            if not self._patience.isActive():
                self._patience.start()
            return
        self._render_search()

    def _render_search(self) -> None:
        self._patience.stop()
        if self._state is None:
            return
        search = self._state.search
        if self.search.edit.query != search.query and not search.query:
            self.search.edit.clear()
        if search.open:
            answered = search.answered == search.query
            self.search.count.setText(f"{len(search.hits)} 个事项" if answered else "")
            self.search.set_hints(("Esc 清空",))
        else:
            self.search.count.setText("")
            self.search.set_hints(("↑↓ 选择", "Enter 办理"))
        self.picker.show_search(search)
        self.layers.show_layer(self.picker if search.open else self.layers.layers[0])

    def _show_frequent(self) -> None:
        found = self._state.recommendations if self._state is not None else None
        self.frequent.show_items(found.frequent if found is not None else ())

    def _show_history(self) -> None:
        state = self._state
        if state is not None:
            file = state.person_file
            year = hall_time(state.facts.read_at).year if state.facts is not None else 0
            self.history.show_cases(file.recent_cases if file is not None else (), year)

    def stock(self) -> Iterator[None]:
        """Make the rows ahead of the cards under the recommendations."""
        yield from self.frequent.stock()
        yield from self.history.stock()
        yield from self.picker.preview.stock()

    def place_focus(self) -> None:
        """The search box has the focus on this page, with the input method off."""
        self.search.edit.set_chinese(False)
        self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ---------------------------------------------------------------------------------
    def _show_whom(self, state: ReceptionState) -> None:
        options = [("self", "本人")]
        firms = state.person_file.firms if state.person_file is not None else ()
        if firms:
            options.append(("firm", firm_words(firms, state.firm if state.for_whom == "firm" else None)))
        options.append(("proxy", "代他人办"))
        if options != self._options:
            self._options = options
            self.for_whom.set_options(options, current=state.for_whom)
        elif self.for_whom.current != state.for_whom:
            self.for_whom.set_current(state.for_whom)

    def _arrange(self) -> None:
        """Low windows lose the lower cards first."""
        state = self._state
        narrow_large = theme().sizes.md > 16 and not theme().sizes.has_right_column and theme().width < 1500
        low = 0 < self.height() < LOW_PX or narrow_large
        self.pushes.set_low(narrow_large)
        self.below.setVisible(not low and state is not None and state.phase is not Phase.CALLING)

    def _on_key(self, key: int, text: str) -> None:
        if text.isdigit():
            self._presenter.pick(int(text) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._presenter.open_current(max(self.pushes.list.current, 0))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            by = 1 if key == Qt.Key.Key_Down else -1
            if self._state is not None and self._state.search.open:
                self._presenter.move(by)
            else:
                self.pushes.step(by)
        elif key == Qt.Key.Key_Escape:
            self.search.edit.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._special(event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            letter = self._alt_letter(event)
            if letter and any(each.letter == letter for each in self.frequent.items):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _alt_letter(event: QKeyEvent) -> str:
        alone = event.modifiers() == Qt.KeyboardModifier.AltModifier
        letter = Qt.Key(event.key()).name.removeprefix("Key_") if alone else ""
        return letter if len(letter) == 1 and letter.isalpha() else ""

    def _special(self, event: QKeyEvent) -> bool:
        """V on the empty box, Alt and a letter of the usual items, arrows on the empty box."""
        empty = not self.search.edit.query
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if empty and plain and event.key() == Qt.Key.Key_V:
            self.alert_asked.emit()
            return True
        letter = self._alt_letter(event)
        if letter and self._presenter.open_letter(letter):
            return True
        if empty and plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = 1 if event.key() == Qt.Key.Key_Right else -1
            if not self._presenter.step_firm(by):
                self.for_whom.step(by)
            return True
        return False
