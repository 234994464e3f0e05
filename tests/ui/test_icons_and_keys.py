"""Icons are there and take colours; keys read and bind the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QKeySequence

import ui.icons as icons_module
from ui.icons import icon_names, pixmap, stroke_width
from ui.keys import sequences, shown_key
from ui.theme import Theme


def test_every_icon_draws_something(look: Theme) -> None:
    names = icon_names()
    assert len(names) >= 110
    for name in names:
        image = pixmap(name, 24, QColor("#C8352F"), 1.0).toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() == 255
        ]
        drawn = any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
        assert drawn, name
        assert all(abs(colour.red() - 0xC8) + abs(colour.green() - 0x35) < 6 for colour in inked), name


def test_size_and_ratio_are_kept(look: Theme) -> None:
    made = pixmap("clock", 18, QColor("black"), 2.0)
    assert (made.width(), made.devicePixelRatio()) == (36, 2.0)
    assert pixmap("clock", 18, QColor("black"), 2.0).cacheKey() == made.cacheKey()
    assert pixmap("clock", 18, QColor("white"), 2.0).cacheKey() != made.cacheKey()


@pytest.mark.parametrize(
    ("size", "width"), [(14, 2.1), (16, 2.1), (18, 1.9), (24, 1.9), (40, 1.5), (108, 1.5)]
)
def test_stroke_by_size(size: int, width: float) -> None:
    assert stroke_width(size) == width


@pytest.mark.parametrize("name", ["no-such-icon", "../theme", "A", ""])
def test_unknown_icons_are_refused(look: Theme, name: str) -> None:
    with pytest.raises(KeyError):
        pixmap(name, 18, QColor("black"), 1.0)


def test_the_licence_lies_beside_them() -> None:
    text = (Path(icons_module.__file__).parent / "icons" / "LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT" in text
    assert "Paweł Kuna" in text


@pytest.mark.parametrize(
    ("key", "shown"),
    [("F1", "F1"), ("Shift+F1", "Shift F1"), ("Return", "Enter"), ("Space", "空格"), ("Ctrl+K", "Ctrl K"),
     ("Ctrl K", "Ctrl K"), ("Ins", "Insert"), ("Ctrl+/", "Ctrl /"), ("+", "+"), ("Ctrl++", "Ctrl +")],
)  # fmt: skip
def test_keys_as_people_read_them(key: str, shown: str) -> None:
    assert shown_key(key) == shown


@pytest.mark.parametrize(
    ("key", "bound"),
    [("F9", ["F9"]), ("Enter", ["Return", "Enter"]), ("Ctrl Enter", ["Ctrl+Return", "Ctrl+Enter"]),
     ("空格", ["Space"]), ("Shift F3", ["Shift+F3"]), ("Insert", ["Ins"]), ("+", ["+"])],
)  # fmt: skip
def test_keys_as_qt_binds_them(key: str, bound: list[str]) -> None:
    assert sequences(key) == [QKeySequence(each) for each in bound]


@given(
    st.lists(st.sampled_from(["Ctrl", "Shift", "Alt"]), unique=True, max_size=3),
    st.sampled_from(["F1", "F12", "K", "1", "Return", "Space", "PgDown", "/"]),
)
def test_what_is_shown_can_be_bound_again(modifiers: list[str], key: str) -> None:
    written = "+".join([*modifiers, key])
    assert sequences(shown_key(written))[0] == QKeySequence(written)
