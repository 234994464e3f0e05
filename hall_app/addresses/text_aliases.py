"""Texts that mean a code by decision: the old names of renamed entries, and texts that staff bound to a code.

An old name also stands before what followed it (旧名 3 栋 501): the beginning is then replaced by the
present address and the whole is read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hall_app.addresses.answers import Read, Translation
from hall_app.addresses.normal import text_form

if TYPE_CHECKING:
    from hall_app.addresses.managing.changes import Elements

_ABOVE = re.compile(r"^(?:广东省?|深圳市|深圳|福田区|,)+")
_GOES_ON = re.compile(r"[0-9A-Z-]")
SHORTEST = 3
MOST_CODES = 5


def alias_form(text: str) -> str:
    """A text in the form in which aliases are kept and looked up: without province, city and district."""
    return _ABOVE.sub("", text_form(text))


def spellings(elements: Elements) -> tuple[str, ...]:
    """The forms in which an address is usually written: in full, from the community, from the road, from the area."""
    tail = "".join(
        (elements.area, elements.lane, elements.bldg, elements.unit, elements.floor, elements.house)
    )
    road = elements.road + elements.roadno + tail
    texts = [elements.joined(), elements.community + road, road]
    if elements.area:
        texts += [tail, elements.street + road]
    forms = (alias_form(text) for text in texts)
    return tuple(dict.fromkeys(form for form in forms if len(form) >= SHORTEST))


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: codes (several where they cannot be told apart), and what followed the alias."""

    codes: tuple[str, ...]
    rest: str


class TextAliases:
    """The aliases in force, by form. Built once, then only read; any thread."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._codes: dict[str, tuple[str, ...]] = {}
        for form, code in rows:
            self._codes[form] = (*self._codes.get(form, ()), code)
        self._sizes = sorted({len(form) for form in self._codes}, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._codes)

    def find(self, text: str) -> Meant | None:
        """What the text means by itself or by its beginning; None where no alias speaks."""
        if not self._codes:
            return None
        form = alias_form(text)
        known = self._codes.get(form)
        if known:
            return Meant(known, "")
        for size in self._sizes:
            if size >= len(form):
                continue
            known = self._codes.get(form[:size])
            if known and _parted(form[size - 1], form[size]) and len(known[0]) == 19:
                return Meant(known, form[size:])
        return None


def _parted(last: str, following: str) -> bool:
    if _GOES_ON.match(last):
        return not _GOES_ON.match(following) and following not in "号栋座幢"
    return not (last == "号" and following in "楼院")


class Translates(Protocol):
    """Reads a text against the library without asking the aliases again."""

    def __call__(self, text: str, *, by_alias: bool) -> Translation: ...


def meaning_of(
    text: str, texts: TextAliases, standard: Callable[[str], str | None], translate: Translates
) -> Translation | None:
    """What an alias says of a text, with the room behind it read in each building it means; None if none speaks.

    ``standard`` gives the words of a code that is in force, None of one that is not.
    """
    meant = texts.find(text)
    if meant is None:
        return None
    living = {code: found for code in meant.codes if (found := standard(code)) is not None}
    codes = list(living)[:MOST_CODES]
    if not codes:
        return None
    if not meant.rest:
        made = _by_alias(translate(codes[0], by_alias=False), text, meant)
        return made if len(codes) == 1 else _undecided(made, codes)
    read = [translate(living[code] + meant.rest, by_alias=False) for code in codes]
    sure_ones = [made for made in read if made.auto and "room_absent" not in made.reasons]
    best = sure_ones or read
    made = _by_alias(best[0], text, meant)
    if len(best) == 1:
        return made if made.codes else best[0]
    return _undecided(made, list(dict.fromkeys(code for one in best for code in one.codes))[:MOST_CODES])


def _by_alias(made: Translation, text: str, meant: Meant) -> Translation:
    """The answer as that of the text that was asked: its alias first, then what was read behind it."""
    form = alias_form(text)
    used = ((0, len(form) - len(meant.rest), "alias", 0.0),)
    return made._replace(
        method="alias", runner_up=None, read=Read(form, used, made.read.rest if meant.rest else ())
    )


def _undecided(made: Translation, codes: list[str]) -> Translation:
    return made._replace(codes=codes, auto=False, level=None, confidence=0.5, reasons=("close",))
