"""A counter that answers from fixed values like those of the mockups. Only the tests of ``ui`` use it."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from hall_app.back_office import BackOffice
from hall_app.cases import filling
from hall_app.cases.application import (
    Application,
    Choice,
    Defect,
    FieldState,
    FormField,
    FormSection,
    MaterialRow,
    MaterialState,
    PageRef,
    Resumed,
    Waits,
)
from hall_app.cases.lights import Light, TimeLeft
from hall_app.cases.outcome import (
    LEAST_UNDO_REASON,
    MOST_UNDO_REASON,
    Decision,
    DocumentHead,
    PreviewPage,
    PrintLine,
    RefusalGround,
)
from hall_app.cases.page_checks import PageCheck
from hall_app.cases.resuming import FoundCase
from hall_app.cases.supplementing import check_notice
from hall_app.counter import Counter
from hall_app.errors import Conflict, InputRefused
from hall_app.identity.resident import CardFacts, CardVerdict, Judgement, Resident
from hall_app.items.catalogue import (
    BundleOffer,
    ConditionResult,
    Frequent,
    ItemHead,
    ItemHit,
    ItemPreview,
    Push,
    Recommendations,
)
from hall_app.items.guide import GuideLine, ItemGuide
from hall_app.libraries.person_file import (
    CaseLine,
    FileAlert,
    FileRow,
    FileSection,
    LifeStage,
    OwnFirm,
    PersonFile,
    PersonHit,
    SourceNote,
)
from hall_app.queueing.issuing import PRIORITY_REASONS, walk_in_groups
from hall_app.queueing.queue import LastReception, QueueOverview, QueueTicket, TodayFigures, TodoLine
from hall_app.scanned_codes import FoundTicket, ScannedCase
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginPage, LoginRefused, PracticeAccount, WindowSeat
from hall_app.security.permissions import ROLES
from hall_app.settings import Settings
from hall_app.status import PartStatus, WindowEvent
from hall_app.working_days.deadline import Deadline
from tests.ui.address_script import ScriptedDesk
from tests.ui.office_script import ScriptedOffice

DAY = date(2026, 6, 17)
NOW = datetime(2026, 6, 17, 2, 2, tzinfo=UTC)
_SPACE = UUID("6f1c7c58-0000-4000-8000-000000000000")


def _page_png() -> bytes:
    """A white page with grey lines and a frame, 600 × 850."""
    page = Image.new("RGB", (600, 850), "#FBFAF7")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 599, 849), outline="#999999")
    pen.rectangle((190, 70, 410, 96), fill="#222222")
    for line in range(12):
        pen.rectangle((70, 150 + 40 * line, 530 - 60 * (line % 3), 160 + 40 * line), fill="#B9BFC6")
    stream = io.BytesIO()
    page.save(stream, "PNG")
    return stream.getvalue()


PAGE_PNG = _page_png()


def uid(name: str) -> UUID:
    """A fixed id for a name."""
    return uuid5(_SPACE, name)


_ROLE = next(role for role in ROLES if role.code == "counter")
CLERK = Clerk(
    uid("LH0108"), "LH0108", "何静", "counter", "综窗人员", _ROLE.permissions, uid("hall"), "莲花街道政务服务大厅",
    uid("window 08"), "08", True,
)  # fmt: skip


def ticket(number: str, waited_min: int, business: str = "个人事务", **more: object) -> QueueTicket:
    """A waiting ticket."""
    base = QueueTicket(
        uid(number), number, number[0], business, "waiting", 3, None, None, False,
        NOW - timedelta(minutes=waited_min), waited_min * 60, True,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


WAITING = (
    ticket("A037", 11, person_id=uid("林晓燕"), items=("居住证申领",)),
    ticket("A038", 10),
    ticket("Y006", 2, priority_class=1, appointment_at=datetime(2026, 6, 17, 2, 0, tzinfo=UTC), appointment_due=True),
    ticket("A039", 9), ticket("A040", 8), ticket("V003", 6, business="老人优先", priority_class=2, priority_reason="老人"),
    ticket("B015", 5, "企业事务"), ticket("A041", 4), ticket("C022", 3, "医保社保"), ticket("A042", 1),
)  # fmt: skip

MISSED = ticket("A031", 30, state="missed")


def card(name: str = "林晓燕", number: str = "440399199203152727", **more: object) -> CardFacts:
    """A resident card."""
    facts = CardFacts(
        "resident", "居民身份证", name, None, "女", "汉", date(1992, 3, 15), 34, number, "居民身份证",
        "湖南省岳阳市云溪区岳化路 12 号", "岳阳市公安局云溪分局", date(2018, 5, 20), date(2038, 5, 20), None, None,
        "相片未解码", "00.00-20260101", True, NOW,
    )  # fmt: skip
    return replace(facts, **more)  # type: ignore[arg-type]


GOOD = Judgement(CardVerdict.GOOD, "", "", True, True, True)


def _source(library: str, on: date | None = None, note: str = "") -> SourceNote:
    return SourceNote(library, on, note)


LEFT_3 = TimeLeft(Light.GREEN, 3, date(2026, 6, 22), "剩 3 天", "剩余 3 个工作日（06-22）")
PERSON_FILE = PersonFile(
    uid("林晓燕"),
    FileAlert("手机号 2 年未更新", "phone"),
    (
        FileSection(
            "address", "住址", "map-pin", _source("房屋库", date(2026, 5, 30), "核"),
            (
                FileRow("莲花街道景田社区锦云二路 18 号"), FileRow("云锦苑 3 栋 B 座 1204"),
                FileRow("网格 莲花-云锦-07·网格员 邓志强", tone="idle"),
            ),
        ),
        FileSection("housing", "住房", "home", _source("房屋库"), (FileRow("租住，备案至 06-30", "剩 13 天", "warn", "clock"),)),
        FileSection(
            "family", "家庭", "users", _source("人口库"),
            (FileRow("配偶 周立", "36 岁·同住"), FileRow("女儿 周沐禾", "11 个月·同住")),
        ),
        FileSection(
            "insurance", "社保与就业", "shield-check", _source("社保库", date(2026, 6, 16)),
            (FileRow("养老保险连续缴费", "14 个月"), FileRow("就业登记", "灵活就业")),
        ),
        FileSection("firms", "名下主体", "building-store", _source("法人库"), (FileRow("晓语花艺工作室", "个体·存续"),)),
    ),
    (
        LifeStage("婴幼", "育儿补贴、子女医保", "可办", 2), LifeStage("居住", "居住证、租赁备案", "可办", 2),
        LifeStage("就业", "灵活就业社保补贴", "在享"), LifeStage("入学", "积分入学，2028 年秋", "将到"),
    ),
    (OwnFirm(uid("firm"), "92440399MA5ABCDE0X", "晓语花艺工作室", "经营者", "个体", "存续"),),
    (CaseLine(uid("open"), "LH260612-0031", "灵活就业社保补贴", "reviewing", "审核中", date(2026, 6, 12), LEFT_3),),
    (
        CaseLine(uid("c1"), "LH250602-0011", "居住登记信息更新", "done", "已办结", date(2025, 6, 2)),
        CaseLine(uid("c2"), "LH250811-0023", "出生医学证明电子证照关联", "done", "已办结", date(2025, 8, 11)),
        CaseLine(uid("c3"), "LH250628-0009", "住房租赁合同备案", "done", "已办结", date(2025, 6, 28)),
    ),
)  # fmt: skip


def item(
    code: str, name: str, summary: str, limit: str, seconds: int, materials: int, **more: object
) -> ItemHead:
    """An item in brief."""
    base = ItemHead(
        uid(code), f"440304-{code}", code, name, summary, (), "福田区莲花街道办事处", limit == "即来即办", limit,
        "不收费", materials, seconds,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


JZZ = item("JZZ-01", "深圳经济特区居住证申领", "深圳经济特区居住证，首次领取", "10 个工作日", 45, 6)
LEASE = item("ZLB-01", "住房租赁合同备案（续期）", "续期备案", "即来即办", 30, 3)
CHILD = item("YEB-01", "育儿补贴申领", "3 岁以下婴幼儿", "15 个工作日", 25, 4)
MEDICAL = item("YBC-01", "城乡居民医保参保登记（子女）", "子女参保", "即来即办", 20, 2)
REPORT = item("NB-01", "个体工商户年报", "引导网上办", "网办", 10, 0, guided_online=True)
PROOF = item("JZM-01", "居住证明开具", "打印居住登记信息单", "即来即办", 20, 1)
RENEW = item("JZZ-02", "居住证签注", "延长有效期", "5 个工作日", 30, 2)
REPLACE = item("JZZ-03", "居住证补领", "遗失、损坏", "10 个工作日", 40, 2)
CHANGE = item("JZZ-04", "居住证信息变更", "住址、相片、服务处所", "5 个工作日", 40, 2)
HELP = item("JYZ-01", "就业援助重点人员登记", "就业困难认定的前置登记", "5 个工作日", 60, 3)

RECOMMENDATIONS = Recommendations(
    (
        Push(1, JZZ, "居住登记满 12 个月（06-02），社保连续 14 个月，尚未申领", "免提交 4/6", False),
        Push(2, LEASE, "现备案 06-30 到期，房东与租金未变，可一键续", "免提交 2/3", False),
        Push(3, CHILD, "女儿 11 个月，本年度补贴未申领，截止 12-31", "全部免提交", True),
        Push(4, MEDICAL, "卫健出生信息已到，医保库未见参保", "全部免提交", True),
        Push(5, REPORT, "晓语花艺工作室 2025 年报未报，截止 06-30；引导网上办", "打印办理码", False),
    ),
    BundleOffer("XSE", "新生儿出生一件事", (3, 4)),
    tuple(
        Frequent(letter, item(f"F-{letter}", name, "", "5 个工作日", 40, 2))
        for letter, name in (
            ("Q", "高龄老人津贴申请"), ("A", "失业登记"), ("W", "敬老优待证申领"), ("S", "残疾人两项补贴"),
            ("E", "公租房轮候申请"), ("D", "临时救助申请"), ("R", "生育登记"), ("F", "退役军人优待证申领"),
        )
    ),
)  # fmt: skip

_ID = _source("身份证")


def _known(key: str, label: str, value: str, source: SourceNote, **more: object) -> FormField:
    base = FormField(key, label, "text", True, value, value, source, FieldState.PREFILLED)
    return replace(base, **more)  # type: ignore[arg-type]


PHONE = FormField(
    "phone", "联系电话", "phone", True, "10000000951", "100 0000 0951", _source("居住登记", date(2025, 6, 2)),
    FieldState.TO_CHECK,
    (
        Choice("10000006208", "100 0000 6208", source=_source("人口库", date(2024, 3, 5))),
        Choice("10000000951", "100 0000 0951", source=_source("居住登记", date(2025, 6, 2))),
        Choice("", "其他号码", free=True),
    ),
    note="两库不一致，已默认选较新的一条；确认后自动向人口库提交纠错",
)  # fmt: skip
COLLECT = FormField(
    "collect", "领证方式", "choice", True, None, "", None, FieldState.NEEDED,
    (
        Choice("hall", "大厅自取"), Choice("mail", "邮寄到住址", "免邮费"),
        Choice("community", "社区代领点", "景田社区"),
    ),
)  # fmt: skip

SECTIONS = (
    FormSection("checks", "请核对", "pencil", "", (PHONE, COLLECT)),
    FormSection(
        "applicant", "申请人", "user", "读卡·人口库",
        (
            _known("name", "姓名", "林晓燕", _ID), _known("id", "证件号码", "4403**********2727", _ID),
            _known("sex", "性别", "女", _ID), _known("birth", "出生日期", "1992-03-15", _ID),
            _known("nation", "民族", "汉族", _ID), _known("marriage", "婚姻状况", "已婚", _source("人口库")),
            _known("registered", "户籍地址", "湖南省岳阳市云溪区（按身份证登记）", _ID, wide=True),
        ),
    ),
    FormSection(
        "home", "居住", "map-pin", "房屋库·标准地址库",
        (
            _known(
                "address", "居住地址",
                "广东省深圳市福田区莲花街道景田社区锦云二路 18 号云锦苑 3 栋 B 座 1204", _source("标准地址"),
                wide=True, kind="address",
            ),
            _known("house", "房屋编码", "4403040****0080012", _source("房屋库")),
            _known("way", "居住方式", "租住·整租", _source("房屋库")),
            _known("since", "入住日期", "2025-06-02", _source("人口库")),
            _known("until", "租赁备案至", "2026-06-30", _source("房屋库")),
        ),
    ),
    FormSection(
        "insurance", "社保与就业", "shield-check", "社保库 06-16",
        tuple(
            _known(key, label, value, _source("社保库", date(2026, 6, 16)))
            for key, label, value in (
                ("months", "连续缴费", "14 个月"), ("place", "参保地", "深圳市"), ("kind", "参保类型", "灵活就业"),
                ("state", "参保状态", "正常"), ("job", "就业登记", "灵活就业"),
            )
        ),
    ),
)  # fmt: skip


def _free(code: str, name: str, library: str) -> MaterialRow:
    return MaterialRow(
        code,
        name,
        MaterialState.EXEMPT,
        True,
        "none",
        f"{library}，06-17 核",
        0,
        0,
        (),
        _source(library),
        None,
        False,
    )


MATERIALS = (
    _free("id", "居民身份证", "证照库"), _free("registration", "居住登记凭证", "人口库"),
    _free("lease", "房屋租赁备案", "房屋库"), _free("insurance", "社保参保证明", "社保库"),
    MaterialRow("photo", "制证相片", MaterialState.WAITING, True, "photo", "现场拍", 0, 0, (), None, None, False),
    MaterialRow("promise", "就业承诺书", MaterialState.WAITING, True, "scan", "本人签字", 0, 0, (), None, 5, True, may_follow_until=date(2026, 6, 25)),
)  # fmt: skip

CONDITIONS = (
    ConditionResult("居住登记满 12 个月", "met", "人口库"), ConditionResult("有合法稳定住所", "met", "房屋库"),
    ConditionResult("社保连续满 12 个月", "met", "社保库"),
)  # fmt: skip

DEADLINE = Deadline(DAY, 10, date(2026, 7, 2), False, (("端午", 1),))

PARTS = (
    PartStatus("database", "本机库", "ok", "本机库"), PartStatus("link", "已连接区平台（本机）", "ok", "全部已同步 10:02"),
    PartStatus("reader", "读卡器", "ok", "读卡器", emulated=True), PartStatus("printer", "打印机", "idle", "打印机未配"),
    PartStatus("ticket_printer", "小票机", "ok", "小票机"),
)  # fmt: skip


FOUND = (
    FoundCase(uid("told"), "LH260610-0007", "深圳经济特区居住证申领", "补正待提交", "林*燕", True, date(2026, 6, 24)),
    FoundCase(uid("done"), "LH260610-0008", "居住证明开具", "即办办结", "周*", False, None),
)  # fmt: skip

RESUMED = Application(
    uid("resumed draft"), None, None, JZZ, 11, Resident(card(), GOOD, uid("林晓燕")), "self",
    (FormSection("filed", "申请时填报", "file-text", "原申请 06-10", (_known("name", "姓名", "林晓燕", _ID),)),),
    (
        replace(MATERIALS[4], state=MaterialState.CAPTURED, settled=True, origin="原申请已审"),
        replace(MATERIALS[5], origin="请本人签名后补交", may_follow_days=None, may_follow_until=None),
    ),
    (), DEADLINE, 0, 10,
    resumed=Resumed(uid("told"), "LH260610-0007", Waits.PAPERS, "12", NOW - timedelta(days=7), date(2026, 6, 24)),
)  # fmt: skip


GUIDE = ItemGuide(
    JZZ.code, JZZ.name, "福田公安", "深圳经济特区居住证条例第五条、第六条", "承诺 10 个工作日，法定 15 个工作日", "不收费", "深圳经济特区居住证",
    (GuideLine("居住登记满 12 个月", "查人口库"), GuideLine("有合法稳定住所", "查房屋库")),
    tuple(GuideLine(f"材料{n}", "原件 1 份", "居住证条例第七条") for n in range(1, 13)),
    (GuideLine("申请人具有深圳市户籍，依法不需要申领居住证", basis="居住证条例第二条"),),
)  # fmt: skip


class ScriptedCounter(Counter):
    """Answers at once from the values above; ``calls`` names the use cases in the order of their calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.opened_for: tuple[str, UUID | None] | None = None
        self.saved: Application | None = None
        self.recoverable: Application | None = None
        self.in_hand: QueueTicket | None = None
        self.hand: QueueTicket | None = None
        self.publish: Callable[[WindowEvent], None] | None = None
        self.copy = PrintLine(uid("job 2"), "printed", "已补打 1 份", "ok")
        self.queue_reads = 0
        self.called = 0
        self.paused: str | None = None
        self.recall_s: tuple[int, ...] = (20, 40)
        self.calls_before_missed = 3
        self.undo_min = 2
        self.target_s = 60
        self.last = LastReception("A034", "高龄老人津贴", "已受理", 47, uid("last"), uid("last paper"), None)
        self.judgement = GOOD
        self.file = PERSON_FILE
        self.fail: dict[str, Exception] = {}
        self.gate: dict[str, threading.Event] = {}
        self.memory_ready = False
        self.accepted: Application | None = None
        self.supplemented: Application | None = None
        self.parts_now = PARTS
        self.scans = 2
        self.office = ScriptedOffice(self.calls, PERSON_FILE)
        self.also = True
        self.reveal_for_ms = 10_000
        self.found = FOUND
        self.resumed = RESUMED
        self.first_scanned = ""
        self.scanned: ScannedCase | None = None
        self.page_check = PageCheck(True, True, ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)))
        self.addresses_script = ScriptedDesk()

    def _note(self, name: str) -> None:
        self.calls.append(name)
        gate = self.gate.get(name)
        if gate is not None and not gate.wait(10):
            raise TimeoutError(name)
        if name in self.fail:
            raise self.fail[name]

    # -- life and security
    def start(self, publish: Callable[[WindowEvent], None]) -> None:
        self.publish = publish

    def stop(self, timeout_s: float = 5.0) -> None:
        self.calls.append("stop")

    def reveal_ms(self) -> int:
        return self.reveal_for_ms

    def idle_lock_ms(self, clerk: Clerk) -> int:
        return 600_000

    def idle_end_ms(self, clerk: Clerk) -> int:
        return 1_800_000

    def parts(self) -> tuple[PartStatus, ...]:
        return self.parts_now

    def reread_card(self) -> None:
        self._note("reread_card")

    @property
    def back_office(self) -> BackOffice:
        return self.office.back_office

    def login_page(self) -> LoginPage:
        seats = tuple(WindowSeat(uid(f"window {n:02}"), f"{n:02}", None, n == 8) for n in range(1, 13))
        account = PracticeAccount("LH0108", "何静", "Yichuang-2026", "08")
        return LoginPage("莲花街道政务服务大厅", "一窗通", "0.1.0", "", True, seats, "LH0108", "08", account)

    def login(self, staff_no: str, password: str, window_id: UUID | None) -> Clerk:
        if password != "Yichuang-2026":  # noqa: S105
            raise LoginRefused("工号或密码不对", "", 4)
        return CLERK

    @property
    def addresses(self) -> ScriptedDesk:
        return self.addresses_script

    def logout(self, clerk: Clerk) -> None:
        self._note("logout")

    def unlock(self, clerk: Clerk, password: str) -> None:
        self._note("unlock")
        if password != "Yichuang-2026":  # noqa: S105
            raise LoginRefused("密码不对", "", 4)

    def record_reveal(self, clerk: Clerk, kind: str, subject: str, person_id: UUID | None) -> None:
        self._note("record_reveal")
        clerk.require("person.reveal")

    def set_text_size(self, clerk: Clerk, size: str) -> None:
        self._note(f"set_text_size {size}")

    # -- queueing
    def queue(self, clerk: Clerk) -> QueueOverview:
        self.queue_reads += 1
        return QueueOverview(
            WAITING[self.called :], (MISSED,), 600, 7, self.paused,
            (
                TodoLine("deferred_due", "容缺待补，明天到期", 2), TodoLine("returned", "审批退回，需补正告知", 1),
                TodoLine("to_collect", "待取件通知", 4),
            ),
            TodayFigures(22, 52, 0.71, 21, 21), self.last, "每叫 2 个普通号，插 1 个预约或优先",
            self.recall_s, self.calls_before_missed, groups=walk_in_groups(Settings()),
            priority_reasons=tuple(PRIORITY_REASONS), target_s=self.target_s,
        )  # fmt: skip

    def _take(self, found: QueueTicket) -> QueueTicket:
        """As the real one: not while paused, nor with another in hand."""
        if self.paused is not None:
            raise Conflict(f"窗口已暂停（{self.paused}）", "按 Shift F1 恢复后再叫号")
        if self.hand is not None:
            raise Conflict(f"手上还有 {self.hand.number}", "请先办结、过号或转窗")
        self.hand = replace(found, state="calling", calls=1)
        return self.hand

    def _held(self, ticket_id: UUID, *states: str) -> QueueTicket:
        held = self.hand
        if held is None or held.ticket_id != ticket_id or held.state not in states:
            raise Conflict("这个号已不在本窗口手上", "请重新读取队列")
        return held

    def call_next(self, clerk: Clerk) -> QueueTicket | None:
        self._note("call_next")
        clerk.require("queue.call")
        if self.called >= len(WAITING):
            return None
        found = self._take(WAITING[self.called])
        self.called += 1
        return found

    def current_ticket(self, clerk: Clerk) -> QueueTicket | None:
        clerk.require("queue.call")
        self.hand = self.hand or self.in_hand
        return self.in_hand

    def recall(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        self._note("recall")
        clerk.require("queue.call")
        held = self._held(ticket_id, "calling")
        self.hand = replace(held, calls=held.calls + 1)
        return self.hand

    def mark_missed(self, clerk: Clerk, ticket_id: UUID) -> None:
        self._note("mark_missed")
        clerk.require("queue.call")
        held, least = self._held(ticket_id, "calling"), self.calls_before_missed
        if held.calls < least:
            raise Conflict(
                f"{held.number} 才呼叫 {held.calls} 次", f"呼叫满 {least} 次没人来才能过号；按 F2 重呼"
            )
        self.hand = None

    def restore_missed(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        self._note("restore_missed")
        clerk.require("queue.call")
        if ticket_id != MISSED.ticket_id:
            raise Conflict("这个号不在过号名单里", "请重新读取队列")
        return replace(MISSED, state="waiting")

    def look_up_scan(self, clerk: Clerk, text: str) -> ScannedCase | FoundTicket:
        self._note("look_up_scan")
        if text.startswith("FTZT1|"):
            return FoundTicket(WAITING[1])
        if self.scanned is not None:
            return self.scanned
        if text.startswith("LH"):
            due = date(2026, 7, 2)
            return ScannedCase(uid("c9"), text, "居住证申领", "林**", "已受理", DAY, due, uid("paper 9"))
        raise InputRefused("扫到的内容不认识", "请扫本厅的回执、告知书或取号单")

    def call_ticket(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        self._note("call_ticket")
        clerk.require("queue.call")
        return self._take(next(each for each in WAITING if each.ticket_id == ticket_id))

    def transfer(self, clerk: Clerk, ticket_id: UUID, window_number: str) -> None:
        self._note(f"transfer {window_number}")
        clerk.require("queue.transfer")
        self._held(ticket_id, "calling", "serving")
        if window_number not in [f"{n:02}" for n in range(1, 13) if n != 8]:
            raise InputRefused(f"没有 {window_number} 号窗口可转", "请另选窗口", "window_number")
        self.hand = None

    def pause(self, clerk: Clerk, reason: str | None) -> None:
        self._note(f"pause {reason}")
        clerk.require("queue.pause")
        if reason is not None and not 0 < len(reason.strip()) <= 40:
            raise InputRefused("请选暂停的原因", "不超过 40 字", "reason")
        if reason is not None and self.hand is not None:
            raise Conflict(f"手上还有 {self.hand.number}", "请先办结、过号或转窗，再暂停")
        self.paused = reason

    def issue_ticket(
        self, clerk: Clerk, group: str, card: CardFacts | None, priority_reason: str | None = None
    ) -> QueueTicket:
        self._note(f"issue_ticket {group} {priority_reason}")
        clerk.require("queue.issue")
        if group not in dict(walk_in_groups(Settings())) or priority_reason not in (None, *PRIORITY_REASONS):
            raise InputRefused("没有这个队列或优先事由", "请从列表中选择")
        return ticket(f"{group}043", 0)

    def start_serving(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        self._note("start_serving")
        clerk.require("queue.call")
        self.hand = replace(self._held(ticket_id, "calling", "serving"), state="serving")
        return self.hand

    def finish_ticket(self, clerk: Clerk, ticket_id: UUID, outcome: str) -> None:
        self._note(f"finish_ticket {outcome}")
        clerk.require("queue.call")
        self._held(ticket_id, "calling", "serving", "expired")
        self.hand = None

    # -- identity, libraries, items
    def identify(self, clerk: Clerk, ticket_id: UUID | None, facts: CardFacts) -> Resident:
        self._note("identify")
        clerk.require("person.read")
        return Resident(facts, self.judgement, uid(facts.name))

    def person_file(self, clerk: Clerk, ticket_id: UUID | None, resident: Resident) -> PersonFile:
        self._note("person_file")
        clerk.require("person.read")
        return self.file

    def recommendations(self, clerk: Clerk, resident: Resident) -> Recommendations:
        self._note("recommendations")
        return RECOMMENDATIONS

    def search_persons(self, clerk: Clerk, text: str, most: int = 20) -> tuple[PersonHit, ...]:
        self._note("search_persons")
        clerk.require("person.search")
        if not any(name.startswith(text.lower()) for name in ("yjy", "叶锦怡", "yejinyi")):
            return ()
        return (PersonHit(uid("叶锦怡"), "叶锦怡", "4403**********1148", "100****3310", "景和社区"),)

    def search_items(self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()) -> tuple[ItemHit, ...]:
        self._note("search_items")
        if text.startswith("#"):
            return (ItemHit(JZZ, ()),) if text.upper() in "#JZZ-01" else ()
        if "jzz".startswith(text) or text == "居住证":
            return (
                ItemHit(replace(JZZ, name="居住证申领"), ((0, 3),)), ItemHit(PROOF, ((0, 3),)),
                ItemHit(RENEW, ((0, 3),)), ItemHit(REPLACE, ((0, 3),)), ItemHit(CHANGE, ((0, 3),)),
                ItemHit(HELP, ((0, 1), (3, 5)), True),
            )  # fmt: skip
        return ()

    def items_at_hand(
        self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()
    ) -> tuple[ItemHit, ...] | None:
        self._note("items_at_hand")
        return self.search_items(clerk, text, pushed) if self.memory_ready else None

    def item_guides(self, clerk: Clerk, application: Application) -> tuple[ItemGuide, ...]:
        self._note("item_guides")
        clerk.require("item.read")
        return (GUIDE,)

    def preview_item(self, clerk: Clerk, item_id: UUID, resident: Resident | None) -> ItemPreview:
        heads = {each.item_id: each for each in (JZZ, PROOF, RENEW, REPLACE, CHANGE, HELP)}
        head = heads.get(item_id, JZZ)
        words = {
            RENEW.item_id: "未持证",
            REPLACE.item_id: "未持证",
            CHANGE.item_id: "未持证",
            HELP.item_id: "待核",
        }
        return ItemPreview(
            head, CONDITIONS, "材料 6 份，免提交 4 份", "表单 19 项，要核对 2 项", words.get(item_id, "符合")
        )

    # -- cases
    def application(
        self, resident: Resident, head: ItemHead = JZZ, ticket: QueueTicket | None = WAITING[0]
    ) -> Application:
        """The application of mockup 03."""
        return Application(
            uid("draft"), ticket.ticket_id if ticket else None, ticket.number if ticket else None, head, 11, resident, "self", SECTIONS, MATERIALS, CONDITIONS, DEADLINE,
            2, 10,
        )  # fmt: skip

    def open_application(
        self,
        clerk: Clerk,
        ticket: QueueTicket | None,
        resident: Resident,
        item_id: UUID,
        for_whom: str = "self",
        legal_person_id: UUID | None = None,
    ) -> Application:
        self._note("open_application")
        self.opened_for = (for_whom, legal_person_id)
        clerk.require("case.accept")
        head = next((p.item for p in RECOMMENDATIONS.pushes if p.item.item_id == item_id), JZZ)
        return self.application(resident, head, ticket)

    def open_bundle(
        self, clerk: Clerk, ticket: QueueTicket | None, resident: Resident, bundle_code: str
    ) -> Application:
        self._note(f"open_bundle {bundle_code}")
        return self.application(resident, CHILD, ticket)

    def find_cases(self, clerk: Clerk, text: str) -> tuple[FoundCase, ...]:
        self._note(f"find_cases {text}")
        return tuple(case for case in self.found if not text or text.removeprefix("#") in case.case_number)

    def open_case(self, clerk: Clerk, ticket: QueueTicket | None, case_id: UUID) -> Application:
        self._note("open_case")
        clerk.require("case.accept")
        return self.resumed

    def take_in(self, clerk: Clerk, application: Application) -> Decision:
        self._note("take_in")
        clerk.require("case.accept")
        self._closed(application)
        self.accepted = application
        decision = self._decision("taken", application, "已收下补交的材料", "补正材料接收凭证")
        return replace(decision, deadline=None, query_code=None, note="06-24 前告知是否受理")

    def save_draft(self, clerk: Clerk, application: Application) -> Application:
        self._note("save_draft")
        clerk.require("case.accept")
        if self.saved is not None and application.draft_version < self.saved.draft_version:
            raise Conflict("这份草稿已在别处改过", "请重新打开")
        self.saved = replace(application, draft_version=application.draft_version + 1)
        return self.saved

    def recover_draft(self, clerk: Clerk) -> Application | None:
        return self.recoverable

    def discard_draft(self, clerk: Clerk, draft_id: UUID) -> None:
        self._note("discard_draft")

    def take_scans(self, clerk: Clerk, application: Application, first: str = "") -> Application:
        self._note("take_scans")
        self.first_scanned = first
        rows: list[MaterialRow] = []
        for row in application.materials:
            if row.state is MaterialState.WAITING and self.scans:
                self.scans -= 1
                page = PageRef(uid(f"page {row.code}"), 1, 0, 600, 850)
                rows.append(replace(row, state=MaterialState.CAPTURED, originals=1, pages=(page,)))
            else:
                rows.append(row)
        return replace(application, materials=tuple(rows), draft_version=application.draft_version + 1)

    def page_image(self, clerk: Clerk, page: PageRef, width_px: int) -> PreviewPage:
        return PreviewPage(PAGE_PNG, 600, 850)

    def check_page(self, clerk: Clerk, page: PageRef) -> PageCheck:
        return self.page_check

    def drop_page(self, clerk: Clerk, application: Application, page_id: UUID) -> Application:
        self._note("drop_page")
        rows = tuple(
            replace(row, pages=(), originals=0, state=MaterialState.WAITING)
            if any(page.page_id == page_id for page in row.pages)
            else row
            for row in application.materials
        )
        return replace(application, materials=rows, draft_version=application.draft_version + 1)

    def _closed(self, application: Application) -> None:
        """A decision ends its ticket."""
        if application.ticket_id is not None:
            self._held(application.ticket_id, "calling", "serving", "expired")
        self.hand = None

    def _decision(self, kind: str, application: Application, headline: str, title: str) -> Decision:
        push = RECOMMENDATIONS.pushes[1]
        return Decision(
            kind, uid("case"), "LH260617-0042", application.item.name, headline, DEADLINE, "7Q4M-2K",
            DocumentHead(uid("paper"), kind, title, "莲受〔2026〕0042"),
            PrintLine(uid("job"), "printed", "已打印 1 份", "ok"), "审批岗 骆振宇",
            datetime.now(UTC) + timedelta(minutes=self.undo_min) if kind == "accepted" else None,
            replace(push, reason="住房租赁备案 06-30 到期，资料已齐") if self.also else None, 49, 17, 0,
            undo_min=self.undo_min,
        )  # fmt: skip

    def accept(self, clerk: Clerk, application: Application) -> Decision:
        self._note("accept")
        clerk.require("case.accept")
        if filling.missing(application):
            raise Conflict("还有要填要收的", "请按 F9 到第一处")
        self._closed(application)
        self.accepted = application
        decision = self._decision("accepted", application, "已受理", "收件回执")
        return replace(decision, back_to="补正待提交" if application.resumed is not None else "")

    def hand_over(self, clerk: Clerk, case_id: UUID) -> None:
        self._note("hand_over")

    def suggested_defects(self, application: Application) -> tuple[tuple[str, Defect], ...]:
        return tuple(
            (
                row.code,
                Defect(
                    "缺少", f"未提交{row.name}", f"请补交{row.name}，可拍照由代办点上传", "实施清单第 3 项"
                ),
            )
            for row in application.materials
            if not row.judged
        )

    def preview_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> tuple[PreviewPage, ...]:
        self._note("preview_supplement")
        return (PreviewPage(PAGE_PNG, 600, 850),)

    def issue_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> Decision:
        self._note("issue_supplement")
        clerk.require("case.supplement")
        check_notice(application, days, channels)
        self._closed(application)
        self.supplemented = application
        return self._decision("supplement", application, "已一次性告知补正", "补正材料告知书")

    def refusal_grounds(self, application: Application) -> tuple[RefusalGround, ...]:
        return (
            RefusalGround("not_needed", "依法不需要取得许可", "行政许可法第三十二条第一款第一项"),
            RefusalGround(
                "not_ours", "不属于本机关职权，请向有权机关申请", "行政许可法第三十二条第一款第二项", True
            ),
        )

    def preview_refusal(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> tuple[PreviewPage, ...]:
        self._note("preview_refusal")
        return (PreviewPage(PAGE_PNG, 600, 850),)

    def refuse(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> Decision:
        self._note(f"refuse {ground} {agency}")
        clerk.require("case.refuse")
        chosen = next((one for one in self.refusal_grounds(application) if one.code == ground), None)
        if chosen is None:
            raise InputRefused("这不是法定的不予受理理由", "", "ground")
        if len(facts) > 400 or (chosen.needs_agency and not 2 <= len(agency) <= 60):
            raise InputRefused("请写明应向哪个机关申请", "如 深圳市公安局福田分局", "agency")
        self._closed(application)
        return self._decision("refused", application, "已出具不予受理通知书", "不予受理通知书")

    def undo_accept(self, clerk: Clerk, case_id: UUID, reason: str) -> DocumentHead:
        self._note(f"undo_accept {reason}")
        clerk.require("case.undo")
        if not LEAST_UNDO_REASON <= len(" ".join(reason.split())) <= MOST_UNDO_REASON:
            raise InputRefused("撤回要写原因", "", "reason")
        return DocumentHead(uid("paper"), "accepted", "收件回执（已作废）", "莲受〔2026〕0042")

    # -- documents
    def document_pages(self, clerk: Clerk, document_id: UUID, width_px: int) -> tuple[PreviewPage, ...]:
        return (PreviewPage(PAGE_PNG, 600, 850),)

    def reprint(self, clerk: Clerk, document_id: UUID) -> PrintLine:
        self._note("reprint")
        clerk.require("document.print")
        return self.copy

    def retry_printing(self, clerk: Clerk) -> None:
        self._note("retry_printing")
        clerk.require("document.print")

    def settle_doubtful_job(self, clerk: Clerk, job_id: UUID, printed: bool) -> PrintLine:
        self._note(f"settle_doubtful_job {printed}")
        return PrintLine(job_id, "printed", "已打印 1 份", "ok")
