"""What the gallery draws: the widgets with the mockups' texts, assembled as pages assemble them. Invented data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from ui.login.state import (
    CheckResult,
    DeviceCheck,
    LoginProblem,
    LoginState,
    ProblemKind,
    TileState,
    WindowTile,
)
from ui.shell_state import DeviceCondition, DeviceState, KeyWords, Link, RailEntry, ShellState, SyncState
from ui.theme import theme
from ui.widgets.alert_line import AlertLine
from ui.widgets.banner import BannerAction, BannerNotice
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import Label
from ui.widgets.name_label import NameLabel
from ui.widgets.photo_box import PhotoBox
from ui.widgets.row_delegates import (
    PushRow,
    PushRowDelegate,
    QueueDelegate,
    QueueRow,
)
from ui.widgets.rows import RowList
from ui.widgets.search_field import SearchField
from ui.widgets.section_block import SectionBlock
from ui.widgets.section_card import SectionCard
from ui.widgets.segmented import Segmented
from ui.widgets.side_column import SideColumn
from ui.widgets.themed import Card, Panel
from ui.widgets.ticket_strip import StripButton, TicketStrip, TicketStripState
from ui.widgets.tool_button import IconButton, LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter

RAIL = (
    RailEntry("counter", "受理台", "armchair"),
    RailEntry("cases", "办件", "files", 3),
    RailEntry("libraries", "三库", "database"),
    RailEntry("addresses", "地址", "map-pin"),
    RailEntry("grid", "网格", "route"),
    RailEntry("projects", "微实事", "heart-handshake"),
    RailEntry("bank", "爱心银行", "gift"),
    RailEntry("statistics", "统计", "chart-bar"),
    RailEntry("settings", "设置", "settings", bottom=True),
)

DEVICES = (
    DeviceState("reader", "user-scan", "读卡器"),
    DeviceState("camera", "camera", "高拍仪"),
    DeviceState("printer", "printer", "打印机缺纸", DeviceCondition.LOW),
    DeviceState("pad", "device-tablet", "评价器未配", DeviceCondition.ABSENT),
)

STRIP_BUTTONS = (
    StripButton("recall", "重呼", "F2"),
    StripButton("miss", "过号", "F3"),
    StripButton("transfer", "转窗", "F4"),
    StripButton("pause", "暂停", icon="player-pause", least=True),
    StripButton("next", "下一位", "F1", after_rule=True),
)

NO_PAPER = BannerNotice(
    "printer",
    "打印机缺纸",
    "拉开下层纸盒，放入 A5 纸后自动续打；受理不受影响，回执已排队 1 份",
    icon="printer",
    actions=(BannerAction("elsewhere", "改用 07 号窗打印"), BannerAction("retry", "重试", "F12")),
)


def shell_state(*, offline: bool = False, practice: bool = False) -> ShellState:
    """The shell as in the mockups."""
    sync = SyncState(detail="全部已同步 10:02")
    if offline:
        sync = SyncState(Link.OFFLINE, "离线办理", "3 件待同步，恢复后自动上传")
    return ShellState(
        hall="莲花街道政务服务大厅",
        window="08 号窗口",
        staff="何静",
        clock="10:02",
        practice=practice,
        rail=RAIL,
        sync=sync,
        devices=DEVICES,
        hints=(KeyWords("1–5", "办推送事项"), KeyWords("Ctrl /", "全部按键")),
    )


def login_state(*, practice: bool = False, problem: bool = False) -> LoginState:
    """The log-in page as in mockup 16."""
    busy = TileState.BUSY
    trouble = LoginProblem(ProblemKind.WRONG, tries_left=4) if problem else None
    return LoginState(
        hall="莲花街道政务服务大厅",
        staff_no="LH0108",
        staff_name="何静",
        card_available=True,
        windows=(
            WindowTile("01", "许芸", busy), WindowTile("02", "邓莉", busy), WindowTile("03", "梁倩", busy),
            WindowTile("04"), WindowTile("05", "温雪", busy), WindowTile("06", "贺丹", busy), WindowTile("07"),
            WindowTile("08", "本机", TileState.OWN),
        ),
        selected_window="08",
        window_note="本机上次是 08 号",
        devices=(
            DeviceCheck("身份证读卡器", "user-scan", CheckResult.FINE),
            DeviceCheck("高拍仪", "camera", CheckResult.FINE),
            DeviceCheck("回执打印机", "printer", CheckResult.LOW, "纸少，约剩 12 张"),
            DeviceCheck("评价器", "device-tablet", CheckResult.GONE),
            DeviceCheck("签字板", "signature", CheckResult.ABSENT, "未接，用纸质签"),
        ),
        problem=trouble,
        version="1.0.0",
        support="0755-8000 0000",
        practice=practice,
        demo_account="LH0108",
        demo_password="Yichuang-2026",  # noqa: S106 - printed on the practice page for everybody
    )  # fmt: skip


def strip(elapsed_s: int = 18) -> TicketStrip:
    """The ticket strip while serving."""
    made = TicketStrip()
    made.show_state(
        TicketStripState(
            number="A037",
            title="个人事务",
            note="取号 09:51·等了 11 分",
            chip="服务中",
            chip_icon="circle-dot",
            elapsed_s=elapsed_s,
            target_s=60,
            waiting=9,
            buttons=STRIP_BUTTONS,
        )
    )
    return made


def person_column() -> SideColumn:
    """Who is here."""
    made = SideColumn("申请人", "person_column")
    sizes = theme().sizes
    column = made.column
    head = QHBoxLayout()
    compact = sizes.md <= 14
    head.setContentsMargins(
        *((14, 12, 14, 10) if compact else (sizes.section_pad, 16, sizes.section_pad, 14))
    )
    head.setSpacing(12 if compact else 14)
    head.addWidget(PhotoBox(), 0, Qt.AlignmentFlag.AlignTop)
    facts = QVBoxLayout()
    facts.setSpacing(0)
    facts.addWidget(NameLabel("林晓燕"))
    facts.addWidget(Label("女·34 岁·汉族", "md", "text2"))
    facts.addSpacing(5)
    number = QHBoxLayout()
    number.setSpacing(6)
    number.addWidget(Label("4403**********2727", "sm"), 0, _MIDDLE)
    number.addWidget(IconButton("eye", "显示完整号码", size=16, area=20), 0, _MIDDLE)
    number.addStretch(1)
    facts.addLayout(number)
    facts.addSpacing(3)
    verified = QHBoxLayout()
    verified.setSpacing(5)
    verified.addWidget(IconLabel("circle-check", 16, "ok"), 0, _MIDDLE)
    verified.addWidget(Label("读卡已核验 10:02", "sm", "ok"), 1, _MIDDLE)
    facts.addLayout(verified)
    facts.addStretch(1)
    head.addLayout(facts, 1)
    column.addLayout(head)
    alert = QHBoxLayout()
    alert.setContentsMargins(16, 0, 16, 12)
    alert.addWidget(AlertLine("手机号 2 年未更新", "核对", "V"))
    column.addLayout(alert)
    for block in _blocks(compact=not sizes.has_right_column):
        column.addWidget(block)
    column.addStretch(1)
    return made


def _blocks(*, compact: bool) -> list[SectionBlock]:
    home = SectionBlock("住址", "map-pin", source="房屋库 05-30 核")
    home.add_wrapped("莲花街道景田社区锦云二路 18 号\n云锦苑 3 栋 B 座 1204")
    housing = SectionBlock("住房", "home", source="房屋库")
    housing.add_with_chip("租住，备案至 06-30", "剩 13 天", "warn", "clock")
    family = SectionBlock("家庭", "users", source="人口库")
    family.add_pair("配偶 周立", "36 岁·同住")
    family.add_pair("女儿 周沐禾", "11 个月·同住")
    open_case = SectionBlock("在办 1 件", "files")
    open_case.add_with_chip("灵活就业社保补贴", "剩 3 天", "ok", "clock")
    stages = SectionBlock("人生阶段", "route")
    stages.add_to_head(LinkButton("全部 360 视图"))
    stages.add_to_head(Keycap("F8"))
    if compact:
        stages.add_chips(
            [("婴幼 2", "accent"), ("居住 2", "accent"), ("就业 0", "idle"), ("入学 2028", "idle")]
        )
    else:
        stages.add_stage("婴幼", "育儿补贴、子女医保", "可办 2", open_=True)
        stages.add_stage("就业", "灵活就业社保补贴", "在享")
        stages.add_stage("入学", "积分入学，2028 年秋", "将到")
    if theme().sizes.is_tight:
        housing.hide()
    return [home, housing, family, open_case, stages]


PUSHES = (
    PushRow("1", "深圳经济特区居住证申领", "居住登记满 12 个月（06-02），社保连续 14 个月，尚未申领",
            "免提交 4/6", limit="10 个工作日", seconds="约 45 秒"),
    PushRow("2", "住房租赁合同备案（续期）", "现备案 06-30 到期，房东与租金未变，可一键续",
            "免提交 2/3", limit="即来即办", seconds="约 30 秒"),
    PushRow("3", "育儿补贴申领", "女儿 11 个月，本年度补贴未申领，截止 12-31", "全部免提交", "circle-check", "ok",
            "15 个工作日", "约 25 秒"),
    PushRow("4", "城乡居民医保参保登记（子女）", "卫健出生信息已到，医保库未见参保", "全部免提交", "circle-check", "ok",
            "即来即办", "约 20 秒"),
    PushRow("5", "个体工商户年报", "晓语花艺工作室 2025 年报未报，截止 06-30；引导网上办", "打印办理码", "qrcode",
            limit="网办", seconds="约 10 秒"),
)  # fmt: skip


def work_area() -> Panel:
    """What for: search and suggestions."""
    sizes = theme().sizes
    made = Panel(fill="canvas")
    column = QVBoxLayout(made)
    compact = sizes.md <= 14
    vertical = 12 if compact else 16 if sizes.md > 16 else 20
    column.setContentsMargins(sizes.gutter, vertical, sizes.gutter, vertical)
    column.setSpacing(10 if compact else 14)
    head = QHBoxLayout()
    head.addWidget(Label("选择事项", "xl", bold=True, line=1.3), 0, _MIDDLE)
    head.addStretch(1)
    who = Segmented("为谁办", [("self", "本人"), ("firm", "名下企业 1"), ("other", "代他人办")])
    head.addWidget(who, 0, _MIDDLE)
    column.addLayout(head)
    column.addWidget(SearchField("拼音首字母、名称或编码，如 jzz = 居住证"))
    card = SectionCard(
        "智能推送",
        icon="bulb",
        icon_tone="accent",
        note="按人口、房屋、社保、卫健四库推算，按 1–5 直接办",
        step="lg",
    )
    pushes = RowList("智能推送", PushRowDelegate(), digits=True)
    pushes.fit_rows(5)
    pushes.set_rows(PUSHES, current=0)
    card.body.addWidget(pushes)
    column.addWidget(card)
    if sizes.md <= 16 or sizes.person_column > 350:
        column.addLayout(_lower_cards())
    column.addStretch(1)
    return made


def _lower_cards() -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(16)
    often = SectionCard("本窗口常办", note="Alt + 字母")
    grid = QGridLayout()
    grid.setContentsMargins(14, 8, 14, 8)
    for at, (key, words) in enumerate(
        (("Q", "高龄老人津贴申请"), ("A", "失业登记"), ("W", "敬老优待证申领"))
    ):
        cell = QHBoxLayout()
        cell.setSpacing(10)
        cell.addWidget(Keycap(key), 0, _MIDDLE)
        cell.addWidget(Label(words), 1, _MIDDLE)
        grid.addLayout(cell, at // 2, at % 2)
    often.body.addLayout(grid)
    line.addWidget(often, 1)
    queue_card = Card(behind="canvas")
    queue = RowList("等候", QueueDelegate())
    queue.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    queue.fit_rows(3)
    queue.set_rows(
        (
            QueueRow("A037", "个人事务", "11 分", state="next"),
            QueueRow("Y006", "预约 10:00", "到点", "calendar", "due"),
            QueueRow("V003", "老人优先", "6 分", "old"),
        )
    )
    inside = QVBoxLayout(queue_card)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(queue)
    line.addWidget(queue_card, 1)
    return line
