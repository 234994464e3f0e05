"""办件 by number: a case as it stands, read only, with its sheets to print again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.cases.outcome import VOID_SHEET
from ui.cases.paper_presenter import CopyWatch
from ui.identity.file_blocks import TONES
from ui.page import Page
from ui.sections import PageHead
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.drawer import FactLine, clear_layout
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, EmptyNote, Label
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_card import SectionCard
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.cases.outcome import PrintLine
    from hall_app.libraries.looking_up import CaseSheet
    from ui.reception.board import Board


class CaseLookupPage(Page):
    """A field for the number, then the case."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("办件")
        self.sheet: CaseSheet | None = None
        self._copies = CopyWatch(board)
        self._copies.over.connect(self.refresh)
        self.number = QLineEdit()
        self.number.setAccessibleName("办件号")
        self.number.setPlaceholderText("办件号，可扫回执上的二维码")
        self.number.setMaxLength(40)
        self.number.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.number.returnPressed.connect(self._on_number)
        self.problem = Label("", "md", "bad", wrap=True)
        names = "；只知道姓名的，到“三库”查人后看名下办件" if board.clerk.may("person.search") else ""
        self.empty = EmptyNote(f"输入办件号后按 Enter，或扫回执上的二维码{names}。")
        self.state = Chip("")
        self.light = Chip("")
        self.title = ElidedLabel("", "lg", bold=True)
        self.about = ElidedLabel("", "md", "text2")
        self.facts = SectionCard("办件", icon="clipboard-check")
        self.steps = Table(
            "经过", [Column("时间"), Column("环节"), Column("经办", minor=True), Column("说明", stretch=True)]
        )
        self.materials = Table("材料", [Column("材料", stretch=True), Column("状态")])
        self.documents = Table(
            "文书", [Column("文书", stretch=True), Column("文号"), Column("已打", align="right"), Column("")]
        )
        self.documents.row_opened.connect(self._on_document)
        self.reprint = KeyButton("补打", "F12", primary=True)
        self.reprint.clicked.connect(self._on_reprint)
        self.handed = KeyButton("通知书已交申请人", icon="check")
        self.handed.clicked.connect(self._on_handed)
        self._lay_out()
        follow_theme(self)
        self._show()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = PageHead("办件")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel("search", 18))
        self.number.setFixedWidth(360)
        row.addWidget(self.number)
        self.head.add(line)
        outer.addWidget(self.head)
        self.top = Panel(edges="tb")
        top = QVBoxLayout(self.top)
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.title, 1)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self.light, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self.handed)
        first.addWidget(self.reprint)
        top.addLayout(first)
        top.addWidget(self.about)
        outer.addWidget(self.problem)
        self.problem.setContentsMargins(16, 12, 16, 12)
        outer.addWidget(self.top)
        self.content = ScrollColumn("办件内容")
        columns = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(14)
            columns.addLayout(side, 1)
        columns.setSpacing(14)
        left.addWidget(self.facts)
        self.cards: list[SectionCard] = [self.facts]
        for side, title, icon, table in (
            (left, "经过", "history", self.steps),
            (right, "文书", "printer", self.documents),
            (right, "材料", "list-check", self.materials),
        ):
            card = SectionCard(title, icon=icon)
            card.body.addWidget(table)
            self.cards.append(card)
            side.addWidget(card)
        left.addStretch(1)
        right.addStretch(1)
        self.content.column.addLayout(columns)
        outer.addWidget(self.content, 1)
        # With a stretch of its own: without a case the head stays at the top.
        outer.addWidget(self.empty, 1)

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self.content.column.setContentsMargins(gutter, gutter, gutter, gutter)
        self._fit()

    def _fit(self) -> None:
        for table in (self.steps, self.materials, self.documents):
            table.setFixedHeight((table.rows.rowCount() + 1) * theme().sizes.row)

    # -- the case -------------------------------------------------------------------------------
    def show_argument(self, argument: object) -> None:
        self.open_case(str(argument))

    def open_case(self, number: str) -> None:
        """Read a case by its number."""
        self.number.setText(number)
        desk = self.board.counter.back_office.lookup
        self.board.run(
            desk.case, self.board.clerk, number, done=self._on_sheet, failed=self._on_none, topic="case"
        )

    def refresh(self) -> None:
        if self.sheet is not None:
            self.open_case(self.sheet.number)

    def _on_number(self) -> None:
        if self.number.text().strip():
            self.open_case(self.number.text().strip())

    def _on_none(self, error: Exception) -> None:
        self.sheet = None
        self._show()
        self.problem.setText(str(error))
        self.problem.setAccessibleName(str(error))
        self.problem.show()

    def _on_sheet(self, sheet: CaseSheet) -> None:
        self.sheet = sheet
        self._show()
        self.documents.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        sheet = self.sheet
        self.problem.hide()
        self.top.setVisible(sheet is not None)
        self.content.setVisible(sheet is not None)
        self.empty.setVisible(sheet is None)
        self.board.hints_changed.emit()
        if sheet is None:
            return
        self.title.setText(f"{sheet.number}　{sheet.item_name}")
        self.about.setText(f"{sheet.applicant}　{sheet.id_masked}")
        self.state.set_chip(sheet.state_name, TONES.get(sheet.tone, "idle"))
        left = sheet.left
        self.light.setVisible(bool(left.words))
        self.light.set_chip(left.words, TONES.get(left.tone, "idle"), left.icon, left.spoken)
        clear_layout(self.facts.body)
        for label, value in _facts(sheet):
            fact = FactLine(label, value)
            fact.setContentsMargins(14, 5, 14, 5)
            self.facts.body.addWidget(fact)
        self.steps.set_rows(
            [
                TableRow(
                    str(at),
                    (
                        Cell(f"{step.at:%m-%d %H:%M}"),
                        Cell(step.words, bold=True),
                        Cell(step.who, tone="text2"),
                        Cell(step.reason, tone="text2"),
                    ),
                )
                for at, step in enumerate(sheet.steps)
            ]
        )
        self.materials.set_rows(
            [TableRow(str(at), (Cell(name), Cell(words))) for at, (name, words) in enumerate(sheet.materials)]
        )
        self.documents.set_rows(
            [
                TableRow(
                    str(one.head.document_id),
                    (
                        Cell(one.head.title),
                        Cell(one.head.number, tone="text2"),
                        Cell(f"{one.copies} 份"),
                        Cell("已作废", chip="idle") if one.void else Cell(""),
                    ),
                )
                for one in sheet.documents
            ]
        )
        may = self.board.clerk.may("document.print")
        self.reprint.setVisible(may and any(not one.void for one in sheet.documents))
        self.handed.setVisible(sheet.to_hand and self.board.clerk.may("case.accept"))
        self._fit()

    # -- paper ----------------------------------------------------------------------------------
    def _on_document(self, _key: str) -> None:
        self._on_reprint()

    def _on_reprint(self) -> None:
        if self.sheet is None or self.reprint.isHidden():
            return
        chosen = self.documents.current_key
        document = next(
            (one for one in self.sheet.documents if str(one.head.document_id) == chosen and not one.void),
            None,
        )
        if document is None:
            self.board.told.emit("：".join(VOID_SHEET), "warn")
            return
        self.board.run(
            self.board.counter.reprint,
            self.board.clerk,
            document.head.document_id,
            done=self._on_printed,
            topic="print",
        )

    def _on_printed(self, line: PrintLine) -> None:
        self._copies.follow(line)
        self.refresh()

    def _on_handed(self) -> None:
        if self.sheet is not None:
            hand_over = self.board.counter.hand_over
            self.board.run(
                hand_over, self.board.clerk, self.sheet.case_id, done=self._on_handed_over, topic="case"
            )

    def _on_handed_over(self, _result: object) -> None:
        self.board.told.emit("已记下：受理通知书交给申请人了", "ok")
        self.refresh()

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.sheet is None:
            return (("Enter", "打开"), ("Ctrl K", "找人查件"))
        printing = (("F12", "补打"),) if not self.reprint.isHidden() else ()
        return (("Enter", "打开"), *printing, ("Esc", "换一件"))

    def handle(self, intention: str) -> bool:
        if intention == "print":
            self._on_reprint()
            return True
        if intention == "back":
            self.place_focus()
            self.number.selectAll()
            return True
        return False

    def place_focus(self) -> None:
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)


def _facts(sheet: CaseSheet) -> list[tuple[str, str]]:
    """What is to be known of a case, in order."""
    due = f"{sheet.due_on:%m-%d} 前办结" if sheet.due_on else "无"
    if sheet.due_provisional:
        due += "（暂按周末推算）"
    facts = [("收件", f"{sheet.received_at:%Y-%m-%d}"), ("时限", due)]
    if sheet.left.full:
        facts.append(("进度灯", sheet.left.spoken))
    if sheet.correction_due_on:
        facts.append(("补正", f"{sheet.correction_due_on:%m-%d} 前补齐"))
    if sheet.deferred_due_on:
        facts.append(("容缺", f"{sheet.deferred_due_on:%m-%d} 前补交"))
    if sheet.collection:
        facts.append(("领取", sheet.collection))
    return facts
