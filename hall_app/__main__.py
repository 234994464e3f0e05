"""Command line of the hall application: faces and commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from hall_app.command_line import CommandParser, drop_output, folder, steady_streams
from hall_app.errors import HallError
from hall_app.file_faults import file_fault
from hall_app.store_faults import explained

INTERRUPTED = 130
# Command → module under hall_app.commands with ``add_arguments(parser)`` and ``run(arguments) -> int``.
_COMMANDS = {
    "counter": "打开窗口受理程序",
    "hall": "建立正式大厅：创建、示例、区划",
    "demo": "建立演示大厅",
    "devices": "读卡器：列出、读一张卡",
    "emulate": "演示读卡器和演示票据打印机",
    "audit": "核对审计账本",
    "db": "数据库：升级、窗口账号、备份、还原",
    "items": "事项：核对、导入",
    "addresses": "标准地址库：导入、翻译、补全、管理",
    "calendar": "录入节假日表",
    "exchange": "数据交换：区平台服务、登记、网闸文件",
    "key": "数据库密钥：封存、还原恢复副本",
    "practice": "演示：打开或自动走一遍",
}


def main(argv: list[str] | None = None) -> int:
    """Run the command named on the command line and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    steady_streams()
    parser = CommandParser(prog="hall-app", description="一窗通：街道政务服务大厅综合窗口")
    parser.add_argument("--base-dir", type=folder, default=None, help="本安装的全部文件所在目录")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="临时改一项设置")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    wanted = next((word for word in words if word in _COMMANDS), None)
    for name, title in _COMMANDS.items():
        command = commands.add_parser(name, help=title)
        if name == wanted:
            import_module(f"hall_app.commands.{name}").add_arguments(command)
    arguments = parser.parse_args(words)
    try:
        with explained():
            code = import_module(f"hall_app.commands.{arguments.command}").run(arguments)
        sys.stdout.flush()
    except HallError as error:
        sys.stderr.write(f"{error}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断\n")
        return INTERRUPTED
    except BrokenPipeError:
        drop_output()
    except OSError as error:
        sys.stderr.write(f"{file_fault(error)}\n")
        _drop_unwritten()
    else:
        return code
    return 1


def _drop_unwritten() -> None:
    """What a full disk did not take would be tried again at the end of the process, and fail aloud."""
    try:
        sys.stdout.flush()
    except OSError:
        drop_output()


def open_counter_window(
    base_dir: Path | None, overrides: tuple[str, ...], *, full_screen: bool = True
) -> int:
    """Open the counter's window; the one place where this floor reaches up to the screens."""
    from ui.application import run_counter

    return run_counter(base_dir, overrides, full_screen=full_screen)


def play_reception(
    base_dir: Path | None, reader_control: Path, out: Path, size: tuple[int, int], *, shots: bool = False
) -> int:
    """Play the scripted reception in the same windows, or walk their pages in every look."""
    from ui.practice.running import run_script

    return run_script(base_dir, reader_control, out, size, shots=shots)


def open_reader_window(
    cards: list[tuple[str, str]], obey: Callable[[str], str], ended: Callable[[], bool]
) -> int:
    """Show the practice reader's window until it is closed or ``ended``."""
    from ui.practice.running import run_reader_window

    return run_reader_window(cards, obey, ended)


if __name__ == "__main__":
    sys.exit(main())
