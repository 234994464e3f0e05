"""``hall-app practice run``: the demo hall with its practice reader; without a display it plays the reception itself."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from hall_app.clock import Clock
from hall_app.errors import Unavailable
from hall_app.installation import Installation, open_installation
from hall_app.practice.scans import draw_practice_scans
from hall_app.settings import SITE_FILE

SIZES = ((1920, 1080), (1366, 768))
PERSONS = "20000"
_START_S = 20.0
_MARK = "# 演示设备，由演示程序写入"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``run`` with the folder for pictures; ``play`` is one play on the present display."""
    actions = parser.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="打开演示大厅；没有显示器时自动走一遍")
    running.add_argument("--out", type=Path, default=Path("out/reception"))
    shots = actions.add_parser("shots", help="在虚拟屏幕上拍各页：两种尺寸，浅色、深色、大字")
    shots.add_argument("--out", type=Path, default=Path("out/shots"))
    play = actions.add_parser("play", help="在当前显示器上自动走一遍")
    play.add_argument("--out", type=Path, required=True)
    play.add_argument("--size", default="1920x1080")
    play.add_argument("--shots", action="store_true", help="各页各种外观都拍")
    play.add_argument("--reader-control", type=Path, required=True, help="演示读卡器的控制套接字")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the installation and its reader, then open or play."""
    from hall_app.__main__ import open_counter_window, play_reception

    if arguments.action == "play":
        width, height = (int(part) for part in arguments.size.split("x"))
        return play_reception(
            arguments.base_dir,
            arguments.reader_control,
            arguments.out,
            (width, height),
            shots=arguments.shots,
        )
    installation = _prepared(arguments.base_dir or Path(".hall"))
    with ExitStack() as stack:
        _start_reader(installation, stack)
        if arguments.action == "shots":
            return _play_all(installation, arguments.out, stack, shots=True)
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            sys.stdout.write("演示读卡器的小窗已打开：按 1–9 放卡，0 取走\n")
            printer = _start_printer(installation.base_dir, stack)
            _point_to_devices(installation.base_dir, installation.devices / "reader", printer)
            # Not full screen: the practice reader's window lies beside it.
            return open_counter_window(installation.base_dir, (), full_screen=False)
        sys.stdout.write("本机没有显示器：在虚拟屏幕上自动走一遍接待\n")
        return _play_all(installation, arguments.out, stack)


def _prepared(base_dir: Path, persons: str = PERSONS) -> Installation:
    installation = open_installation(base_dir)
    subprocess.run([*_self(base_dir), "demo", "--if-missing", "--persons", persons], check=True)
    if not any(installation.scans.glob("*.jpg")):
        draw_practice_scans(installation.scans, Clock().today())
    return installation


def _point_to_devices(base_dir: Path, link: Path, printer: str) -> None:
    """Set the practice reader and printer in that installation; other settings of its site file stay as they are."""
    site = base_dir / SITE_FILE
    kept = site.read_text("utf-8").split(_MARK)[0].rstrip() if site.exists() else ""
    ours = f'{_MARK}\n[reader]\nport = "{link}"\n[ticket_printer]\nurl = "{printer}"\n'
    site.write_text(f"{kept}\n{ours}" if kept else ours, "utf-8")


def _start_reader(installation: Installation, stack: ExitStack) -> None:
    link = installation.devices / "reader"
    process = subprocess.Popen([*_self(installation.base_dir), "emulate", "reader", "--port", str(link)])
    stack.callback(_end, process)
    deadline = time.monotonic() + _START_S
    while not Path(f"{link}.ctl").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("演示读卡器没有启动", "请看上面的出错信息，或删去 devices 目录后重试")
        time.sleep(0.05)


def _play_all(installation: Installation, out: Path, stack: ExitStack, *, shots: bool = False) -> int:
    """Play at both sizes; the first play's ticket, receipt and summary are the ones kept.

    With ``shots`` the pages are walked in every look instead, and nothing but their pictures is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    link = installation.devices / "reader"
    for width, height in SIZES:
        # A hall of its own for each play, so that every play calls the same ticket.
        with (
            tempfile.TemporaryDirectory(prefix="hall-play-") as folder,
            _virtual_screen(width, height) as display,
            ExitStack() as devices,
        ):
            hall = Path(folder)
            printer = _start_printer(hall, devices)
            subprocess.run(
                [*_self(hall), "demo", "--persons", PERSONS], check=True, stderr=subprocess.DEVNULL
            )
            _point_to_devices(hall, link, printer)
            draw_practice_scans(hall / "scans", Clock().today())
            environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
            play = [
                "practice",
                "play",
                "--out",
                str(out),
                "--size",
                f"{width}x{height}",
                "--reader-control",
                f"{link}.ctl",
                *(["--shots"] if shots else []),
            ]
            code = subprocess.run([*_self(hall), *play], env=environment, check=False, timeout=300).returncode
            if code:
                return code
            if (width, height) == SIZES[0] and not shots:
                _keep(hall, out)
        sys.stdout.write(f"{width}×{height}：{(out / f'summary-{width}.json').read_text('utf-8')}\n")
    if not shots:
        shutil.copy(out / f"summary-{SIZES[0][0]}.json", out / "summary.json")
    return 0


def _keep(hall: Path, out: Path) -> None:
    """The ticket as printed and the receipt of a play."""
    for name in ("ticket.bin", "ticket.png"):
        shutil.copy(hall / "printed" / name, out / name)
    for receipt in (hall / "documents").glob("*.pdf"):
        shutil.copy(receipt, out / "receipt.pdf")


def _start_printer(hall: Path, stack: ExitStack) -> str:
    """An emulated ticket printer on a free port of this machine; returns its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*_self(hall), "emulate", "printer", "--port", f"tcp:{port}", "--out", str(hall / "printed")],
        cwd=hall,
    )
    stack.callback(_end, process)
    deadline = time.monotonic() + _START_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"tcp://127.0.0.1:{port}"
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("演示票据打印机没有启动", "请看上面的出错信息后重试")
        time.sleep(0.05)


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
