"""The two buildings the story people live in."""

from __future__ import annotations

from datetime import date, timedelta

from db.libraries import Building, Room
from db.session import Session

HOME = "广东省深圳市福田区莲花街道景田社区锦云二路18号云锦苑3栋B座"
BUILDING = "4403040970140790012"
ROOM = BUILDING + "001204"
SHARED = "4403040970140790013"
SHARED_HOME = "广东省深圳市福田区莲花街道景田社区锦云二路20号云锦苑5栋"


def write_homes(session: Session, day: date) -> None:
    """Both buildings, each with its room."""
    for code, address, house, rented, verified in (
        (BUILDING, HOME, "1204", True, day - timedelta(days=18)),
        (SHARED, SHARED_HOME, "101", False, day - timedelta(days=60)),
    ):
        session.add(
            Building(
                code=code,
                address=address,
                street_code="440304008",
                community_code="440304008014",
                grid="莲花-云锦-07",
                grid_worker="邓志强",
                estate="云锦苑",
                floors=18,
                practice=True,
            )
        )
        session.flush()
        session.add(
            Room(
                code=code + house.zfill(6),
                building_code=code,
                address=address + house,
                house=house,
                use="住宅",
                tenure="租住" if rented else "自住",
                verified_on=verified,
            )
        )
    session.flush()
