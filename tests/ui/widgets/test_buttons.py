"""Buttons with keys: what is shown is bound, fires once, takes no focus; choices and segments by digits and arrows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.check_box import TickBox
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.key_button import KeyButton
from ui.widgets.segmented import Segmented
from ui.widgets.tool_button import IconButton, LinkButton


def window_with(qtbot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    for widget in widgets:
        # The window lives as long as what is tested in it.
        widget.kept = window  # type: ignore[attr-defined]
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def test_the_key_presses_and_the_focus_stays(look: Theme, qtbot) -> None:
    edit, button = QLineEdit(), KeyButton("受理", "F9")
    window = window_with(qtbot, edit, button)
    edit.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.focusWidget() is edit


def test_another_key_unbinds_the_first(look: Theme, qtbot) -> None:
    button = KeyButton("下一位", "F1")
    window = window_with(qtbot, button)
    button.set_key("F2")
    assert button.key == "F2"
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert pressed == []
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert len(pressed) == 1


def test_both_enter_keys(look: Theme, qtbot) -> None:
    button = KeyButton("办理", "Enter")
    window = window_with(qtbot, button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert len(pressed) == 2


def test_a_disabled_or_hidden_button_does_not_hear_its_key(look: Theme, qtbot) -> None:
    button, other = KeyButton("受理", "F9"), KeyButton("别的", "F8")
    window = window_with(qtbot, button, other)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setEnabled(False)
    QTest.keyClick(window, Qt.Key.Key_F9)
    button.setEnabled(True)
    button.hide()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert pressed == []


def test_it_tells_its_key_to_assistive_technology(look: Theme, qtbot) -> None:
    button = KeyButton("过号召回", "Shift F3")
    qtbot.addWidget(button)
    assert button.accessibleName() == "过号召回"
    assert button.accessibleDescription() == "按键 Shift F3"
    assert button.property("primary") is False


def group(qtbot, other: str = "其他号码") -> ChoiceGroup:
    made = ChoiceGroup(
        "联系电话", [Choice("a", "100 0000 6208"), Choice("b", "100 0000 0951")], other=other, value="b"
    )
    window_with(qtbot, made)
    return made


def test_digits_pick_and_tell(look: Theme, qtbot) -> None:
    made = group(qtbot)
    assert made.value == "b"
    made.focus_current()
    with qtbot.waitSignal(made.chosen) as told:
        QTest.keyClick(made.boxes[1], Qt.Key.Key_1)
    assert told.args == ["a"]
    assert made.value == "a"
    assert [box.isChecked() for box in made.boxes] == [True, False]
    assert made.boxes[0].hasFocus()


def test_the_last_digit_goes_to_the_free_field(look: Theme, qtbot) -> None:
    made = group(qtbot)
    made.focus_current()
    QTest.keyClick(made.boxes[1], Qt.Key.Key_3)
    assert made.other is not None
    assert made.other.hasFocus()
    QTest.keyClicks(made.other, "10000000001")
    assert made.value == "10000000001"
    assert not any(box.isChecked() for box in made.boxes)
    made.boxes[0].click()
    assert made.value == "a"
    assert made.other.text() == ""


def test_arrows_move_without_choosing(look: Theme, qtbot) -> None:
    made = group(qtbot, other="")
    made.boxes[0].setFocus()
    QTest.keyClick(made.boxes[0], Qt.Key.Key_Right)
    assert made.boxes[1].hasFocus()
    assert made.value == "b"


def test_setting_a_choice_tells_nobody(look: Theme, qtbot) -> None:
    made = group(qtbot)
    with qtbot.assertNotEmitted(made.chosen):
        made.choose("a")
    assert made.value == "a"
    made.choose("10000000002")
    assert made.value == "10000000002"


def test_the_note_gives_way_to_the_words(look: Theme, qtbot) -> None:
    made = ChoiceGroup("联系电话", [Choice("b", "100 0000 0951", "居住登记 25-06")])
    window = window_with(qtbot, made)
    window.resize(230, 80)
    box = made.boxes[0]
    box.setFixedWidth(190)
    box.grab()
    assert box.toolTip() == "居住登记 25-06"
    box.setFixedWidth(400)
    box.grab()
    assert box.toolTip() == ""


def test_a_note_has_shorter_forms_before_it_goes(look: Theme, qtbot) -> None:
    made = ChoiceGroup(
        "联系电话", [Choice("b", "100 0000 0951", "人口库 2024-03-05", ("人口库 24-03", "人口库"))]
    )
    box = made.boxes[0]
    words = look.metrics("md", bold=True).horizontalAdvance("100 0000 0951") + 10
    for shown in ("人口库 2024-03-05", "人口库 24-03", "人口库"):
        room = words + look.metrics("xs").horizontalAdvance(shown)
        assert box.note_for(room) == shown
        assert box.toolTip() == ("" if shown == "人口库 2024-03-05" else "人口库 2024-03-05")
    assert box.note_for(words) == ""


def test_segments(look: Theme, qtbot) -> None:
    made = Segmented("为谁办", [("self", "本人"), ("firm", "名下企业 1"), ("other", "代他人办")])
    window_with(qtbot, made)
    assert made.current == "self"
    with qtbot.waitSignal(made.selected) as told:
        made.step(1)
    assert told.args == ["firm"]
    made.step(5)
    assert made.current == "firm"
    with qtbot.assertNotEmitted(made.selected):
        made.set_current("other")
    made.set_options([("self", "本人"), ("other", "代他人办")])
    assert made.current == "other"
    with pytest.raises(ValueError, match="firm"):
        made.set_current("firm")


def test_tick_box_by_space_and_by_its_words(look: Theme, qtbot) -> None:
    made = TickBox("窗口")
    window_with(qtbot, made)
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert made.isChecked()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.rect().center())
    assert not made.isChecked()


@pytest.mark.parametrize(
    "make",
    [lambda: LinkButton("填入"), lambda: IconButton("eye", "显示密码"), lambda: KeyButton("重呼", "F2")],
)
def test_enter_presses_the_button_that_has_the_focus(
    look: Theme, qtbot, make: Callable[[], QPushButton]
) -> None:
    button = make()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    window_with(qtbot, button)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2, "Enter and the space bar, not Ctrl Enter"


def test_a_stray_enter_decides_nothing(look: Theme, qtbot) -> None:
    button = KeyButton("受理", "F9", primary=True)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    window_with(qtbot, button)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == []
    QTest.keyClick(button, Qt.Key.Key_F9)
    assert len(pressed) == 1
