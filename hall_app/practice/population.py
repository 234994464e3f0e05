"""Invented residents, households, homes, work and firms, the same for the same seed and day, in bulk.

Nobody in it is real: identity numbers stand in area 440399, phones in the segment 100, buildings from 90001 on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hall_app.libraries.pinyin import initials_of
from hall_app.practice.catalogue import credit_code, data, streets
from hall_app.practice.names import NameTable, Surname
from hall_app.practice.numbers import FIRST_BUILDING, IdNumbers, RowIds, building_code, phone_number

CHUNK = 4000
"""People per chunk."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "building": (
        "code",
        "address",
        "street_code",
        "community_code",
        "grid",
        "grid_worker",
        "estate",
        "floors",
        "practice",
    ),
    "room": ("code", "building_code", "address", "house", "use", "tenure", "verified_on"),
    "person": (
        "id",
        "id_number",
        "id_kind",
        "name",
        "given",
        "pinyin",
        "initials",
        "pinyin_alt",
        "initials_alt",
        "phone",
        "phone_reversed",
        "sex",
        "birth_date",
        "nation",
        "registered_region",
        "registered_address",
        "street_code",
        "died_on",
        "source",
        "recorded_on",
        "version",
        "practice",
    ),
    "residence": ("person_id", "room_code", "since", "until", "tenure", "source", "recorded_on"),
    "kinship": ("person_id", "relative_id", "relation", "lives_together", "source", "recorded_on"),
    "person_fact": (
        "id",
        "person_id",
        "kind",
        "value",
        "since",
        "until",
        "source",
        "recorded_on",
        "trust",
        "version",
    ),
    "legal_person": (
        "id",
        "uscc",
        "name",
        "initials",
        "kind",
        "status",
        "address",
        "address_code",
        "registered_on",
        "licence_until",
        "last_report_year",
        "source",
        "recorded_on",
        "version",
        "practice",
    ),
    "legal_person_role": ("person_id", "legal_person_id", "role"),
}
Rows = dict[str, list[tuple[str | int | None, ...]]]


@dataclass(slots=True)
class _Member:
    """A person while the household is being made."""

    id: str
    name: str
    sex: str
    born: date
    age: int
    shenzhen: bool


@dataclass(slots=True)
class _Home:
    """The room a household lives in."""

    code: str
    address: str
    street: str
    community: str
    rented: bool


@dataclass(slots=True)
class _Building:
    code: str
    address: str
    street: str
    community: str
    floors: int
    taken: int = 0
    rooms: list[str] = field(default_factory=list)


# Shares of households in a hundred: ages of the two generations drawn from them.
_SHAPES = (
    ("single", 24),
    ("couple", 18),
    ("couple+1", 20),
    ("couple+2", 14),
    ("three", 10),
    ("old couple", 8),
    ("old", 4),
    ("one parent", 2),
)
_GRID_WORKERS = "邓志强 温国华 冯丽萍 陆海涛 龚文静 谭伟明"


class Population:
    """Makes a population chunk by chunk; every chunk is whole households with all their rows."""

    def __init__(self, seed: int, day: date) -> None:
        self._random = Random(f"{seed}:{day.isoformat()}")
        self._day = day
        self._names = NameTable(self._random)
        self._numbers = IdNumbers()
        self._people = RowIds(day, seed, 1)
        self._facts = RowIds(day, seed, 2)
        self._firms = RowIds(day, seed, 3)
        self._phone = 0
        self._firm_number = 0
        self._building_number = FIRST_BUILDING + 99
        self._open_buildings: list[_Building] = []
        words = data("names")
        self._roads = words["roads"].split()
        self._estates = words["estates"].split()
        self._trades = words["trades"].split()
        self._employers = words["employers"].split()
        self._firm_words = words["firm_words"].split()
        self._firm_kinds = words["firm_kinds"].split()
        self._regions = [
            (part[:6], part[6:].split(":")[0], int(part.split(":")[1])) for part in words["regions"].split()
        ]
        self._region_weights = [weight for _, _, weight in self._regions]
        self._days = [(day - timedelta(days=back)).isoformat() for back in range(4000)]
        self._year_ends: dict[int, str] = {}

    def chunks(self, persons: int) -> Iterator[Rows]:
        """Rows by table, in chunks, until there are ``persons`` people."""
        made = 0
        while made < persons:
            rows: Rows = {table: [] for table in COLUMNS}
            target = min(persons, made + CHUNK)
            surnames = iter(self._names.surnames(2 * CHUNK))
            shapes = iter(
                self._random.choices(
                    [shape for shape, _ in _SHAPES], [share for _, share in _SHAPES], k=CHUNK + 1
                )
            )
            while made < target:
                made += self._household(rows, next(shapes), surnames, target - made)
            yield rows

    # -- households -----------------------------------------------------------------------------
    def _household(self, rows: Rows, shape: str, surnames: Iterator[Surname], room_for: int) -> int:
        random = self._random
        home = self._home(rows)
        region = random.choices(self._regions, self._region_weights)[0]
        head_surname = next(surnames)
        plan = self._plan(shape)[:room_for]
        members: list[_Member] = []
        for age, sex, relation in plan:
            own = head_surname if relation in {"01", "20", "30"} else next(surnames)
            members.append(self._person(rows, own, age, sex, home, region))
        self._kin(rows, members, [relation for _, _, relation in plan])
        for position, (member, (_, _, relation)) in enumerate(zip(members, plan, strict=True)):
            since = self._back(30, 3000)
            tenure = "租住" if home.rented else "自住"
            rows["residence"].append(
                (member.id, home.code, since, None, tenure, "房屋库", self._back(5, 200))
            )
            self._facts_of(rows, member, home, since, position == 0, relation)
        return len(members)

    def _plan(self, shape: str) -> list[tuple[int, str, str]]:
        """Age, sex and relation to the head of every member."""
        pick = self._random.randrange
        sexes = ("1", "2") if pick(2) else ("2", "1")
        if shape == "single":
            return [(20 + pick(35), sexes[0], "01")]
        if shape in {"old couple", "old"}:
            age = 60 + pick(30)
            old = [(age, sexes[0], "01"), (max(58, age - 3 + pick(6)), sexes[1], "10")]
            return old if shape == "old couple" else old[:1]
        age = 25 + pick(28)
        plan = [(age, sexes[0], "01")]
        if shape != "one parent":
            plan.append((max(22, age - 3 + pick(6)), sexes[1], "10"))
        children = {"couple": 0, "couple+1": 1, "couple+2": 2, "three": 1, "one parent": 1}[shape]
        for _ in range(children):
            boy = pick(2)
            plan.append((pick(max(1, min(age - 22, 24))), "1" if boy else "2", "20" if boy else "30"))
        if shape == "three":
            plan.append((age + 25 + pick(6), "2" if pick(3) else "1", "50"))
        return plan

    def _person(
        self,
        rows: Rows,
        surname: Surname,
        age: int,
        sex: str,
        home: _Home,
        region: tuple[str, str, int],
    ) -> _Member:
        number, born = None, self._day
        while number is None:
            born = self._born(age)
            number = self._numbers.draw(born, sex)
        given, pinyin, initials = self._names.given(sex)
        name = surname.text + given
        phone = None
        if age >= 14:
            self._phone += 1
            phone = phone_number(self._phone)
        person_id = self._people.draw()
        code, place, _ = region
        rows["person"].append(
            (
                person_id,
                number,
                "111",
                name,
                given,
                surname.pinyin + pinyin,
                surname.initials + initials,
                surname.pinyin_alt + pinyin if surname.pinyin_alt else None,
                surname.initials_alt + initials if surname.initials_alt else None,
                phone,
                phone[::-1] if phone else None,
                sex,
                born.isoformat(),
                "汉" if self._random.random() < 0.96 else "壮",
                code,
                f"{place}演示路{self._phone % 900 + 1}号",
                home.street,
                None,
                "人口库",
                self._back(10, 1200),
                1,
                1,
            )
        )
        return _Member(person_id, name, sex, born, age, code.startswith("4403"))

    def _born(self, age: int) -> date:
        """A birth date of somebody of that age today."""
        first = _years_before(self._day, age + 1) + timedelta(days=1)
        return first + timedelta(days=int(self._random.random() * 365))

    def _kin(self, rows: Rows, members: list[_Member], relations: list[str]) -> None:
        """Relations both ways: spouses, parents and children."""
        recorded = self._back(100, 2000)
        add = rows["kinship"].append
        head = members[0]
        spouse = members[1] if len(members) > 1 and relations[1] == "10" else None
        for member, relation in zip(members[1:], relations[1:], strict=True):
            add((head.id, member.id, relation, 1, "人口库", recorded))
            back = {"10": "10", "50": "20" if head.sex == "1" else "30"}.get(relation, "50")
            add((member.id, head.id, back, 1, "人口库", recorded))
            if spouse is not None and relation in {"20", "30"}:
                add((spouse.id, member.id, relation, 1, "人口库", recorded))
                add((member.id, spouse.id, "50", 1, "人口库", recorded))

    # -- homes ----------------------------------------------------------------------------------
    def _home(self, rows: Rows) -> _Home:
        buildings = self._open_buildings
        if len(buildings) < 12:
            buildings.append(self._building(rows))
        at = int(self._random.random() * len(buildings))
        building = buildings[at]
        floor, number = divmod(building.taken, 8)
        building.taken += 1
        if building.taken >= building.floors * 8:
            buildings.pop(at)
        house = f"{floor + 1}{number + 1:02d}"
        code = f"{building.code}{floor + 1:04d}{number + 1:02d}"
        rented = self._random.random() < 0.62
        address = building.address + house
        rows["room"].append(
            (code, building.code, address, house, "住宅", "租住" if rented else "自住", self._back(5, 300))
        )
        return _Home(code, address, building.street, building.community, rented)

    def _building(self, rows: Rows) -> _Building:
        random = self._random
        all_streets = streets()
        at = 6 if random.random() < 0.4 else random.randrange(len(all_streets))
        street = all_streets[at]
        community = random.choice(street["communities"])
        self._building_number += 1
        number = self._building_number
        estate = random.choice(self._estates)
        road = f"{random.choice(self._roads)}{random.choice(('路', '一路', '二路', '街'))}"
        address = (
            f"广东省深圳市福田区{street['name']}{community['name']}{road}{number % 200 + 1}号"
            f"{estate}{number % 12 + 1}栋"
        )
        grid = number % 20 + 1
        code = building_code(at, int(community["code"][-3:]), grid, number % 100_000)
        short = community["name"].removesuffix("社区")
        worker = random.choice(_GRID_WORKERS.split())
        floors = 12 + number % 20
        rows["building"].append(
            (
                code,
                address,
                street["code"],
                community["code"],
                f"{street['name'][:-2]}-{short}-{grid:02d}",
                worker,
                estate,
                floors,
                1,
            )
        )
        return _Building(code, address, street["code"], community["code"], floors)

    # -- facts ----------------------------------------------------------------------------------
    def _facts_of(
        self, rows: Rows, member: _Member, home: _Home, moved_in: str, head: bool, relation: str
    ) -> None:
        add = self._adder(rows, member)
        chance = self._random.random
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
            until = (self._day + timedelta(days=int(chance() * 700) - 30)).isoformat()
            value = (
                f'{{"record_no": "ZL{home.code[-12:]}", "house_code": "{home.code}", "landlord": "演示房东",'
                f' "rent": {2000 + int(chance() * 60) * 100}, "mode": "租住·整租", "terms_unchanged": true}}'
            )
            add("lease", value, "房屋库", self._back(200, 900), until)
        elif head:
            add("home_owned", f'{{"house_code": "{home.code}"}}', "房屋库", moved_in)
        if 22 <= member.age < 58:
            self._work_facts(rows, add, member, home)
        elif member.age >= 60:
            self._age_facts(add, member)
        elif member.age < 18:
            self._child_facts(add, member)
        if chance() < 0.012 and member.age > 5:
            until = (self._day + timedelta(days=int(chance() * 3000))).isoformat()
            add(
                "disability_certificate",
                '{"kind": "肢体", "grade": "三级"}',
                "残联库",
                self._back(400, 3000),
                until,
            )
        if chance() < 0.02 and member.age >= 22:
            add("veteran_tag", "{}", "退役军人库", self._back(1000, 3900))

    def _residence_facts(self, add: Callable[..., None], home: _Home, moved_in: str) -> None:
        if self._random.random() < 0.1:
            return
        add(
            "residence_registration",
            f'{{"house_code": "{home.code}", "address": "{home.address}", "number": "JD{home.code[-10:]}"}}',
            "居住登记",
            moved_in,
        )
        if self._random.random() < 0.55:
            until = (self._day + timedelta(days=int(self._random.random() * 365))).isoformat()
            add("residence_permit", f'{{"number": "JZ{home.code[-10:]}"}}', "证照库", moved_in, until)

    def _work_facts(self, rows: Rows, add: Callable[..., None], member: _Member, home: _Home) -> None:
        random = self._random
        roll = random.random()
        months = 1 + int(random.random() * 120)
        since = self._back(months * 30, months * 30 + 29)
        if roll < 0.06:
            ended = self._back(1, 400)
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

    def _age_facts(self, add: Callable[..., None], member: _Member) -> None:
        chance = self._random.random
        add("medical_insurance", '{"scheme": "职工退休"}', "医保库", self._back(300, 3900))
        if chance() < 0.8:
            add("senior_card", f'{{"number": "LN{member.id[-8:]}"}}', "民政库", self._back(100, 3000))
        if member.age >= 80 and chance() < 0.85:
            add("age_allowance", "{}", "民政库", self._back(30, 1500))
        if chance() < 0.08:
            add("family_planning_tag", "{}", "卫健库", self._back(1000, 3900))

    def _child_facts(self, add: Callable[..., None], member: _Member) -> None:
        born = member.born.isoformat()
        if member.age < 7:
            add("birth_certificate", f'{{"number": "CS{member.id[-8:]}"}}', "卫健库", born)
        if self._random.random() < 0.93:
            add("medical_insurance", '{"scheme": "少儿"}', "医保库", born)
        if member.age < 3 and self._random.random() < 0.7:
            add("childcare_subsidy", f'{{"year": {self._day.year}}}', "卫健库", self._back(1, 200))

    def _adder(self, rows: Rows, member: _Member) -> Callable[..., None]:
        append, draw, back, person_id = rows["person_fact"].append, self._facts.draw, self._back, member.id

        def add(
            kind: str, value: str, source: str, since: str | None = None, until: str | None = None
        ) -> None:
            append((draw(), person_id, kind, value, since, until, source, back(3, 300), 1, 1))

        return add

    def _firm(self, rows: Rows, member: _Member, home: _Home) -> None:
        random = self._random
        self._firm_number += 1
        firm_id = self._firms.draw()
        word, kind = random.choice(self._firm_words), random.choice(self._firm_kinds)
        name = f"深圳市福田区{word}{member.name[-1]}{kind}"
        registered = self._back(30, 3000)
        reported = self._day.year - (1 if random.random() < 0.8 else 2)
        until = (
            (self._day + timedelta(days=int(random.random() * 1500))).isoformat()
            if random.random() < 0.4
            else None
        )
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
                self._back(5, 300),
                1,
                1,
            )
        )
        rows["legal_person_role"].append((member.id, firm_id, "经营者"))

    def _back(self, least: int, most: int) -> str:
        """An ISO date that many days ago."""
        return self._days[min(3999, least + int(self._random.random() * (most - least + 1)))]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
