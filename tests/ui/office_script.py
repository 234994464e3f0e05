"""A back office that answers from fixed values. Only the tests of ``ui`` use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from hall_app.back_office import BackOffice
from hall_app.cases.lights import Light, TimeLeft
from hall_app.cases.outcome import DocumentHead
from hall_app.device_desk import DeviceDesk, Report, TestResult
from hall_app.device_line import DeviceLine
from hall_app.device_matrix import COLUMNS, DeviceCell, WindowDevices
from hall_app.errors import Conflict, InputRefused
from hall_app.exchange.differences import LIBRARY, LOCAL, Difference, DifferenceDesk, Side
from hall_app.exchange.overview import (
    CONFLICT,
    DONE,
    WAITING,
    LibraryCopy,
    SyncDesk,
    SyncLine,
    SyncOverview,
)
from hall_app.hall_settings import Kind, SettingLine
from hall_app.items.checking import Finding
from hall_app.items.desk import ItemDesk, ItemLine
from hall_app.items.importing import Change, ImportedItem, ImportReport, Progress
from hall_app.libraries.looking_up import (
    REASONS,
    CaseDocument,
    CaseHit,
    CaseSheet,
    CaseStepLine,
    LookupDesk,
    PersonSheet,
)
from hall_app.libraries.person_file import PersonFile
from hall_app.machine_preferences import MachinePreferences
from hall_app.places.changing import HallFacts
from hall_app.places.definition import check_window_number, window_groups
from hall_app.preferences import MachineFacts, Preferences
from hall_app.security.administration import (
    AccountLine,
    Administration,
    PermissionGroup,
    RoleLine,
    SeatLine,
)
from hall_app.security.audit import AuditReport
from hall_app.security.audit_reading import AuditDesk, AuditFilter, AuditLine, AuditPage
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import (
    PERMISSION_FIELDS,
    PERMISSIONS,
    ROLES,
    check_separation,
    is_administrators,
)
from hall_app.settings import QUEUE_GROUPS, Layer, Settings, setting_named
from hall_app.status import PartStatus
from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.entry import ChangedDeadline
from hall_app.working_days.maintenance import (
    ABSENT,
    ENTERED,
    PUBLISHED,
    CalendarDayView,
    CalendarDesk,
    ProvisionalCase,
    YearView,
)

NOW = datetime(2026, 6, 17, 2, 2, tzinfo=UTC)
_SPACE = UUID("6f1c7c58-0000-4000-8000-000000000000")


def uid(name: str) -> UUID:
    """A fixed id for a name."""
    return uuid5(_SPACE, name)


def setting(key: str, title: str, value: str, default: str, kind: Kind, **more: object) -> SettingLine:
    """One setting as the page sees it."""
    base = SettingLine(key, title, value, default, Layer.DEFAULT, "默认", False, "", kind)
    return replace(base, **more)  # type: ignore[arg-type]


LEFT = TimeLeft(Light.YELLOW, 5, date(2026, 6, 24), "剩 5 天", "剩余 5 个工作日（06-24）")


class ScriptedPreferences(Preferences):
    """Remembers what was chosen."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.chosen = MachinePreferences()
        self.locked = True
        self.password = "Yichuang-2026"  # noqa: S105
        self.values = {"case.auto_print": "是", "case.copies": "1", "queue.aging_min": "45"}

    def machine(self) -> MachinePreferences:
        return self.chosen

    def keep(self, preferences: MachinePreferences) -> None:
        self.chosen = preferences

    def _lines(self) -> tuple[SettingLine, ...]:
        reason = "参数由系统管理员维护" if self.locked else ""
        lines = (
            setting("case.auto_print", "受理后自动打印回执", self.values["case.auto_print"], "是", Kind.YES_NO),
            setting(
                "case.copies", "回执份数", self.values["case.copies"], "1", Kind.NUMBER, least=1.0, most=5.0
            ),
            setting(
                "queue.aging_min", "普通号等几分钟升一级", self.values["queue.aging_min"], "45", Kind.NUMBER,
                least=1.0, most=1440.0,
            ),
            setting(
                "reader.port", "读卡器端口", "/dev/ttyUSB0", "", Kind.TEXT, locked=True,
                lock_reason="本机设置，请改本机的 site.toml", layer=Layer.SITE, layer_title="本机文件",
            ),
        )  # fmt: skip
        return tuple(
            line if line.locked else replace(line, locked=self.locked, lock_reason=reason) for line in lines
        )

    def printing(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        return self._lines()[:2]

    def lines(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        return self._lines()

    def change(self, clerk: Clerk, key: str, value: str) -> None:
        setting_named(key).read(value.strip())
        self.calls.append(f"change {key} {value}")
        self.values[key] = value

    def reset(self, clerk: Clerk, key: str) -> None:
        self.calls.append(f"reset {key}")
        self.values[key] = {"case.auto_print": "是", "case.copies": "1"}.get(key, "45")

    def password_rules(self) -> str:
        return "10 位以上，含大写、小写、数字、符号中的 3 类"

    def change_password(self, staff_no: str, old: str, new: str) -> None:
        if old != self.password:
            raise InputRefused("工号或密码不对", "请核对后再试")
        if len(new) < 10:
            raise InputRefused("密码要 10–128 位", "请加长", "password")
        self.calls.append(f"change_password {staff_no}")
        self.password = new

    def facts(self, clerk: Clerk) -> MachineFacts:
        lines = (("窗口", "08 号窗口"), ("版本", "0.1.0"), ("本机大厅库", "41.2 MB"), ("日志", "212 KB"))
        return MachineFacts(lines, "0755-10000000")

    def pack_logs(self, clerk: Clerk) -> Path:
        self.calls.append("pack_logs")
        return Path("logs-20260617-100200.zip")


class ScriptedCalendar(CalendarDesk):
    """2026 is published, 2027 absent until entered."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.entered: dict[int, Mapping[date, tuple[bool, str]]] = {}
        self.moved = (ChangedDeadline("LH261228-0004", date(2027, 1, 25), date(2027, 1, 26)),)

    def year(self, clerk: Clerk, year: int) -> YearView:
        calendar = WorkingCalendar(self.entered)
        first = date(year, 1, 1)
        days = tuple(
            CalendarDayView(
                day, calendar.is_working(day), calendar.holiday(day) or "", calendar.is_make_up(day)
            )
            for day in (first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days))
        )
        origin = ENTERED if year in self.entered else PUBLISHED if calendar.has_table(year) else ABSENT
        words = {ENTERED: "已录入", PUBLISHED: "已随程序发布", ABSENT: "还没有节假日表，期限暂按周末推算"}[
            origin
        ]
        waiting = () if self.entered else (ProvisionalCase("LH261228-0004", date(2027, 1, 25)),)
        return YearView(year, origin, words, days, sum(one.working for one in days), waiting)

    def enter(
        self, clerk: Clerk, year: int, days: Mapping[date, tuple[bool, str]], source: str
    ) -> tuple[ChangedDeadline, ...]:
        self.calls.append(f"enter {year} {len(days)} {source}")
        self.entered[year] = dict(days)
        return self.moved


def account(staff_no: str, name: str, role: str, **more: object) -> AccountLine:
    """An account."""
    names = {one.code: one.name for one in ROLES}
    base = AccountLine(
        uid(staff_no), staff_no, name, role, names[role], None, NOW, False, None, False, False, False
    )
    return replace(base, **more)  # type: ignore[arg-type]


class ScriptedAdministration(Administration):
    """A handful of accounts."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.lines = [
            account("LH0101", "许芸", "counter", window="01"),
            account("LH0105", "温雪", "counter", window="05"),
            account("LH0106", "贺丹", "counter", locked_until=NOW + timedelta(days=3650)),
            account("LH0108", "何静", "counter", window="08"),
            account("LH0190", "陆明", "system_admin", own=True),
            account("LH0191", "骆振宇", "hall_manager", must_change=True, last_login_at=None),
            account("LH0199", "蓝雨", "counter", disabled=True),
        ]
        self.last_admin = "LH0191"
        self.roles_now = [
            RoleLine(one.code, one.name, one.permissions, 3, is_administrators(one.permissions))
            for one in ROLES
        ]
        self.hall_now = HallFacts(
            "莲花街道政务服务大厅",
            "深圳市福田区莲花街道",
            "0755-10000000",
            "LH",
            "莲",
            "莲花街道（440304008）",
        )
        self.seats_now = [
            SeatLine(uid("window 05"), "05", "温雪", "LH0105", NOW, None, None, "ABCYV"),
            SeatLine(uid("window 08"), "08", "何静", "LH0108", NOW, None, "A037", "ABCYV"),
            SeatLine(uid("window 09"), "09", None, None, None, None, None, "DE"),
        ]

    def accounts(self, clerk: Clerk) -> tuple[AccountLine, ...]:
        return tuple(self.lines)

    def roles(self, clerk: Clerk) -> tuple[RoleLine, ...]:
        return tuple(self.roles_now)

    def permission_groups(self) -> tuple[PermissionGroup, ...]:
        return tuple(
            PermissionGroup(title, tuple((name, PERMISSIONS[name]) for name in names))
            for title, names in PERMISSION_FIELDS
        )

    def _replace(self, staff_id: UUID, **changes: object) -> None:
        self.lines = [
            replace(line, **changes) if line.staff_id == staff_id else line  # type: ignore[arg-type]
            for line in self.lines
        ]

    def create_account(self, clerk: Clerk, staff_no: str, name: str, role_code: str) -> str:
        if any(line.staff_no == staff_no.upper() for line in self.lines):
            raise InputRefused("已有这个工号", "工号不能重复；停用的也算", "staff_no")
        self.calls.append(f"create_account {staff_no} {name} {role_code}")
        self.lines.append(account(staff_no.upper(), name, role_code, must_change=True))
        return "Abcdefgh-1234"

    def change_account(self, clerk: Clerk, staff_id: UUID, name: str, role_code: str) -> None:
        self.calls.append(f"change_account {name} {role_code}")
        self._replace(staff_id, name=name)

    def set_disabled(self, clerk: Clerk, staff_id: UUID, disabled: bool) -> None:
        line = next(one for one in self.lines if one.staff_id == staff_id)
        if line.staff_no == self.last_admin:
            raise Conflict("这是最后一位系统管理员，不能停用或改派", "请先启用或增设另一位")
        self.calls.append(f"set_disabled {line.staff_no} {disabled}")
        self._replace(staff_id, disabled=disabled)

    def reset_password(self, clerk: Clerk, staff_id: UUID) -> str:
        self.calls.append("reset_password")
        return "Abcdefgh-1234"

    def unlock_account(self, clerk: Clerk, staff_no: str) -> None:
        self.calls.append(f"unlock_account {staff_no}")
        self._replace(uid(staff_no), locked_until=None)

    def set_role(self, clerk: Clerk, role_code: str, permissions: frozenset[str]) -> None:
        self.calls.append(f"set_role {role_code} {','.join(sorted(permissions))}")
        check_separation(permissions)
        self.roles_now = [
            replace(one, permissions=permissions) if one.code == role_code else one for one in self.roles_now
        ]

    def seats(self, clerk: Clerk) -> tuple[SeatLine, ...]:
        return tuple(self.seats_now)

    def queues(self) -> tuple[tuple[str, str], ...]:
        return tuple(Settings()[QUEUE_GROUPS].items())

    def add_window(self, clerk: Clerk, number: str, groups: str) -> None:
        self.calls.append(f"add_window {number} {groups}")
        check_window_number(number)
        window_groups(groups, Settings()[QUEUE_GROUPS])
        if any(one.number == number for one in self.seats_now):
            raise InputRefused(f"已有 {number} 号窗口", "请换一个窗口号", "number")
        self.seats_now.append(SeatLine(uid(f"window {number}"), number, None, None, None, None, None, groups))

    def change_window(self, clerk: Clerk, number: str, groups: str) -> None:
        self.calls.append(f"change_window {number} {groups}")
        window_groups(groups, Settings()[QUEUE_GROUPS])
        self.seats_now = [
            replace(one, groups=groups) if one.number == number else one for one in self.seats_now
        ]

    def rename_window(self, clerk: Clerk, number: str, new: str) -> None:
        self.calls.append(f"rename_window {number} {new}")
        if any(one.number == new for one in self.seats_now):
            raise InputRefused(f"已有 {new} 号窗口", "请换一个号", "number")
        self._seat(number, number=new)

    def close_window(self, clerk: Clerk, number: str) -> tuple[str, ...]:
        self.calls.append(f"close_window {number}")
        seat = next(one for one in self.seats_now if one.number == number)
        if seat.occupant is not None:
            raise Conflict(f"{seat.occupant}还在 {number} 号窗口，不能停用", "请本人退出")
        self._seat(number, closed_at=NOW)
        return ("D 出件领证",)

    def open_window_again(self, clerk: Clerk, number: str) -> None:
        self.calls.append(f"open_window_again {number}")
        self._seat(number, closed_at=None)

    def _seat(self, which: str, **values: object) -> None:
        self.seats_now = [
            replace(one, **values) if one.number == which else one  # type: ignore[arg-type]
            for one in self.seats_now
        ]

    def hall(self, clerk: Clerk) -> HallFacts:
        return self.hall_now

    def change_hall(self, clerk: Clerk, name: str, address: str, phone: str) -> tuple[str, ...]:
        self.calls.append(f"change_hall {name} {phone}")
        self.hall_now = replace(self.hall_now, name=name, address=address, phone=phone)
        return ("名称",)

    def release(self, clerk: Clerk, window_id: UUID) -> None:
        self.calls.append("release")
        self.seats_now = [
            replace(one, occupant=None, occupant_no=None, opened_at=None)
            if one.window_id == window_id
            else one
            for one in self.seats_now
        ]

    def release_from_login(self, staff_no: str, password: str, window_id: UUID) -> None:
        self.calls.append(f"release_from_login {staff_no}")


class ScriptedAudit(AuditDesk):
    """Two pages of entries."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.report = AuditReport(640, True, None, "", "d")

    def entries(self, clerk: Clerk, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        self.calls.append(f"entries {wanted.actor} {wanted.action} {before}")
        newest = before - 1 if before is not None else 320
        lines = tuple(
            AuditLine(
                seq, NOW - timedelta(minutes=320 - seq), "LH0108", "何静", "queue.call", "呼叫", f"号 A{seq:03}",
                "窗口 08", "local", seq % 7 != 0, "",
            )
            for seq in range(newest, max(newest - 160, 0), -1)
        )  # fmt: skip
        return AuditPage(lines, bool(lines) and lines[-1].seq > 1)

    def check(self, clerk: Clerk, report: Callable[[int, int], None] | None = None) -> AuditReport:
        self.calls.append("check")
        if report is not None:
            report(320, 640)
        return self.report

    def export(self, clerk: Clerk, wanted: AuditFilter) -> Path:
        self.calls.append("export")
        return Path("audit-20260617-100200.csv")


class ScriptedDevices(DeviceDesk):
    """A reader that is gone, a printer short of paper."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.reader_tone = "bad"

    def devices(self, clerk: Clerk) -> tuple[DeviceLine, ...]:
        gone = self.reader_tone == "bad"
        fixes = ("拔下读卡器 USB，换一个口插回", "指示灯变绿后按“测试”") if gone else ()
        return (
            DeviceLine("database", "本机库", "ok", "正常", "本机数据库", "", False, False, ()),
            DeviceLine(
                "reader", "读卡器", self.reader_tone, "没接上" if gone else "正常", "二代证阅读器（串口）",
                "/dev/ttyUSB0", True, True, fixes,
            ),
            DeviceLine("printer", "回执打印机", "warn", "纸将尽", "CUPS 打印队列", "window08", False, False, ()),
        )  # fmt: skip

    def test(self, clerk: Clerk, part: str, report: Report) -> TestResult:
        self.calls.append(f"test {part}")
        report("驱动可用，请读卡器应答")
        self.reader_tone = "ok" if part == "reader" else self.reader_tone
        report("正常")
        return TestResult(True, "正常")

    def lines(self) -> tuple[DeviceLine, ...]:
        return ()

    def matrix(self, clerk: Clerk) -> tuple[WindowDevices, ...]:
        self.calls.append("matrix")
        ago = NOW - timedelta(hours=3)

        def cell(part: str, tone: str, text: str, fault: str = "", *, stale: bool = False) -> DeviceCell:
            fixes = ("换个 USB 口插回", "急办可手工录入") if fault else ()
            seen = ago if stale else NOW
            return DeviceCell(
                part, dict(COLUMNS)[part], tone, text, fault, fixes, "二代证阅读器（串口）", "/dev/ttyUSB0", False,
                ago, seen, stale,
            )  # fmt: skip

        def row(
            number: str, occupant: str | None, seen: datetime | None, *cells: DeviceCell
        ) -> WindowDevices:
            by_part = {one.part: one for one in cells}
            return WindowDevices(number, occupant, seen, tuple(by_part.get(part) for part, _title in COLUMNS))

        return (
            row("07", "陈立", NOW, cell("reader", "ok", "正常"), cell("printer", "warn", "纸将尽", "打印机纸将尽")),
            row("08", "何静", NOW, cell("reader", "bad", "未接", "读卡器没接上"), cell("printer", "ok", "正常")),
            row("09", None, ago, cell("reader", "ok", "正常", stale=True)),
            row("10", None, None),
        )  # fmt: skip

    def ask_for_card(self, clerk: Clerk, part: str) -> None:
        self.calls.append(f"ask_for_card {part}")


class ScriptedSync(SyncDesk):
    """Two rows wait, one is disputed, one is done."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls

    def overview(self, clerk: Clerk) -> SyncOverview:
        lines = (
            SyncLine(WAITING, "LH260617-0117", "办件：受理", NOW, 312, "待上传"),
            SyncLine(WAITING, "LH260617-0118", "办件：受理", NOW, 42, "待上传"),
            SyncLine(
                CONFLICT,
                "LH260617-0117",
                "更正建议：手机号",
                NOW,
                7300,
                "等数据管理员核定",
                "人口库与窗口所得不一致",
            ),
            SyncLine(DONE, "LH260617-0099", "办件：补正告知", NOW, 2, "已上传"),
        )
        copies = (
            LibraryCopy("人口库", 20_021, "41 MB", NOW),
            LibraryCopy("法人库", 3_201, "", NOW),
            LibraryCopy("房屋库", 9_120, "", None),
        )
        link = PartStatus("link", "离线办理", "warn", "2 件待同步，恢复后自动上传")
        return SyncOverview(link, NOW, 2, lines, copies)

    def synchronise_now(self, clerk: Clerk) -> None:
        self.calls.append("synchronise_now")


class ScriptedDifferences(DifferenceDesk):
    """Two fields differ until they are settled; a third hall's library cannot be written here."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.fail: Exception | None = None
        self.left = [
            self._made("phone", "手机号", "100****0951", "100****6208", LOCAL, may=True),
            self._made("address", "住址", "景田社区", "莲花社区", LIBRARY, may=False),
        ]

    @staticmethod
    def _made(key: str, label: str, ours: str, theirs: str, newest: str, *, may: bool) -> Difference:
        why = "窗口 2026-06-17 与本人核对" if newest == LOCAL else "人口库 2026-06-20 更新，比窗口晚"
        return Difference(
            uid(key), "LH260617-0117", "林*燕 4403**********2727", label, Side(ours, "窗口 何静", date(2026, 6, 17)),
            Side(theirs, "人口库", date(2026, 6, 10)), not may, newest, why,
            "" if may else "住址按居住登记记载，请本人办“居住登记信息更新”，或请网格员上门核查",
        )  # fmt: skip

    def differences(self, clerk: Clerk) -> tuple[Difference, ...]:
        return tuple(self.left)

    def difference(self, clerk: Clerk, proposal_id: UUID) -> Difference:
        self.calls.append("difference")
        found = next(one for one in self.left if one.proposal_id == proposal_id)
        assert found.theirs is not None
        return replace(
            found,
            ours=replace(found.ours, value=found.ours.value.replace("*", "0")),
            theirs=replace(found.theirs, value=found.theirs.value.replace("*", "0")),
        )

    def settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> bool:
        self.calls.append(f"settle {choice} {seen}")
        if self.fail is not None:
            raise self.fail
        if choice == LOCAL and self.left[0].through:
            self.left = [replace(one, asked=one.asked or one.proposal_id == proposal_id) for one in self.left]
            return False
        self.left = [one for one in self.left if one.proposal_id != proposal_id]
        return True


class ScriptedLookup(LookupDesk):
    """One person, one case."""

    def __init__(self, calls: list[str], file: PersonFile) -> None:
        self.calls = calls
        self.file = file

    def person(self, clerk: Clerk, person_id: UUID, reason: str) -> PersonSheet:
        self.calls.append(f"person {reason}")
        words = dict(REASONS)[reason]
        return PersonSheet(
            person_id, "叶锦怡", "女·31 岁·汉", "4403**********1148", "100****3310", words, NOW, self.file
        )

    def find_cases(self, clerk: Clerk, text: str) -> tuple[CaseHit, ...]:
        number = "LH260617-0117"
        return (CaseHit(number, "居住证申领", "已受理", LEFT),) if number.startswith(text.upper()) else ()

    def case(self, clerk: Clerk, number: str) -> CaseSheet:
        if number.upper() != "LH260617-0117" and number.upper() != "LH250602-0011":
            raise InputRefused(f"没有 {number} 这个办件", "请核对办件号；外厅的办件在外厅查")
        self.calls.append(f"case {number}")
        head = DocumentHead(uid("receipt"), "receipt", "收件回执", "莲受字〔2026〕117 号")
        void = DocumentHead(uid("void"), "receipt", "收件回执", "莲受字〔2026〕116 号")
        return CaseSheet(
            uid("case"), number.upper(), "深圳经济特区居住证申领", "已受理", "accent", True, "林*燕",
            "4403**********2727", NOW, date(2026, 7, 2), True, LEFT, None, date(2026, 6, 25), "大厅自取",
            (
                CaseStepLine(NOW, "收件", "何静", ""), CaseStepLine(NOW, "受理", "何静", ""),
            ),
            (("居民身份证", "免提交"), ("制证相片", "已拍"), ("就业承诺书", "容缺")),
            (CaseDocument(head, NOW, 1, False), CaseDocument(void, NOW, 1, True)),
            to_hand="hand_over" not in self.calls,
        )  # fmt: skip


class ScriptedItems(ItemDesk):
    """Three items; a file named bad.toml cannot be used."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls
        self.lines = [
            ItemLine("440304-JZZ-01", "深圳经济特区居住证申领", "福田公安分局", "承诺件", "10 个工作日", "在用", "ok", 2,
                     date(2026, 1, 1), None, "首次领取"),
            ItemLine("440304-SYDJ-01", "生育登记", "区卫健局", "即办件", "当场", "未生效", "accent", 1,
                     date(2026, 7, 1), None, ""),
            ItemLine("440304-LNYD-01", "老年人优待证办理", "区民政局", "即办件", "当场", "取消", "idle", 3,
                     date(2026, 1, 1), date(2026, 5, 31), ""),
        ]  # fmt: skip

    def items(self, clerk: Clerk) -> tuple[ItemLine, ...]:
        return tuple(self.lines)

    def check(self, clerk: Clerk, path: Path) -> ImportReport:
        self.calls.append(f"check {path.name}")
        if path.name == "none.toml":
            raise InputRefused("none.toml 读不懂", "请按 TOML 改正")
        return self._report(path, done=False)

    def bring_in(self, clerk: Clerk, path: Path, report: Progress | None = None) -> ImportReport:
        self.calls.append(f"bring_in {path.name}")
        if report is not None:
            report(1, 1)
        new = ItemLine(
            "440304-CBMZ-01", "便民证明", "区政数局", "承诺件", "3 个工作日", "在用", "ok", 1, None, None, ""
        )
        self.lines.append(new)
        return self._report(path, done=True)

    @staticmethod
    def _report(path: Path, done: bool) -> ImportReport:
        bad = path.name == "bad.toml"
        findings = [
            Finding(
                "440304-CBMZ-01",
                "便民证明",
                "承诺 9 个工作日，比法定 5 个工作日还长",
                "承诺时限不得长于法定时限",
            )
        ]
        if bad:
            findings.insert(
                0,
                Finding(
                    "440304-CBMZ-01",
                    "便民证明",
                    "“证明用途”是选择项，却没有选项",
                    "请列出选项，或改成文字",
                    True,
                ),
            )
        items = () if bad else (ImportedItem("440304-CBMZ-01", "便民证明", Change.NEW, 1),)
        return ImportReport(items, tuple(findings), 0, 0, (), done and not bad)


class ScriptedOffice:
    """Every desk, with the calls in one list."""

    def __init__(self, calls: list[str], file: PersonFile) -> None:
        self.preferences = ScriptedPreferences(calls)
        self.calendar = ScriptedCalendar(calls)
        self.administration = ScriptedAdministration(calls)
        self.audit = ScriptedAudit(calls)
        self.devices = ScriptedDevices(calls)
        self.sync = ScriptedSync(calls)
        self.lookup = ScriptedLookup(calls, file)
        self.items = ScriptedItems(calls)
        self.differences = ScriptedDifferences(calls)
        self.back_office = BackOffice(
            self.preferences,
            self.calendar,
            self.administration,
            self.audit,
            self.devices,
            self.sync,
            self.lookup,
            self.items,
            self.differences,
        )
