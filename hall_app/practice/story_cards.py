"""The nine story cards as the emulated reader lays them: texts as the chip carries them (reception.md 2).

Birth days are fixed or the first day of a year, so that a card keeps its number for a whole year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hall_app.identity.names import cut_to_chip
from hall_app.practice.numbers import id_number

ISSUER = "深圳市公安局福田分局"


@dataclass(frozen=True, slots=True, repr=False)
class StoryCard:
    """A card's fields: dates as YYYYMMDD or 长期, codes as digits. ``key`` is the number key that lays it.

    ``name`` is the whole name, as the population library has it; the chip may hold less of it (``chip_name``).
    """

    key: int
    slug: str
    title: str
    name: str
    sex: str
    nation_code: str
    birth_date: str
    address: str
    id_number: str
    issuer: str
    valid_from: str
    valid_to: str
    kind: str = "resident"
    appended_address: str = ""

    @property
    def chip_name(self) -> str:
        """The name as far as the chip's field holds it."""
        return cut_to_chip(self.name)

    def __repr__(self) -> str:
        return f"StoryCard({self.key}, {self.slug!r}, masked)"


def story_cards(day: date) -> tuple[StoryCard, ...]:
    """The cards 1 to 9 on a day of the hall."""
    year = day.year
    home = "广东省深圳市福田区莲花街道景田社区演示路"
    good = id_number(date(1979, 6, 21), 705)
    return (
        _card(
            1,
            "lin-xiaoyan",
            "林晓燕：居住证申领",
            "林晓燕",
            date(1992, 3, 15),
            272,
            "湖南省岳阳市云溪区演示路18号",
            day,
            issuer="岳阳市公安局云溪分局",
        ),
        # The newest address of a card is the registered one: who moved within the city has it, not who came to it.
        _card(
            2,
            "aged-82",
            "82 岁：高龄津贴",
            "何桂珍",
            date(year - 82, 1, 1),
            702,
            f"{home}2号",
            day,
            3650 * 3,
            appended="广东省深圳市福田区莲花街道景田社区锦云二路20号云锦苑5栋101",
        ),
        _card(3, "firm-owner", "企业主", "邓志明", date(1981, 9, 9), 709, f"{home}3号", day),
        _card(4, "expired", "证件过期", "黄丽华", date(1985, 5, 20), 704, f"{home}4号", day, -40),
        _card(5, "aged-15", "15 岁：要监护人", "梁子轩", date(year - 15, 1, 1), 711, f"{home}5号", day),
        _card(6, "deceased", "已登记死亡", "吴国强", date(1948, 11, 2), 713, f"{home}6号", day),
        _card(
            7,
            "long-name",
            "长姓名与生僻字",
            "古丽巴哈尔·𠮷䶮㛃·买买提依江",
            date(1990, 7, 7),
            714,
            "新疆维吾尔自治区演示路7号",
            day,
            nation="05",
        ),
        _card(8, "other-name", "库里是另一姓名", "陈思远", date(1988, 2, 8), 715, f"{home}8号", day),
        StoryCard(
            9,
            "wrong-digit",
            "校验码不符",
            "许文静",
            "2",
            "01",
            "19790621",
            f"{home}9号",
            good[:17] + ("0" if good[17] != "0" else "1"),
            ISSUER,
            _text(day - timedelta(days=900)),
            _text(day + timedelta(days=2750)),
        ),
    )


def _card(
    key: int,
    slug: str,
    title: str,
    name: str,
    born: date,
    sequence: int,
    address: str,
    day: date,
    valid_days: int = 2600,
    nation: str = "01",
    appended: str = "",
    issuer: str = ISSUER,
) -> StoryCard:
    # Cards for adults run ten or twenty years; what matters here is the end.
    return StoryCard(
        key=key,
        slug=slug,
        title=title,
        name=name,
        sex="1" if sequence % 2 else "2",
        nation_code=nation,
        birth_date=_text(born),
        address=address,
        id_number=id_number(born, sequence),
        issuer=issuer,
        valid_from=_text(day + timedelta(days=valid_days - 3653))
        if valid_days < 3653
        else _text(date(day.year - 8, 1, 1)),
        valid_to=_text(day + timedelta(days=valid_days)),
        appended_address=appended,
    )


def _text(day: date) -> str:
    return f"{day:%Y%m%d}"
