"""Caps lock: asked from the system where it tells, inferred from keys elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.login.caps_lock import CapsLock, system_caps_lock

if TYPE_CHECKING:
    from pathlib import Path

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


@pytest.mark.parametrize(
    ("text", "modifiers", "on"),
    [("a", NONE, False), ("A", NONE, True), ("A", SHIFT, False), ("a", SHIFT, True)],
)
def test_a_letter_tells(text: str, modifiers: Qt.KeyboardModifier, on: bool) -> None:
    assert CapsLock().key_pressed(press(Qt.Key.Key_A, text, modifiers)) is on


@pytest.mark.parametrize("text", ["1", "", "，", "林", "é"])
def test_other_keys_tell_nothing(text: str) -> None:
    caps = CapsLock(True)
    assert caps.key_pressed(press(Qt.Key.Key_unknown, text))


def test_commands_tell_nothing() -> None:
    assert not CapsLock().key_pressed(press(Qt.Key.Key_R, "R", CONTROL))


def test_the_key_itself_toggles_only_what_is_known() -> None:
    unknown = CapsLock(None)
    assert not unknown.key_pressed(press(Qt.Key.Key_CapsLock, ""))
    known = CapsLock(False)
    assert known.key_pressed(press(Qt.Key.Key_CapsLock, ""))
    assert not known.key_pressed(press(Qt.Key.Key_CapsLock, ""))
    unknown.key_pressed(press(Qt.Key.Key_A, "a"))
    assert unknown.key_pressed(press(Qt.Key.Key_CapsLock, ""))


@pytest.mark.parametrize(
    ("lamps", "on"), [({}, None), ({"input1": "0\n"}, False), ({"input1": "0\n", "input2": "1\n"}, True)]
)
def test_the_lamp_of_the_keyboard(tmp_path: Path, lamps: dict[str, str], on: bool | None) -> None:
    for keyboard, value in lamps.items():
        folder = tmp_path / f"{keyboard}::capslock"
        folder.mkdir()
        (folder / "brightness").write_text(value)
    assert system_caps_lock(tmp_path) is on
