"""The invented buildings and rooms that households live in; buildings are numbered from 90001 on."""

from __future__ import annotations

from dataclasses import dataclass

from hall_app.places.divisions import streets
from hall_app.practice.catalogue import data
from hall_app.practice.numbers import FIRST_BUILDING, building_code
from hall_app.practice.population_rows import Chance, Rows


@dataclass(slots=True)
class Home:
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


_GRID_WORKERS = ["邓志强", "温国华", "冯丽萍", "陆海涛", "龚文静", "谭伟明"]


class Homes:
    """Gives rooms out, a dozen buildings filling up at a time."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._building_number = FIRST_BUILDING + 99
        self._open_buildings: list[_Building] = []
        words = data("names")
        self._roads = words["roads"].split()
        self._estates = words["estates"].split()

    def draw(self, rows: Rows) -> Home:
        """A free room, with its rows and those of a new building where one was begun."""
        buildings = self._open_buildings
        if len(buildings) < 12:
            buildings.append(self._building(rows))
        at = int(self._chance.random.random() * len(buildings))
        building = buildings[at]
        floor, number = divmod(building.taken, 8)
        building.taken += 1
        if building.taken >= building.floors * 8:
            buildings.pop(at)
        house = f"{floor + 1}{number + 1:02d}"
        code = f"{building.code}{floor + 1:04d}{number + 1:02d}"
        rented = self._chance.random.random() < 0.62
        address = building.address + house
        rows["room"].append(
            (
                code,
                building.code,
                address,
                house,
                "住宅",
                "租住" if rented else "自住",
                self._chance.back(5, 300),
            )
        )
        return Home(code, address, building.street, building.community, rented)

    def _building(self, rows: Rows) -> _Building:
        random = self._chance.random
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
        worker = random.choice(_GRID_WORKERS)
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
