"""The vocabulary of dated facts: what each kind is called, which library keeps it and how it is drawn.

A fact's ``value`` is a JSON object; the keys used by screens and rules stand beside each kind. ``since`` and
``until`` bound the fact itself, both days included; ``recorded_on`` is the library's own date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

POPULATION = "人口库"
HOUSING = "房屋库"
INSURANCE = "社保库"
HEALTH = "卫健库"
LEGAL = "法人库"
MEDICAL = "医保库"
CIVIL = "民政库"
DISABLED = "残联库"
VETERANS = "退役军人库"
CERTIFICATES = "证照库"
URBAN = "城管库"
REGISTRATION = "居住登记"

LIBRARIES = (
    POPULATION,
    HOUSING,
    INSURANCE,
    HEALTH,
    LEGAL,
    MEDICAL,
    CIVIL,
    DISABLED,
    VETERANS,
    CERTIFICATES,
    URBAN,
    REGISTRATION,
)


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact. ``icon`` is a name of the icon set; ``keys`` are the keys of its value."""

    kind: str
    title: str
    library: str
    icon: str
    keys: tuple[str, ...] = ()


_KINDS = (
    FactKind("phone", "联系电话", POPULATION, "phone", ("number",)),
    FactKind("marriage", "婚姻状况", POPULATION, "heart", ("code", "text")),
    FactKind("education", "文化程度", POPULATION, "school", ("code", "text")),
    FactKind("household_booklet", "户口簿", POPULATION, "book", ("head",)),
    FactKind(
        "residence_registration", "居住登记", POPULATION, "map-pin", ("house_code", "address", "number")
    ),
    FactKind("residence_permit", "居住证", CERTIFICATES, "id", ("number",)),
    FactKind("family_planning_tag", "计生奖扶对象", HEALTH, "users"),
    FactKind("family_planning_reward", "计生奖励扶助", HEALTH, "coin"),
    FactKind(
        "lease",
        "租赁备案",
        HOUSING,
        "home",
        ("record_no", "house_code", "landlord", "rent", "terms_unchanged", "mode"),
    ),
    FactKind("home_owned", "自有住房", HOUSING, "home", ("house_code",)),
    FactKind("public_rental_queue", "公租房轮候", HOUSING, "home", ("number",)),
    FactKind(
        "pension_insurance", "养老保险", INSURANCE, "shield-check", ("months", "employer", "status", "base")
    ),
    FactKind("employment", "就业登记", INSURANCE, "briefcase", ("form", "trade", "place")),
    FactKind("flexible_recognised", "灵活就业认定", INSURANCE, "briefcase"),
    FactKind("flexible_subsidy", "灵活就业社保补贴", INSURANCE, "coin"),
    FactKind("unemployment_registration", "失业登记", INSURANCE, "briefcase"),
    FactKind("hardship_recognised", "就业困难人员", INSURANCE, "briefcase"),
    FactKind("medical_insurance", "医疗保险", MEDICAL, "stethoscope", ("scheme",)),
    FactKind("pregnancy_record", "孕产健康档案", HEALTH, "stethoscope", ("due_on",)),
    FactKind("birth_registration", "生育登记", HEALTH, "baby-carriage"),
    FactKind("birth_certificate", "出生医学证明", HEALTH, "baby-carriage", ("number",)),
    FactKind("childcare_subsidy", "育儿补贴", HEALTH, "coin", ("year",)),
    FactKind("age_allowance", "高龄津贴", CIVIL, "coin"),
    FactKind("senior_card", "老年人优待证", CIVIL, "id", ("number",)),
    FactKind("minimum_living", "最低生活保障", CIVIL, "coin"),
    FactKind("bank_account", "发放账户", CIVIL, "credit-card", ("bank", "tail")),
    FactKind("veteran_tag", "退役军人", VETERANS, "medal"),
    FactKind("veteran_card", "退役军人优待证", VETERANS, "id"),
    FactKind("disability_certificate", "残疾人证", DISABLED, "id", ("kind", "grade")),
    FactKind("disability_assessment", "残疾评定表", DISABLED, "file-check"),
    FactKind("disability_subsidy", "残疾人两项补贴", DISABLED, "coin"),
    FactKind("dog_licence", "养犬登记", URBAN, "paw", ("number",)),
    FactKind("vaccination_dog", "犬只免疫", URBAN, "paw"),
    FactKind("school_points", "积分入学", POPULATION, "school", ("year", "term")),
    FactKind("library_silence", "尚未应答的库", POPULATION, "database", ("library",)),
)
KINDS: Mapping[str, FactKind] = {kind.kind: kind for kind in _KINDS}
"""Every kind by its code."""


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """One dated fact as a library states it."""

    kind: str
    value: Mapping[str, Any]
    since: date | None
    until: date | None
    source: str
    recorded_on: date
    version: int = 1

    def held(self, today: date) -> bool:
        """Whether it holds on ``today``."""
        return (self.since is None or self.since <= today) and (self.until is None or self.until >= today)

    def text(self, key: str) -> str:
        """A key of the value as text, empty where it is missing."""
        found = self.value.get(key)
        return "" if found is None else str(found)


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """Somebody or something that rules speak about: a person, a child or a firm, with fields and facts.

    ``covered`` are the libraries that have answered about it: what they do not say is not so, what the others
    would say is unknown.
    """

    key: str
    fields: Mapping[str, Any]
    facts: Mapping[str, tuple[Fact, ...]]
    covered: frozenset[str] = frozenset(LIBRARIES)
    children: tuple[Subject, ...] = ()
    firms: tuple[Subject, ...] = ()

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of a kind, newest record first."""
        return self.facts.get(kind, ())

    def newest(self, kind: str, today: date | None = None) -> Fact | None:
        """The newest record of a kind; with ``today`` the newest that holds then."""
        return next((fact for fact in self.of(kind) if today is None or fact.held(today)), None)

    def known(self, kind: str) -> bool:
        """Whether a missing fact of the kind means that it is not so."""
        found = KINDS.get(kind)
        return bool(self.of(kind)) or (found is not None and found.library in self.covered)


NOBODY = Subject("", {}, {}, covered=frozenset())
"""Somebody of whom nothing is known."""


def full_months(since: date, today: date) -> int:
    """Whole months from ``since`` to ``today``; negative never."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return max(0, months - (today.day < since.day))


def age_on(birth_date: date, today: date) -> int:
    """Whole years of age on ``today``."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for candidate in range(day.day, day.day - 4, -1):
        try:
            return date(year, month + 1, candidate)
        except ValueError:
            continue
    raise ValueError("no such month")


def age_words(birth_date: date, today: date) -> str:
    """An age as the counter says it: 34 岁, and 11 个月 under two years."""
    months = full_months(birth_date, today)
    return f"{months} 个月" if months < 24 else f"{age_on(birth_date, today)} 岁"
