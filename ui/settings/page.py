"""设置 at the lower end of the rail: for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.page import Page, PageEntry
from ui.sections import SectionedPage

if TYPE_CHECKING:
    from ui.reception.board import Board

SETTINGS = "settings"
_ALL: frozenset[str] = frozenset()


def _display(board: Board) -> Page:
    from ui.settings.machine_sections import DisplaySection

    return DisplaySection(board)


def _sound(board: Board) -> Page:
    from ui.settings.machine_sections import SoundSection

    return SoundSection(board)


def _keyboard(board: Board) -> Page:
    from ui.settings.machine_sections import KeyboardSection

    return KeyboardSection(board)


def _printing(board: Board) -> Page:
    from ui.settings.shared_sections import PrintingSection

    return PrintingSection(board)


def _password(board: Board) -> Page:
    from ui.settings.password_section import PasswordSection

    return PasswordSection(board)


def _devices(board: Board) -> Page:
    from ui.equipment.page import DevicesPage

    return DevicesPage(board)


def _sync(board: Board) -> Page:
    from ui.exchange.page import SyncPage

    return SyncPage(board)


def _machine(board: Board) -> Page:
    from ui.settings.machine_sections import MachineSection

    return MachineSection(board)


def _help(board: Board) -> Page:
    from ui.settings.machine_sections import HelpSection

    return HelpSection(board)


SECTIONS = (
    PageEntry("display", "显示", "text-size", _ALL, _display),
    PageEntry("sound", "声音", "volume", _ALL, _sound),
    PageEntry("keyboard", "键盘", "keyboard", _ALL, _keyboard),
    PageEntry("printing", "打印", "printer", _ALL, _printing),
    PageEntry("password", "修改密码", "lock", _ALL, _password),
    PageEntry("devices", "设备", "plug", frozenset({"case.accept", "queue.call"}), _devices),
    PageEntry("sync", "同步", "refresh", _ALL, _sync),
    PageEntry("machine", "本机", "tool", _ALL, _machine),
    PageEntry("help", "帮助", "help-circle", _ALL, _help),
)


class SettingsPage(SectionedPage):
    """See the module."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "设置", SECTIONS)

    def show_argument(self, argument: object) -> None:
        self.show_section(str(argument))
