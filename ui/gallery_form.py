"""What the gallery draws of the form step: steps, the card to check, prefilled fields, checks. Invented data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.row_delegates import (
    Span,
    TwoLineDelegate,
    TwoLineRow,
)
from ui.widgets.rows import RowList
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_card import SectionCard
from ui.widgets.step_bar import StepBar, StepItem, StepState
from ui.widgets.themed import Card, Panel

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def form_area() -> QWidget:
    """The form step: steps, card to check, prefilled section, checks, decision buttons."""
    made = Panel(fill="canvas")
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    steps = StepBar()
    steps.set_steps(
        [
            StepItem("identity", "身份", StepState.DONE),
            StepItem("item", "事项", StepState.DONE),
            StepItem("form", "表单", StepState.CURRENT, "差 2 项"),
            StepItem("materials", "材料", StepState.AHEAD, "差 1 份"),
            StepItem("decision", "受理", StepState.AHEAD),
        ]
    )
    column.addWidget(steps)
    scroll = ScrollColumn("表单")
    body = scroll.column
    sizes = theme().sizes
    body.setContentsMargins(sizes.gutter, 14, sizes.gutter, 14)
    body.setSpacing(14)
    body.addWidget(_todo_card())
    body.addWidget(_applicant_card())
    lower = QHBoxLayout()
    lower.setSpacing(16)
    lower.addWidget(_material_card(), 1)
    lower.addWidget(_check_card(), 1)
    body.addLayout(lower)
    body.addStretch(1)
    column.addWidget(scroll, 1)
    return made


def _todo_card() -> SectionCard:
    card = SectionCard(
        "请核对 2 项", icon="pencil", icon_tone="warn", note="其余 17 项已由库带入，无需录入", attention=True
    )
    for label, choices, other, value in (
        (
            "联系电话",
            [Choice("a", "100 0000 6208", "人口库 24-03"), Choice("b", "100 0000 0951", "居住登记 25-06")],
            "其他号码",
            "b",
        ),
        (
            "领证方式",
            [Choice("1", "大厅自取"), Choice("2", "邮寄到住址", "免邮费"), Choice("3", "社区代领点")],
            "",
            "",
        ),
    ):
        line = QHBoxLayout()
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(12)
        name = Label(label, "md", bold=True)
        name.setFixedWidth(112)
        line.addWidget(name, 0, _MIDDLE)
        line.addWidget(ChoiceGroup(label, choices, other=other, value=value), 1)
        card.body.addLayout(line)
    return card


def _applicant_card() -> SectionCard:
    card = SectionCard("申请人", icon="user", source="读卡·人口库")
    card.header.set_chip("7 项已带入", "ok", "check")
    grid = QGridLayout()
    grid.setContentsMargins(16, 8, 16, 10)
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(8)
    invalid = FieldRow("邮编", "5180")
    invalid.set_state(FieldState.INVALID, "邮政编码是 6 位数字")
    edited = FieldRow("婚姻状况", "已婚", source="人口库", state=FieldState.PREFILLED)
    edited.set_state(FieldState.EDITED)
    for at, field in enumerate(
        (
            FieldRow("姓名", "林晓燕", source="身份证", state=FieldState.PREFILLED),
            FieldRow("证件号码", "4403**********2727", source="身份证", state=FieldState.LOCKED),
            FieldRow(
                "居住地址",
                "景田社区锦云二路 18 号云锦苑 3 栋",
                source="标准地址",
                state=FieldState.PREFILLED,
                verified=True,
            ),
            edited,
            FieldRow("紧急联系人", "", state=FieldState.NEEDED, placeholder="姓名和电话"),
            invalid,
        )
    ):
        grid.addWidget(field, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def _material_card() -> Card:
    card = Card(behind="canvas")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, 1)
    rows = RowList("材料", TwoLineDelegate())
    rows.fit_rows(3)
    rows.set_rows(
        (
            TwoLineRow((Span("居民身份证"),), "证照库，本机缓存 08:00", icon="circle-check", icon_tone="ok", chip="免提交·待复核", chip_kind="ok"),
            TwoLineRow((Span("就业承诺书", bold=True),), "第 1 页，已自动裁边、纠斜", icon="scan", icon_tone="accent", chip="扫描中", chip_kind="accent"),
            TwoLineRow((Span("居住证", hit=True), Span("签注")), "延长有效期", key="3", chip="未持证", chip_icon="minus"),
        ),
        current=1,
    )  # fmt: skip
    inside.addWidget(rows)
    inside.addStretch(1)
    return card


def _check_card() -> Card:
    card = Card()
    inside = QVBoxLayout(card)
    inside.setContentsMargins(18, 10, 18, 12)
    inside.setSpacing(0)
    inside.addWidget(CheckRow("居住登记满 12 个月", source="人口库"))
    inside.addWidget(CheckRow("制证相片", "camera", "warn", chip="现场拍", chip_kind="warn", key="F7"))
    inside.addWidget(
        CheckRow(
            "就业承诺书", "clock-pause", "warn", note="本人签字，06-25 前可补", chip="容缺", chip_kind="warn"
        )
    )
    inside.addSpacing(8)
    inside.addWidget(KeyButton("受理", "F9", primary=True, decision=True))
    inside.addSpacing(8)
    pair = QHBoxLayout()
    pair.setSpacing(10)
    pair.addWidget(KeyButton("补正告知", "F10"), 1)
    pair.addWidget(KeyButton("不予受理", "F11"), 1)
    inside.addLayout(pair)
    return card
