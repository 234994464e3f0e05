"""The sections of the person column, one function each, from rows already read (pictures 01 and 02)."""

from __future__ import annotations

from datetime import date

from db.libraries_queries import CaseRow, PersonRows
from hall_app.cases.case_times import CaseTimes
from hall_app.clock import hall_time
from hall_app.libraries.facts import (
    HOUSING,
    INSURANCE,
    LEGAL,
    POPULATION,
    Fact,
    Subject,
    age_words,
    full_months,
)
from hall_app.libraries.person_file import (
    CaseLine,
    FileAlert,
    FileRow,
    FileSection,
    OwnFirm,
    SourceNote,
)
from hall_app.libraries.wording import (
    CASE_STATES,
    RELATIONS,
    address_lines,
    short_day,
    until_row,
)

PHONE_STALE_YEARS = 2
LISTED_RECENT = 4


def home_section(rows: PersonRows, today: date) -> FileSection:
    """住址, with the grid and its worker."""
    if rows.home is None:
        return FileSection("address", "住址", "map-pin", None, (), "empty", "房屋库没有住址")
    room, building = rows.home.room, rows.home.building
    lines = [FileRow(line) for line in address_lines(room.address, building.estate)]
    if building.grid:
        worker = f"·网格员 {building.grid_worker}" if building.grid_worker else ""
        lines.append(FileRow(f"网格 {building.grid}{worker}", tone="idle"))
    source = SourceNote(HOUSING, room.verified_on, "核" if room.verified_on else "")
    return FileSection("address", "住址", "map-pin", source, tuple(lines))


def housing_section(rows: PersonRows, subject: Subject, today: date) -> FileSection:
    """住房: rented and filed until when, or owned."""
    lease, owned = subject.newest("lease"), subject.newest("home_owned", today)
    if lease is not None:
        end = f"，备案至 {short_day(lease.until, today)}" if lease.until else ""
        row = until_row(f"租住{end}", lease.until, today)
        return FileSection("housing", "住房", "home", SourceNote(HOUSING, lease.recorded_on), (row,))
    if owned is not None:
        return FileSection(
            "housing", "住房", "home", SourceNote(HOUSING, owned.recorded_on), (FileRow("自有住房"),)
        )
    if rows.home is not None:
        tenure = FileRow(rows.home.residence.tenure)
        return FileSection(
            "housing", "住房", "home", SourceNote(HOUSING, rows.home.residence.recorded_on), (tenure,)
        )
    return FileSection("housing", "住房", "home", None, (), "empty", "房屋库没有记录")


def family_section(rows: PersonRows, today: date) -> FileSection:
    """家庭, spouse first, with ages and who lives together."""
    lines = []
    for row in rows.relatives:
        relation = RELATIONS.get(row.kinship.relation, "亲属")
        if row.person.died_on is not None:
            state = "已登记死亡"
        else:
            state = age_words(row.person.birth_date, today) + ("·同住" if row.kinship.lives_together else "")
        lines.append(FileRow(f"{relation} {row.person.name}", state))
    recorded = max((row.kinship.recorded_on for row in rows.relatives), default=None)
    source = SourceNote(POPULATION, recorded)
    return FileSection(
        "family",
        "家庭",
        "users",
        source,
        tuple(lines),
        "ready" if lines else "empty",
        "" if lines else "没有同户亲属",
    )


def insurance_section(subject: Subject, today: date) -> FileSection:
    """社保与就业: running months of the pension insurance, and how the person works."""
    if INSURANCE not in subject.covered:
        return FileSection("insurance", "社保与就业", "shield-check", None, (), "failed", "社保库暂无回应")
    pension, employment = subject.newest("pension_insurance"), subject.newest("employment", today)
    lines = []
    if pension is not None:
        if pension.held(today):
            lines.append(FileRow("养老保险连续缴费", f"{insured_months(pension, today)} 个月"))
        elif pension.until is not None:
            lines.append(FileRow("养老保险已停缴", short_day(pension.until, today), "warn"))
    if employment is not None:
        lines.append(FileRow("就业登记", employment.text("form")))
    elif (jobless := subject.newest("unemployment_registration", today)) is not None and jobless.since:
        lines.append(FileRow("失业登记", f"{short_day(jobless.since, today)} 起"))
    recorded = max((fact.recorded_on for fact in (pension, employment) if fact), default=None)
    return FileSection(
        "insurance",
        "社保与就业",
        "shield-check",
        SourceNote(INSURANCE, recorded),
        tuple(lines),
        "ready" if lines else "empty",
        "" if lines else "没有参保记录",
    )


def insured_months(pension: Fact, today: date) -> int:
    """Months of contributions without a gap: what the library counted, carried on to today."""
    counted = pension.value.get("months")
    if isinstance(counted, int):
        return counted
    return full_months(pension.since, today) if pension.since else 0


def own_firms(rows: PersonRows) -> tuple[OwnFirm, ...]:
    """The firms the person acts for."""
    return tuple(
        OwnFirm(
            row.firm.id, row.firm.uscc, row.firm.name, row.role, short_kind(row.firm.kind), row.firm.status
        )
        for row in rows.firms
    )


def firm_section(rows: PersonRows) -> FileSection:
    """名下主体."""
    lines = tuple(
        FileRow(row.firm.name, f"{short_kind(row.firm.kind)}·{row.firm.status}") for row in rows.firms
    )
    recorded = max((row.firm.recorded_on for row in rows.firms), default=None)
    source = SourceNote(LEGAL, recorded)
    return FileSection(
        "firms",
        "名下主体",
        "building-store",
        source,
        lines,
        "ready" if lines else "empty",
        "" if lines else "没有名下主体",
    )


def short_kind(kind: str) -> str:
    """个体 for 个体工商户, 公司 for a company."""
    return {"个体工商户": "个体", "有限责任公司": "公司"}.get(kind, kind)


def case_lines(cases: tuple[CaseRow, ...], times: CaseTimes) -> tuple[CaseLine, ...]:
    """The person's cases, newest first, with what is left of the open ones' time."""
    lines = []
    for row in cases:
        on = hall_time(row.decided_at or row.received_at).date()
        lines.append(
            CaseLine(
                case_id=row.case_id,
                case_number=row.case_number,
                item_name=row.item_name,
                state=row.state,
                state_name=CASE_STATES.get(row.state, row.state),
                on=on,
                left=times.left(row),
            )
        )
    return tuple(lines)


def open_section(open_cases: tuple[CaseLine, ...]) -> FileSection:
    """在办 n 件, each with its remaining days."""
    rows = tuple(
        FileRow(line.item_name, line.left.words or line.state_name, line.left.tone, line.left.icon)
        for line in open_cases
    )
    title = f"在办 {len(rows)} 件" if rows else "在办"
    return FileSection(
        "open_cases",
        title,
        "files",
        None,
        rows,
        "ready" if rows else "empty",
        "" if rows else "没有在办的办件",
    )


def phone_alert(subject: Subject, today: date) -> FileAlert | None:
    """The population library's phone, when it is old or missing."""
    phones = [fact for fact in subject.of("phone") if fact.source == POPULATION]
    if not phones:
        known = bool(subject.fields.get("phone"))
        return None if known else FileAlert("人口库没有手机号", "phone")
    years = full_months(max(fact.recorded_on for fact in phones), today) // 12
    return FileAlert(f"手机号 {years} 年未更新", "phone") if years >= PHONE_STALE_YEARS else None
