"""The materials step (mockup 04): the list left, the page of the material under the cursor right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.cases.material_rows import material_row
from ui.cases.picture_view import PictureView
from ui.theme import theme
from ui.widgets.key_button import KeyButton
from ui.widgets.row_delegates import TwoLineDelegate
from ui.widgets.rows import RowList
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.cases.presenter import CasePresenter
    from ui.reception.state import ReceptionState


class MaterialsPage(QWidget):
    """Keys in the list: 空格 已收, C original or copy, digits the count, R 容缺, Insert adds, T turns, Del deletes,
    Enter accepts; in the picture 空格 pages."""

    def __init__(self, presenter: CasePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._quiet = False
        self.setAccessibleName("材料")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.left = Panel(edges="r")
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        self.list = RowList("材料清单", TwoLineDelegate())
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 8)
        foot.setSpacing(8)
        self.add = KeyButton("添加其他材料", "Insert", small=True)
        self.add.clicked.connect(self._on_add)
        self.name = QLineEdit()
        self.name.setPlaceholderText("材料名称，Enter 添加")
        self.name.setAccessibleName("材料名称")
        self.name.setMaxLength(60)
        self.name.returnPressed.connect(self._on_named)
        self.name.hide()
        self.defer = KeyButton("转为容缺", "R", small=True, bind=False)
        self.defer.clicked.connect(presenter.defer)
        foot.addWidget(self.add)
        foot.addWidget(self.name, 1)
        foot.addStretch(1)
        foot.addWidget(self.defer)
        column.addLayout(foot)
        row.addWidget(self.left)
        self.picture = PictureView()
        self.picture.acted.connect(self._on_picture)
        row.addWidget(self.picture, 1)
        self._keys: dict[int, Callable[[], None]] = {
            int(Qt.Key.Key_Space): presenter.receive, int(Qt.Key.Key_C): presenter.switch_copy,
            int(Qt.Key.Key_R): presenter.defer, int(Qt.Key.Key_T): presenter.rotate,
            int(Qt.Key.Key_Delete): presenter.drop_page, int(Qt.Key.Key_Return): presenter.accept_page,
            int(Qt.Key.Key_Enter): presenter.accept_page,
        }  # fmt: skip
        self._pictures: dict[str, Callable[[], None]] = {
            "rotate": presenter.rotate, "page": presenter.turn_page, "delete": presenter.drop_page,
            "accept": presenter.accept_page,
        }  # fmt: skip
        follow_theme(self)

    def restyle(self) -> None:
        self.left.setFixedWidth(456 if theme().sizes.md <= 16 else 500)

    def show_state(self, state: ReceptionState) -> None:
        """Rows in place; the cursor follows the state."""
        app = state.application
        if app is None:
            return
        self._quiet = True
        rows = [material_row(row, current=at == state.material) for at, row in enumerate(app.materials)]
        self.list.set_rows(rows)
        if self.list.current != state.material:
            self.list.select(state.material)
        self._quiet = False
        row = app.materials[state.material] if state.material < len(app.materials) else None
        self.defer.setEnabled(row is not None and row.may_follow_days is not None)
        self.picture.show_material(row, state.page, state.page_picture, state.page_check)

    def resizeEvent(self, event: object) -> None:
        self.list.scrollTo(self.list.currentIndex())

    def place_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel_adding(self) -> bool:
        """Esc while a name is typed; False if none is."""
        if self.name.isHidden():
            return False
        self._end_adding()
        return True

    # -- inside ---------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            act = self._keys.get(event.key()) if plain else None
            if act is not None:
                act()
                return True
            if plain and event.text().isdigit() and event.text() != "0":
                self._presenter.count(int(event.text()))
                return True
        return super().eventFilter(watched, event)

    def _on_current(self) -> None:
        if not self._quiet and self.list.current >= 0:
            self._presenter.select_material(self.list.current)

    def _on_add(self) -> None:
        self.add.hide()
        self.defer.hide()
        self.name.clear()
        self.name.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_named(self) -> None:
        words = self.name.text()
        self._end_adding()
        self._presenter.add_material(words)

    def _end_adding(self) -> None:
        self.name.hide()
        self.add.show()
        self.defer.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_picture(self, name: str) -> None:
        if name == "recapture":
            self._presenter.capture(again=True)
        else:
            self._pictures[name]()
