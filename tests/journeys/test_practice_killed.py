"""A practice run that is killed: its programs end with it, and the next run clears the folder it left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.emulators.control import send_control
from hall_app.practice.own_folders import clear_left
from tests.stacks.display import Display
from tests.stacks.pcscd import await_condition

ROOT = Path(__file__).parents[2]
ROLES = {
    "Xvfb": b"Xvfb\0-displayfd",
    "openbox": b"openbox",
    "reader": b"emulate\0reader",
    "printer": b"emulate\0printer",
    "play": b"practice\0play",
}
LONGEST_S = 120.0


def children_of(pid: int) -> dict[int, bytes]:
    """Every living descendant of a process with its command line."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(entry.name)] = int(fields[1])
    found: dict[int, bytes] = {}
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted}
        for child in wanted:
            try:
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes()
            except OSError:
                continue
    return found


def roles_below(pid: int) -> dict[str, int]:
    """Which of the run's programs are at work, once each has become what it shall be."""
    lines = {child: line for child, line in children_of(pid).items() if b"tether.py" not in line}
    return {name: child for name, mark in ROLES.items() for child, line in lines.items() if mark in line}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Run:
    """``practice run`` with its hall and its temporary files below one folder, where DISPLAY names none or ``display``."""

    def __init__(self, folder: Path, command: list[str] | None = None, display: str = "") -> None:
        self.folder = folder
        (folder / "tmp").mkdir(exist_ok=True)
        shown = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"} if display else {}
        kept = {
            k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        }
        own = ["--base-dir", str(folder / "hall"), "practice", "run", "--out", str(folder / "out")]
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "hall_app", *own], cwd=ROOT if command is None else folder,
            env={**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), **shown},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def temporary(self) -> set[str]:
        return {path.name for path in (self.folder / "tmp").glob("hall-play-*")}

    def await_roles(self, *names: str) -> dict[str, int]:
        """Wait until these programs run; returns every one that does."""

        def at_work() -> bool:
            assert self.process.poll() is None, f"the run ended with {self.process.returncode}"
            return set(names) <= roles_below(self.process.pid).keys()

        await_condition(at_work, LONGEST_S, f"{names} at work")
        return roles_below(self.process.pid)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(LONGEST_S)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for runs, its path short enough for a socket; what a failing test leaves at work there is ended."""
    made = Path(tempfile.mkdtemp(prefix="hall-kill-"))
    yield made
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(made) in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue
    shutil.rmtree(made)


def expect_all_ended(pids: dict[str, int]) -> None:
    await_condition(lambda: not any(map(is_alive, pids.values())), 20, f"{pids} ended")


def test_a_killed_play_takes_its_programs_along_and_the_next_clears_its_folder(folder: Path) -> None:
    first = Run(folder)
    programs = first.await_roles(*ROLES)
    left = first.temporary
    assert left
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    expect_all_ended(programs)
    assert first.temporary == left, "nobody was there to clear it"

    second = Run(folder)
    programs = second.await_roles(*ROLES)
    assert second.temporary
    assert not second.temporary & left
    # Asked to end it leaves nothing at all.
    assert second.end(signal.SIGTERM) == 128 + signal.SIGTERM
    expect_all_ended(programs)
    assert not second.temporary


def test_a_killed_window_takes_its_devices_along_and_the_next_has_its_own(
    folder: Path, display: Display
) -> None:
    control = folder / "hall" / "devices" / "reader.ctl"
    for _ in range(2):
        run = Run(folder, display=display.name)
        programs = run.await_roles("reader", "printer")
        await_condition(control.is_socket, LONGEST_S, "the reader's control socket")
        assert send_control(control, "cards") == "ok 1 2 3 4 5 6 7 8 9"
        assert run.end(signal.SIGKILL) == -signal.SIGKILL
        expect_all_ended(programs)
        assert not control.exists(), "asked to end, the reader takes its socket along"


def test_a_killed_make_takes_the_run_along(folder: Path) -> None:
    # The clone's own Makefile, without its set-up.
    shutil.copyfile(ROOT / "Makefile", folder / "Makefile")
    (folder / ".venv").symlink_to(sys.prefix)
    make = Run(folder, ["make", "--old-file=setup-run", "run"])
    programs = make.await_roles("reader", "printer", "Xvfb")
    all_of_them = dict(programs, **{str(pid): pid for pid in children_of(make.process.pid)})
    assert make.end(signal.SIGKILL) == -signal.SIGKILL
    expect_all_ended(all_of_them)
    assert not make.temporary, "the run was asked to end, and cleared its folder"


def test_a_killed_preparation_leaves_nothing_that_hinders_the_next(folder: Path) -> None:
    def demo_of(pid: int) -> dict[str, int]:
        found = [child for child, line in children_of(pid).items() if b"\0demo\0" in line]
        return {"demo": found[0]} if found else {}

    first = Run(folder)
    await_condition(lambda: demo_of(first.process.pid), LONGEST_S, "the demo hall is being made")
    await_condition((folder / "hall" / "hall.db").exists, LONGEST_S, "its database is there")
    preparing = demo_of(first.process.pid)
    first.end(signal.SIGKILL)
    expect_all_ended(preparing)
    second = Run(folder)
    programs = second.await_roles("reader", "printer")
    second.end(signal.SIGTERM)
    expect_all_ended(programs)
    assert not second.temporary


def test_a_clone_whose_path_is_too_long_for_a_socket(folder: Path, display: Display) -> None:
    deep = folder / ("街道政务服务大厅" * 4) / '再深 "一层"'
    deep.mkdir(parents=True)
    run = Run(deep, display=display.name)
    programs = run.await_roles("reader", "printer")
    site = deep / "hall" / "site.toml"
    await_condition(site.exists, LONGEST_S, "the window is told of its devices")
    port = Path(tomllib.loads(site.read_text("utf-8"))["reader"]["port"])
    assert send_control(Path(f"{port}.ctl"), "cards") == "ok 1 2 3 4 5 6 7 8 9"
    run.end(signal.SIGKILL)
    expect_all_ended(programs)
    clear_left(port.parent.parent)
    assert not port.parent.exists()
