"""用户: the accounts in a table, one in the drawer; disabled, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from hall_app.clock import hall_time
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.security.administration import AccountLine, RoleLine
    from ui.reception.board import Board
    from ui.tokens import Kind


class AccountsPage(TablePage):
    """Enter edits, Insert adds, Ctrl Enter keeps."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("用户")
        self.desk = board.counter.back_office.administration
        self.lines: dict[str, AccountLine] = {}
        self.roles: tuple[RoleLine, ...] = ()
        self._adding = False
        self.secret = ""
        self.head = PageHead("用户")
        self.add = KeyButton("加用户", "Insert", icon="plus")
        self.add.clicked.connect(self._on_add)
        self.head.add(self.add)
        self.add.setVisible(board.clerk.may("staff.manage"))
        self.table = Table(
            "用户表",
            [
                Column("工号"),
                Column("姓名"),
                Column("角色", stretch=True),
                Column("窗口"),
                Column("上次登录", minor=True),
                Column("状态"),
            ],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.drawer = Drawer("用户详情")
        self._make_drawer()
        self.lay_out()

    def _make_drawer(self) -> None:
        self.number = QLineEdit()
        self.number.setAccessibleName("工号")
        self.number.setMaxLength(24)
        self.name = QLineEdit()
        self.name.setAccessibleName("姓名")
        self.name.setMaxLength(40)
        self.role = QComboBox()
        self.role.setAccessibleName("角色")
        self.fields = QVBoxLayout()
        self.fields.setSpacing(6)
        self._labels: list[Label] = []
        for words, field in (("工号", self.number), ("姓名", self.name), ("角色", self.role)):
            label = Label(words, "md", "text2")
            label.setBuddy(field)
            self._labels.append(label)
            self.fields.addWidget(label)
            self.fields.addWidget(field)
        self.drawer.column.addLayout(self.fields)
        self.facts = QVBoxLayout()
        self.drawer.column.addLayout(self.facts)
        self.password = Label("", "lg", bold=True, wrap=True)
        self.password.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.password.hide()
        self.drawer.column.addWidget(self.password)
        self.drawer.column.addStretch(1)
        self.keep = KeyButton("保存", "Ctrl Enter", primary=True, decision=True)
        self.keep.clicked.connect(self._on_keep)
        self.unlock = KeyButton("解除锁定")
        self.unlock.clicked.connect(self._on_unlock)
        self.reset = KeyButton("重置密码")
        self.reset.clicked.connect(self._on_reset)
        self.disable = KeyButton("停用", danger=True)
        self.disable.clicked.connect(self._on_disable)
        self.drawer.foot.addWidget(self.keep)
        self.drawer.foot.addWidget(self.unlock)
        self.drawer.add_pair_of_buttons(self.reset, self.disable)

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.roles, self.board.clerk, done=self._on_roles, topic="accounts")
        self.board.run(self.desk.accounts, self.board.clerk, done=self._on_lines, topic="accounts")

    def _on_roles(self, roles: tuple[RoleLine, ...]) -> None:
        self.roles = roles
        if [self.role.itemData(at) for at in range(self.role.count())] != [one.code for one in roles]:
            self.role.clear()
            for one in roles:
                self.role.addItem(one.name, one.code)
            self._show_drawer()

    def _on_lines(self, lines: tuple[AccountLine, ...]) -> None:
        self.lines = {str(line.staff_id): line for line in lines}
        locked = sum(line.locked_until is not None for line in lines)
        disabled = sum(line.disabled for line in lines)
        self.head.note.setText(f"{len(lines)} 个账号，{locked} 个锁定，{disabled} 个停用")
        self.table.set_rows([_row(line) for line in lines])
        self._show_drawer()

    # -- the drawer -----------------------------------------------------------------------------
    def _on_chosen(self, _key: str) -> None:
        self._adding = False
        self.secret = ""
        self._show_drawer()

    @property
    def line(self) -> AccountLine | None:
        """The account in the drawer; None while one is being added."""
        return None if self._adding else self.lines.get(self.table.current_key)

    def _show_drawer(self) -> None:
        line, clerk = self.line, self.board.clerk
        manages, gives = clerk.may("staff.manage"), clerk.may("roles.manage")
        own = line is not None and line.own
        clear_layout(self.facts)
        self.password.setText(f"初始密码 {self.secret}" if self.secret else "")
        self.password.setAccessibleName(self.password.text())
        self.password.setVisible(bool(self.secret))
        self.number.setReadOnly(not self._adding)
        self.number.setProperty("fill", "normal" if self._adding else "locked")
        self.number.style().polish(self.number)
        self.name.setEnabled(self._adding or (manages and line is not None and not own))
        self.role.setEnabled(self._adding or ((manages or gives) and line is not None and not own))
        self.keep.setEnabled(self.name.isEnabled() or self.role.isEnabled())
        self.keep.set_label("新建账号" if self._adding else "保存")
        self.unlock.setVisible(
            line is not None and line.locked_until is not None and clerk.may("staff.unlock")
        )
        for button in (self.reset, self.disable):
            button.setVisible(manages and line is not None and not own)
        if self._adding:
            self.drawer.show_head("加用户", "新建后给出初始密码，本人首次登录时改")
            self.drawer.chip.hide()
            return
        if line is None:
            self.drawer.show_head("")
            return
        self.drawer.show_head(f"{line.name}，{line.staff_no}", "这是你自己的账号" if own else line.role_name)
        words, kind = _state(line)
        self.drawer.chip.set_chip(words, kind)
        self.drawer.chip.setVisible(True)
        self.number.setText(line.staff_no)
        self.name.setText(line.name)
        self.role.setCurrentIndex(max(self.role.findData(line.role_code), 0))
        self.disable.set_label("启用" if line.disabled else "停用")
        self._show_facts(line)

    def _show_facts(self, line: AccountLine) -> None:
        last = f"{hall_time(line.last_login_at):%Y-%m-%d %H:%M}" if line.last_login_at else "没登录过"
        facts = [("上次登录", last), ("窗口", f"{line.window} 号" if line.window else "没开窗口")]
        if line.locked_until is not None:
            facts.append(("锁定到", f"{hall_time(line.locked_until):%H:%M}"))
        if line.must_change:
            facts.append(("密码", "初始密码，首次登录要改"))
        elif line.password_old:
            facts.append(("密码", "已过期，下次登录要改"))
        for label, value in facts:
            self.facts.addWidget(FactLine(label, value))

    # -- doing ----------------------------------------------------------------------------------
    def _on_add(self) -> None:
        if not self.board.clerk.may("staff.manage"):
            return
        self._adding, self.secret = True, ""
        self._show_drawer()
        self.number.clear()
        self.name.clear()
        self.role.setCurrentIndex(max(self.role.findData("counter"), 0))
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_keep(self) -> None:
        name, role = self.name.text(), str(self.role.currentData() or "")
        line, clerk = self.line, self.board.clerk
        if self._adding:
            number = self.number.text()
            self.board.run(
                self.desk.create_account, clerk, number, name, role, done=self._on_created, topic="accounts"
            )
        elif line is not None and self.keep.isEnabled():
            self.board.run(
                self.desk.change_account,
                clerk,
                line.staff_id,
                name,
                role,
                done=self._on_done,
                topic="accounts",
            )

    def _on_created(self, password: str) -> None:
        self._adding, self.secret = False, password
        self.board.told.emit("已新建；请把初始密码当面告诉本人", "ok")
        self.refresh()
        self._show_drawer()
        self.table.setFocus()

    def _on_unlock(self) -> None:
        if self.line is not None:
            number = self.line.staff_no
            self.board.run(
                self.desk.unlock_account, self.board.clerk, number, done=self._on_unlocked, topic="accounts"
            )

    def _on_reset(self) -> None:
        if self.line is not None:
            staff_id = self.line.staff_id
            self.board.run(
                self.desk.reset_password, self.board.clerk, staff_id, done=self._on_fresh, topic="accounts"
            )

    def _on_fresh(self, password: str) -> None:
        self.secret = password
        self.board.told.emit("密码已重置；请把初始密码当面告诉本人", "ok")
        self.refresh()

    def _on_disable(self) -> None:
        if self.line is not None:
            staff_id, disabled = self.line.staff_id, not self.line.disabled
            self.board.run(
                self.desk.set_disabled,
                self.board.clerk,
                staff_id,
                disabled,
                done=self._on_done,
                topic="accounts",
            )

    def _on_unlocked(self, _result: object) -> None:
        who = f"{self.line.name} " if self.line is not None else ""
        self._on_done(None, f"已解除锁定，{who}可以登录了")

    def _on_done(self, _result: object, words: str = "已保存") -> None:
        self.board.told.emit(words, "ok")
        # The button that was pressed may have nothing more to do: the work goes on in the table.
        self.table.setFocus()
        self.refresh()

    # -- the page -------------------------------------------------------------------------------
    def _on_opened(self, _key: str) -> None:
        if self.name.isEnabled():
            self.name.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.role.isEnabled():
            self.role.setFocus(Qt.FocusReason.TabFocusReason)

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.board.clerk.may("staff.manage"):
            return (("Insert", "加用户"), ("Enter", "改"))
        return (("Enter", "改"),)

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_keep()
            return True
        if intention == "back" and (self._adding or not self.table.hasFocus()):
            self._adding = False
            self._show_drawer()
            self.table.setFocus()
            return True
        return False


def _state(line: AccountLine) -> tuple[str, Kind]:
    if line.disabled:
        return "停用", "idle"
    if line.locked_until is not None:
        return "锁定", "bad"
    if line.must_change:
        return "待改密码", "warn"
    return "正常", "ok"


def _row(line: AccountLine) -> TableRow:
    words, kind = _state(line)
    last = f"{hall_time(line.last_login_at):%m-%d %H:%M}" if line.last_login_at else ""
    cells = (
        Cell(line.staff_no, bold=True),
        Cell(line.name),
        Cell(line.role_name),
        Cell(line.window or ""),
        Cell(last, tone="text2"),
        Cell(words, chip=kind),
    )
    return TableRow(str(line.staff_id), cells, faint=line.disabled)
