"""What an answer is: the value that windows, lists and batches get for a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Kind, the characters as read, what they cost. Kinds: street, community, road, area, building, crossing,
# neutral, false, code, then lane, bldg, unit, floor, house.
Piece = tuple[str, str, float]
_REST = ("lane", "bldg", "unit", "floor", "house")


class Read(NamedTuple):
    """How a text was read, opened only when asked for: its normal form, the spans used, lane to room."""

    form: str
    used: Sequence[tuple[int, int, str, float]]
    rest: tuple[str, ...]


class Translation(NamedTuple):
    """The answer to one text. ``codes`` best first, at most five but for lists; ``auto``: no person need be asked.

    ``level`` of the first code: room, floor, building. ``place``: the community, also where nothing stands.
    ``rows``: one list of codes for each entry that a range or list names. ``confidence`` 0-1. ``reasons`` are
    codes of what speaks against taking over (:data:`REASONS` has the Chinese words). ``runner_up``: the next different code and the lead over it.
    """

    codes: list[str]
    auto: bool
    level: str | None
    place: str | None
    rows: list[list[str]] | None
    confidence: float
    method: str
    reasons: tuple[str, ...]
    runner_up: tuple[str, float] | None
    read: Read = Read("", (), ())

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What was read as what and its cost: names in the order of the text, then the rest from lane to room."""
        form, used, rest = self.read
        names = [(kind, form[start:end], cost) for start, end, kind, cost in used]
        return (*names, *((kind, value, 0.0) for kind, value in zip(_REST, rest, strict=False) if value))


REASONS = {
    "not_address": "不是地址",
    "no_place": "只写到街道或社区，没有库内的小区、道路或楼栋",
    "missing": "缺楼栋、单元或房号，不能确定是哪一个",
    "unexplained": "有读不懂的部分",
    "room_absent": "楼栋在，房号不在库内",
    "several": "写的是几个房间或几栋楼，需要拆开",
    "contradicted": "街道、社区或门牌与其余部分矛盾",
    "misspelt": "名称有错别字",
    "loose_text": "有多余的字",
    "described": "只是方位描述",
    "entangled": "名称和别处的街道、社区连写在一起，分不清",
    "twinned": "别处有同名的小区，也有这一号楼栋，只是叫法不同",
    "close": "另有一个读法几乎一样好",
    "old_code": "编码已变更",
    "unknown_code": "编码不存在",
    "english": "英文地址，请在候选中选择",
}

NOTHING = Translation([], False, None, None, None, 0.0, "none", ("not_address",), None)
