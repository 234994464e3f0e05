"""What was chosen for a machine comes back whole; a spoilt file counts as nothing chosen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Store
from hall_app.errors import NotPermitted, Unavailable
from hall_app.hall_settings import in_force
from hall_app.installation import Installation
from hall_app.machine_preferences import FILE, MachinePreferences, keep_preferences, read_preferences
from hall_app.preferences import HallPreferences
from hall_app.security import sign_in
from hall_app.settings import AUTO_PRINT, Settings
from tests.hall_app.halls import PASSWORD, SmallHall

CHOSEN = MachinePreferences("dark", full_screen=False, laptop_doubles=True, key_hints=False)


def test_what_was_chosen_comes_back(tmp_path: Path) -> None:
    assert read_preferences(tmp_path) == MachinePreferences()
    keep_preferences(tmp_path, CHOSEN)
    assert read_preferences(tmp_path) == CHOSEN
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"scheme": "pink"}',
        '{"scheme": 3, "full_screen": "no"}',
        "null",
        "x" * 100_000,
        "[" * 16_000,
    ],
)
def test_a_spoilt_file_counts_as_nothing_chosen(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert read_preferences(tmp_path) == MachinePreferences()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / FILE).write_bytes(content)
    assert isinstance(read_preferences(folder), MachinePreferences)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="设置没存上"):
        keep_preferences(tmp_path / "gone", CHOSEN)


@pytest.fixture
def desk(hall: SmallHall, store: Store, tmp_path: Path) -> HallPreferences:
    taken: list[Settings] = [Settings()]
    installation = Installation(tmp_path, Settings())
    return HallPreferences(installation, store, hall.clock, lambda: taken[-1], taken.append)


def test_printing_is_locked_for_clerks_and_changed_by_the_administrator(
    hall: SmallHall, desk: HallPreferences
) -> None:
    clerk, administrator = hall.clerk("08"), hall.clerk(role="system_admin")
    assert all(line.locked for line in desk.printing(clerk))
    with pytest.raises(NotPermitted):
        desk.change(clerk, AUTO_PRINT.name, "否")
    with pytest.raises(NotPermitted):
        desk.lines(clerk)
    desk.change(administrator, AUTO_PRINT.name, "否")
    assert in_force(hall.store, Settings())[AUTO_PRINT] is False
    assert desk._settings()[AUTO_PRINT] is False, "taken up by this window at once"
    assert [line.value for line in desk.printing(clerk)][0] == "否"
    desk.reset(administrator, AUTO_PRINT.name)
    assert in_force(hall.store, Settings())[AUTO_PRINT] is True


def test_the_own_password_is_changed(hall: SmallHall, desk: HallPreferences) -> None:
    assert "10 位以上" in desk.password_rules()
    desk.change_password("LH0108", PASSWORD, "Neues-Wort-7734")
    sign_in.login(hall.store, "LH0108", "Neues-Wort-7734", None, clock=hall.clock, settings=Settings())


def test_logs_are_packed_for_their_owner_alone(
    hall: SmallHall, desk: HallPreferences, tmp_path: Path
) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "hall-app.log").write_text("one line\n", encoding="utf-8")
    path = desk.pack_logs(hall.clerk("08"))
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as packed:
        assert packed.namelist() == ["hall-app.log"]
    titles = [title for title, _ in desk.facts(hall.clerk("08")).lines]
    assert titles[:2] == ["窗口", "版本"]
