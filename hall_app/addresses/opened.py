"""An answer opened: which pieces were read how, what they cost, what is missing or contradicts, who came second."""

from __future__ import annotations

from typing import Any

from hall_app.addresses.answers import Translation
from hall_app.addresses.describing import AddressWords, describe_all, method_words, reason_words
from hall_app.addresses.desk_values import Answer, Candidate, Piece, PieceState
from hall_app.addresses.engine import Engine

MISSPELT_FROM = 1.6
MOST = 5
READ_AS = {
    "area": "小区", "building": "楼栋", "road": "道路门牌", "community": "社区", "street": "街道", "false": "与库矛盾",
    "neutral": "省市区", "crossing": "路口描述", "lane": "坊巷", "bldg": "楼栋", "unit": "单元", "floor": "楼层",
    "house": "房号", "code": "编码", "alias": "别名", "english": "英文地址",
}  # fmt: skip
_PARTS = ("街道社区", "门牌", "小区", "楼栋", "单元", "楼层", "房号")


def open_answer(engine: Engine, text: str, made: Translation) -> Answer:
    """The answer in words, with at most five candidates."""
    runner_code = made.runner_up[0] if made.runner_up else ""
    known = describe_all(engine, (*made.codes[:MOST], *([runner_code] if runner_code else ())))
    words = _worded([known[code] for code in made.codes[:MOST] if code in known])
    parts = [_parts(engine, each) for each in words]
    lacking = _lacking(parts) if "missing" in made.reasons or "close" in made.reasons else ()
    candidates = tuple(
        Candidate(w.code, w.text, w.short, "".join(w.path[:2]), _difference(parts, n))
        for n, w in enumerate(words)
    )
    runner = known.get(runner_code)
    return Answer(
        text=text,
        sure=made.auto,
        level=made.level or "",
        confidence=made.confidence,
        method=method_words(made),
        reasons=reason_words(made.reasons),
        pieces=(*_pieces(made), *lacking),
        candidates=candidates,
        place=made.place or "",
        runner_up=runner.text if runner else "",
        lead=made.runner_up[1] if made.runner_up else None,
    )


def _worded(found: list[AddressWords]) -> list[AddressWords]:
    """A building steps back where one of its own rooms is offered."""
    homes = {words.code[:19] for words in found if words.level == "room"}
    return [words for words in found if words.level == "room" or words.code not in homes]


def _pieces(made: Translation) -> tuple[Piece, ...]:
    contradicted = "contradicted" in made.reasons
    falsely = any(kind == "false" for kind, _, _ in made.pieces)
    pieces: list[Piece] = []
    for kind, words, cost in made.pieces:
        if kind in ("neutral", "crossing"):
            state = PieceState.EXTRA
        elif kind == "false" or (kind == "road" and contradicted and not falsely):
            state = PieceState.CONFLICT
        elif cost >= MISSPELT_FROM:
            state = PieceState.NEARLY
        else:
            state = PieceState.FOUND
        if kind == "house" and "room_absent" in made.reasons:
            state = PieceState.MISSING
        pieces.append(Piece(words, READ_AS.get(kind, kind), state, round(cost, 2)))
    return tuple(pieces)


def _parts(engine: Engine, words: AddressWords) -> tuple[str, ...]:
    """The levels of an address in the order of ``_PARTS``, to be compared with another's."""
    room = engine.lookup.room(words.code) if words.level == "room" else None
    building = engine.lookup.building(words.code[:19] if room is None else room[0])
    if building is None:
        return ("",) * len(_PARTS)
    place = engine.gazetteer.places[building[0]]
    own = (
        f"{place.street}{place.community}",
        f"{place.road}{place.roadno}",
        place.area,
        f"{building[1]}{building[2]}",
    )
    return (*own, *(room[1:] if room else ("", "", "")))


def _parting(parts: list[tuple[str, ...]]) -> int | None:
    """The first level at which the candidates part, None where there is only one."""
    return next((n for n in range(len(_PARTS)) if len({each[n] for each in parts}) > 1), None)


def _lacking(parts: list[tuple[str, ...]]) -> tuple[Piece, ...]:
    """What the text does not say: the level at which the candidates part, or the door of a building's rooms."""
    at = _parting(parts)
    if at is None:
        return (Piece("缺房号", "房号", PieceState.MISSING),) if len(parts) == 1 and parts[0][-1] else ()
    return (Piece(f"缺{_PARTS[at]}", _PARTS[at], PieceState.MISSING),)


def _difference(parts: list[tuple[str, ...]], at: int) -> str:
    """The part of a candidate that tells it from the others; its street and community stand apart anyway."""
    level = _parting(parts)
    return parts[at][level] if level else ""


# -- kept with a row of a batch -------------------------------------------------------------------
def pack(answer: Answer) -> dict[str, Any]:
    """An answer as a JSON object."""
    return {
        "level": answer.level,
        "reasons": list(answer.reasons),
        "pieces": [[p.words, p.read_as, p.state.value, p.cost] for p in answer.pieces],
        "candidates": [[c.code, c.text, c.short, c.where, c.differs] for c in answer.candidates],
        "place": answer.place,
        "runner_up": answer.runner_up,
        "lead": answer.lead,
    }


def unpack(text: str, confidence: float, method: str, packed: dict[str, Any] | None) -> Answer:
    """The answer of :func:`pack`; a row that was sure has none, and gives an empty one."""
    kept = packed or {}
    return Answer(
        text=text,
        sure=packed is None,
        level=kept.get("level", ""),
        confidence=confidence,
        method=method,
        reasons=tuple(kept.get("reasons", ())),
        pieces=tuple(Piece(w, r, PieceState(s), c) for w, r, s, c in kept.get("pieces", ())),
        candidates=tuple(Candidate(*each) for each in kept.get("candidates", ())),
        place=kept.get("place", ""),
        runner_up=kept.get("runner_up", ""),
        lead=kept.get("lead"),
    )


def open_words(answer: Answer) -> str:
    """What is open about a row, for the list: 2 个候选，差栋座; 库里没有这个房号."""
    gap = next(
        (
            p.words.replace("缺", "差")
            for p in answer.pieces
            if p.state is PieceState.MISSING and p.words.startswith("缺")
        ),
        "",
    )
    count = len(answer.candidates)
    if not count:
        return answer.reasons[0] if answer.reasons else "没找到"
    if count == 1:
        return answer.candidates[0].short
    return f"{count} 个候选，{gap or (answer.reasons[0] if answer.reasons else '请选')}"
