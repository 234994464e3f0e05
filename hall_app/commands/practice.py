"""``hall-app practice run``: the demo hall with its practice reader; without a display it plays the reception itself."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from hall_app.errors import Unavailable
from hall_app.installation import Installation, open_installation
from hall_app.settings import SITE_FILE

SIZES = ((1920, 1080), (1366, 768))
PLAY_PERSONS = "2000"
_START_S = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``run`` with the folder for pictures; ``play`` is one play on the present display."""
    actions = parser.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="打开演示大厅；没有显示器时自动走一遍")
    running.add_argument("--out", type=Path, default=Path("out/reception"))
    play = actions.add_parser("play", help="在当前显示器上自动走一遍")
    play.add_argument("--out", type=Path, required=True)
    play.add_argument("--size", default="1920x1080")
    play.add_argument("--reader-control", type=Path, required=True, help="演示读卡器的控制套接字")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the installation and its reader, then open or play."""
    from hall_app.__main__ import open_counter_window, play_reception

    if arguments.action == "play":
        width, height = (int(part) for part in arguments.size.split("x"))
        return play_reception(arguments.base_dir, arguments.reader_control, arguments.out, (width, height))
    installation = _prepared(arguments.base_dir or Path(".hall"))
    with ExitStack() as stack:
        _start_reader(installation, stack)
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            sys.stdout.write("演示读卡器已启动：向 devices/reader.ctl 发送 lay 1 至 lay 9 放卡，lift 取走\n")
            return open_counter_window(installation.base_dir, ())
        sys.stdout.write("本机没有显示器：在虚拟屏幕上自动走一遍接待\n")
        return _play_all(installation, arguments.out, stack)


def _prepared(base_dir: Path, persons: str = "20000") -> Installation:
    installation = open_installation(base_dir)
    subprocess.run([*_self(base_dir), "demo", "--if-missing", "--persons", persons], check=True)
    _point_to_reader(installation.base_dir, installation.devices / "reader")
    return open_installation(base_dir)


def _point_to_reader(base_dir: Path, link: Path) -> None:
    site = base_dir / SITE_FILE
    if not site.exists():
        site.write_text(f'[reader]\nport = "{link}"\n', "utf-8")


def _start_reader(installation: Installation, stack: ExitStack) -> None:
    link = installation.devices / "reader"
    process = subprocess.Popen([*_self(installation.base_dir), "emulate", "reader", "--port", str(link)])
    stack.callback(_end, process)
    deadline = time.monotonic() + _START_S
    while not Path(f"{link}.ctl").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("演示读卡器没有启动", "请看上面的出错信息，或删去 devices 目录后重试")
        time.sleep(0.05)


def _play_all(installation: Installation, out: Path, stack: ExitStack) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        # A hall of its own for each play, so that every play calls the same ticket.
        with (
            tempfile.TemporaryDirectory(prefix="hall-play-") as hall,
            _virtual_screen(width, height) as display,
        ):
            subprocess.run(
                [*_self(Path(hall)), "demo", "--persons", PLAY_PERSONS], check=True, stderr=subprocess.DEVNULL
            )
            _point_to_reader(Path(hall), installation.devices / "reader")
            environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
            folder = out / f"{width}x{height}"
            command = [
                *_self(Path(hall)),
                "practice",
                "play",
                "--out",
                str(folder),
                "--size",
                f"{width}x{height}",
                "--reader-control",
                str(installation.devices / "reader.ctl"),
            ]
            code = subprocess.run(command, env=environment, check=False, timeout=300).returncode
        if code:
            return code
        _tell(folder)
    return 0


def _tell(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    sys.stdout.write(f"{folder}：{json.dumps(summary, ensure_ascii=False)}\n")


class _virtual_screen:  # noqa: N801  reads as a context
    """Xvfb with a window manager, on a display number of its own."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}x{height}x24"
        self._stack = ExitStack()

    def __enter__(self) -> str:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
        )  # fmt: skip
        os.close(writing)
        self._stack.callback(_end, server)
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        manager = subprocess.Popen(
            ["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL
        )
        self._stack.callback(_end, manager)
        return display

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _self(base_dir: Path) -> list[str]:
    return [sys.executable, "-m", "hall_app", "--base-dir", str(base_dir)]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
