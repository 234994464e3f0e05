"""Field states, lists that let letters through, search without an input method, names with rare characters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.label import NumberLabel
from ui.widgets.name_label import MISSING, NameLabel, drawable
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.photo_box import NOT_DECODED, PhotoBox
from ui.widgets.row_delegates import PushRow, PushRowDelegate, QueueRow, Span, TwoLineRow
from ui.widgets.rows import RowList, RowsModel
from ui.widgets.search_field import SearchField
from ui.widgets.ticket_strip import StripButton, TicketStrip, TicketStripState, clock_words


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    assert QTest.qWaitForWindowActive(widget)
    return widget


def test_prefilled_is_read_only_until_somebody_edits(look: Theme, qtbot) -> None:
    field = shown(qtbot, FieldRow("婚姻状况", "已婚", source="人口库", state=FieldState.PREFILLED))
    field.edit.setFocus()
    QTest.keyClicks(field.edit, "x")
    assert field.value == "已婚"
    field.begin_edit()
    QTest.keyClicks(field.edit, "x")
    assert field.value == "x"
    assert field.state is FieldState.EDITED
    assert "已婚" in field.edit.toolTip()
    assert "人口库" in field.edit.accessibleDescription()


def test_locked_stays_locked(look: Theme, qtbot) -> None:
    field = shown(qtbot, FieldRow("证件号码", "4403**********2727", state=FieldState.LOCKED))
    field.begin_edit()
    QTest.keyClicks(field.edit, "1")
    assert field.value == "4403**********2727"


def test_every_state_looks_different_and_says_so(look: Theme, qtbot) -> None:
    field = shown(qtbot, FieldRow("姓名", "林晓燕"))
    pictures, words = set(), set()
    for state in FieldState:
        field.set_state(state, "理由" if state is FieldState.INVALID else "")
        field.clearFocus()
        QApplication.processEvents()
        pictures.add(bytes(field.edit.grab().toImage().constBits()))
        words.add(field.edit.accessibleDescription())
    # An edited field is a prefilled one with a pencil, so all six differ.
    assert len(pictures) == len(FieldState)
    assert len(words) == len(FieldState)


def test_late_data_keeps_focus_and_place(look: Theme, qtbot) -> None:
    field = shown(qtbot, FieldRow("住址", "", state=FieldState.NEEDED))
    field.edit.setFocus()
    before = field.edit.geometry()
    field.set_value("云锦苑 3 栋", source="房屋库")
    field.set_state(FieldState.PREFILLED)
    QApplication.processEvents()
    assert field.edit.hasFocus()
    assert field.edit.geometry() == before


ROWS = [PushRow(str(number), f"事项 {number}", "理由") for number in range(1, 6)]


def test_the_model_keeps_the_rules_of_models(qtbot, qtmodeltester) -> None:
    model = RowsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in (ROWS, ROWS[:2], [], ROWS, ROWS[::-1]):
        model.set_rows(rows)
        assert model.rows == rows
    qtmodeltester.check(model)
    assert model.index(0).data() == ROWS[-1].spoken
    del tester


def test_digits_open_rows_and_the_input_method_is_off(look: Theme, qtbot) -> None:
    rows = RowList("智能推送", PushRowDelegate(), digits=True)
    rows.set_rows(ROWS, current=0)
    shown(qtbot, rows)
    assert not rows.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    rows.setFocus()
    with qtbot.waitSignal(rows.row_opened) as told:
        QTest.keyClick(rows, Qt.Key.Key_3)
    assert told.args == [2]
    assert rows.current == 2
    with qtbot.waitSignal(rows.row_opened) as told:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert told.args == [2]
    with qtbot.assertNotEmitted(rows.row_opened):
        QTest.keyClick(rows, Qt.Key.Key_9)


def test_new_rows_keep_the_current_one(look: Theme, qtbot) -> None:
    rows = RowList("智能推送", PushRowDelegate())
    rows.set_rows(ROWS, current=2)
    rows.set_rows([*ROWS, PushRow("6", "事项 6", "理由")])
    assert rows.current == 2


def test_a_list_is_as_high_as_its_rows(look: Theme, qtbot) -> None:
    rows = RowList("智能推送", PushRowDelegate())
    rows.fit_rows(5)
    rows.set_rows(ROWS)
    shown(qtbot, rows)
    assert rows.sizeHint().height() == rows.maximumHeight() == 5 * look.sizes.push_row


def test_rows_speak() -> None:
    assert (
        TwoLineRow((Span("居住证", hit=True), Span("签注")), "延长有效期", chip="未持证").spoken
        == "居住证签注，延长有效期，未持证"
    )
    assert QueueRow("A037", "个人事务", "11 分").spoken == "A037，个人事务，11 分"


def search(qtbot):
    made = shown(qtbot, SearchField("拼音首字母"))
    made.edit.setFocus()
    keys: list[tuple[int, str]] = []
    made.edit.key_passed.connect(lambda key, text: keys.append((key, text)))
    queries: list[str] = []
    made.edit.query_changed.connect(queries.append)
    return made, keys, queries


def test_letters_arrive_digits_pick(look: Theme, qtbot) -> None:
    made, keys, queries = search(qtbot)
    assert not made.edit.chinese
    QTest.keyClicks(made.edit, "jzz")
    QTest.keyClick(made.edit, Qt.Key.Key_1)
    QTest.keyClick(made.edit, Qt.Key.Key_Down)
    QTest.keyClick(made.edit, Qt.Key.Key_Return)
    assert queries[-1] == "jzz"
    assert made.edit.text() == "jzz"
    assert [text for _, text in keys] == ["1", "", ""]


def test_after_a_hash_digits_are_text(look: Theme, qtbot) -> None:
    made, keys, queries = search(qtbot)
    QTest.keyClicks(made.edit, "#440304")
    assert queries[-1] == "#440304"
    assert keys == []


def test_what_is_composed_is_the_query(look: Theme, qtbot) -> None:
    made, keys, queries = search(qtbot)
    made.edit.setText("x")
    QTest.keyClick(made.edit, Qt.Key.Key_Tab)
    assert made.edit.chinese
    QApplication.sendEvent(made.edit, QInputMethodEvent("ju'zhu", []))
    assert made.edit.query == "xjuzhu"
    assert queries[-1] == "xjuzhu"
    QTest.keyClicks(made.edit, "1")
    assert keys == []


def test_rare_characters_are_drawn_or_named() -> None:
    assert drawable("林晓燕") == ("林晓燕", "")
    shown_name, note = drawable("欧阳𠮷䶮㛃")
    assert shown_name == "欧阳𠮷䶮㛃"
    assert note == ""
    # A private-use character that no font of the chain holds.
    shown_name, note = drawable("王\U000f1234")
    assert shown_name == f"王{MISSING}"
    assert "U+F1234" in note


def test_a_missing_glyph_keeps_the_name_for_assistive_technology(look: Theme, qtbot) -> None:
    label = NameLabel("王\U000f1234")
    qtbot.addWidget(label)
    assert label.text() == f"王{MISSING}"
    assert label.accessibleName() == "王\U000f1234"
    assert "U+F1234" in label.toolTip()


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"x" * (3 * 1024 * 1024)]
)
def test_a_photo_that_cannot_be_read_is_a_silhouette(look: Theme, qtbot, data: bytes) -> None:
    photo = PhotoBox()
    qtbot.addWidget(photo)
    assert not photo.show_picture(data)
    assert photo.accessibleName() == NOT_DECODED
    assert not photo.grab().isNull()


def test_pages_are_shown_as_pictures(look: Theme, qtbot) -> None:
    from ui.gallery_atoms import blank_page
    from ui.pictures import picture_of

    preview = PdfPreview()
    preview.resize(400, 600)
    shown(qtbot, preview)
    pictures = [picture_of(data) for data in (blank_page(), b"broken", blank_page())]
    assert preview.show_pages(pictures) == 2
    assert [page.accessibleName() for page in preview.pages] == ["第 1 页，共 2 页", "第 2 页，共 2 页"]
    preview.show_words("正在生成回执…")
    assert preview.pages == []


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "00:00"), (18, "00:18"), (66, "01:06"), (3661, "1:01:01"), (-5, "00:00")]
)
def test_the_timer_reads(seconds: int, words: str) -> None:
    assert clock_words(seconds) == words


def test_the_strip_turns_amber_never_red(look: Theme, qtbot) -> None:
    made = TicketStrip()
    made.resize(1400, 72)
    shown(qtbot, made)
    state = TicketStripState(
        "A037",
        "个人事务",
        "取号 09:51",
        elapsed_s=59,
        target_s=60,
        buttons=(StripButton("next", "下一位", "F1"),),
    )
    made.show_state(state)
    assert made.timer.tone == "text"
    place = made.timer.geometry()
    made.set_elapsed(60)
    assert made.timer.tone == "warn"
    made.set_elapsed(599)
    assert made.timer.tone == "warn"
    QApplication.processEvents()
    assert made.timer.geometry() == place
    with qtbot.waitSignal(made.acted) as told:
        QTest.keyClick(made, Qt.Key.Key_F1)
    assert told.args == ["next"]
    button = made.buttons["next"]
    made.show_state(state)
    assert made.buttons["next"] is button


def test_a_number_that_changes_has_nothing_laid_out_anew(look: Theme, qtbot) -> None:
    holder = QWidget()
    row = QHBoxLayout(holder)
    label = NumberLabel("00:00", "00:00", "xl")
    row.addWidget(label)
    row.addStretch(1)
    shown(qtbot, holder)
    QApplication.processEvents()
    watch = LayoutWatch(holder)
    width = label.width()
    label.setText("11:11")
    QApplication.processEvents()
    assert (watch.asked, label.width()) == (0, width)
    label.setText("188:88")
    QApplication.processEvents()
    assert watch.asked == 1, "a wider one is given its room"
    assert label.width() > width


class LayoutWatch(QObject):
    """Counts how often a widget lays out what it holds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.asked = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self.asked += event.type() == QEvent.Type.LayoutRequest
        return False
