"""A page with a table and a drawer that shows the row in full: users, roles, windows, devices, settings, the trail."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.page import Page
from ui.sections import PageHead
from ui.widgets.drawer import Drawer
from ui.widgets.table import Table


class TablePage(Page):
    """Its maker sets ``head``, ``table`` and ``drawer``, then calls ``lay_out``. Esc goes back to the table."""

    head: PageHead
    table: Table
    drawer: Drawer

    def lay_out(self, above: tuple[QWidget, ...] = (), below: tuple[QWidget, ...] = ()) -> None:
        """The head over the table, the drawer beside them; what else stands above or below the table."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.head)
        for widget in above:
            left.addWidget(widget)
        left.addWidget(self.table, 1)
        for widget in below:
            left.addWidget(widget)
        row.addLayout(left, 1)
        row.addWidget(self.drawer)

    def place_focus(self) -> None:
        self.table.setFocus()

    def return_to_table(self) -> bool:
        """Esc from the drawer; False where the table has the focus already."""
        if self.table.hasFocus():
            return False
        self.table.setFocus()
        return True
