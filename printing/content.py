"""What stands on paper: frozen values that the caller fills. Nothing here knows how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

HALL_ZONE = ZoneInfo("Asia/Shanghai")

SPECIAL_PROCEDURES_NOTE = (
    "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计入办理时限。"
)


# Names, numbers and codes that point at a person: repr shows them as ***.
PERSONAL_FIELDS = frozenset(
    {"applicant", "agent", "id_masked", "phone_masked", "query_code", "qr_text", "reasons", "results"}
)


class PersonalRepr:
    """repr that masks PERSONAL_FIELDS, so that no log or traceback shows a person."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = (
            f"{f.name}=***" if f.name in PERSONAL_FIELDS else f"{f.name}={getattr(self, f.name)!r}"
            for f in fields(self)  # type: ignore[arg-type]
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def hall_time(moment: datetime) -> datetime:
    """The same moment on the hall's clock (Asia/Shanghai). Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment on paper needs a time zone")
    return moment.astimezone(HALL_ZONE)


def minute_text(moment: datetime) -> str:
    """2026-06-17 10:03 on the hall's clock."""
    return f"{hall_time(moment):%Y-%m-%d %H:%M}"


def long_date_text(day: date | datetime) -> str:
    """2026年6月17日, as official documents write it (GB/T 9704: no leading zeros)."""
    if isinstance(day, datetime):
        day = hall_time(day).date()
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class TicketContent:
    """A queue ticket. No name and no identity number ever stands on it (`domain.md` 4.1)."""

    hall: str
    practice: bool
    number: str
    business: str
    ahead: int
    minutes: int | None
    taken_at: datetime
    note: str
    qr_text: str
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class ReceivedMaterial:
    """One material taken in: `kind` is 原件, 复印件, 电子件 …; count in copies; pages may be unknown."""

    name: str
    kind: str
    count: int
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class DeferredMaterial:
    """A material that may follow (容缺), with the last day for it."""

    name: str
    due_date: date


@dataclass(frozen=True, slots=True)
class VoidMark:
    """Why, when and by whom a sheet was made void; it stands on its void rendition."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class WindowSheet(PersonalRepr):
    """What every window document carries. `reprint` counts 补打; 0 is the first print."""

    document_number: str
    case_number: str
    ticket_number: str
    item: str
    agency: str
    hall: str
    window: str
    applicant: str
    id_masked: str
    phone_masked: str
    enquiry: str
    clerk: str
    qr_text: str = ""
    qr_caption: str = "凭码到任一窗口查办"
    agent: str = ""
    practice: bool = False
    reprint: int = 0
    void: VoidMark | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ReceiptContent(WindowSheet):
    """受理通知书（收件回执）, fields of `reception.md` 6.

    `deemed` says why, where silence accepted: the acceptance is then dated back, and `issued_on` is the sheet's own day.
    """

    query_code: str
    received_at: datetime
    accepted_at: datetime
    statutory_limit: str
    due_date: date
    due_note: str
    fee: str
    received: tuple[ReceivedMaterial, ...]
    exempt: tuple[str, ...]
    deferred: tuple[DeferredMaterial, ...]
    collection: str
    privacy_notice: str
    special_procedures_note: str = SPECIAL_PROCEDURES_NOTE
    deemed: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class IssuedResult:
    """What was handed over on the spot: a certificate, a proof, a register entry."""

    name: str
    number: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ResultContent(WindowSheet):
    """即办办结: the sheet of an item decided on the spot. `conclusion` is the decision in one sentence."""

    query_code: str
    received_at: datetime
    decided_at: datetime
    conclusion: str
    results: tuple[IssuedResult, ...]
    fee: str
    received: tuple[ReceivedMaterial, ...]
    exempt: tuple[str, ...]
    collection: str
    privacy_notice: str
    deferred: tuple[DeferredMaterial, ...] = ()


@dataclass(frozen=True, slots=True)
class DefectRow:
    """One defect of the 一次性告知: material, 问题, 应补, 依据, 替代方式 (`domain.md` 3.4)."""

    material: str
    problem: str
    supply: str
    basis: str
    alternative: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SupplementContent(WindowSheet):
    """补正材料告知书. `due_date` may be absent where the item sets no period.

    `again` says that it follows an earlier notice and is about newly submitted papers alone.
    """

    applied_at: datetime
    issued_at: datetime
    rows: tuple[DefectRow, ...]
    due_date: date | None
    due_note: str
    channels: str
    lateness: str
    qr_caption: str = "凭码补交材料"
    whole_note: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class MaterialsContent(WindowSheet):
    """补正材料接收凭证, 容缺材料接收凭证: what came after the application (`domain.md` 3.7).

    `still_out` are names with the day they are due; `effect` says what follows for the case.
    """

    title: str
    received_at: datetime
    received: tuple[ReceivedMaterial, ...]
    still_out: tuple[DeferredMaterial, ...]
    effect: str


class RefusalGround(Enum):
    """The three boxes of 不予受理通知书 (许可法 32 and the item's own regulation)."""

    NO_LICENCE_NEEDED = "no_licence_needed"
    NOT_THIS_AGENCY = "not_this_agency"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class RefusalContent(WindowSheet):
    """不予受理通知书. `right_agency` goes with NOT_THIS_AGENCY; `court` is element 57 of the item."""

    applied_at: datetime
    issued_at: datetime
    ground: RefusalGround
    right_agency: str
    legal_basis: str
    reasons: tuple[str, ...]
    court: str
    review_body: str = "深圳市福田区人民政府"
