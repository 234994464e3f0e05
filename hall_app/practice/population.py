"""Invented residents, households, homes, work and firms, the same for the same seed and day, in bulk.

Nobody in it is real: identity numbers stand in area 440399, phones in the segment 100, buildings from 90001 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hall_app.practice.catalogue import data
from hall_app.practice.circumstances import Circumstances, Member
from hall_app.practice.homes import Home, Homes
from hall_app.practice.names import NameTable, Surname
from hall_app.practice.numbers import IdNumbers, RowIds, phone_number
from hall_app.practice.population_rows import COLUMNS, Chance, Rows

CHUNK = 4000
"""People per chunk."""
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


class Population:
    """Makes a population chunk by chunk; every chunk is whole households with all their rows."""

    def __init__(self, seed: int, day: date) -> None:
        self._chance = Chance(seed, day)
        self._random = self._chance.random
        self._day = day
        self._names = NameTable(self._random)
        self._homes = Homes(self._chance)
        self._circumstances = Circumstances(self._chance, seed)
        self._numbers = IdNumbers()
        self._people = RowIds(day, seed, 1)
        self._phone = 0
        words = data("names")
        self._regions = [
            (part[:6], part[6:].split(":")[0], int(part.split(":")[1])) for part in words["regions"].split()
        ]
        self._region_weights = [weight for _, _, weight in self._regions]

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
        home = self._homes.draw(rows)
        region = random.choices(self._regions, self._region_weights)[0]
        head_surname = next(surnames)
        plan = self._plan(shape)[:room_for]
        members: list[Member] = []
        for age, sex, relation in plan:
            own = head_surname if relation in {"01", "20", "30"} else next(surnames)
            members.append(self._person(rows, own, age, sex, home, region))
        self._kin(rows, members, [relation for _, _, relation in plan])
        for position, (member, (_, _, relation)) in enumerate(zip(members, plan, strict=True)):
            since = self._chance.back(30, 3000)
            tenure = "租住" if home.rented else "自住"
            rows["residence"].append(
                (member.id, home.code, since, None, tenure, "房屋库", self._chance.back(5, 200))
            )
            self._circumstances.draw(rows, member, home, since, position == 0, relation)
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
        home: Home,
        region: tuple[str, str, int],
    ) -> Member:
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
                self._chance.back(10, 1200),
                1,
                1,
            )
        )
        return Member(person_id, name, sex, born, age, code.startswith("4403"))

    def _born(self, age: int) -> date:
        """A birth date of somebody of that age today."""
        first = _years_before(self._day, age + 1) + timedelta(days=1)
        return first + timedelta(days=int(self._random.random() * 365))

    def _kin(self, rows: Rows, members: list[Member], relations: list[str]) -> None:
        """Relations both ways: spouses, parents and children."""
        recorded = self._chance.back(100, 2000)
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


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
