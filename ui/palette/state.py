"""What the command palette shows: rows in groups, and the categories they belong to."""

from __future__ import annotations

from dataclasses import dataclass

ALL, PEOPLE, ITEMS, CASES, COMMANDS = "all", "people", "items", "cases", "commands"
ADDRESSES = "addresses"
CATEGORIES = (
    (ALL, "全部"), (PEOPLE, "人"), (ITEMS, "事项"), (CASES, "办件"), (ADDRESSES, "地址"), (COMMANDS, "命令"),
)  # fmt: skip
PREFIXES = {"@": PEOPLE, "#": CASES, "/": COMMANDS, "=": ADDRESSES}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it opens (``kind`` item, person, case, page, address or command) and how it reads.

    Numbers of people are masked already. ``tone`` colours the aside where a case's time is short (warn, bad).
    """

    kind: str
    key: str
    title: str
    note: str = ""
    aside: str = ""
    shortcut: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class PaletteState:
    """Query, category and the groups found, in the order shown.

    ``people_of`` and ``addresses_of`` are the words that these were found by.
    """

    query: str = ""
    category: str = ALL
    items: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = ()
    cases: tuple[Entry, ...] = ()
    addresses: tuple[Entry, ...] = ()
    commands: tuple[Entry, ...] = ()
    searching: bool = False
    people_of: str = ""
    addresses_of: str = ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """Group titles with their rows, empty groups left out."""
        found = (
            ("办件", CASES, self.cases),
            ("事项", ITEMS, self.items),
            ("人", PEOPLE, self.people),
            ("地址", ADDRESSES, self.addresses),
            ("命令", COMMANDS, self.commands),
        )
        if self.query[:1] == "=":
            return (("地址", self.addresses),) if self.addresses else ()
        if self.query[:1] == "#" and self.category == ALL:
            return tuple((title, rows) for title, key, rows in found if rows and key in (CASES, ITEMS))
        return tuple((title, rows) for title, key, rows in found if rows and self.category in (ALL, key))
