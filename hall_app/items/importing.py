"""Importing items from files: checked first, all of it or nothing, a new version where something changed.

A case keeps the version it was accepted on (domain 2): versions are added, never altered; the one before ends the day
before the new one begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from db import items_queries as queries
from db import places_queries
from db.items import Bundle, Item, RecommendationRule
from db.places import Department
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.items.checking import Finding, check_items
from hall_app.items.definitions import ItemDefinition, ItemFiles
from hall_app.items.item_files import read_item_files
from hall_app.items.item_rows import content_of, item_row, step_rows
from hall_app.places.credit_codes import is_credit_code
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

EDIT_ITEMS = "item.edit"
Progress = Callable[[int, int], None]


class Change(StrEnum):
    """What an import makes of an item."""

    NEW = "新增"
    CHANGED = "更新"
    UNCHANGED = "没有变动"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item of the files and the version it has now."""

    code: str
    name: str
    change: Change
    version: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was found and, where ``done``, brought in. Refusing findings leave everything as it was."""

    items: tuple[ImportedItem, ...]
    findings: tuple[Finding, ...]
    rules: int
    bundles: int
    departments: tuple[str, ...]
    done: bool

    @property
    def refused(self) -> bool:
        """Whether a finding stands in the way."""
        return any(one.refuses for one in self.findings)

    def count(self, change: Change) -> int:
        """How many items came so."""
        return sum(one.change is change for one in self.items)

    def __str__(self) -> str:
        parts = "，".join(f"{change} {self.count(change)} 项" for change in Change)
        return f"{parts}；推送规则 {self.rules} 条，一件事 {self.bundles} 个"


class _NotKept(Exception):
    """Ends the transaction without keeping it; never leaves this module."""


def check_files(store: Store, path: Path, clock: Clock) -> ImportReport:
    """What an import would do and find; nothing is kept. Raises InputRefused, Unavailable."""
    return _import(store, None, path, clock, keep=False)


def import_files(
    store: Store, clerk: Clerk, path: Path, clock: Clock, progress: Progress | None = None
) -> ImportReport:
    """Bring the items of a file or folder in, or only find why not. Raises NotPermitted, InputRefused, Unavailable.

    ``progress(done, all)`` is called from this thread for each item.
    """
    clerk.require(EDIT_ITEMS)
    return _import(store, clerk, path, clock, keep=True, progress=progress)


@explained()
def _import(
    store: Store,
    clerk: Clerk | None,
    path: Path,
    clock: Clock,
    keep: bool,
    progress: Progress | None = None,
) -> ImportReport:
    read = read_item_files(path)
    if not (read.items or read.rules or read.bundles or read.findings):
        raise InputRefused(f"{path.name} 里没有事项", "请照示例写：hall-app items example", path.name)
    report: ImportReport | None = None
    with suppress(_NotKept), store.writing() as session:
        work = _Import(session, read, clock.today())
        work.carry_out(progress)
        report = work.report()
        kept = keep and not report.refused
        if not kept or clerk is None:
            raise _NotKept
        report = work.report(done=True)
        detail = {
            "file": path.name,
            "added": [one.code for one in report.items if one.change is Change.NEW],
            "changed": [f"{one.code} v{one.version}" for one in report.items if one.change is Change.CHANGED],
            "rules": report.rules,
            "bundles": report.bundles,
            "departments": list(report.departments),
        }
        record(session, clerk, "item.import", "item", path.name, True, detail, clock.now())
    assert report is not None
    return report


class _Import:
    """One import in one transaction."""

    def __init__(self, session: Session, read: ItemFiles, today: date) -> None:
        self._session, self._read, self._today = session, read, today
        self._findings = list(read.findings)
        self._items: list[ImportedItem] = []
        self._added: list[str] = []
        self._rules = self._bundles = 0
        queries.hold_items(session)
        self._standing = list(places_queries.departments(session))
        self._versions: dict[str, list[Item]] = {}
        for item in queries.all_items(session):
            self._versions.setdefault(item.local_code, []).append(item)
        self._steps = queries.steps_of_items(session)

    def report(self, done: bool = False) -> ImportReport:
        """What there is to say."""
        findings = sorted(self._findings, key=lambda one: not one.refuses)
        return ImportReport(
            tuple(self._items), tuple(findings), self._rules, self._bundles, tuple(self._added), done
        )

    def carry_out(self, progress: Progress | None) -> None:
        """Put everything into the session and look at it; the caller keeps it or not."""
        codes = {one.code for one in self._read.items}
        for number, one in enumerate(self._read.items, start=1):
            try:
                self._take(one)
            except InputRefused as refused:
                self._refuse(one.code, one.name, refused)
            if progress is not None:
                progress(number, len(self._read.items))
        self._session.flush()
        for code in sorted(codes):
            self._findings += check_items(self._versions.get(code, [])[-2:])
        self._put_rules()
        self._put_bundles()
        self._session.flush()

    # -- items ----------------------------------------------------------------------------------
    def _take(self, one: ItemDefinition) -> None:
        agency = self._department(one.agency)
        handler = self._department(one.handler) if one.handler else None
        versions = self._versions.setdefault(one.code, [])
        before = versions[-1] if versions else None
        begins = one.effective_from or self._today
        version = before.version + 1 if before is not None else 1
        item = item_row(one, version, agency, handler, begins)
        steps = step_rows(one, item.id, agency, handler, self._department)
        if before is not None and self._same(before, one, item, steps):
            self._items.append(ImportedItem(one.code, one.name, Change.UNCHANGED, before.version))
            return
        for earlier in versions:
            _end(earlier, begins)
        self._session.add(item)
        self._session.flush()
        self._session.add_all(steps)
        versions.append(item)
        change = Change.NEW if before is None else Change.CHANGED
        self._items.append(ImportedItem(one.code, one.name, change, version))

    def _same(self, before: Item, one: ItemDefinition, item: Item, steps: Sequence[object]) -> bool:
        days = (one.effective_from or before.effective_from, one.effective_to)
        if days != (before.effective_from, before.effective_to):
            return False
        return content_of(before, self._steps.get(before.id, [])) == content_of(item, steps)  # type: ignore[arg-type]

    # -- departments ----------------------------------------------------------------------------
    def _department(self, word: str) -> UUID:
        words = self._read.departments.get(word)
        names = {words.name, words.uscc} if words is not None else {word}
        for row in self._standing:
            if names & {row.uscc, row.name} or (words is None and row.short_name == word):
                return row.id
        if words is None:
            raise InputRefused(
                f"没有部门“{word}”", "请在 [departments] 里写它的全称和信用代码，或照大厅里的简称写", "agency"
            )
        if not is_credit_code(words.uscc):
            raise InputRefused(
                f"部门“{words.name}”大厅里没有，信用代码又不对",
                "请在 [departments] 里写对 18 位信用代码",
                "uscc",
            )
        first = self._standing[0] if self._standing else None
        row = Department(
            uscc=words.uscc,
            name=words.name,
            short_name=words.short,
            enquiry_phone=words.phone or (first.enquiry_phone if first else None),
            review_body=words.review_body or (first.review_body if first else None),
            court=words.court or (first.court if first else None),
        )
        self._session.add(row)
        self._session.flush()
        self._standing.append(row)
        self._added.append(words.name)
        return row.id

    # -- what pushes and joins items ------------------------------------------------------------
    def _put_rules(self) -> None:
        by_item: dict[str, list[RecommendationRule]] = {}
        for one in self._read.rules:
            if self._known(one.item, "推送规则"):
                by_item.setdefault(one.item, []).append(
                    RecommendationRule(
                        item_code=one.item,
                        rank=one.rank,
                        subject=one.subject,
                        rule=dict(one.rule),
                        reason=one.reason,
                        date_of=one.date_of,
                        enabled=True,
                    )
                )
        standing: dict[str, list[RecommendationRule]] = {}
        for row in queries.rules_of(self._session, list(by_item)):
            standing.setdefault(row.item_code, []).append(row)
        for code, rows in by_item.items():
            if [_of_rule(row) for row in rows] != [_of_rule(row) for row in standing.get(code, [])]:
                for row in standing.get(code, []):
                    self._session.delete(row)
                self._session.add_all(rows)
                self._rules += len(rows)

    def _put_bundles(self) -> None:
        for one in self._read.bundles:
            if not all(self._known(code, f"一件事“{one.name}”") for code in one.members):
                continue
            row = self._session.get(Bundle, one.code)
            if row is None or (row.name, list(row.members)) != (one.name, list(one.members)):
                self._session.merge(Bundle(code=one.code, name=one.name, members=list(one.members)))
                self._bundles += 1

    def _known(self, code: str, whose: str) -> bool:
        if code in self._versions or any(one.code == code for one in self._read.items):
            return True
        words = f"{whose}说的事项 {code} 没有"
        self._findings.append(Finding(code, whose, words, "请改正编码，或一起导入这个事项", refuses=True))
        return False

    def _refuse(self, code: str, name: str, refused: InputRefused) -> None:
        self._findings.append(Finding(code, name, refused.message, refused.remedy, refuses=True))


def _of_rule(row: RecommendationRule) -> tuple[object, ...]:
    return row.rank, row.subject, row.rule, row.reason, row.date_of


def _end(earlier: Item, begins: date) -> None:
    """A version counts to the day before the next; one that never began is withdrawn."""
    if earlier.effective_from is not None and earlier.effective_from >= begins:
        earlier.status = "3"
    elif earlier.effective_to is None or earlier.effective_to >= begins:
        earlier.effective_to = begins - timedelta(days=1)


def words_of(findings: Iterable[Finding]) -> str:
    """The findings a line each, as the command and the page show them."""
    return "\n".join(f"{'不能用' if one.refuses else '请核对'}\t{one}" for one in findings)
