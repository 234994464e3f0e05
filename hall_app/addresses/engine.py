"""Translates a text into the code of a standard address: names first, then what stands there.

Exact names are asked first, misspelt ones only where those do not explain the whole text.
"""

from __future__ import annotations

import re
import unicodedata

from db.address_lookup import AddressLookup
from db.session import Store
from hall_app.addresses.answers import NOTHING, Read, Translation
from hall_app.addresses.deciding import MOST_CODES, decide
from hall_app.addresses.english import EnglishReader, is_english
from hall_app.addresses.estates import Estates
from hall_app.addresses.evidence import Text
from hall_app.addresses.explaining import CONTRADICTED, LOOSE, Explained, Explainer
from hall_app.addresses.gazetteer import Found, Gazetteer
from hall_app.addresses.normal import text_form
from hall_app.addresses.numeral_names import NumeralNames
from hall_app.addresses.text_aliases import TextAliases, meaning_of
from hall_app.addresses.walking import ABSENT, MISSING, UNKNOWN

SATISFIED, SATISFIED_ABSENT = 0.9, 2.4
_DISAGREES = frozenset({"contradicted", "room_absent", "several"})
_NONE: frozenset[str] = frozenset()
_CODE = re.compile(r"(?<![0-9])(?:[0-9]{25}|[0-9]{19})(?![0-9])")
# the same as forms print it: full width, or in groups
_SPACED_CODE = re.compile(r"(?<![0-9０-９])[0-9０-９](?:[  　-]?[0-9０-９]){18,24}(?![0-9０-９])")
_GAPS = re.compile("[^0-9]")
_SAYS = re.compile("[\u3400-\u9fff]{2}.*[0-9A-Z]|[\u3400-\u9fff]{4}")


class Engine:
    """The imported library opened for reading. One thread at a time; close it when done."""

    def __init__(self, store: Store) -> None:
        self.lookup = AddressLookup(store)
        self._open()

    def _open(self) -> None:
        self.edition = self.lookup.edition()
        self.gazetteer = Gazetteer(self.lookup.places(), self.lookup.aliases(), self.lookup.labels())
        self._numeral_names = NumeralNames(self.gazetteer.spellings)
        self.estates = Estates(self.lookup)
        self.explainer = Explainer(self.gazetteer, self.estates)
        self.reader = self.explainer.reader
        self.texts = TextAliases(self.lookup.text_aliases())
        self._english: EnglishReader | None = None

    def fresh(self) -> bool:
        """Read the library again where an import or a change was recorded since; tells whether it was."""
        if self.lookup.edition() == self.edition:
            return False
        self._open()
        return True

    def close(self) -> None:
        """Give the database connection back."""
        self.lookup.close()

    def translate(self, text: str, *, by_alias: bool = True) -> Translation:
        """The code that a text names. Never raises on any text, never names what the library lacks."""
        if (
            by_alias
            and self.texts
            and (meant := meaning_of(text, self.texts, self.lookup.elements, self.translate)) is not None
        ):
            return meant
        if (code := _SPACED_CODE.search(text)) is not None and (made := self._with_code(text, code)):
            return made
        if text[:1].isascii() and is_english(text):
            return self._in_english(text)
        form = self._numeral_names.written_out(text_form(text))
        if len(form) < 2:
            return NOTHING
        asked = Text(form, self.gazetteer)
        found = self.explainer.explain_all(asked)
        if not _satisfied(found):
            found = self._nearly(asked, found)
        return decide(asked, found, self.gazetteer)

    def _in_english(self, text: str) -> Translation:
        if self._english is None:
            self._english = EnglishReader(self.lookup.names(), self.gazetteer, self.reader)
        return self._english.translate(text)

    def _nearly(self, text: Text, found: list[Explained]) -> list[Explained]:
        """Ask again with misspelt names; where that still does not explain the text, also inside exact names."""
        known: Found = {}
        covered: list[tuple[int, int]] | None = None
        rounds = [("SCARE", _NONE), ("SCA", _NONE)]
        if text.leads(self.gazetteer.leading):
            rounds.append(("SCA", self.gazetteer.leading))
        for certain, but in rounds:
            before, covered = covered, text.covered(certain, but)
            if covered == before:
                continue  # no exact name to look inside
            near = self.gazetteer.misspelt(text.form, covered, known)
            if near:
                text.add_misspelt(near, self.gazetteer)
                found = self.explainer.explain_all(text)
            if found and not found[0].flags & (CONTRADICTED | UNKNOWN | LOOSE):
                break
        if not found or found[0].flags & (UNKNOWN | LOOSE | MISSING):
            near = self.gazetteer.misspelt_in_short(text.form, covered or [], text.states)
            if near:
                text.add_misspelt(near, self.gazetteer)
                found = self.explainer.explain_all(text)
        return found

    def _with_code(self, text: str, found: re.Match[str]) -> Translation | None:
        """The answer to a text that holds a code: the code's, unless what stands beside it names another entry."""
        code = _GAPS.sub("", unicodedata.normalize("NFKC", found[0]))
        if len(code) not in (19, 25):
            return None
        by_code = self._by_code(code)
        if not by_code.codes and _CODE.search(text) is None:
            return None  # figures of a telephone and a postcode beside each other
        beside = f"{text[: found.start()]},{text[found.end() :]}"
        if not _SAYS.search(text_form(beside)):
            return by_code
        said = self.translate(beside, by_alias=False)
        if not said.codes:
            return by_code
        if not by_code.codes:  # a person looks at the code that does not exist
            return said._replace(auto=False, reasons=(*said.reasons, *by_code.reasons))
        own, other = by_code.codes[0], said.codes[0]
        meant = said.codes if "missing" in said.reasons else [other]
        agree = any(own.startswith(each) or each.startswith(own) for each in meant)
        if not agree or len(by_code.codes) > 1 or not _DISAGREES.isdisjoint(said.reasons):
            codes = list(dict.fromkeys((*by_code.codes, *said.codes)))[:MOST_CODES]
            return by_code._replace(codes=codes, auto=False, reasons=(*by_code.reasons, "contradicted"))
        return said if other.startswith(own) and other != own else by_code

    def _by_code(self, code: str) -> Translation:
        read = Read(code, ((0, len(code), "code", 0.0),), ())
        if self.lookup.is_valid(code):
            level = "room" if len(code) == 25 else "building"
            return Translation([code], True, level, None, None, 1.0, "code", (), None, read)
        now = self.lookup.successors(code)
        if not now:
            return Translation([], False, None, None, None, 0.0, "code", ("unknown_code",), None, read)
        level = "room" if len(now[0]) == 25 else "building"
        return Translation(
            now[:MOST_CODES], len(now) == 1, level, None, None, 1.0, "old_code", ("old_code",), None, read
        )


def _satisfied(found: list[Explained]) -> bool:
    """Whether exact names explain the text so well that no misspelt one need be looked for."""
    if not found or found[0].flags & (LOOSE | CONTRADICTED | UNKNOWN):
        return False
    best = found[0]
    return best.cost <= (SATISFIED_ABSENT if best.flags & ABSENT else SATISFIED)
