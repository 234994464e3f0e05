"""The tokens keep their promises: contrast, three sizes, live switching."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Theme
from ui.tokens import COMPACT, DARK, LARGE, LIGHT, STANDARD, ColourName, Mode, Scheme, auto_mode, sizes_for
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton


def luminance(value: str) -> float:
    """Relative luminance of WCAG 2.x."""
    colour = QColor(value)

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class StyleChanges(QObject):
    """Counts how often Qt polishes a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self.times += event.type() == QEvent.Type.StyleChange
        return False


TEXT_PAIRS: list[tuple[ColourName, ColourName]] = [
    *((ink, ground) for ink in ("text", "text2", "text3") for ground in ("canvas", "surface", "sunken")),
    ("accent", "surface"), ("accent", "accent_soft"), ("ok", "surface"), ("ok", "ok_soft"),
    ("warn", "surface"), ("warn", "warn_soft"), ("bad", "surface"), ("bad", "bad_soft"),
    ("idle", "idle_soft"), ("text3", "idle_soft"), ("text", "warn_soft"), ("text", "bad_soft"),
    ("text", "accent_soft"), ("text2", "accent_soft"), ("on_accent", "accent_fill"),
    ("on_accent", "accent_hover"), ("on_accent", "accent_pressed"), ("on_accent", "badge"),
]  # fmt: skip


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS, ids=lambda name: name)
def test_text_can_be_read(colours: dict[ColourName, str], ink: ColourName, ground: ColourName) -> None:
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["canvas", "surface", "sunken"])
def test_input_borders_can_be_seen(colours: dict[ColourName, str], ground: ColourName) -> None:
    assert contrast(colours["field"], colours[ground]) >= 3.0
    assert contrast(colours["accent"], colours[ground]) >= 3.0


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    # The design tokens name these figures.
    assert contrast(LIGHT["text"], LIGHT["surface"]) == pytest.approx(16.5, abs=0.1)
    assert contrast(DARK["accent"], DARK["surface"]) == pytest.approx(7.5, abs=0.1)


def test_both_themes_hold_the_same_tokens() -> None:
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize(
    ("width", "mode"),
    [(1366, Mode.COMPACT), (1599, Mode.COMPACT), (1600, Mode.STANDARD), (1920, Mode.STANDARD)],
)
def test_width_chooses_the_mode(width: int, mode: Mode) -> None:
    assert auto_mode(width) is mode


def test_large_text_gives_up_width_in_a_narrow_window() -> None:
    assert sizes_for(Mode.LARGE, 1920) == LARGE
    assert sizes_for(Mode.LARGE, 1366).person_column == 332
    assert sizes_for(Mode.LARGE, 1366).is_tight
    assert not COMPACT.is_tight
    assert not STANDARD.is_tight


def test_the_right_column_stands_only_where_there_is_room_for_it() -> None:
    assert sizes_for(Mode.STANDARD, 1920) == sizes_for(Mode.STANDARD, 1700) == STANDARD
    for width in (1366, 1600):
        assert not sizes_for(Mode.STANDARD, width).has_right_column, "the form beside it would be cut"
    assert sizes_for(Mode.STANDARD, 1366).md == STANDARD.md


@pytest.mark.parametrize("sizes", [COMPACT, STANDARD, LARGE], ids=["compact", "standard", "large"])
def test_no_text_is_below_the_floor_and_controls_hold_their_text(sizes: object) -> None:
    assert sizes.xs >= 12  # type: ignore[attr-defined]
    # 1.45 em is the line of the design's font.
    assert sizes.control >= sizes.md * 1.45 + 4  # type: ignore[attr-defined]
    assert sizes.keycap_box >= sizes.keycap * 1.45  # type: ignore[attr-defined]
    assert sizes.chip >= sizes.xs * 1.45  # type: ignore[attr-defined]
    assert sizes.control_small >= 28  # type: ignore[attr-defined]


def test_switching_reaches_widgets_palette_and_signal(look: Theme, qtbot) -> None:
    button, chip = KeyButton("受理", "F9"), Chip("已受理", "ok", "check")
    qtbot.addWidget(button)
    qtbot.addWidget(chip)
    assert (button.height(), chip.height()) == (36, 24)
    with qtbot.waitSignal(look.changed):
        look.set_mode(Mode.LARGE)
    assert (button.height(), chip.height()) == (44, 28)
    look.set_mode(Mode.COMPACT)
    assert (button.height(), chip.height()) == (32, 21)
    look.set_scheme(Scheme.DARK)
    assert look.dark
    palette = QApplication.palette()
    assert palette.color(QPalette.ColorRole.Window).name().upper() == DARK["canvas"]
    assert palette.color(QPalette.ColorRole.PlaceholderText).name().upper() == DARK["text3"]


def test_the_users_choice_outlives_the_width(look: Theme) -> None:
    look.set_mode(None)
    look.set_width(1366)
    assert look.mode is Mode.COMPACT
    look.set_mode(Mode.LARGE)
    look.set_width(1920)
    assert look.mode is Mode.LARGE
    assert look.mode_beside(1) is Mode.LARGE
    assert look.mode_beside(-1) is Mode.STANDARD


def test_heights_do_not_depend_on_the_font(look: Theme, qtbot) -> None:
    from ui.widgets.label import Label

    families = list(look.font().families())
    button, label = KeyButton("受理", "F9"), Label("已受理")
    qtbot.addWidget(button)
    qtbot.addWidget(label)
    before = button.height(), label.height()
    look.set_families(["WenQuanYi Zen Hei"])
    after = button.height(), label.height()
    look.set_families(families)
    assert after == before


def test_nothing_moves_on_focus(look: Theme, qtbot) -> None:
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

    page = QWidget()
    column = QVBoxLayout(page)
    first, second = QLineEdit(), KeyButton("受理", "F9")
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(page)
    page.show()
    assert QTest.qWaitForWindowActive(page)
    places = set()
    for target in (first, second):
        target.setFocus()
        QApplication.processEvents()
        places.add((first.geometry().getRect(), second.geometry().getRect()))
    assert len(places) == 1
    assert first.height() == look.sizes.control


def test_followers_are_restyled_while_they_live(look: Theme, qtbot) -> None:
    from PySide6.QtWidgets import QWidget

    class Follower(QWidget):
        restyled = 0

        def restyle(self) -> None:
            self.restyled += 1

    kept, gone = Follower(), Follower()
    qtbot.addWidget(kept)
    look.follow(kept)
    look.follow(gone)
    look.set_mode(Mode.LARGE)
    assert (kept.restyled, gone.restyled) == (1, 1)
    import shiboken6

    # As Qt deletes the children of a page: the Python half is still there.
    shiboken6.delete(gone)
    look.set_mode(Mode.COMPACT)
    assert (kept.restyled, gone.restyled) == (2, 1)


def test_another_text_size_polishes_only_what_has_its_height_from_the_sheet(look: Theme, qtbot) -> None:
    from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    label, field = QLabel("姓名"), QLineEdit()
    column.addWidget(label)
    column.addWidget(field)
    window.show()
    QApplication.processEvents()
    counts = StyleChanges(label)
    look.set_mode(Mode.LARGE)
    assert (field.height(), look.sizes.control) == (44, 44)
    assert counts.times == 0
    look.set_scheme(Scheme.DARK)
    assert counts.times > 0
    later = QLineEdit(window)
    later.show()
    assert later.height() == 44, "a field that is made afterwards has the size of its window"


def test_a_text_size_comes_in_steps_and_looks_as_if_it_had_come_at_once(look: Theme, make_stage) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1")
    look.set_mode(Mode.LARGE)
    stage.settle()
    at_once = stage.window.reception.case.grab().toImage()
    look.set_mode(None)
    stage.settle()
    steps = 0
    for _step in look.mode_steps(Mode.LARGE):
        steps += 1
        QApplication.processEvents()
    stage.settle()
    pushes = stage.window.reception.items.pushes
    assert not pushes.empty.isVisible()
    assert pushes.empty.height() == look.sizes.push_row, "what nobody sees just now has its size too"
    # No step has more than fifty of the window's hundreds of widgets.
    assert steps > 6
    assert stage.window.updatesEnabled()
    assert stage.window.reception.case.grab().toImage() == at_once


def test_a_size_chosen_while_another_comes_is_the_one_that_stays(look: Theme, make_stage) -> None:
    stage = make_stage(1366, 768)
    first = look.mode_steps(Mode.LARGE)
    next(first)
    stage.window.resize_text(Mode.COMPACT)
    stage.settle()
    for _rest in first:
        QApplication.processEvents()
    assert (look.mode, look.chosen_mode) == (Mode.COMPACT, Mode.COMPACT)
    assert stage.window.updatesEnabled()
    assert stage.window.top.height() == look.sizes.top


def test_a_switch_polishes_a_widget_once_however_deep_it_lies(look: Theme, qtbot) -> None:
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

    def switched_at(depth: int) -> int:
        window = QWidget()
        qtbot.addWidget(window)
        deepest = window
        for _level in range(depth):
            layout = QVBoxLayout(deepest)
            deepest = QWidget()
            layout.addWidget(deepest)
        field = QLineEdit()
        QVBoxLayout(deepest).addWidget(field)
        window.show()
        QApplication.processEvents()
        counts = StyleChanges(field)
        look.set_scheme(Scheme.DARK)
        assert field.height() == look.sizes.control
        look.set_scheme(Scheme.LIGHT)
        return counts.times

    assert switched_at(8) == switched_at(1)


def test_a_label_keeps_its_margins_whatever_size_it_had_when_colours_changed(look: Theme, qtbot) -> None:
    from ui.widgets.label import Label

    label = Label("已告知", "xs", wrap=True)
    qtbot.addWidget(label)
    label.setContentsMargins(14, 6, 14, 8)
    label.resize(20, 4)
    label.ensurePolished()
    look.set_scheme(Scheme.DARK)
    assert label.contentsMargins().left() == 14
    assert label.contentsMargins().bottom() == 8


def _heading_width(table: QWidget) -> int:
    """How wide the first heading is drawn."""
    drawn = table.horizontalHeader().grab().toImage()  # type: ignore[attr-defined]
    ground = drawn.pixelColor(drawn.width() - 3, 3)
    lines = range(4, drawn.height() - 4)
    inked = [x for x in range(drawn.width()) if any(drawn.pixelColor(x, y) != ground for y in lines)]
    return inked[-1] - inked[0] + 1


def test_a_table_s_headings_are_small_and_bold_in_every_size(look: Theme, qtbot) -> None:
    from PySide6.QtGui import QFontMetrics

    from ui.widgets.table import Column, Table

    for first in Mode:
        look.install(mode=first, width=1920)
        table = Table("人员", [Column("居住登记证明开具", stretch=True)])
        qtbot.addWidget(table)
        table.resize(500, 200)
        table.show()
        for mode in (first, Mode.LARGE, Mode.COMPACT, Mode.STANDARD):
            look.set_mode(mode)
            QApplication.processEvents()
            wide = QFontMetrics(look.font("sm", bold=True)).horizontalAdvance("居住登记证明开具")
            assert abs(_heading_width(table) - wide) <= 4, (first, mode)
