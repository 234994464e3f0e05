"""The sheet of single widgets for the gallery: each in its states, side by side."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.pictures import picture_of
from ui.theme import theme
from ui.widgets.check_box import TickBox
from ui.widgets.chip import Chip
from ui.widgets.device_dot import DeviceCondition, DeviceDot, DeviceState
from ui.widgets.figure import Figure
from ui.widgets.key_button import KeyButton
from ui.widgets.keycap import Keycap, KeyHint
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.logo import Logo
from ui.widgets.name_label import NameLabel
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.photo_box import PhotoBox
from ui.widgets.progress_line import ProgressLine
from ui.widgets.segmented import Segmented
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import Card, Panel, Rule
from ui.widgets.tool_button import IconButton, LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _line(column: QVBoxLayout, *widgets: QWidget) -> None:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 0, _MIDDLE)
    row.addStretch(1)
    column.addLayout(row)


def blank_page() -> bytes:
    """A white page with the proportions of A5, as PNG."""
    image = QImage(592, 840, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stub says bytes, the function takes text.
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def atoms() -> Panel:
    """The sheet."""
    made = Panel(fill="canvas")
    halves = QHBoxLayout(made)
    halves.setContentsMargins(20, 20, 20, 20)
    halves.setSpacing(20)
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(18, 14, 18, 14)
    column.setSpacing(10)
    _buttons(column)
    column.addWidget(Rule())
    _marks(column)
    column.addWidget(Rule())
    _texts(column)
    column.addStretch(1)
    halves.addWidget(card, 3)
    preview = PdfPreview()
    preview.show_pages([picture_of(blank_page())])
    halves.addWidget(preview, 1)
    return made


def _buttons(column: QVBoxLayout) -> None:
    disabled = KeyButton("不能按", "F9", primary=True)
    disabled.setEnabled(False)
    _line(
        column,
        KeyButton("受理", "F9", primary=True, decision=True),
        KeyButton("补正告知", "F10", decision=True),
        disabled,
    )
    _line(
        column,
        KeyButton("重呼", "F2"),
        KeyButton("暂停", "Shift F1", icon="player-pause"),
        KeyButton("作废", danger=True),
        KeyButton("办理依据与口径", quiet=True),
        KeyButton("重试", "F12", small=True),
    )
    ticked = TickBox("窗口")
    ticked.setChecked(True)
    segmented = Segmented("期限", [("5", "5"), ("10", "10"), ("15", "15")], current="10")
    _line(
        column,
        segmented,
        ticked,
        TickBox("代办点"),
        LinkButton("撤回受理", icon="arrow-back-up"),
        IconButton("eye", "显示"),
    )


def _marks(column: QVBoxLayout) -> None:
    _line(
        column,
        Chip("服务中", "accent", "circle-dot"),
        Chip("已受理", "ok", "check"),
        Chip("剩 13 天", "warn", "clock"),
        Chip("超期 1 天", "bad", "alert-triangle"),
        Chip("未持证", "idle", "minus"),
        Chip("不收费", "outline"),
    )
    _line(
        column,
        Keycap("F1"),
        Keycap("Ctrl K"),
        Keycap("Space"),
        Keycap("1", big=True),
        KeyHint("Esc", "返回表单"),
    )
    _line(
        column,
        *(
            DeviceDot(DeviceState(condition.name, "printer", words, condition))
            for words, condition in (
                ("打印机", DeviceCondition.FINE),
                ("打印机缺纸", DeviceCondition.LOW),
                ("打印机没接上", DeviceCondition.GONE),
                ("打印机未配", DeviceCondition.ABSENT),
            )
        ),
    )
    line = ProgressLine("收件检查", thickness=6)
    line.set_share(0.6)
    line.setMinimumWidth(200)
    _line(column, SourceTag("人口库 06-16", detail="2026-06-16 登记"), line, Logo(30))


def _texts(column: QVBoxLayout) -> None:
    photo = PhotoBox()
    _line(column, photo, Figure("52 秒", "中位用时"), Figure("21/21", "好评"), NameLabel("欧阳𠮷䶮㛃"))
    for step in ("xs", "sm", "md", "lg", "xl"):
        column.addWidget(Label("受理通知书 A037 4403**********2727", step))  # type: ignore[arg-type]
    long = ElidedLabel("福田区莲花街道景田社区锦云二路18号云锦苑3栋B座1204，放不下就省略")
    long.setFixedWidth(260)
    combo = QComboBox()
    combo.addItems(["租住·整租", "自有"])
    combo.setAccessibleName("居住方式")
    edit = QLineEdit()
    edit.setPlaceholderText("其他号码")
    edit.setAccessibleName("其他号码")
    _line(column, long, combo, edit)
    notes = QPlainTextEdit("请出租人在合同第 4 页签名后补交")
    notes.setAccessibleName("说明")
    notes.setFixedHeight(theme().sizes.control * 2)
    column.addWidget(notes)
