"""A real X display with a window manager: Xvfb and openbox, for focus and keys as people type them."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hall_app.practice.displays import end_process
from hall_app.practice.tether import tied

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Display:
    """An X display; `environment` makes a child process use it."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(self, *words: str) -> str:
        """Run one xdotool command. Raises CalledProcessError with its words."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.strip()

    def window(self, title: str, within_s: float = 20) -> str:
        """The id of the visible window with a title, waited for. Raises AssertionError if it never comes."""
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            done = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", title],
                env=self.environment, capture_output=True, text=True, timeout=20, check=False,
            )  # fmt: skip
            if done.stdout.strip():
                return done.stdout.split()[0]
            time.sleep(0.05)
        raise AssertionError(f"no window {title!r} on {self.name}")


@contextmanager
def bare_screen() -> Iterator[Display]:
    """An X display of 1366 × 768 on which no window manager stands, as on a kiosk."""
    read, write = os.pipe()
    server = subprocess.Popen(
        tied(["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]),
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield Display(f":{number}")
    finally:
        end_process(server)


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """One display with a window manager for the session; it ends with it."""
    with bare_screen() as made:
        manager = subprocess.Popen(
            tied(["openbox"]), env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield made
        finally:
            end_process(manager)
