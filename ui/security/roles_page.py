"""角色与权限: permissions by roles in plain words; what a role would see is said beside the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hall_app.security.administration import RoleLine
    from ui.reception.board import Board

_SHORT = {
    "地址管理员": "地址",
    "综合窗口受理员": "窗口",
    "审核员": "审核",
    "大厅值班长": "值班长",
    "事项管理员": "事项",
    "系统管理员": "系统",
    "安全管理员": "安全",
    "审计管理员": "审计",
    "代办员": "代办",
}


class RoleTable(Table):
    """Space turns a permission on or off."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == " ":
            self.row_opened.emit(self.current_key)
            return
        super().keyPressEvent(event)


class RolesPage(TablePage):
    """Arrows move, Space or Enter turns on and off, Ctrl Enter keeps the role of the column."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("角色与权限")
        self.desk = board.counter.back_office.administration
        self.roles: tuple[RoleLine, ...] = ()
        self.wanted: dict[str, frozenset[str]] = {}
        self.head = PageHead("角色与权限")
        self.table = RoleTable("权限表", [Column("权限")], cells=True)
        self.table.cell_chosen.connect(self._on_cell)
        self.table.row_opened.connect(self._on_toggle)
        self.drawer = Drawer("角色详情", narrow=True)
        self.keep = KeyButton("保存这个角色", "Ctrl Enter", primary=True, decision=True)
        self.keep.clicked.connect(self._on_keep)
        self.undo = KeyButton("放弃改动")
        self.undo.clicked.connect(self._on_undo)
        self.drawer.foot.addWidget(self.keep)
        self.drawer.foot.addWidget(self.undo)
        self.lay_out()

    @property
    def _may(self) -> bool:
        return self.board.clerk.may("roles.manage")

    def refresh(self) -> None:
        self.board.run(self.desk.roles, self.board.clerk, done=self._on_roles, topic="roles")

    def _on_roles(self, roles: tuple[RoleLine, ...]) -> None:
        first = not self.roles
        self.roles = roles
        self.wanted = {
            one.code: self.wanted.get(one.code, one.permissions)
            if one.code in self.changed
            else one.permissions
            for one in roles
        }
        self.head.note.setText(f"{len(roles)} 个角色；三员分立，不得兼任")
        if first or len(self.table.rows.columns) != len(roles) + 1:
            heads = [Column(_SHORT.get(one.name, one.name[:4]), align="centre") for one in roles]
            self.table.set_columns([Column("权限", stretch=True), *heads])
        self._show()

    @property
    def changed(self) -> set[str]:
        """Roles with changes that are not kept yet."""
        return {
            one.code for one in self.roles if self.wanted.get(one.code, one.permissions) != one.permissions
        }

    @property
    def role(self) -> RoleLine | None:
        """The role of the current column."""
        at = self.table.currentIndex().column() - 1
        return self.roles[at] if 0 <= at < len(self.roles) else None

    def _show(self) -> None:
        rows: list[TableRow] = []
        for group in self.desk.permission_groups():
            for name, words in group.permissions:
                head = Cell(words, says=f"{group.title}：{words}")
                rows.append(TableRow(name, (head, *(self._cell(role, name, words) for role in self.roles))))
        self.table.set_rows(rows)
        self._show_drawer()

    def _cell(self, role: RoleLine, name: str, words: str) -> Cell:
        has = name in self.wanted[role.code]
        touched = has != (name in role.permissions)
        said = f"{role.name}，{words}，{'有' if has else '没有'}{'，已改' if touched else ''}"
        if touched:
            return Cell("", "circle-plus" if has else "circle-minus", "warn", says=said)
        return Cell("", "check" if has else "minus", "ok" if has else "text3", says=said)

    def _on_cell(self, _key: str, _column: int) -> None:
        self._show_drawer()

    def _show_drawer(self) -> None:
        role = self.role
        clear_layout(self.drawer.column)
        changed = role is not None and role.code in self.changed
        own = role is not None and role.code == self.board.clerk.role_code
        self.keep.setEnabled(self._may and changed)
        self.undo.setEnabled(changed)
        if role is None:
            self.drawer.show_head("请选一格", "方向键移动，空格改")
            self.drawer.chip.hide()
            return
        self.drawer.show_head(role.name, f"{role.people} 人")
        self.drawer.chip.set_chip("已改，未保存" if changed else "三员之一", "warn" if changed else "accent")
        self.drawer.chip.setVisible(changed or role.administrator)
        if own:
            self.drawer.column.addWidget(FactLine("提示", "不能改自己的角色，请另一位安全管理员来改"))
        if not self._may:
            self.drawer.column.addWidget(FactLine("提示", "角色由安全管理员维护"))
        for group in self.desk.permission_groups():
            held = [words for name, words in group.permissions if name in self.wanted[role.code]]
            if held:
                self.drawer.column.addWidget(FactLine(group.title, "、".join(held)))
        self.drawer.column.addStretch(1)

    # -- doing ----------------------------------------------------------------------------------
    def _on_toggle(self, name: str) -> None:
        role = self.role
        if role is None or not self._may or role.code == self.board.clerk.role_code:
            return
        self.wanted[role.code] = self.wanted[role.code] ^ {name}
        self._show()

    def _on_keep(self) -> None:
        role = self.role
        if role is not None and role.code in self.changed and self._may:
            wanted = self.wanted[role.code]
            self.board.run(
                self.desk.set_role, self.board.clerk, role.code, wanted, done=self._on_kept, topic="roles"
            )

    def _on_kept(self, _result: object) -> None:
        self.board.told.emit("已保存；下次登录时生效", "ok")
        self.refresh()

    def _on_undo(self) -> None:
        role = self.role
        if role is not None:
            self.wanted[role.code] = role.permissions
            self._show()

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("方向键", "换格"), ("空格", "改"))

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_keep()
            return True
        return False
