"""Names that share characters with their neighbours in a text: which way to find a name leaves the others whole."""

from __future__ import annotations

from db.address_lookup import PlaceRow
from hall_app.addresses.estates import Estate
from hall_app.addresses.evidence import Hit, Text, Used
from hall_app.addresses.gazetteer import Spelling

ERRED = 1.6  # from here on a hit is a misspelt name


def best_hit(hit: Hit) -> tuple[float, float, int]:
    """The hit that explains most for its cost: 春明国际太厦 misspelt rather than 春明 with four loose characters."""
    return hit[0] - 0.8 * (hit[2] - hit[1]), hit[0], hit[1]


def beside_division(text: Text, p: PlaceRow, hits: list[Hit], area: Hit) -> Hit:
    """Of ways to find a misspelt name, one that leaves the place's own street and community whole."""
    for own, (_, _, spelling) in text.divisions:
        if own & area[3] and own & ~area[3] and _places_in(spelling, p):
            apart = [hit for hit in hits if not hit[3] & own and hit[0] <= area[0]]
            area = min(apart, key=best_hit, default=area)
    return area


def beside_building(text: Text, estate: Estate, hits: list[Hit], area: Hit) -> Hit:
    """Of ways to find a misspelt name, one that leaves a named building whole: 星河国际中主楼 holds no 星河国际中主."""
    for label, _ in estate.named:
        at = text.form.find(label, area[1])
        if 0 <= at < area[2] < at + len(label):
            apart = [hit for hit in hits if hit[2] <= at and hit[0] <= area[0]]
            area = min(apart, key=best_hit, default=area)
    return area


def entangled(text: Text, p: PlaceRow, used: list[Used]) -> bool:
    """Whether a name was read out of characters that may be those of a street or community elsewhere.

    紫荆朝广场 may be 潘朝广场 with a slip in it, or 紫荆社区 in short and 朝广场 that lost its first character: where
    a name begins or ends inside a division, or is as near without it, nobody can tell the two apart.
    """
    for own, (_, _, spelling) in text.divisions:
        if spelling.neutral or _places_in(spelling, p):
            continue
        for start, end, kind, cost in used:
            taken = (1 << end) - (1 << start)
            if kind not in ("area", "road") or not own & taken:
                continue
            if own & ~taken:
                return True
            if cost >= ERRED:
                hits = text.areas.get(p.id) if kind == "area" else text.roads.get(p.road)
                if any(not hit[3] & own for hit in hits or ()):
                    return True
    return False


def is_another(text: Text, hit: Hit, p: PlaceRow) -> bool:
    """Whether a misspelt street or community is another one in short: 莲花北 is no 莲花镇 with a slip in it."""
    return any(
        own & hit[3] == hit[3] and not _places_in(spelling, p)
        for own, (_, _, spelling) in text.divisions
        if not spelling.neutral
    )


def _places_in(spelling: Spelling, p: PlaceRow) -> bool:
    return any(name in (p.street, p.community) for _, name, _ in spelling.divisions)
