"""``hall-app practice run``: the demo hall with its practice reader; without a display it plays the reception itself."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from hall_app.clock import Clock
from hall_app.commands.emulate import LONGEST_SOCKET, fits_socket
from hall_app.errors import Unavailable
from hall_app.installation import Installation, open_installation
from hall_app.practice.displays import VirtualScreen, display_answers, end_process, without_display
from hall_app.practice.own_folders import own_folder
from hall_app.practice.scans import draw_practice_scans
from hall_app.practice.tether import end_with_parent, tied
from hall_app.settings import SITE_FILE

SIZES = ((1920, 1080), (1366, 768))
PERSONS = "20000"
_START_S = 20.0
# A play's folder, its name and the socket's come behind this.
_MOST_PATH = LONGEST_SOCKET - 37
_MARK = "# 演示设备，由演示程序写入"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``run`` with the folder for pictures; ``play`` is one play on the present display."""
    actions = parser.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="打开演示大厅；没有显示器时自动走一遍")
    running.add_argument("--out", type=Path, default=Path("out/reception"))
    _add_tie(running)
    shots = actions.add_parser("shots", help="在虚拟屏幕上拍各页：两种尺寸，浅色、深色、大字")
    shots.add_argument("--out", type=Path, default=Path("out/shots"))
    _add_tie(shots)
    play = actions.add_parser("play", help="在当前显示器上自动走一遍")
    play.add_argument("--out", type=Path, required=True)
    play.add_argument("--size", default="1920x1080")
    play.add_argument("--shots", action="store_true", help="各页各种外观都拍")
    play.add_argument("--reader-control", type=Path, required=True, help="演示读卡器的控制套接字")


def _add_tie(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="启动它的程序（make）结束时，即使是被强行结束，也一同结束",
    )


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
    if arguments.end_with_parent:
        end_with_parent()
    base_dir = arguments.base_dir or Path(".hall")
    installation = _prepared(base_dir)
    if arguments.action == "shots":
        return _play_all(arguments.out, shots=True)
    if display_answers(os.environ):
        with ExitStack() as stack:
            link = _reader_link(installation, stack)
            _start_reader(installation.base_dir, link, stack, os.environ)
            sys.stdout.write("演示读卡器的小窗已打开：按 1–9 放卡，0 取走\n")
            printer = _start_printer(installation.base_dir, stack)
            _point_to_devices(installation.base_dir, link, printer)
            # Not full screen: the practice reader's window lies beside it.
            return open_counter_window(installation.base_dir, (), full_screen=False)
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    why = f"显示器 {named} 连不上" if named else "本机没有显示器"
    sys.stdout.write(f"{why}：在虚拟屏幕上自动走一遍接待\n")
    sys.stdout.flush()
    return _play_all(arguments.out)


def _reader_link(installation: Installation, stack: ExitStack) -> Path:
    """Among the installation's devices; where that path is too long for a socket, in a folder of this run."""
    link = installation.devices / "reader"
    if fits_socket(link):
        return link
    return stack.enter_context(own_folder(_short_folder())) / "reader"


def _prepared(base_dir: Path, persons: str = PERSONS) -> Installation:
    """The practice installation; of two programs that start at once the second waits until the first has made it."""
    installation = open_installation(base_dir)
    with (installation.devices / "preparing.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _make_demo([*_self(base_dir), "demo", "--if-missing", "--persons", persons])
        if not any(installation.scans.glob("*.jpg")):
            draw_practice_scans(installation.scans, Clock().today())
    return installation


def _make_demo(command: list[str], *, quiet: bool = False) -> None:
    """Run ``demo`` with a temporary folder of ours: what it leaves when it is killed with us is cleared as well."""
    with own_folder(_short_folder()) as folder:
        environment = {**os.environ, "TMPDIR": str(folder)}
        heard = subprocess.PIPE if quiet else None
        done = subprocess.run(tied(command), check=False, env=environment, stderr=heard)
    if done.returncode:
        sys.stderr.write((done.stderr or b"").decode(errors="replace"))
        raise Unavailable("演示大厅没有建成", "请看上面的出错信息，处理后重试")


def _point_to_devices(base_dir: Path, link: Path, printer: str) -> None:
    """Set the practice reader and printer in that installation; other settings of its site file stay as they are."""
    site = base_dir / SITE_FILE
    kept = site.read_text("utf-8").split(_MARK)[0].rstrip() if site.exists() else ""
    # What JSON writes of a text TOML reads as the same.
    port = json.dumps(str(link), ensure_ascii=False)
    ours = f'{_MARK}\n[reader]\nport = {port}\n[ticket_printer]\nurl = "{printer}"\n'
    site.write_text(f"{kept}\n{ours}" if kept else ours, "utf-8")


def _start_reader(base_dir: Path, link: Path, stack: ExitStack, environment: Mapping[str, str]) -> Path:
    """The practice reader on a link; returns its control socket."""
    command = [*_self(base_dir), "emulate", "reader", "--port", str(link)]
    process = subprocess.Popen(tied(command), env=dict(environment))
    stack.callback(end_process, process)
    control = Path(f"{link}.ctl")
    deadline = time.monotonic() + _START_S
    while not control.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("演示读卡器没有启动", "请看上面的出错信息，或删去 devices 目录后重试")
        time.sleep(0.05)
    return control


def _play_all(out: Path, *, shots: bool = False) -> int:
    """Play at both sizes; the first play's ticket, receipt and summary are the ones kept.

    With ``shots`` the pages are walked in every look instead, and nothing but their pictures is kept.
    What was there stays until all plays have ended well, and two programs at once take nothing from each other.
    """
    out.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    # Asked to end, or its terminal closed: programs and folders go as after any other end.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with ExitStack() as stack:
        for width, height in SIZES:
            # A hall of its own for each play, so that every play calls the same ticket.
            hall = stack.enter_context(own_folder(_short_folder()))
            code = _play(hall, width, height, shots=shots)
            if code:
                return code
            pictures = hall / "pictures"
            if (width, height) == SIZES[0] and not shots:
                _keep(hall, pictures)
            summary = pictures / f"summary-{width}.json"
            sys.stdout.write(f"{width}×{height}：{summary.read_text('utf-8')}\n")
            sys.stdout.flush()
            made.append(pictures)
        _publish(made, out)
    return 0


def _play(hall: Path, width: int, height: int, *, shots: bool) -> int:
    """One play in a hall, with devices and a screen of its own; its pictures go to the hall's ``pictures``."""
    environment = without_display(os.environ)
    with VirtualScreen(width, height) as display, ExitStack() as devices:
        link = hall / "reader"
        printer = _start_printer(hall, devices)
        control = _start_reader(hall, link, devices, environment)
        _make_demo([*_self(hall), "demo", "--persons", PERSONS], quiet=True)
        _point_to_devices(hall, link, printer)
        draw_practice_scans(hall / "scans", Clock().today())
        pictures = hall / "pictures"
        pictures.mkdir()
        play = [
            "practice",
            "play",
            "--out",
            str(pictures),
            "--size",
            f"{width}x{height}",
            "--reader-control",
            str(control),
        ]
        shown = {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        command = [*_self(hall), *play, *(["--shots"] if shots else [])]
        return subprocess.run(tied(command), env=shown, check=False, timeout=300).returncode


def _short_folder() -> Path:
    """Where halls of plays lie: the usual folder, unless its path is too long for a device's socket below it."""
    usual = tempfile.gettempdir()
    return Path(usual if len(os.fsencode(usual)) <= _MOST_PATH else "/tmp")  # noqa: S108


def _keep(hall: Path, pictures: Path) -> None:
    """The ticket as printed, the receipt and the summary of a play, beside its pictures."""
    for name in ("ticket.bin", "ticket.png"):
        shutil.copyfile(hall / "printed" / name, pictures / name)
    for receipt in (hall / "documents").glob("*.pdf"):
        shutil.copyfile(receipt, pictures / "receipt.pdf")
    shutil.copyfile(pictures / f"summary-{SIZES[0][0]}.json", pictures / "summary.json")


def _publish(made: list[Path], out: Path) -> None:
    """Put what the plays made in the place of what was there, one program at a time."""
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        for old in out.glob("[0-9][0-9]-*.png"):
            old.unlink()
        for pictures in made:
            for path in pictures.iterdir():
                shutil.copyfile(path, out / path.name)
    finally:
        os.close(folder)


def _start_printer(hall: Path, stack: ExitStack) -> str:
    """An emulated ticket printer on a free port of this machine; returns its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        tied([*_self(hall), "emulate", "printer", "--port", f"tcp:{port}", "--out", str(hall / "printed")]),
        cwd=hall,
    )
    stack.callback(end_process, process)
    deadline = time.monotonic() + _START_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"tcp://127.0.0.1:{port}"
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("演示票据打印机没有启动", "请看上面的出错信息后重试")
        time.sleep(0.05)


def _self(base_dir: Path) -> list[str]:
    return [sys.executable, "-m", "hall_app", "--base-dir", str(base_dir)]
