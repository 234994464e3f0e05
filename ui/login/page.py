"""The log-in page: who, which window, are the devices well. Rendered from `LoginState`, speaks by signals."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.login.caps_lock import CapsLock, system_caps_lock
from ui.login.fields import LoginCard, TallEdit
from ui.login.panels import DevicePanel, Footer, SizeChooser
from ui.login.state import LoginProblem, LoginState, ProblemKind, problem_words
from ui.login.window_grid import WindowGrid
from ui.theme import theme
from ui.tokens import Mode
from ui.widgets.check_box import TickBox
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.logo import Logo
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import IconButton, LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WIDTH = 980


class LoginPage(Panel):
    """Signals: `login_requested(staff_no, password, window)` (window "" for office only), `card_requested(window)`,
    `recheck_requested()`, `release_requested(window)`, `staff_no_left(text)`, `mode_chosen(mode)`,
    `window_chosen(number)`. The password leaves this page only by `login_requested`.
    """

    login_requested = Signal(str, str, str)
    card_requested = Signal(str)
    recheck_requested = Signal()
    release_requested = Signal(str)
    staff_no_left = Signal(str)
    mode_chosen = Signal(Mode)
    window_chosen = Signal(str)

    def __init__(self, state: LoginState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill="canvas")
        self.setAccessibleName("登录")
        self._state = LoginState()
        self._caps = CapsLock(system_caps_lock())
        self.card = LoginCard()
        halves = QHBoxLayout(self.card)
        halves.setContentsMargins(45, 41, 45, 41)
        halves.setSpacing(89)
        halves.addLayout(self._make_left(), 1)
        halves.addLayout(self._make_right(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addStretch(1)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.footer = Footer()
        outer.addWidget(self.footer)
        self.password.installEventFilter(self)
        self.staff_no.installEventFilter(self)
        self._first = True
        self._set_tab_order()
        follow_theme(self)
        self.show_state(state or LoginState())

    # -- building --------------------------------------------------------------------------------------

    def _make_left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(self._make_brand())
        column.addSpacing(30)
        self.method = Segmented("登录方式", [("password", "工号密码")])
        self.method.selected.connect(self._on_method)
        column.addWidget(self.method, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(14)
        staff_label = Label("工号", "md", "text2")
        self.staff_name = Label("", "sm", "text3")
        self.staff_no = TallEdit("工号", self.staff_name)
        self.staff_no.setMaxLength(32)
        staff_label.setBuddy(self.staff_no)
        password_label = Label("密码", "md", "text2")
        self._eye = IconButton("eye", "显示密码")
        self._eye.clicked.connect(self._on_eye)
        self.password = TallEdit("密码", self._eye)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaxLength(128)
        password_label.setBuddy(self.password)
        column.addWidget(staff_label)
        column.addSpacing(6)
        column.addWidget(self.staff_no)
        column.addSpacing(14)
        column.addWidget(password_label)
        column.addSpacing(6)
        column.addWidget(self.password)
        column.addSpacing(8)
        column.addLayout(self._make_messages())
        column.addStretch(1)
        column.addLayout(self._make_practice())
        self.login = KeyButton("登录", "Enter", primary=True, decision=True, height=48)
        self.login.clicked.connect(self._on_login)
        column.addWidget(self.login)
        column.addSpacing(10)
        self._offline = Label("", "sm", "text3", wrap=True)
        column.addWidget(self._offline)
        return column

    def _make_brand(self) -> QHBoxLayout:
        brand = QHBoxLayout()
        brand.setSpacing(12)
        brand.addWidget(Logo(40), 0, _MIDDLE)
        names = QVBoxLayout()
        names.setSpacing(0)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(Label("一窗受理", "xl", "text", bold=True, line=1.2))
        self._brand_title = title
        title.addStretch(1)
        names.addLayout(title)
        self._hall = ElidedLabel("", "sm", "text3")
        names.addWidget(self._hall)
        brand.addLayout(names, 1)
        return brand

    def _make_messages(self) -> QVBoxLayout:
        """Two lines kept free: caps lock, and what went wrong. Nothing moves when they fill."""
        lines = QVBoxLayout()
        lines.setSpacing(2)
        caps = QHBoxLayout()
        caps.setSpacing(6)
        self._caps_icon = IconLabel("", 16, "warn")
        self.caps_words = Label("", "sm", "warn")
        caps.addWidget(self._caps_icon, 0, _MIDDLE)
        caps.addWidget(self.caps_words, 1)
        lines.addLayout(caps)
        trouble = QHBoxLayout()
        trouble.setSpacing(6)
        self._problem_icon = IconLabel("", 16, "bad")
        self.problem_words = ElidedLabel("", "sm", "bad")
        self._release = LinkButton("请对方退出")
        self._release.clicked.connect(self._on_release)
        self._release.hide()
        trouble.addWidget(self._problem_icon, 0, _MIDDLE)
        trouble.addWidget(self.problem_words, 1)
        trouble.addWidget(self._release)
        lines.addLayout(trouble)
        return lines

    def _make_practice(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.setContentsMargins(0, 0, 0, 10)
        self.practice_words = ElidedLabel("", "sm", "warn")
        self._fill = LinkButton("填入")
        self._fill.clicked.connect(self._on_fill)
        line.addWidget(self.practice_words, 1)
        line.addWidget(self._fill)
        return line

    def _make_right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Label("本机窗口", "lg", "text", bold=True))
        head.addStretch(1)
        self._window_note = Label("", "sm", "text3")
        head.addWidget(self._window_note)
        column.addLayout(head)
        column.addSpacing(10)
        self.windows = WindowGrid()
        self.windows.window_chosen.connect(self._on_window)
        self._office = Label("不开窗口，只办公", "md", "text2")
        self.office = TickBox("不开窗口，只办公")
        self.office.toggled.connect(self._on_office)
        column.addWidget(self.windows)
        column.addWidget(self._office)
        column.addSpacing(8)
        others = QHBoxLayout()
        others.addWidget(self.office)
        others.addStretch(1)
        self.taking = LinkButton("选有人的窗口")
        self.taking.clicked.connect(self.windows.let_choose_busy)
        others.addWidget(self.taking)
        column.addLayout(others)
        column.addSpacing(22)
        self.devices = DevicePanel()
        self.devices.recheck.clicked.connect(self.recheck_requested)
        column.addWidget(self.devices)
        column.addStretch(1)
        self.size_chooser = SizeChooser()
        self.size_chooser.mode_chosen.connect(self.mode_chosen)
        column.addWidget(self.size_chooser)
        return column

    def _set_tab_order(self) -> None:
        """As the eye goes: down the left side, then down the right. Anew when other windows stand there."""
        order: list[QWidget] = [
            *self.method.segments, self.staff_no, self.password, self._eye, self._release, self._fill, self.login,
            *self.windows.buttons.values(), self.office, self.taking, self.devices.recheck,
            *self.size_chooser.choice.segments,
        ]  # fmt: skip
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    # -- state -----------------------------------------------------------------------------------------

    @property
    def state(self) -> LoginState:
        return self._state

    def show_state(self, state: LoginState) -> None:
        """Show a state; what a person typed stays, and so does the focus."""
        before, self._state = self._state, state
        self._hall.setText(state.hall)
        self._show_practice(state)
        methods = [("password", "工号密码")]
        if state.card_available:
            methods.append(("card", "刷工作证"))
        if before.card_available != state.card_available:
            self.method.set_options(methods, current=self.method.current)
        if not self.staff_no.text():
            self.staff_no.setText(state.staff_no)
        self.staff_name.setText(state.staff_name)
        self.staff_no.place()
        self.windows.setVisible(not state.office_only)
        self.windows.setEnabled(not self._office_only)
        self._office.setVisible(state.office_only)
        self.office.setVisible(not state.office_only)
        chosen = self.windows.selected if before.windows else ""
        stood = list(self.windows.buttons)
        self.windows.show_windows(state.windows, chosen or state.selected_window)
        if stood != list(self.windows.buttons):
            self._set_tab_order()
        self._window_note.setText("" if self._office_only else state.window_note)
        self.taking.setVisible(bool(self.windows.busy) and not self._office_only)
        self.devices.show_devices(state.devices)
        self._show_problem(state.problem)
        self._offline.setText(state.offline_note)
        self.footer.show_state(state)
        self._label_button()
        if state.problem is not None and state.problem != before.problem:
            self._place_focus_after(state.problem)

    @property
    def _office_only(self) -> bool:
        """No window is opened: so says the hall, or the person."""
        return self._state.office_only or self.office.isChecked()

    def _on_office(self, _on: bool) -> None:
        self.windows.setEnabled(not self._office_only)
        self._window_note.setText("" if self._office_only else self._state.window_note)
        self._label_button()

    def _show_practice(self, state: LoginState) -> None:
        shown = state.practice and bool(state.demo_account)
        if shown:
            self.practice_words.setText(f"演示工号 {state.demo_account}，密码 {state.demo_password}")
        self.practice_words.setVisible(shown)
        self._fill.setVisible(shown)
        if state.practice and self._brand_title.count() == 2:
            from ui.widgets.chip import Chip

            self._brand_title.insertWidget(1, Chip("演示", "warn", "alert-triangle"), 0, _MIDDLE)

    def _label_button(self) -> None:
        state = self._state
        window = self.windows.selected
        self.login.setEnabled(not state.busy)
        if state.busy:
            self.login.set_label("正在登录")
        elif self.method.current == "card":
            self.login.set_label("刷证登录")
        elif self._office_only or not window:
            self.login.set_label("登录")
        else:
            self.login.set_label(f"登录并开 {window} 号窗口")

    def _show_problem(self, problem: LoginProblem | None) -> None:
        words = problem_words(problem) if problem else ""
        self._problem_icon.set_icon("alert-triangle" if words else "")
        self.problem_words.setText(words)
        self.problem_words.setAccessibleName(words)
        self._release.setVisible(problem is not None and problem.kind is ProblemKind.WINDOW_TAKEN)

    def _place_focus_after(self, problem: LoginProblem) -> None:
        if problem.kind is ProblemKind.WRONG:
            self.password.clear()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        elif problem.kind in (ProblemKind.WINDOW_TAKEN, ProblemKind.NO_WINDOW):
            self.windows.focus_first()

    def place_focus(self) -> None:
        """First focus: the grid while no window is known, else the first empty field."""
        if not self._office_only and not self.windows.selected and self._state.windows:
            self.windows.focus_first()
        elif not self.staff_no.text():
            self.staff_no.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_password(self) -> None:
        """Empty the password field; call after a log-in and at lock."""
        self.password.clear()

    # -- what a person does ----------------------------------------------------------------------------

    def restyle(self) -> None:
        large = theme().sizes.md > 16
        self.card.setFixedSize(_WIDTH, 620 if large else 560)
        self.update()

    def showEvent(self, event: object) -> None:
        if self._first:
            self._first = False
            self.place_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.password and event.type() == QEvent.Type.FocusIn:
            known = system_caps_lock()
            if known is not None:
                self._caps = CapsLock(known)
            self._show_caps()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._caps.key_pressed(event)
            self._show_caps()
        elif watched is self.staff_no and event.type() == QEvent.Type.FocusOut:
            self.staff_no_left.emit(self.staff_no.text().strip())
        return super().eventFilter(watched, event)

    def _show_caps(self) -> None:
        words = "大写锁定已打开" if self._caps.on else ""
        if words != self.caps_words.text():
            self._caps_icon.set_icon("alert-triangle" if words else "")
            self.caps_words.setText(words)
            self.caps_words.setAccessibleName(words)

    def _on_login(self) -> None:
        state = self._state
        window = "" if self._office_only else self.windows.selected
        if not self._office_only and state.windows and not window:
            self._refuse(LoginProblem(ProblemKind.NO_WINDOW))
            return
        if self.method.current == "card":
            self.card_requested.emit(window)
            return
        staff_no, password = self.staff_no.text().strip(), self.password.text()
        if not staff_no or not password:
            missing = "工号" if not staff_no else "密码"
            self._refuse(LoginProblem(ProblemKind.EMPTY, f"请填{missing}"))
            (self.password if staff_no else self.staff_no).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._show_problem(None)
        self.login_requested.emit(staff_no, password, window)

    def _refuse(self, problem: LoginProblem) -> None:
        self._show_problem(problem)
        self._place_focus_after(problem)

    def _on_method(self, method: str) -> None:
        by_password = method == "password"
        self.staff_no.setEnabled(by_password)
        self.password.setEnabled(by_password)
        self._label_button()

    def _on_eye(self) -> None:
        hidden = self.password.echoMode() is QLineEdit.EchoMode.Password
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if hidden else "eye", "隐藏密码" if hidden else "显示密码")

    def _on_fill(self) -> None:
        self.staff_no.setText(self._state.demo_account)
        self.password.setText(self._state.demo_password)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_window(self, number: str) -> None:
        self._label_button()
        self.window_chosen.emit(number)

    def _on_release(self) -> None:
        if self._state.problem is not None:
            self.release_requested.emit(self._state.problem.window)
