"""What is left of a text once names are taken out of it, and the named buildings that stand there."""

from __future__ import annotations

import re

from hall_app.addresses.evidence import Used
from hall_app.addresses.rules import either, load

_HAN = "\u3400-\u9fff"
_LETTER = re.compile(f"[{_HAN}]")
_STEMS = frozenset("甲乙丙丁戊己庚辛")
_BUILDING_WORDS = either(load("words")["units"]["bldg"])
_PAIR = re.compile("([东南西北主副前后])[,和与及至-]+([东南西北主副前后])([座楼栋])")


def skeleton_of(form: str, used: list[Used]) -> str:
    """The text with each name taken out, or run of names, as one ``|``."""
    made = []
    at = 0
    used.sort()
    for start, end, _, _ in used:
        if start >= at:
            made.append(form[at:start])
        if end > at:
            at = end
    made.append(form[at:])
    return "|".join(made)


def goes_on(form: str, used: list[Used]) -> bool:
    """Whether Chinese characters left over adjoin the estate's name: 山亦永霍公馆 is no tenant 永霍公馆 in 山亦."""
    for start, end, kind, _ in used:
        if kind == "area":
            before = start > 0 and _LETTER.match(form[start - 1]) and all(u[1] != start for u in used)
            after = end < len(form) and _LETTER.match(form[end]) and all(u[0] != end for u in used)
            return bool(before or after)
    return False


def take_labels(
    skeleton: str, named: list[tuple[str, str]], label: str | None
) -> tuple[str, str | None, list[str]]:
    """Take named buildings out of the rest: what is left, the one meant, and all where several are meant.

    东、西座东座 means 东座: a list, then the real one.
    """
    skeleton = _PAIR.sub(r"\1\3,\2\3", skeleton)
    found: list[str] = [] if label is None else [label]
    again = label
    for full, key in named:
        word = full if full in skeleton else key if len(key) > 1 and key in skeleton else ""
        if not word and key in _STEMS and not any(other != full and k == key for other, k in named):
            said = re.search(f"{key}(?:{_BUILDING_WORDS})", skeleton)  # 甲幢 for 甲栋
            word = said[0] if said else ""
        while word and word in skeleton:
            skeleton = skeleton.replace(word, "|", 1)
            again = full if full in found else again
            found += [] if full in found else [full]
    if len(found) > 1 and (again is None or again == label):
        return skeleton, None, sorted(found, key=[full for full, _ in named].index)
    return skeleton, again if len(found) > 1 else (found[0] if found else None), []
