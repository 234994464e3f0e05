"""三库: search a person, choose why, then read the file; nothing here changes anything, and every look is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from hall_app.libraries.looking_up import REASONS
from ui.libraries.person_view import PersonView
from ui.page import CASES, COUNTER, Page
from ui.sections import PageHead
from ui.theme import theme
from ui.widgets.choice import Choice, ChoiceBox
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import EmptyNote, Label
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.libraries.looking_up import PersonSheet
    from hall_app.libraries.person_file import PersonHit
    from ui.reception.board import Board

_LEAST = 2
_IN_RECEPTION = "case"


class ReasonCard(Panel):
    """Why the file is opened: digits pick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 28, 24, 24)
        column.setSpacing(10)
        self.title = Label("", "lg", bold=True)
        column.addWidget(self.title)
        column.addWidget(Label("先选查询事由；事由和查看的内容都会记入审计", "md", "text2", wrap=True))
        self.boxes: dict[str, ChoiceBox] = {}
        for number, (key, words) in enumerate(REASONS, 1):
            box = ChoiceBox(Choice(key, words), str(number))
            self.boxes[key] = box
            column.addWidget(box)
        column.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        self.setMaximumWidth(520)


class PersonPage(Page):
    """Search at the left, the reason or the file at the right."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("三库")
        self.hits: dict[str, PersonHit] = {}
        self._asked: UUID | None = None
        # What stood in the search box then: who types on keeps the focus.
        self._typed = ""
        # Whoever stands at the window is looked at from the reception, and left for it.
        self._at_window = False
        self._searching = False
        self.search = QLineEdit()
        self.search.setAccessibleName("查人")
        self.search.setPlaceholderText("姓名、拼音、证件号、手机号后四位")
        self.search.setMaxLength(60)
        self.search.textEdited.connect(self._on_edited)
        self.search.returnPressed.connect(self._on_return)
        self.search.installEventFilter(self)
        self._sought = ""
        self.table = Table(
            "找到的人", [Column("姓名"), Column("证件号", stretch=True), Column("手机", minor=True)]
        )
        self.table.row_opened.connect(self._on_opened)
        self.empty = Label("查询人员会留痕", "sm", "text3", wrap=True)
        self.reason = ReasonCard()
        for key, box in self.reason.boxes.items():
            box.setProperty("key", key)
            box.clicked.connect(self._on_reason)
        self.view = PersonView()
        self.view.case_asked.connect(self._on_case)
        self.nothing = EmptyNote("输两个字以上查人，↑↓ 选一位，Enter 打开资料；不在受理中的，先选查询事由。")
        self.right = QStackedWidget()
        for page in (self.nothing, self.reason, self.view):
            self.right.addWidget(page)
        self._lay_out()
        follow_theme(self)

    def _lay_out(self) -> None:
        self.left = Panel(edges="r")
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(PageHead("三库"))
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 10)
        line.addWidget(IconLabel("search", 18))
        line.addWidget(self.search, 1)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        self.empty.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left)
        row.addWidget(self.right, 1)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.left.setFixedWidth(420 if sizes.md <= 14 else 480 if sizes.md <= 16 else 520)

    # -- searching ------------------------------------------------------------------------------
    def _on_edited(self, words: str) -> None:
        if len(words.strip()) < _LEAST:
            self._show({})
        self._find()

    def _find(self) -> None:
        words = self.search.text().strip()
        if self._searching or len(words) < _LEAST:
            return
        self._searching, self._sought = True, words
        self.board.run(
            self.board.counter.search_persons,
            self.board.clerk,
            words,
            done=self._on_hits,
            failed=self._on_no_hits,
        )

    def _on_hits(self, hits: tuple[PersonHit, ...]) -> None:
        self._searching = False
        if self.search.text().strip() != self._sought:
            self._find()  # typed on meanwhile: what was found is no answer any more
            return
        self._show({str(hit.person_id): hit for hit in hits})

    def _show(self, hits: dict[str, PersonHit]) -> None:
        self.hits = hits
        rows = [
            TableRow(
                key, (Cell(hit.name, bold=True), Cell(hit.id_masked), Cell(hit.phone_masked, tone="text2"))
            )
            for key, hit in self.hits.items()
        ]
        self.table.set_rows(rows)
        typed = self.search.text().strip()
        words = f"没找到“{typed}”。人员要输全姓名或证件号"
        self.empty.setText("查询人员会留痕" if rows or len(typed) < _LEAST else words)

    def _on_no_hits(self, error: Exception) -> None:
        self._searching = False
        self.board.say(error, "search")

    def _on_return(self) -> None:
        """Enter opens the person under the cursor of the list, as in every other search box."""
        chosen = self.table.current_key
        if chosen in self.hits and not self._searching and self.search.text().strip() == self._sought:
            self._on_opened(chosen)
        else:
            self._find()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in arrows:
            self.table.step(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return super().eventFilter(watched, event)

    def _on_opened(self, key: str) -> None:
        self.ask(UUID(key), self.hits[key].name)

    # -- the file -------------------------------------------------------------------------------
    def show_argument(self, argument: object) -> None:
        if isinstance(argument, tuple):
            person_id, name = argument
            self.ask(person_id, name)

    def ask(self, person_id: UUID, name: str) -> None:
        """Open a person's file: the reason first, unless this very person stands at the window."""
        self._asked, self._typed = person_id, self.search.text()
        resident = self.board.state.resident
        self._at_window = resident is not None and resident.person_id == person_id
        if self._at_window:
            self._open(_IN_RECEPTION)
            return
        self.reason.title.setText(f"查看 {name} 的资料")
        for box in self.reason.boxes.values():
            box.put(False)
        self.right.setCurrentWidget(self.reason)
        self.reason.boxes[REASONS[0][0]].setFocus(Qt.FocusReason.TabFocusReason)
        self.board.hints_changed.emit()

    def _on_reason(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._open(str(sender.property("key")))

    def _open(self, reason: str) -> None:
        if self._asked is None:
            return
        desk = self.board.counter.back_office.lookup
        self.board.run(
            desk.person, self.board.clerk, self._asked, reason, done=self._on_sheet, topic="person"
        )

    def _on_sheet(self, sheet: PersonSheet) -> None:
        if sheet.person_id != self._asked:
            return
        self.view.show_sheet(sheet)
        self.right.setCurrentWidget(self.view)
        if self.search.text() == self._typed:
            self.view.place_focus()
        self.board.hints_changed.emit()

    def _on_case(self, number: str) -> None:
        self.board.page_asked.emit(CASES, number)

    # -- the page -------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if self.right.currentWidget() is self.reason and digit.isdigit() and 1 <= int(digit) <= len(REASONS):
            self.reason.boxes[REASONS[int(digit) - 1][0]].click()
            return
        super().keyPressEvent(event)

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.right.currentWidget() is self.reason:
            return (("1–4", "选事由"), ("Esc", "返回"))
        if self._at_window:
            return (("Enter", "打开"), ("Esc", "回受理台"))
        return (("Enter", "打开"), ("Esc", "返回"))

    def place_focus(self) -> None:
        if self.right.currentWidget() is self.reason:
            self.reason.boxes[REASONS[0][0]].setFocus(Qt.FocusReason.TabFocusReason)
        elif self.right.currentWidget() is self.view:
            self.view.place_focus()
        else:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if self._at_window and intention in ("back", "person_file"):
            self._at_window = False
            self.board.page_asked.emit(COUNTER, None)
            return True
        if intention != "back":
            return False
        if self.right.currentWidget() is not self.nothing:
            self.right.setCurrentWidget(self.nothing)
            self._asked = None
            self.board.hints_changed.emit()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
