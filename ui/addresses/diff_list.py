"""Before and after of a change, address by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.tokens import Kind
from ui.widgets.label import Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList

if TYPE_CHECKING:
    from hall_app.addresses.managing.proposing import Diff, DiffRow

MOST = 12
_LOOK: dict[str, tuple[str, str, Kind]] = {
    "made": ("circle-plus", "新增", "ok"),
    "changed": ("pencil", "改名", "warn"),
    "ended": ("circle-minus", "注销", "bad"),
    "alias": ("link", "别名", "accent"),
}


class DiffList(QWidget):
    """A heading with the count, and a row for each address; hidden where there is nothing to show."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        self.heading = Label(name, "md", bold=True)
        column.addWidget(self.heading)
        self.list = RowList(name, TwoLineDelegate())
        column.addWidget(self.list)
        self.hide()

    def show_diff(self, diff: Diff | None) -> None:
        """Show these rows."""
        self.setVisible(diff is not None and bool(diff.rows))
        if diff is None:
            return
        more = f"，只列前 {len(diff.rows)} 条" if diff.total > len(diff.rows) else ""
        self.heading.setText(f"{self._name}（{diff.total} 条{more}）")
        self.list.set_rows([diff_row(row) for row in diff.rows], current=0)
        self.list.fit_rows(min(len(diff.rows), MOST))


def diff_row(row: DiffRow) -> TwoLineRow:
    """A row: what it is now over what it was, with its code and where it went."""
    icon, words, kind = _LOOK[row.role]
    if row.role == "ended":
        became = f"→ {'、'.join(row.became[:3])}" if row.became else "没有继承的编码"
        return TwoLineRow((Span(row.before),), f"{row.code}  {became}", icon=icon, chip=words, chip_kind=kind)
    note = f"{row.code}  原为 {row.before}" if row.before else row.code
    return TwoLineRow((Span(row.after, bold=True),), note, icon=icon, chip=words, chip_kind=kind)
