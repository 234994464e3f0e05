"""智能推送: which items the libraries' facts suggest to a resident, and why (reception.md 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import items_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.identity.resident import Resident
from hall_app.items.catalogue import BundleOffer, Frequent, ItemHead, Push, Recommendations
from hall_app.items.loading import OWN, CatalogueMemory, PushRule
from hall_app.items.phrases import date_of, fill
from hall_app.items.rules import Terms, judge
from hall_app.libraries.at_hand import at_hand
from hall_app.libraries.facts import Subject
from hall_app.libraries.prefill import exemption
from hall_app.libraries.reading import read_subject
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.store_faults import explained

MOST_PUSHED = 5
FREQUENT_LETTERS = "QWERASDF"
RANKS = ("date", "benefit", "rest")
"""Nearest date first, then what is unclaimed, then the rest."""
NEVER_PUSHED = frozenset({"440304-DBSQ-01", "440304-LSJZ-01", "440304-TKGY-01", "440304-FLYZ-01"})
"""低保, 临时救助, 特困, 法律援助: whatever a rule says, these are not suggested."""
_LATE = date.max


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that holds of a subject, with its words and its place in the order."""

    head: ItemHead
    rule: PushRule
    reason: str
    on: date | None
    subject: Subject


@explained()
def recommend(
    store: Store,
    clerk: Clerk,
    memory: CatalogueMemory,
    resident: Resident,
    clock: Clock,
    settings: Settings,
    legal_person_id: UUID | None = None,
) -> Recommendations:
    """At most five suggestions for the resident, or under 名下企业 for the chosen firm; never on guesses.

    Where nothing is known or prefilling is off, only what the window often does. Raises NotPermitted, Unavailable.
    """
    clerk.require("item.read")
    with store.reading() as session:
        uses = queries.load_uses(session, clerk.window_id)
        person = None
        under_way: frozenset[str] = frozenset()
        if resident.person_id is not None and resident.judgement.prefill:
            person = read_subject(session, resident.person_id)
            under_way = at_hand(session, resident.facts.id_number, clock.today(), settings)
    frequent = frequent_items(memory, uses)
    if person is None:
        return Recommendations((), None, frequent)
    terms = Terms(clock.today())
    found = suggestions(memory, person, terms, uses, legal_person_id, under_way)[:MOST_PUSHED]
    pushes = tuple(
        push_of(memory, rank, suggestion, person, terms) for rank, suggestion in enumerate(found, start=1)
    )
    return Recommendations(pushes, bundle_offer(memory, pushes), frequent)


@explained()
def next_matter(
    store: Store,
    clerk: Clerk,
    memory: CatalogueMemory,
    resident: Resident,
    done: frozenset[str],
    clock: Clock,
    settings: Settings,
) -> Push | None:
    """还能顺手办: the first suggestion beside what was just ``done`` and what is under way already; None without one.

    Raises NotPermitted, Unavailable. For a worker thread.
    """
    found = recommend(store, clerk, memory, resident, clock, settings)
    if not found.pushes:
        return None
    with store.reading() as session:
        under_way = at_hand(session, resident.facts.id_number, clock.today(), settings)
    return next((push for push in found.pushes if push.item.code not in done | under_way), None)


def suggestions(
    memory: CatalogueMemory,
    person: Subject,
    terms: Terms,
    uses: Mapping[str, int],
    legal_person_id: UUID | None = None,
    under_way: frozenset[str] = frozenset(),
) -> list[Suggestion]:
    """Everything that holds, in order, each item once.

    What the resident has ``under_way`` already is not suggested again; for a child or a firm it may be another one's.
    """
    found: dict[str, Suggestion] = {}
    for rule in memory.rules:
        head = memory.heads.get(rule.item_code)
        if head is None or rule.item_code in NEVER_PUSHED or rule.item_code in found:
            continue
        if rule.subject == OWN and rule.item_code in under_way:
            continue
        for subject in _subjects(rule, person, legal_person_id):
            if judge(rule.rule, subject, terms) is not True:
                continue
            reason = fill(rule.reason, person, subject, terms)
            if reason is None:
                continue
            on = date_of(rule.date_of, person, subject, terms) if rule.date_of else None
            found[rule.item_code] = Suggestion(head, rule, reason, on, subject)
            break
    return sorted(
        found.values(),
        key=lambda one: (
            RANKS.index(one.rule.rank) if one.rule.rank in RANKS else len(RANKS),
            one.on or _LATE,
            -uses.get(one.head.code, 0),
            one.head.code,
        ),
    )


def _subjects(rule: PushRule, person: Subject, legal_person_id: UUID | None) -> Iterator[Subject]:
    """Whom a rule is judged of. Items for firms stand only under 名下企业, and nothing else does."""
    if rule.subject == "firm":
        if legal_person_id is not None:
            yield from (firm for firm in person.firms if firm.key == str(legal_person_id))
    elif legal_person_id is not None:
        return
    elif rule.subject == "child":
        yield from person.children
    elif rule.subject == "own_firm":
        yield from person.firms
    else:
        yield person


def push_of(
    memory: CatalogueMemory, rank: int, suggestion: Suggestion, person: Subject, terms: Terms
) -> Push:
    """A suggestion as a row, with how many of its materials the libraries hold."""
    head = suggestion.head
    child = suggestion.subject if suggestion.rule.subject == "child" else None
    firm = suggestion.subject if "firm" in suggestion.rule.subject else None
    exempt, total = exempt_count(memory, head.code, person, terms, child, firm)
    all_exempt = total > 0 and exempt == total
    line = f"免提交 {exempt}/{total}"
    if head.guided_online:
        line, all_exempt = "打印办理码", False
    elif all_exempt:
        line = "全部免提交"
    return Push(rank, head, suggestion.reason, line, all_exempt)


def exempt_count(
    memory: CatalogueMemory,
    code: str,
    person: Subject | None,
    terms: Terms,
    child: Subject | None = None,
    firm: Subject | None = None,
) -> tuple[int, int]:
    """How many of an item's materials need no paper, and how many there are, filed by the person in person."""
    exempt = total = 0
    for need in memory.materials.get(code, ()):
        if need.shown_when is not None and judge(need.shown_when, FILED_IN_PERSON, terms) is not True:
            continue
        total += 1
        exempt += exemption(need.fact, person, terms.today, True, child, firm) is not None
    return exempt, total


FILED_IN_PERSON = Subject("form", {"for_whom": "self"}, {})
"""The form as it stands when it opens for the resident in person."""


def bundle_offer(memory: CatalogueMemory, pushes: tuple[Push, ...]) -> BundleOffer | None:
    """The theme with the most members among the pushes, from two on."""
    best: BundleOffer | None = None
    for theme in memory.themes:
        ranks = tuple(push.rank for push in pushes if push.item.code in theme.members)
        if len(ranks) >= 2 and (best is None or len(ranks) > len(best.ranks)):
            best = BundleOffer(theme.code, theme.name, ranks)
    return best


def frequent_items(memory: CatalogueMemory, uses: Mapping[str, int]) -> tuple[Frequent, ...]:
    """本窗口常办: what this window chose most, on the letters Q W E R A S D F."""
    chosen = sorted(
        (code for code in uses if code in memory.heads and uses[code] > 0),
        key=lambda code: (-uses[code], code),
    )
    return tuple(
        Frequent(letter, memory.heads[code]) for letter, code in zip(FREQUENT_LETTERS, chosen, strict=False)
    )
