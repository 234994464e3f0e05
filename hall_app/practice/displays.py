"""Where windows can be shown: whether a display that is named can be reached, and a virtual screen where none can."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from hall_app.errors import Unavailable
from hall_app.practice.tether import tied

_CONNECT_S = 10
# Asks the library that the windows themselves connect with, so that a refused key counts as well as a dead screen.
_PROBE = (
    "import ctypes, sys; x = ctypes.CDLL('libxcb.so.1'); x.xcb_connect.restype = ctypes.c_void_p; "
    "sys.exit(bool(x.xcb_connection_has_error(ctypes.c_void_p(x.xcb_connect(None, None)))))"
)


def display_answers(environment: Mapping[str, str]) -> bool:
    """Whether a window can be opened on what DISPLAY or WAYLAND_DISPLAY name; a name alone is no display."""
    return _x_answers(environment) or _wayland_answers(environment)


def without_display(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that shall open no window, whatever was named."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in environment.items() if name not in named}


def _x_answers(environment: Mapping[str, str]) -> bool:
    if not environment.get("DISPLAY"):
        return False
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE], env=dict(environment), stderr=subprocess.DEVNULL, timeout=_CONNECT_S, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_CONNECT_S)
        try:
            probe.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)))
        except (OSError, ValueError):
            return False
    return True


class VirtualScreen:
    """Xvfb with a window manager, on a display number of its own; entered, it is the display's name."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}x{height}x24"
        self._stack = ExitStack()

    def __enter__(self) -> str:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            tied(["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp"]),
            pass_fds=[writing], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        self._stack.callback(end_process, server)
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        if display == ":":
            self._stack.close()
            raise Unavailable("虚拟屏幕没有启动", "请单独运行 Xvfb 看它的出错信息，装好后重试")
        manager = subprocess.Popen(
            tied(["openbox"]), env={**os.environ, "DISPLAY": display},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._stack.callback(end_process, manager)
        return display

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end; one that does not is killed."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
