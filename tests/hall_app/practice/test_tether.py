"""Programs that end with the process that started them, and folders that the next one clears."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hall_app.practice.own_folders import MARK, clear_left, own_folder
from hall_app.practice.tether import tied
from tests.stacks.pcscd import await_condition

ROOT = Path(__file__).parents[3]
HOLDER = """
import signal, sys
from pathlib import Path
from hall_app.practice.own_folders import own_folder
with own_folder(Path(sys.argv[1])) as folder:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "file").write_text("x")
    print(folder, flush=True)
    signal.pause()
"""
STARTER = """
import subprocess, signal
from hall_app.practice.tether import tied
print(subprocess.Popen(tied(["sleep", "600"])).pid, flush=True)
signal.pause()
"""


def started(program: str, *words: str) -> tuple[subprocess.Popen[str], str]:
    """A process of its own and the line it says when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def killed(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()


def test_a_tied_program_ends_when_its_starter_is_killed() -> None:
    starter, said = started(STARTER)
    line = Path(f"/proc/{said}/cmdline")
    await_condition(lambda: line.read_bytes().endswith(b"sleep\x00600\x00"), 20, "it became the program")
    killed(starter)
    await_condition(lambda: not line.exists() or not line.read_bytes(), 20, "it ended")


def test_a_program_whose_starter_is_already_gone_does_not_begin(tmp_path: Path) -> None:
    made = tmp_path / "made"
    command = tied(["touch", str(made)])
    command[3] = str(os.getppid())
    done = subprocess.run(command, check=False)
    assert done.returncode == -signal.SIGTERM
    assert not made.exists()


def test_what_cannot_be_tied_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        tied(["no-such-program"])
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError):
        pool.submit(tied, ["true"]).result()


def test_a_folder_goes_when_it_is_left(tmp_path: Path) -> None:
    with own_folder(tmp_path) as folder:
        (folder / "link").symlink_to(tmp_path)
        (folder / "file").write_text("x")
        assert folder.parent == tmp_path
    assert tmp_path.is_dir()
    assert not list(tmp_path.iterdir())


def test_the_folder_of_a_killed_process_is_cleared_and_no_other(tmp_path: Path) -> None:
    dead, left = started(HOLDER, str(tmp_path))
    living, kept = started(HOLDER, str(tmp_path))
    killed(dead)
    without_mark = tmp_path / "hall-play-foreign"
    without_mark.mkdir()
    other_mark = tmp_path / "hall-play-other"
    other_mark.mkdir()
    (other_mark / MARK).write_text("somebody else's")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARK).write_bytes((Path(left) / MARK).read_bytes())
    link = tmp_path / "hall-play-link"
    link.symlink_to(elsewhere)
    pipe = tmp_path / "hall-play-pipe"
    pipe.mkdir()
    os.mkfifo(pipe / MARK)

    clear_left(tmp_path)

    stay = {Path(kept), without_mark, other_mark, elsewhere, link, pipe}
    assert set(tmp_path.iterdir()) == stay
    killed(living)
    clear_left(tmp_path)
    assert set(tmp_path.iterdir()) == stay - {Path(kept)}
