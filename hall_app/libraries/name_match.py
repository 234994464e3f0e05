"""Where a person's name is what was typed: the characters that a list of found people marks."""

from __future__ import annotations

from collections.abc import Iterator

from hall_app.libraries.pinyin import (
    SURNAME_ALTERNATIVES,
    SURNAME_READINGS,
    normal_text,
    readings,
    split_name,
    surname_syllables,
)


def matched_span(name: str, text: str) -> tuple[int, int] | None:
    """From where to where the name was meant by a text as typed: its characters, initials or pinyin.

    None where it was found by something else, such as a number.
    """
    query = normal_text(text.lstrip("@＠")).replace("'", "")
    if not query:
        return None
    surname, given = split_name(name)
    for start in (0, len(surname)):
        if normal_text(name[start:]).startswith(query):
            return start, min(start + len(query), len(name))
    if not (query.isascii() and query.isalpha()):
        return None
    for pieces in _spellings(surname, given):
        size = _characters(pieces, query)
        if size:
            return 0, size
    return None


def _spellings(surname: str, given: str) -> Iterator[list[tuple[str, int]]]:
    """The name as pieces of letters with the characters they stand for: in initials, then in full."""
    syllables = [readings(char)[0] for char in given]
    tables = (
        (SURNAME_READINGS, SURNAME_ALTERNATIVES) if surname in SURNAME_ALTERNATIVES else (SURNAME_READINGS,)
    )
    heads = [surname_syllables(surname, table) for table in tables]
    for _whole, initials in heads:
        # A surname has a letter for each of its characters.
        yield [*((letter, 1) for letter in initials), *((syllable[:1], 1) for syllable in syllables)]
    for whole, _initials in heads:
        yield [(whole, len(surname)), *((syllable, 1) for syllable in syllables)]


def _characters(pieces: list[tuple[str, int]], query: str) -> int:
    """How many characters a query spells from the beginning on, the last one perhaps only begun; 0 if it does not."""
    spelt = size = 0
    for letters, characters in pieces:
        left = query[spelt:]
        if not left:
            break
        if not left.startswith(letters) and not letters.startswith(left):
            return 0
        spelt += len(letters)
        size += characters
    return size if spelt >= len(query) else 0
