"""What the libraries say of an invented person: marriage, residence, work, age, children, firms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hall_app.libraries.pinyin import initials_of
from hall_app.places.credit_codes import credit_code
from hall_app.practice.catalogue import data
from hall_app.practice.homes import Home
from hall_app.practice.numbers import RowIds
from hall_app.practice.population_rows import Chance, Rows


@dataclass(slots=True)
class Member:
    """A person while the household is being made."""

    id: str
    name: str
    sex: str
    born: date
    age: int
    shenzhen: bool


class Circumstances:
    """Draws the facts and firms of one person after another."""

    def __init__(self, chance: Chance, seed: int) -> None:
        self._chance = chance
        self._facts = RowIds(chance.day, seed, 2)
        self._firms = RowIds(chance.day, seed, 3)
        self._firm_number = 0
        words = data("names")
        self._trades = words["trades"].split()
        self._employers = words["employers"].split()
        self._firm_words = words["firm_words"].split()
        self._firm_kinds = words["firm_kinds"].split()

    def draw(self, rows: Rows, member: Member, home: Home, moved_in: str, head: bool, relation: str) -> None:
        """Add the member's facts, and a firm to some; ``relation`` is the code to the household's head."""
        add = self._adder(rows, member)
        chance = self._chance.random.random
        if member.age >= 20 and relation in {"01", "10"}:
            married = relation == "10" or chance() < 0.6
            add(
                "marriage",
                f'{{"code": "{20 if married else 10}", "text": "{"已婚" if married else "未婚"}"}}',
                "人口库",
            )
        if not member.shenzhen:
            self._residence_facts(add, home, moved_in)
        if home.rented and head:
            until = self._chance.ahead(700, -30)
            value = (
                f'{{"record_no": "ZL{home.code[-12:]}", "house_code": "{home.code}", "landlord": "演示房东",'
                f' "rent": {2000 + int(chance() * 60) * 100}, "mode": "租住·整租", "terms_unchanged": true}}'
            )
            add("lease", value, "房屋库", self._chance.back(200, 900), until)
        elif head:
            add("home_owned", f'{{"house_code": "{home.code}"}}', "房屋库", moved_in)
        if 22 <= member.age < 58:
            self._work_facts(rows, add, member, home)
        elif member.age >= 60:
            self._age_facts(add, member)
        elif member.age < 18:
            self._child_facts(add, member)
        if chance() < 0.012 and member.age > 5:
            until = self._chance.ahead(3000)
            add(
                "disability_certificate",
                '{"kind": "肢体", "grade": "三级"}',
                "残联库",
                self._chance.back(400, 3000),
                until,
            )
        if chance() < 0.02 and member.age >= 22:
            add("veteran_tag", "{}", "退役军人库", self._chance.back(1000, 3900))

    def _residence_facts(self, add: Callable[..., None], home: Home, moved_in: str) -> None:
        if self._chance.random.random() < 0.1:
            return
        add(
            "residence_registration",
            f'{{"house_code": "{home.code}", "address": "{home.address}", "number": "JD{home.code[-10:]}"}}',
            "居住登记",
            moved_in,
        )
        if self._chance.random.random() < 0.55:
            until = self._chance.ahead(365)
            add("residence_permit", f'{{"number": "JZ{home.code[-10:]}"}}', "证照库", moved_in, until)

    def _work_facts(self, rows: Rows, add: Callable[..., None], member: Member, home: Home) -> None:
        random = self._chance.random
        roll = random.random()
        months = 1 + int(random.random() * 120)
        since = self._chance.back(months * 30, months * 30 + 29)
        if roll < 0.06:
            ended = self._chance.back(1, 400)
            add("pension_insurance", f'{{"months": {months}, "status": "停缴"}}', "社保库", since, ended)
            if roll < 0.03:
                add("unemployment_registration", "{}", "社保库", ended)
            return
        if roll > 0.93:
            return
        trade = random.choice(self._trades)
        flexible = roll < 0.16
        employer = "个人缴费" if flexible else random.choice(self._employers)
        add(
            "pension_insurance",
            f'{{"months": {months}, "employer": "{employer}", "status": "正常", "kinds": "养老、医疗"}}',
            "社保库",
            since,
        )
        form = "灵活就业" if flexible else "单位就业"
        add("employment", f'{{"form": "{form}", "trade": "{trade}", "place": "福田区"}}', "社保库", since)
        if random.random() < 0.05:
            self._firm(rows, member, home)

    def _age_facts(self, add: Callable[..., None], member: Member) -> None:
        chance = self._chance.random.random
        add("medical_insurance", '{"scheme": "职工退休"}', "医保库", self._chance.back(300, 3900))
        if chance() < 0.8:
            add("senior_card", f'{{"number": "LN{member.id[-8:]}"}}', "民政库", self._chance.back(100, 3000))
        if member.age >= 80 and chance() < 0.85:
            add("age_allowance", "{}", "民政库", self._chance.back(30, 1500))
        if chance() < 0.08:
            add("family_planning_tag", "{}", "卫健库", self._chance.back(1000, 3900))

    def _child_facts(self, add: Callable[..., None], member: Member) -> None:
        born = member.born.isoformat()
        if member.age < 7:
            add("birth_certificate", f'{{"number": "CS{member.id[-8:]}"}}', "卫健库", born)
        if self._chance.random.random() < 0.93:
            add("medical_insurance", '{"scheme": "少儿"}', "医保库", born)
        if member.age < 3 and self._chance.random.random() < 0.7:
            add(
                "childcare_subsidy",
                f'{{"year": {self._chance.day.year}}}',
                "卫健库",
                self._chance.back(1, 200),
            )

    def _adder(self, rows: Rows, member: Member) -> Callable[..., None]:
        append, draw, back, person_id = (
            rows["person_fact"].append,
            self._facts.draw,
            self._chance.back,
            member.id,
        )

        def add(
            kind: str, value: str, source: str, since: str | None = None, until: str | None = None
        ) -> None:
            append((draw(), person_id, kind, value, since, until, source, back(3, 300), 1, 1))

        return add

    def _firm(self, rows: Rows, member: Member, home: Home) -> None:
        random = self._chance.random
        self._firm_number += 1
        firm_id = self._firms.draw()
        word, kind = random.choice(self._firm_words), random.choice(self._firm_kinds)
        name = f"深圳市福田区{word}{member.name[-1]}{kind}"
        registered = self._chance.back(30, 3000)
        reported = self._chance.day.year - (1 if random.random() < 0.8 else 2)
        until = self._chance.ahead(1500) if random.random() < 0.4 else None
        rows["legal_person"].append(
            (
                firm_id,
                credit_code(f"92440399{self._firm_number:08d}N"),
                name,
                initials_of(name),
                "个体工商户",
                "存续",
                home.address,
                home.code,
                registered,
                until,
                reported,
                "法人库",
                self._chance.back(5, 300),
                1,
                1,
            )
        )
        rows["legal_person_role"].append((member.id, firm_id, "经营者"))
