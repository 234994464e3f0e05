"""The materials of an application as it opens: what a library holds needs no paper, the rest waits (免证办)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.items import ItemMaterial
from hall_app.cases.application import MaterialRow, MaterialState
from hall_app.cases.filling import GUARDIAN_CARD
from hall_app.cases.terms import LinkView
from hall_app.clock import hall_time
from hall_app.identity.resident import CardVerdict, Resident
from hall_app.items.definitions import MAY_FOLLOW, OPTIONAL
from hall_app.libraries.facts import KINDS, Fact, Subject
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.prefill import exemption
from hall_app.libraries.wording import short_day

STAND_IN_GROUP = "stand_in"
PROXY_LETTER = "proxy_letter"
_AGENTS = frozenset({"proxy", "agent", "other"})
_WITHOUT_CARD = frozenset({CardVerdict.EXPIRED, CardVerdict.NOT_YET_VALID})


@dataclass(frozen=True, slots=True, repr=False)
class MaterialGround:
    """What decides about a material: who is there, what the libraries know, the day, the line.

    ``follow_until(days)`` is the last day for a deferred material, ``follow_days`` its days where the item names none.
    """

    resident: Resident
    subject: Subject | None
    firm: Subject | None
    today: date
    link: LinkView
    follow_until: Callable[[int], date]
    max_deferred: int
    follow_days: int


def build_materials(
    rows: list[ItemMaterial], ground: MaterialGround, for_whom: str
) -> tuple[MaterialRow, ...]:
    """The item's materials in order, and what the card's judgement or the agent asks for besides."""
    built: list[MaterialRow] = []
    deferred = 0
    for row in rows:
        one = _material(row, ground, may_defer=deferred < ground.max_deferred)
        deferred += one.state is MaterialState.DEFERRED
        built.append(one)
    built += _both_sides(ground.resident)
    built += _stand_ins(ground.resident)
    if ground.resident.judgement.second_card:
        built.append(
            _extra(GUARDIAN_CARD, "监护人身份证", "申请人未满 18 周岁，请监护人放卡", capture="none")
        )
    if for_whom in _AGENTS and all(row.code != PROXY_LETTER for row in rows):
        built.append(_extra(PROXY_LETTER, "授权委托书", "代他人办理，委托人签名"))
    return tuple(built)


def _material(row: ItemMaterial, ground: MaterialGround, *, may_defer: bool) -> MaterialRow:
    note = _exempt_by(row, ground)
    state, origin = MaterialState.WAITING, ""
    days = row.may_follow_days
    if days is None and row.necessity == MAY_FOLLOW:
        days = ground.follow_days
    until = ground.follow_until(days) if days is not None else None
    if note is not None:
        state, origin = _exempt(note, row, ground)
    elif row.fact == "card" and ground.resident.facts.by_hand:
        state, origin = MaterialState.NOT_NEEDED, "手工录入，以证件正反面照片替代"
    elif row.fact == "card" and ground.resident.judgement.verdict in _WITHOUT_CARD:
        state, origin = MaterialState.NOT_NEEDED, "证件不在有效期内，以临时身份证或户口簿替代"
    elif row.necessity == OPTIONAL:
        state, origin = MaterialState.NOT_NEEDED, "非必要，有则收"
    elif row.necessity == MAY_FOLLOW and until is not None and may_defer:
        state, origin = (
            MaterialState.DEFERRED,
            f"{row.standard or '可后补'}，{short_day(until, ground.today)} 前可补",
        )
    else:
        origin = _wanted(row, ground)
    return MaterialRow(
        code=row.code,
        name=row.name,
        state=state,
        required=row.necessity != OPTIONAL,
        capture=row.capture,
        origin=origin,
        originals=0,
        copies=0,
        pages=(),
        source=note,
        may_follow_days=days,
        may_promise=row.may_promise,
        deferred_until=until if state is MaterialState.DEFERRED else None,
        standard=row.standard or "",
        basis=row.basis or "",
        substitute=row.substitute or "",
        may_follow_until=until,
        opening_state=state,
        shown_when=row.shown_when,
        default_originals=row.originals,
        default_copies=row.copies,
    )


def _exempt_by(row: ItemMaterial, ground: MaterialGround) -> SourceNote | None:
    judgement = ground.resident.judgement
    by_hand = ground.resident.facts.by_hand
    card = judgement.usable and judgement.verdict not in _WITHOUT_CARD and not by_hand
    person = ground.subject if judgement.prefill else None
    return exemption(row.fact, person, ground.today, card=card, firm=ground.firm)


def _exempt(note: SourceNote, row: ItemMaterial, ground: MaterialGround) -> tuple[MaterialState, str]:
    link = ground.link
    if not link.up and row.fact != "card":
        cached = f"，本机缓存 {hall_time(link.cached_at):%H:%M}" if link.cached_at else "，本机缓存"
        return MaterialState.EXEMPT_RECHECK, f"{note.library}{cached}"
    words = [note.library]
    if note.recorded_on is not None:
        words.append(short_day(note.recorded_on, ground.today))
    if row.fact_label or note.note:
        words.append(row.fact_label or note.note)
    return MaterialState.EXEMPT, " ".join(words)


def _wanted(row: ItemMaterial, ground: MaterialGround) -> str:
    """Why the paper is wanted all the same, or what is wanted."""
    subject = ground.subject if ground.resident.judgement.prefill else None
    if row.fact and row.fact not in {"card", "firm", "household"} and subject is not None:
        child = row.fact.startswith("child.")
        kind = row.fact.removeprefix("child.")
        people = subject.children if child else (subject,)
        ended = _ended(people, kind, ground.today)
        if ended is not None and ended.until is not None:
            return f"证照 {short_day(ended.until, ground.today)} 到期，请收新证"
        if people and not any(person.known(kind) for person in people):
            library = KINDS[kind].library if kind in KINDS else "证照库"
            return f"{library}取不到，先收原件"
    if row.capture == "photo":
        return row.substitute or "现场拍"
    counts = [f"原件 {row.originals} 份"] if row.originals else []
    counts += [f"复印件 {row.copies} 份"] if row.copies else []
    return "，".join([*counts, *([row.standard] if row.standard else [])]) or "请收原件"


def _ended(people: tuple[Subject, ...], kind: str, today: date) -> Fact | None:
    for person in people:
        for fact in person.of(kind):
            if fact.until is not None and fact.until < today:
                return fact
    return None


def _both_sides(resident: Resident) -> list[MaterialRow]:
    """Where no chip vouches for the identity, a picture of each side of the document is kept (screens.md 0.5)."""
    if not resident.facts.by_hand:
        return []
    name = resident.facts.kind_name
    return [
        _extra(f"identity-{code}", f"{name}（{side}）", "身份为手工录入，请拍下存档")
        for code, side in (("front", "正面"), ("back", "反面"))
    ]


def _stand_ins(resident: Resident) -> list[MaterialRow]:
    """What the card's judgement asks for; of several one suffices."""
    return [
        _extra(f"{STAND_IN_GROUP}-{number}", name, "证件不在有效期内，二者收其一", one_of=STAND_IN_GROUP)
        for number, name in enumerate(resident.judgement.needs, start=1)
    ]


def _extra(code: str, name: str, origin: str, capture: str = "scan", one_of: str = "") -> MaterialRow:
    return MaterialRow(
        code=code,
        name=name,
        state=MaterialState.WAITING,
        required=True,
        capture=capture,
        origin=origin,
        originals=0,
        copies=0,
        pages=(),
        source=None,
        may_follow_days=None,
        may_promise=False,
        one_of=one_of,
    )
