"""Decides whether the best explanation may be taken over without a person, and makes the answer.

The first code is taken over only where its reading is complete, uncontradicted and clearly cheaper than the
next different code (``addresses.md`` 5). :func:`may_take_over` is the one place that says yes.
"""

from __future__ import annotations

import re

from hall_app.addresses.answers import NOTHING, Read, Translation
from hall_app.addresses.evidence import Text
from hall_app.addresses.explaining import (
    CONTRADICTED,
    DESCRIBED,
    DOORED,
    ENTANGLED,
    EXACT,
    LOOSE,
    MISNAMED,
    RIVAL,
    STRAY,
    TWINNED,
    UNNAMED,
    Explained,
)
from hall_app.addresses.gazetteer import SHORT_MISSPELT, Gazetteer
from hall_app.addresses.overlaps import ERRED
from hall_app.addresses.rules import either, load
from hall_app.addresses.strays import may_name_another
from hall_app.addresses.walking import ABSENT, MISSHAPEN, MISSING, RANGE, UNKNOWN, UNLABELLED

LEAD, LEAD_MISSPELT, AUTO_MOST, SURE_ABSENT, MOST_CODES = 0.9, 1.2, 5.2, 2.4, 5
TAKEN_LEAST, ASKED_MOST = 0.95, 0.94
HOPELESS_COST, RIVAL_MOST, AS_WELL, NAMED_MORE = 11.0, 4.6, 0.3, 2.6
_GOES_ON = re.compile(either(load("words")["name_ends"]))
_UNITS = "".join(
    {
        char
        for name, words in load("words")["units"].items()
        if name != "junk"
        for word in words
        for char in word
    }
)
_TORN = re.compile(f"[0-9](?![{_UNITS}之第期区路街])[\u3400-\u9fff][0-9A-Z]")
_FACILITY = re.compile(f"[0-9]{{0,2}}(?:{either(load('words')['facilities'])})")
_LETTER = re.compile("[\u3400-\u9fff]")
_RUNS_IN = re.compile("(?<![0-9A-Z])[楼阁房铺]$")
# a road without a number: 奥万碧4路 is not the estate 奥万碧 with a slip in it
_ROAD_ONLY = re.compile("[\u3400-\u9fff][0-9]{0,2}[东南西北中]?(?:[路街]|(?<!街)道)$")
NEVER = MISSING | UNKNOWN | RANGE | CONTRADICTED | LOOSE | DESCRIBED | ENTANGLED | TWINNED
_FLAG_REASONS = (
    (MISSING, "missing"), (UNKNOWN, "unexplained"), (ABSENT, "room_absent"), (RANGE, "several"),
    (CONTRADICTED, "contradicted"), (MISNAMED, "misspelt"), (LOOSE, "loose_text"), (DESCRIBED, "described"),
    (ENTANGLED, "entangled"), (TWINNED, "twinned"),
)  # fmt: skip


def may_take_over(
    best: Explained, runner: Explained | None, found: list[Explained], text: Text, gazetteer: Gazetteer
) -> bool:
    """Whether the best explanation needs no person.

    Never where anything contradicts, is missing, unexplained, several or merely described; never where another
    code reads as well; never where places were left unasked that the text names as well as this one.
    """
    flags = best.flags
    if flags & NEVER or len(set(best.reading.codes)) != 1 or best.cost > AUTO_MOST:
        return False
    misspelt = flags & MISNAMED
    if runner is not None and runner.cost - best.cost < (LEAD_MISSPELT if misspelt else LEAD):
        return False
    if text.unasked is not None and not flags & DOORED:
        cost, asked = text.unasked
        if cost - asked[best.place] < LEAD_MISSPELT:
            return False
    if flags & ABSENT and (misspelt or flags & (STRAY | MISSHAPEN) or best.cost > SURE_ABSENT):
        return False  # a room that is not there, in a text that is not quite clear either
    if flags & ABSENT and not flags & DOORED and _rivals(best, found):
        return (
            False  # the room is not here, but in the estate of this name elsewhere: the street may be false
        )
    if flags & STRAY and _TORN.search(best.rest):
        return False  # 20某H: a number with a hole in it
    if flags & UNLABELLED and not flags & DOORED and _rivals(best, found):
        return False  # 四季公寓A座 where no letter stands, and another 四季公寓 has its A座
    if (
        flags & UNLABELLED
        and flags & UNNAMED
        and any(
            x.place != best.place and x.flags & DOORED and not x.flags & UNLABELLED and x.reading.pieces[1]
            for x in found[1:]
        )
    ):
        return False  # 泰喜一路48号A座 where no letter stands, and another estate of this door has its A座
    if flags & STRAY and _slips_twice(best, text) or _goes_on_from_city(best, text):
        return False
    if not flags & DOORED and (_named_on(best, text) or _is_facility(best, text)):
        return False
    if misspelt and not flags & DOORED and _is_too_little(best, text):
        return False
    if not misspelt:
        odd = flags & STRAY and (flags & UNNAMED or not flags & DOORED)
        return not odd or not may_name_another(best, text, gazetteer)
    if flags & STRAY and (flags & UNNAMED or not flags & DOORED):
        return False  # two slips, and nothing else that bears the name out
    if not flags & DOORED and not any(best.reading.pieces):
        return False  # a name that is not quite there, and no number that bears it out
    if not flags & DOORED and _rivals(best, found):
        return False
    exact = runner is not None and not runner.flags & (MISNAMED | UNKNOWN | UNNAMED)
    return not (exact and runner is not None and runner.cost <= RIVAL_MOST)


def _named_on(best: Explained, text: Text) -> bool:
    """Whether the name may be cut out of a longer one: 腐仓塔楼 is no part of 腐仓, 楼坝大楼 none of 坝大楼, nor 梅林12 of 梅林1.

    A market, school or station called so (爱华菜市场) need not stand in the estate either.
    """
    form = text.form
    for start, end, kind, _ in best.used:
        if kind == "area":
            bldg = best.reading.pieces[1]
            if bldg and not bldg.isascii() and form.startswith(bldg, end):
                continue  # 广场裙楼, where the building is called so
            if _GOES_ON.match(form, end) or form[end - 1].isdigit() and form[end : end + 1].isdigit():
                return True
            if _FACILITY.match(form, end):
                return True
            if _RUNS_IN.search(form[:start]) and all(used[1] != start for used in best.used):
                return True
    return False


def _slips_twice(best: Explained, text: Text) -> bool:
    """Whether a misspelt street or community began before what was read: 宴岗社区 is another rather than 岗头社区."""
    return any(
        cost >= ERRED
        and kind in ("street", "community")
        and start > 0
        and _LETTER.match(text.form[start - 1]) is not None
        and not any(begin < start <= end for begin, end, _, _ in best.used)
        for start, _, kind, cost in best.used
    )


def _goes_on_from_city(best: Explained, text: Text) -> bool:
    """Whether a city or district in short within the text begins another name: 招商街办深圳湾, 南头街道深圳湾社区."""
    form, used = text.form, best.used
    for start, end, kind, _ in used:
        if (
            kind != "neutral"
            or not start
            or form[end - 1] in "省市区"
            or not _LETTER.match(form[end : end + 1])
        ):
            continue
        if any(before == "neutral" and stop == start for _, stop, before, _ in used):
            continue  # 广东省深圳: one after the other
        following = min(((begin, cost) for begin, _, _, cost in used if begin >= end), default=None)
        if following and (following[0] == end + 1 or following[0] == end and following[1] >= ERRED):
            return True
    return False


def _is_facility(best: Explained, text: Text) -> bool:
    """Whether all that is said of the estate is its name in short, and that is the word of a park or a market (公园)."""
    return not any(best.reading.pieces) and any(
        kind == "area" and cost > EXACT and _FACILITY.fullmatch(text.form, start, end)
        for start, end, kind, cost in best.used
    )


def _is_too_little(best: Explained, text: Text) -> bool:
    """Whether too little is left of a misspelt name to go by: two characters alone, or some of 福田 that is the district."""
    placed = any(kind in ("street", "community", "road") for _, _, kind, _ in best.used)
    for start, end, kind, cost in best.used:
        if kind in ("area", "road") and cost >= ERRED:
            if end - start < 3 and not placed or cost == SHORT_MISSPELT:
                return True
            own = (1 << end) - (1 << start)
            if any(own & mask for mask, span in text.spans if span[2].neutral):
                return True
    return False


def _rivals(best: Explained, found: list[Explained]) -> bool:
    """Whether another place fits the names as well, but for a street or community that may be the false one."""
    spoilt = UNKNOWN | LOOSE | DESCRIBED
    return any(
        x.place != best.place
        and x.false <= RIVAL
        and x.cost - x.false <= best.cost + AS_WELL
        and not x.flags & spoilt
        for x in found[1:]
    )


def decide(text: Text, found: list[Explained], gazetteer: Gazetteer) -> Translation:
    """The answer from all explanations, cheapest first."""
    if len(found) > 1 and found[0].flags & MISNAMED:
        found = _exact_before_misspelt(found)
    if len(found) > 1 and found[0].flags & UNNAMED:
        found = _named_before_anonymous(found)
    place = _place(text, gazetteer, found)
    best = found[0] if found else None
    if best is None or best.cost > HOPELESS_COST or _names_no_place(best, text):
        named = _divisions(text)
        reasons = ("no_place",) if named else NOTHING.reasons
        return Translation(
            [], False, None, place, None, 0.0, "none", reasons, None, Read(text.form, named, ())
        )
    own = best.reading.codes
    codes = own[:] if len(own) < 2 else list(dict.fromkeys(own))
    ranged = bool(best.flags & RANGE)
    if not ranged:
        del codes[MOST_CODES:]
    runner = _runner(found, codes, ranged)
    lead = max(0.0, runner.cost - best.cost) if runner else 99.0
    auto = may_take_over(best, runner, found, text, gazetteer)
    if not ranged and len(found) > 1:
        _fill(codes, found)
    needed = LEAD_MISSPELT if best.flags & MISNAMED else LEAD
    confidence = _confidence(best.cost, lead, auto)
    reasons: tuple[str, ...] = ()
    if best.flags & ~(UNNAMED | DOORED | STRAY | MISSHAPEN | UNLABELLED) or lead < needed:
        reasons = tuple(word for flag, word in _FLAG_REASONS if best.flags & flag)
        reasons += ("close",) if lead < needed else ()
    return Translation(
        codes, auto, best.reading.level, place, best.reading.rows if ranged else None, confidence,
        "misspelt" if best.flags & MISNAMED else "exact", reasons,
        (runner.reading.codes[0], round(lead, 2)) if runner else None,
        Read(text.form, best.used, best.reading.pieces),
    )  # fmt: skip


def _confidence(cost: float, lead: float, auto: bool) -> float:
    """0-1 by how smoothly the text was read and how far behind the next code is.

    What may be taken over is wrong in far less than one text of a hundred, however roughly it is written, and what
    has to be asked is not: so the first stands from ``TAKEN_LEAST`` up, the second below it, each in its own order.
    """
    clear = max(1.0 - cost / 8, 0.0) * min(1.0, 0.5 + lead / 4)
    if auto:
        return round(TAKEN_LEAST + (1.0 - TAKEN_LEAST) * clear, 3)
    return round(min(clear, ASKED_MOST), 3)


def _exact_before_misspelt(found: list[Explained]) -> list[Explained]:
    """An estate whose name stands in the text, though in another street than it says, comes before a misspelt one there.

    A false street is likelier than a slip of the pen that makes the name of another estate. A person decides.
    """
    spoilt = MISNAMED | MISSING | UNKNOWN | ABSENT | LOOSE | DESCRIBED | STRAY
    best = found[0]
    span = next(((s, e) for s, e, kind, cost in best.used if kind == "area" and cost > EXACT), None)
    if span is None or best.flags & DOORED:
        return found
    for x in found[1:]:
        if x.false and x.false <= RIVAL and x.cost - x.false < best.cost and not x.flags & spoilt:
            for start, end, kind, cost in x.used:
                if kind == "area" and cost <= EXACT and start <= span[0] and end >= span[1]:
                    return [x, *(y for y in found if y is not x)]
    return found


def _named_before_anonymous(found: list[Explained]) -> list[Explained]:
    """At a door of several estates, the one whose name stands there misspelt comes before one that leaves it unread.

    晖蕙厂 is 晖惠厂 with a slip in it rather than a tenant of the neighbour. A person decides.
    """
    best = found[0]
    spoilt = UNNAMED | UNKNOWN | MISSING | LOOSE | STRAY | ABSENT | CONTRADICTED
    for x in found[1:]:
        if (
            x.flags & MISNAMED
            and x.flags & DOORED
            and not x.flags & spoilt
            and x.cost < best.cost + NAMED_MORE
        ):
            for start, end, kind, cost in x.used:
                if kind == "area" and cost >= ERRED and _unread(best, start, end):
                    return [x, *(y for y in found if y is not x)]
    return found


def _unread(best: Explained, start: int, end: int) -> bool:
    return all(stop <= start or at >= end for at, stop, _, _ in best.used)


def _names_no_place(best: Explained, text: Text) -> bool:
    """Whether the text only describes a spot or names a road, and the estate was guessed from it."""
    if any(best.reading.pieces):
        return False
    if best.flags & DESCRIBED:
        return True
    if not best.flags & DOORED and _is_division(best, text):
        return True
    if any(kind == "road" for _, _, kind, _ in best.used):
        return False  # 琨金漪融中心瑄荻三路: its own road bears the name out
    guessed = best.flags & (MISNAMED | LOOSE | UNKNOWN) and not best.flags & DOORED
    return bool(guessed) and _ROAD_ONLY.search(text.form) is not None


def _is_division(best: Explained, text: Text) -> bool:
    """Whether the estate's name in short is that of a street or community in short (口岸), and nothing else is said."""
    areas = [(start, end, cost) for start, end, kind, cost in best.used if kind == "area"]
    return any(
        cost > EXACT and start == at and end == stop
        for start, end, cost in areas
        for _, (at, stop, _) in text.divisions
    )


def _runner(found: list[Explained], codes: list[str], ranged: bool) -> Explained | None:
    """The cheapest explanation that names a different code first."""
    first = codes[:1]
    for other in found[1:]:
        named = other.reading.codes
        if named and named[0] not in first and not (ranged and set(named) <= set(codes)):
            return other
    return None


def _fill(codes: list[str], found: list[Explained]) -> None:
    for other in found[1:]:
        if len(codes) >= MOST_CODES:
            return
        for code in other.reading.codes[: MOST_CODES - len(codes)]:
            if code not in codes:
                codes.append(code)


def _divisions(text: Text) -> list[tuple[int, int, str, float]]:
    """The streets and communities that a text names with their type word, where it names nothing below them."""
    named: list[tuple[int, int, str, float]] = []
    for _, (start, end, spelling) in text.divisions:
        kinds = [kind for kind, _, strong in spelling.divisions if strong and kind != "D"]
        if kinds and (not named or start >= named[-1][1]):
            named.append((start, end, "street" if kinds[0] == "S" else "community", 0.0))
    return named


def _place(text: Text, gazetteer: Gazetteer, found: list[Explained]) -> str | None:
    """The community that the text names, in full or in short, else that of the best place."""
    best = None
    for _, (_, _, spelling) in text.divisions:
        for kind, name, cost, _ in spelling.entries:
            if kind == "C" and (best is None or cost < best[0]) and name in gazetteer.communities:
                best = (cost, name)
    if best is not None:
        return best[1]
    return gazetteer.places[found[0].place].community if found else None
