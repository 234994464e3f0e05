"""From a card to a resident: what the card says, and whether it may be used (reception.md 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from db import libraries_queries as queries
from db.base import new_id
from db.libraries import CorrectionProposal, LibraryAccess, Person, PrivacyNotice
from db.session import Session, Store
from hall_app.cases.outgoing import send_correction
from hall_app.clock import Clock, hall_time
from hall_app.identity.id_numbers import NumberFault, NumberRefused, normal_number, read_number
from hall_app.identity.names import is_cut_of
from hall_app.identity.resident import CardFacts, CardVerdict, Judgement, Resident
from hall_app.libraries.facts import age_on
from hall_app.libraries.pinyin import normal_text
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number
from hall_app.store_faults import explained

NOTICE_EVERY_DAYS = 365
ADULT_AGE = 18
GUARDIAN_WANTED = "请监护人放卡，作为第二张证件"
STAND_INS = ("临时身份证", "户口簿")
"""One of these must be ticked besides a card that is out of date."""

KIND_NAMES = {
    "resident": "居民身份证",
    "hmt_residence": "港澳台居民居住证",
    "foreigner_2017": "外国人永久居留身份证（2017 版）",
    "foreigner_2023": "外国人永久居留身份证",
    "social_security": "社会保障卡",
}
# GA/T 2000.156
ID_KINDS = {"foreigner_2017": "553", "foreigner_2023": "553", "hmt_residence": "990"}


class CardIdentity(Protocol):
    """What the devices room publishes of a card; read here by its attributes alone."""

    @property
    def kind(self) -> Any: ...
    @property
    def name(self) -> str | None: ...
    @property
    def name_zh(self) -> str | None: ...
    @property
    def sex(self) -> str | None: ...
    @property
    def nation(self) -> str | None: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def id_number(self) -> str | None: ...
    @property
    def issuer(self) -> str | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def nationality(self) -> str | None: ...
    @property
    def sam_id(self) -> str | None: ...
    @property
    def emulated(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Finding:
    verdict: CardVerdict
    message: str
    remedy: str = ""


def card_facts(
    identity: CardIdentity, today: date, now: datetime, photo_note: str | None = None
) -> CardFacts:
    """The identity ready for the screen; asks no database, any thread.

    The photo follows where it can be decoded; till then, and without the vendor's library, the screen shows a
    silhouette and ``photo_note``.
    """
    kind = str(identity.kind.value if hasattr(identity.kind, "value") else identity.kind)
    if photo_note is None:
        photo_note = "" if kind == "social_security" else "相片未解码"
    number = normal_number(identity.id_number or "")
    birth_date, sex = identity.birth_date, identity.sex
    if birth_date is None and number:
        birth_date, sex = _from_number(number, today, sex)
    return CardFacts(
        kind=kind,
        kind_name=KIND_NAMES.get(kind, "证件"),
        name=(identity.name or "").strip(),
        name_zh=(identity.name_zh or "").strip() or None,
        sex=sex,
        nation=identity.nation,
        birth_date=birth_date,
        age=age_on(birth_date, today) if birth_date and birth_date <= today else None,
        id_number=number,
        id_kind=ID_KINDS.get(kind, "111"),
        address=identity.address,
        issuer=identity.issuer,
        valid_from=identity.valid_from,
        valid_to=identity.valid_to,
        nationality=identity.nationality,
        photo=None,
        photo_note=photo_note,
        sam_id=identity.sam_id,
        emulated=identity.emulated,
        read_at=now,
    )


def _from_number(number: str, today: date, sex: str | None) -> tuple[date | None, str | None]:
    try:
        checked = read_number(number, today)
    except NumberRefused:
        return None, sex
    return checked.birth_date, sex or checked.sex


@explained()
def identify(store: Store, clerk: Clerk, ticket_id: UUID | None, facts: CardFacts, clock: Clock) -> Resident:
    """Judge a card against the population library; the look-up is traced.

    Files a correction proposal when the library has the number under another name, and records the privacy
    notice once a year. Raises NotPermitted, Unavailable.
    """
    clerk.require("person.read")
    today = clock.today()
    broken = _number_finding(facts, today)
    if broken is not None:
        return Resident(facts, _judged([broken], second_card=False), None)
    with store.writing() as session:
        person = queries.find_person(session, facts.id_number)
        findings = [*_library_findings(facts, person), *_card_findings(facts, today)]
        verdicts = {finding.verdict for finding in findings}
        other_name = CardVerdict.OTHER_NAME_IN_LIBRARY in verdicts
        if facts.by_hand:
            _record_by_hand(session, clerk, ticket_id, facts, clock.now())
        if person is not None:
            _trace(session, clerk, person.id, ticket_id, clock.now())
            # A name typed by hand may be a slip of the finger: nothing is filed against the library.
            if other_name and not facts.by_hand:
                _propose_name(session, clerk, facts, person, clock.now())
        notice_due = _note_privacy(session, clerk, facts.id_number, clock.now())
        judgement = _judged(findings, second_card=CardVerdict.MINOR in verdicts)
        person_id = None if person is None or other_name else person.id
        if person is not None and not other_name:
            facts = _with_whole_name(facts, person.name)
    return Resident(facts, judgement, person_id, notice_due)


def _number_finding(facts: CardFacts, today: date) -> _Finding | None:
    try:
        checked = read_number(facts.id_number, today)
    except NumberRefused as refused:
        words = (
            "证件号码校验码不符，不采用"
            if refused.fault is NumberFault.CHECK_DIGIT
            else f"{refused.words}，不采用"
        )
        return _Finding(CardVerdict.WRONG_CHECK_DIGIT, words, "请核对证件后手工录入")
    if facts.birth_date is not None and checked.birth_date != facts.birth_date:
        return _Finding(
            CardVerdict.WRONG_CHECK_DIGIT, "证件号码与证件上的出生日期不符，不采用", "请核对证件后手工录入"
        )
    return None


def _library_findings(facts: CardFacts, person: Person | None) -> list[_Finding]:
    if person is None:
        words = "录入的信息" if facts.by_hand else "卡面信息"
        return [_Finding(CardVerdict.UNKNOWN_IN_LIBRARY, f"人口库查无此人，按{words}办理")]
    if not _is_same_name(facts, person.name):
        if facts.by_hand:
            return [
                _Finding(
                    CardVerdict.OTHER_NAME_IN_LIBRARY,
                    "人口库中此号码登记为另一姓名，只用录入的信息，不带入库内资料",
                    "请对照证件，录错了请重新手工录入",
                )
            ]
        return [
            _Finding(
                CardVerdict.OTHER_NAME_IN_LIBRARY,
                "人口库中此号码登记为另一姓名，只用卡面信息，不带入库内资料",
                "已自动提交更正，请核对证件与本人",
            )
        ]
    if person.died_on is not None:
        return [
            _Finding(
                CardVerdict.DECEASED,
                f"人口库 {person.died_on:%Y-%m-%d} 已登记死亡，请核对",
                "核实前不能受理；持证人确系本人的，请提交更正并请大厅值班长处理",
            )
        ]
    return []


def _is_same_name(facts: CardFacts, name: str) -> bool:
    if normal_text(name) in {normal_text(facts.name), normal_text(facts.name_zh or "")}:
        return True
    return not facts.by_hand and is_cut_of(facts.name, name, facts.kind)


def _with_whole_name(facts: CardFacts, name: str) -> CardFacts:
    """The chip's field may be too short for the name: then the library has the whole, and screen and paper show it."""
    if facts.by_hand or not is_cut_of(facts.name, name, facts.kind):
        return facts
    return replace(facts, name=name, chip_name=facts.name)


def _card_findings(facts: CardFacts, today: date) -> list[_Finding]:
    findings: list[_Finding] = []
    ask = f"请出示{STAND_INS[0]}或{STAND_INS[1]}，勾选后可受理"
    if facts.valid_to is not None and facts.valid_to < today:
        findings.append(_Finding(CardVerdict.EXPIRED, f"证件 {facts.valid_to:%Y-%m-%d} 已过期", ask))
    if facts.valid_from is not None and facts.valid_from > today:
        findings.append(
            _Finding(CardVerdict.NOT_YET_VALID, f"证件 {facts.valid_from:%Y-%m-%d} 起才有效", ask)
        )
    if facts.age is not None and facts.age < ADULT_AGE:
        findings.append(
            _Finding(CardVerdict.MINOR, f"未满 {ADULT_AGE} 周岁（{facts.age} 岁）", GUARDIAN_WANTED)
        )
    return findings


_RANK = (
    CardVerdict.WRONG_CHECK_DIGIT,
    CardVerdict.DECEASED,
    CardVerdict.OTHER_NAME_IN_LIBRARY,
    CardVerdict.EXPIRED,
    CardVerdict.NOT_YET_VALID,
    CardVerdict.MINOR,
    CardVerdict.UNKNOWN_IN_LIBRARY,
)
_NO_PREFILL = frozenset(_RANK) - {CardVerdict.EXPIRED, CardVerdict.NOT_YET_VALID, CardVerdict.MINOR}
_NO_DECISION = frozenset({CardVerdict.WRONG_CHECK_DIGIT, CardVerdict.DECEASED})
_WANTS_STAND_IN = frozenset({CardVerdict.EXPIRED, CardVerdict.NOT_YET_VALID})


def _judged(findings: list[_Finding], second_card: bool) -> Judgement:
    """One judgement of everything found: the gravest gives the verdict, all give their words."""
    if not findings:
        return Judgement(CardVerdict.GOOD, "", "", usable=True, may_accept=True, prefill=True)
    ordered = sorted(findings, key=lambda finding: _RANK.index(finding.verdict))
    verdicts = {finding.verdict for finding in findings}
    return Judgement(
        verdict=ordered[0].verdict,
        message="；".join(finding.message for finding in ordered),
        remedy="；".join(finding.remedy for finding in ordered if finding.remedy),
        usable=CardVerdict.WRONG_CHECK_DIGIT not in verdicts,
        may_accept=not verdicts & _NO_DECISION,
        prefill=not verdicts & _NO_PREFILL,
        needs=STAND_INS if verdicts & _WANTS_STAND_IN else (),
        second_card=second_card,
    )


def _trace(session: Session, clerk: Clerk, person_id: UUID, ticket_id: UUID | None, now: datetime) -> None:
    session.add(
        LibraryAccess(
            id=new_id(),
            staff_id=clerk.staff_id,
            person_id=person_id,
            ticket_id=ticket_id,
            case_id=None,
            purpose="identify",
            sections=["population"],
            at=now,
        )
    )


def _record_by_hand(
    session: Session, clerk: Clerk, ticket_id: UUID | None, facts: CardFacts, now: datetime
) -> None:
    """A look at somebody's file without their card is on the record, whoever it turns out to be."""
    detail = {"kind": facts.kind, "id_number": mask_id_number(facts.id_number)}
    record(session, clerk, "identity.by_hand", "ticket", ticket_id or "", True, detail, now)


def _propose_name(session: Session, clerk: Clerk, facts: CardFacts, person: Person, now: datetime) -> None:
    queries.hold_proposals(session, facts.id_number)
    if queries.open_proposal(session, facts.id_number, "name") is not None:
        return
    proposal = CorrectionProposal(
        id=new_id(),
        person_id=person.id,
        id_number=facts.id_number,
        fact="name",
        library_value={"name": person.name},
        library_version=person.version,
        proposed_value={"name": facts.name_zh or facts.name},
        reason="证件读卡姓名与人口库不一致",
        case_id=None,
        proposed_by=clerk.staff_id,
        proposed_at=now,
        state="open",
    )
    session.add(proposal)
    session.flush()
    send_correction(session, proposal, now)


def _note_privacy(session: Session, clerk: Clerk, id_number: str, now: datetime) -> bool:
    """Record the notice where none was shown within a year; tell whether it is shown now."""
    last = queries.last_notice(session, id_number)
    if last is None:
        session.add(PrivacyNotice(id_number=id_number, shown_at=now, by=clerk.staff_id))
        return True
    if hall_time(now) - last.shown_at < timedelta(days=NOTICE_EVERY_DAYS):
        return False
    last.shown_at, last.by = now, clerk.staff_id
    return True
