"""A person's file, read only: who, why it was opened, the sections of the libraries, the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.identity.file_blocks import TONES, fill_section, fill_stages
from ui.reception.words import clock_time
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.name_label import NameLabel
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_block import SectionBlock
from ui.widgets.section_card import SectionCard
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Card, Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.libraries.looking_up import PersonSheet
    from hall_app.libraries.person_file import CaseLine

# The open cases have a table of their own here.
_ELSEWHERE = frozenset({"open"})


class PersonView(Panel):
    """Signals: ``case_asked(number)``."""

    case_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None)
        self.setAccessibleName("个人资料")
        self.sheet: PersonSheet | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_head())
        self.content = ScrollColumn("库内信息")
        outer.addWidget(self.content, 1)
        self.grid = QGridLayout()
        self.blocks: list[QWidget] = []
        self.content.column.addLayout(self.grid)
        columns = [Column("办件号"), Column("事项", stretch=True), Column("状态"), Column("日期", minor=True)]
        self.cases = Table("办件", columns)
        self.cases.row_opened.connect(self.case_asked)
        self.case_card = SectionCard("办件", icon="files")
        self.case_card.body.addWidget(self.cases)
        self.content.column.addWidget(self.case_card)
        self.content.column.addStretch(1)
        follow_theme(self)

    def _make_head(self) -> QWidget:
        head = Panel(edges="b")
        column = QVBoxLayout(head)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.name = NameLabel("")
        self.about = Label("", "md", "text2")
        self.notice = Chip("", "bad", "alert-triangle")
        line.addWidget(self.name)
        line.addWidget(self.about)
        line.addWidget(self.notice, 0, Qt.AlignmentFlag.AlignVCenter)
        self.limit = Chip("", "warn", "clock")
        line.addWidget(self.limit, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        self.reason = Chip("", "outline", "eye-check")
        line.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        self.numbers = ElidedLabel("", "md", "text2")
        column.addWidget(self.numbers)
        return head

    def restyle(self) -> None:
        sizes = theme().sizes
        self.content.column.setContentsMargins(sizes.gutter, sizes.gutter, sizes.gutter, sizes.gutter)
        self.content.column.setSpacing(sizes.gutter)
        self.grid.setSpacing(sizes.gutter)
        if self.sheet is not None:
            self.show_sheet(self.sheet)

    def show_sheet(self, sheet: PersonSheet) -> None:
        """Show a file."""
        self.sheet = sheet
        self.name.set_name(sheet.name)
        self.about.setText(sheet.about)
        self.notice.set_chip(sheet.notice, "bad", "alert-triangle")
        self.notice.setVisible(bool(sheet.notice))
        self.limit.set_chip(sheet.limit_notice, "warn", "clock")
        self.limit.setVisible(bool(sheet.limit_notice))
        self.reason.set_chip(f"事由 {sheet.reason}·{clock_time(sheet.opened_at)}", "outline", "eye-check")
        phone = f"　手机 {sheet.phone_masked}" if sheet.phone_masked else ""
        self.numbers.setText(f"证件号 {sheet.id_masked}{phone}")
        for old in self.blocks:
            old.hide()
            old.deleteLater()
        self.blocks.clear()
        sections = [one for one in sheet.file.sections if one.key not in _ELSEWHERE]
        for section in sections:
            block = SectionBlock(section.title, section.icon, top_line=False)
            fill_section(block, section, sheet.opened_at.year, narrow=False)
            self._place(block)
        if sheet.file.life_stages:
            block = SectionBlock("人生阶段", "route", top_line=False)
            self._place(block)
            fill_stages(block, sheet.file.life_stages, narrow=False)
        self._show_cases(sheet)

    def _place(self, block: SectionBlock) -> None:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(block)
        inside.addStretch(1)
        at = len(self.blocks)
        columns = 2 if theme().sizes.md <= 16 else 1
        self.grid.addWidget(card, at // columns, at % columns)
        self.blocks.append(card)

    def _show_cases(self, sheet: PersonSheet) -> None:
        file = sheet.file
        lines = [*file.open_cases, *(one for one in file.recent_cases if one not in file.open_cases)]
        rows = [
            TableRow(
                line.case_number,
                (
                    Cell(line.case_number, bold=True),
                    Cell(line.item_name),
                    _state_cell(line),
                    Cell(f"{line.on:%Y-%m-%d}", tone="text2"),
                ),
            )
            for line in lines
        ]
        self.cases.set_rows(rows)
        self.case_card.setVisible(bool(rows))
        self.cases.setFixedHeight((len(rows) + 1) * theme().sizes.row)

    def place_focus(self) -> None:
        """The cases, which lead further."""
        self.cases.setFocus(Qt.FocusReason.OtherFocusReason)


def _state_cell(line: CaseLine) -> Cell:
    """Where a case stands, with its light and what is left of its time."""
    left = line.left
    words = "，".join(part for part in (line.state_name, left.words) if part)
    icon = left.icon if left.words else ""
    says = "，".join(part for part in (line.state_name, left.spoken) if part)
    return Cell(words, icon, chip=TONES.get(left.tone, "idle"), says=says)
