"""The refusal: only the grounds the law or the item's own regulation allows, the facts, and the notice itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from hall_app.cases.outcome import MOST_AGENCY
from ui.cases.decision_presenter import DecisionPresenter
from ui.cases.notice_frame import NoticeFrame
from ui.key_table import key_of
from ui.widgets.check_row import CheckRow
from ui.widgets.choice import Choice, ChoiceBox
from ui.widgets.label import Label

if TYPE_CHECKING:
    from hall_app.cases.outcome import RefusalGround
    from ui.reception.state import ReceptionState


def _article(basis: str) -> str:
    """行政许可法第三十二条 of 行政许可法第三十二条第一款第（一）项."""
    law, article, _rest = basis.partition("条")
    return law + article


class RefusalPage(NoticeFrame):
    """Keys: digits choose the ground, Tab to the words, F11 issues, Esc back."""

    def __init__(self, presenter: DecisionPresenter) -> None:
        super().__init__(
            "不予受理", "ban", "idle", "出具不予受理通知书", key_of("refuse"),
            "不符合条件但坚持申请的，应当受理", "通知书预览",
        )  # fmt: skip
        self._presenter = presenter
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(20, 14, 20, 14)
        self._column.setSpacing(10)
        self._column.addWidget(Label("法定理由", "sm", "text2", bold=True))
        self._grounds = QVBoxLayout()
        self._grounds.setSpacing(8)
        self._column.addLayout(self._grounds)
        self.boxes: list[ChoiceBox] = []
        self.none = Label("这件事没有可以在窗口不予受理的理由，请受理或补正告知", "md", "warn")
        self._column.addWidget(self.none)
        self.agency_label = Label("应向哪个机关申请", "sm", "text2", bold=True)
        self.agency = QLineEdit()
        self.agency.setAccessibleName("应向哪个机关申请")
        self.agency.setMaxLength(MOST_AGENCY)
        self.agency.textEdited.connect(self._on_agency)
        self._column.addWidget(self.agency_label)
        self._column.addWidget(self.agency)
        self._column.addWidget(Label("事实", "sm", "text2", bold=True))
        self.facts = QPlainTextEdit()
        self.facts.setAccessibleName("事实")
        self.facts.setPlaceholderText("查明的事实，印在通知书上")
        self.facts.setTabChangesFocus(True)
        self.facts.setFixedHeight(110)
        self.facts.textChanged.connect(self._on_facts)
        self._column.addWidget(self.facts)
        self._alternatives = QVBoxLayout()
        self._column.addLayout(self._alternatives)
        self._column.addStretch(1)
        self.body.addWidget(holder)
        self._shown: tuple[RefusalGround, ...] | None = None
        self._state: ReceptionState | None = None

    def show_state(self, state: ReceptionState) -> None:
        """Show the refusal as it is being written."""
        self._state = state
        app, refusal = state.application, state.refusal
        if app is None:
            return
        self.about.setText(app.item.name)
        if refusal.grounds != self._shown:
            self._build(refusal.grounds)
            self._clear_alternatives()
            for each in app.conditions:
                if each.state == "failed" and each.nearest_item:
                    self._alternatives.addWidget(CheckRow(f"可改办：{each.nearest_item}", "bulb", "accent"))
        for box in self.boxes:
            box.put(box.choice.value == refusal.ground)
        ground = next((each for each in refusal.grounds if each.code == refusal.ground), None)
        wants = ground is not None and ground.needs_agency
        self.agency_label.setVisible(wants)
        self.agency.setVisible(wants)
        if self.agency.text() != refusal.agency:
            self.agency.setText(refusal.agency)
        if self.facts.toPlainText() != refusal.facts:
            self.facts.blockSignals(True)
            self.facts.setPlainText(refusal.facts)
            self.facts.blockSignals(False)
        self.none.setVisible(not refusal.grounds)
        self.issue.setEnabled(bool(refusal.grounds))
        self.show_pages(refusal.pages, refusal.note)

    def _clear_alternatives(self) -> None:
        while (item := self._alternatives.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _build(self, grounds: tuple[RefusalGround, ...]) -> None:
        self._shown = grounds
        for box in self.boxes:
            self._grounds.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        for at, ground in enumerate(grounds):
            choice = Choice(ground.code, ground.text, ground.basis, (_article(ground.basis), ""))
            box = ChoiceBox(choice, str(at + 1) if at < 9 else "")
            box.clicked.connect(self._on_ground)
            box.installEventFilter(self)
            self._grounds.addWidget(box)
            self.boxes.append(box)

    def place_focus(self, key: str = "") -> None:
        if key == "agency":
            self.agency.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        box: QRadioButton | None = next((each for each in self.boxes if each.isChecked()), None)
        target: QWidget = box or (self.boxes[0] if self.boxes else self.back)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.text().isdigit() and 0 < int(event.text()) <= len(self.boxes):
                self._choose(self.boxes[int(event.text()) - 1])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.focusNextChild()
                return True
        return super().eventFilter(watched, event)

    def _choose(self, box: ChoiceBox) -> None:
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._presenter.set_refusal(ground=box.choice.value)

    def _on_ground(self) -> None:
        sender = self.sender()
        if isinstance(sender, ChoiceBox):
            self._choose(sender)

    def _on_agency(self, words: str) -> None:
        self._presenter.set_refusal(agency=words)

    def _on_facts(self) -> None:
        self._presenter.set_refusal(facts=self.facts.toPlainText())
