"""显示, 声音, 键盘, 本机, 帮助: what is chosen for this machine; every change applies at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from hall_app.machine_preferences import MachinePreferences
from ui.key_table import KEYS, laptop_double
from ui.keys import shown_key
from ui.settings.machine_choices import MachineChoices
from ui.settings.rows import SettingRow, SettingsCard, SettingsSection, on_off
from ui.sounds import Sounds
from ui.theme import theme
from ui.tokens import Mode, Scheme
from ui.widgets.drawer import clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.segmented import Segmented
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.preferences import MachineFacts
    from ui.reception.board import Board

_AUTO = "auto"
_DEFAULT = MachinePreferences()


class _ChosenSection(SettingsSection):
    """A section that shows and keeps the machine's choices."""

    def __init__(self, board: Board, title: str, note: str = "") -> None:
        super().__init__(board, title, note)
        self._choices = MachineChoices.of(board)
        self._build()
        self._choices.changed.connect(self._show)

    @property
    def chosen(self) -> MachinePreferences:
        """The machine's choices in hand."""
        return self._choices.chosen

    def _build(self) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    def refresh(self) -> None:
        self._choices.refresh()

    def _choose(self, **changes: Any) -> None:
        self._choices.change(**changes)


class DisplaySection(_ChosenSection):
    """字号, 颜色, 全屏."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "显示")

    def _build(self) -> None:
        card = SettingsCard("显示", "text-size")
        card.reset_asked.connect(self._on_reset)
        self.mode = Segmented("字号", [(_AUTO, "自动"), *((mode.value, mode.title) for mode in Mode)])
        self.mode.selected.connect(self._on_mode)
        self.scheme = Segmented(
            "颜色", [("light", "浅色"), ("dark", "深色"), ("system", "跟随系统")], current="light"
        )
        self.scheme.selected.connect(self._on_scheme)
        self.full = on_off("全屏", True)
        self.full.selected.connect(self._on_full)
        card.add_row(
            SettingRow("字号", self.mode, note="自动按屏幕宽度选；跟着工号走，也可按 Ctrl ＋ 和 Ctrl -")
        )
        card.add_row(SettingRow("颜色", self.scheme, note="深色用于晚间和后台"))
        card.add_row(SettingRow("全屏", self.full, note="Ctrl Shift F 可随时切换"))
        self.column.addWidget(card)
        self.column.addStretch(1)
        theme().changed.connect(self._show)

    def _show(self) -> None:
        chosen = theme().chosen_mode
        self.mode.set_current(chosen.value if chosen is not None else _AUTO)
        self.scheme.set_current(theme().scheme.value)
        self.full.set_current("on" if self.chosen.full_screen else "off")

    def _on_mode(self, key: str) -> None:
        self.board.turns.each(theme().mode_steps(None if key == _AUTO else Mode(key)))

    def _on_scheme(self, key: str) -> None:
        theme().set_scheme(Scheme(key))
        self._choose(scheme=key)

    def _on_full(self, key: str) -> None:
        self._choose(full_screen=key == "on")

    def _on_reset(self) -> None:
        self.board.turns.each(theme().mode_steps(None))
        theme().set_scheme(Scheme(_DEFAULT.scheme))
        self._choose(scheme=_DEFAULT.scheme, full_screen=_DEFAULT.full_screen)


class SoundSection(_ChosenSection):
    """呼叫 and 出错: on or off, and what they sound like."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "声音")

    def _build(self) -> None:
        self.sounds = Sounds(_DEFAULT, self)
        card = SettingsCard("声音", "volume")
        card.reset_asked.connect(self._on_reset)
        self.call = on_off("呼叫提示音", True)
        self.call.selected.connect(self._on_call)
        self.fault = on_off("出错提示音", True)
        self.fault.selected.connect(self._on_fault)
        self.try_call = KeyButton("试听呼叫", icon="volume")
        self.try_call.clicked.connect(self.sounds.try_call)
        self.try_fault = KeyButton("试听出错", icon="volume")
        self.try_fault.clicked.connect(self.sounds.try_fault)
        card.add_row(SettingRow("呼叫提示音", self.call, note="叫到号和重呼时响一声"))
        card.add_row(SettingRow("出错提示音", self.fault, note="没有做成、设备有故障时响两声"))
        card.add_row(
            SettingRow("试听呼叫", self.try_call, note="音量在系统里调；没有响声请看系统提示音开着没有")
        )
        card.add_row(SettingRow("试听出错", self.try_fault))
        self.column.addWidget(card)
        self.column.addStretch(1)

    def _show(self) -> None:
        self.call.set_current("on" if self.chosen.call_sound else "off")
        self.fault.set_current("on" if self.chosen.fault_sound else "off")

    def _on_call(self, key: str) -> None:
        self._choose(call_sound=key == "on")

    def _on_fault(self, key: str) -> None:
        self._choose(fault_sound=key == "on")

    def _on_reset(self) -> None:
        self._choose(call_sound=_DEFAULT.call_sound, fault_sound=_DEFAULT.fault_sound)


class KeyboardSection(_ChosenSection):
    """Laptop doubles, hints, and the table of keys."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "键盘")

    def _build(self) -> None:
        card = SettingsCard("键盘", "keyboard")
        card.reset_asked.connect(self._on_reset)
        self.doubles = on_off("笔记本双键", False)
        self.doubles.selected.connect(self._on_doubles)
        self.hint_choice = on_off("按键提示", True)
        self.hint_choice.selected.connect(self._on_hints)
        card.add_row(
            SettingRow("笔记本双键", self.doubles, note="功能键失灵的笔记本：Alt 1 等于 F1，Alt 0 等于 F10")
        )
        card.add_row(SettingRow("按键提示", self.hint_choice, note="状态栏右端的三个按键"))
        self.column.addWidget(card)
        columns = [Column("键"), Column("做什么", stretch=True), Column("双键"), Column("用在", minor=True)]
        self.table = Table("按键表", columns)
        self.column.addWidget(self.table, 1)
        self._show()

    def _show(self) -> None:
        self.doubles.set_current("on" if self.chosen.laptop_doubles else "off")
        self.hint_choice.set_current("on" if self.chosen.key_hints else "off")
        rows: list[TableRow] = []
        for key in KEYS:
            double = laptop_double(key.key) if self.chosen.laptop_doubles else None
            cells = (
                Cell(shown_key(key.key) if key.key.isascii() else key.key, bold=True),
                Cell(key.words),
                Cell(shown_key(double) if double else "", tone="text2"),
                Cell(key.group, tone="text3"),
            )
            rows.append(TableRow(key.intention, cells))
        self.table.set_rows(rows)
        self.table.setMinimumHeight(min(len(rows) + 1, 9) * theme().sizes.row)

    def _on_doubles(self, key: str) -> None:
        self._choose(laptop_doubles=key == "on")

    def _on_hints(self, key: str) -> None:
        self._choose(key_hints=key == "on")

    def _on_reset(self) -> None:
        self._choose(laptop_doubles=_DEFAULT.laptop_doubles, key_hints=_DEFAULT.key_hints)


class MachineSection(SettingsSection):
    """窗口, 缓存, 版本, 日志打包."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "本机")
        self.card = SettingsCard("本机", "tool", resets=False)
        self.column.addWidget(self.card)
        logs = SettingsCard("日志", "file-text", resets=False)
        self.pack = KeyButton("打包日志", icon="package")
        self.pack.clicked.connect(self._on_pack)
        logs.add_row(SettingRow("日志打包", self.pack, note="号码已遮住；打成一个文件，发给技术支持"))
        self.column.addWidget(logs)
        self.packed = ""
        self.column.addStretch(1)

    def refresh(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(desk.facts, self.board.clerk, done=self._on_facts, topic="settings")

    def _on_facts(self, facts: MachineFacts) -> None:
        clear_layout(self.card.body)
        for title, value in facts.lines:
            self.card.add_row(SettingRow(title, value=value))

    def _on_pack(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.pack.setEnabled(False)
        self.board.run(
            desk.pack_logs, self.board.clerk, done=self._on_packed, failed=self._on_failed, topic="settings"
        )

    def _on_packed(self, path: Path) -> None:
        self.pack.setEnabled(True)
        self.packed = str(path)
        self.board.told.emit(f"日志已打包：{path.name}，在数据目录里", "ok")
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self.pack.setEnabled(True)
        self.board.say(error, "settings")

    def place_focus(self) -> None:
        self.pack.setFocus()


_HELP = (
    ("按 Ctrl /", "随时看全部按键"),
    ("按 Ctrl K", "搜人、办件号、事项、命令；@ 只搜人，# 只搜办件号，/ 只搜命令，= 只搜地址"),
    ("按 F1", "呼叫下一位；请本人放身份证后按 1–9 选推送，F9 受理"),
    ("离开座位", "按 Ctrl L 锁屏，回来输密码，内容都在"),
    ("没有网络", "照常受理，联网后自动上传；状态栏左端看有几件待同步"),
    ("打印机没纸", "照常受理，加纸后自动续打，F12 可重试"),
)


class HelpSection(SettingsSection):
    """The things asked most often, and whom to call."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "帮助")
        card = SettingsCard("常用", "help-circle", resets=False)
        for title, words in _HELP:
            card.add_row(SettingRow(title, note=words))
        self.column.addWidget(card)
        self.support = SettingsCard("技术支持", "phone", resets=False)
        self.keys = KeyButton("按键总表", "Ctrl /", bind=False)
        self.keys.clicked.connect(self._on_keys)
        self.support.add_row(SettingRow("全部按键", self.keys))
        self.column.addWidget(self.support)
        self._phone: QWidget | None = None
        self.column.addStretch(1)

    def refresh(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(desk.facts, self.board.clerk, done=self._on_facts, topic="settings")

    def _on_facts(self, facts: MachineFacts) -> None:
        if self._phone is not None:
            self._phone.deleteLater()
        self._phone = SettingRow("电话", value=facts.support or "请问大厅值班长")
        self.support.add_row(self._phone)

    def _on_keys(self) -> None:
        self.board.page_asked.emit("keys", None)
