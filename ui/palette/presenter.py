"""The command palette's search: cases, items, people, pages and commands as typed. UI thread only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases.resuming import FoundCase
from ui.key_table import KEYS

if TYPE_CHECKING:
    from hall_app.items.catalogue import ItemHead, ItemHit
    from hall_app.libraries.looking_up import CaseHit
    from hall_app.libraries.person_file import PersonHit
    from ui.reception.board import Board
    from ui.shell_state import RailEntry

ALL, PEOPLE, ITEMS, CASES, COMMANDS = "all", "people", "items", "cases", "commands"
CATEGORIES = ((ALL, "全部"), (PEOPLE, "人"), (ITEMS, "事项"), (CASES, "办件"), (COMMANDS, "命令"))
ADDRESSES = "addresses"
_PREFIXES = {"@": PEOPLE, "#": CASES, "/": COMMANDS, "=": ADDRESSES}
# Looking people up is traced, so it waits until the typing rests and two characters stand.
PEOPLE_AFTER_MS = 150
_WITH_ITEMS = frozenset({ALL, ITEMS, CASES})
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it opens (``kind`` item, person, case, page, address or command) and how it reads.

    Numbers of people are masked already.
    """

    kind: str
    key: str
    title: str
    note: str = ""
    aside: str = ""
    shortcut: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PaletteState:
    """Query, category and the groups found, in the order shown."""

    query: str = ""
    category: str = ALL
    items: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = ()
    cases: tuple[Entry, ...] = ()
    addresses: tuple[Entry, ...] = ()
    commands: tuple[Entry, ...] = ()
    searching: bool = False

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


class PalettePresenter(QObject):
    """Signals: ``changed``; ``item_opened(item)``, ``command_given(intention)``, ``page_asked(key, argument)``,
    ``case_opened(case_id)`` for a case that waits for papers.
    """

    changed = Signal()
    item_opened = Signal(object)
    command_given = Signal(str)
    page_asked = Signal(str, object)
    case_opened = Signal(object)

    def __init__(self, board: Board, pages: tuple[RailEntry, ...] = ()) -> None:
        super().__init__(board)
        self._board = board
        self._pages = pages
        self._case_search = False
        self.state = PaletteState()
        self._heads: dict[str, ItemHead] = {}
        self._recent: list[Entry] = []
        self._item_search = False
        self._people_search = False
        self._case_search = False
        self._found: dict[str, FoundCase] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PEOPLE_AFTER_MS)
        self._rest.timeout.connect(self._search_people)

    def _update(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit()

    def open(self) -> None:
        """Begin anew: the last ones opened and the first commands."""
        recent = self._recent[:6]
        self.state = PaletteState(
            items=tuple(one for one in recent if one.kind == "item"),
            people=tuple(one for one in recent if one.kind == "person"),
            cases=tuple(one for one in recent if one.kind == "case"),
            commands=self._commands("")[:3],
        )
        self.changed.emit()

    def set_category(self, category: str) -> None:
        """Tab: another category."""
        self._update(category=category)
        self.search(self.state.query)

    @property
    def _asked(self) -> tuple[str, str]:
        """The query without its prefix, and the category it asks for."""
        query = self.state.query
        category = _PREFIXES.get(query[:1], self.state.category)
        return (query[1:].strip() if query[:1] in _PREFIXES else query), category

    @property
    def _item_query(self) -> str:
        """What items are searched by: a code keeps its ``#``."""
        return self.state.query if self.state.query[:1] == "#" else self._asked[0]

    def search(self, query: str) -> None:
        """Search as typed."""
        if not query and self.state.category == CASES:
            self._update(query="", items=(), people=(), commands=())
            self._search_cases()
            return
        if not query:
            category = self.state.category
            self.open()
            self._update(category=category)
            return
        if not self.state.query:
            # What was opened last makes room for what is looked for.
            self.state = PaletteState(category=self.state.category)
        self.state = replace(self.state, query=query)
        words, category = self._asked
        with_cases = category == CASES or (category == ALL and _like_a_number(words))
        self._update(
            commands=self._commands(words) if category in (ALL, COMMANDS) else (),
            items=self.state.items if category in _WITH_ITEMS else (),
            people=self.state.people if category in (ALL, PEOPLE) else (),
            cases=self.state.cases if with_cases else (),
            addresses=self._addresses(words) if category in (ALL, ADDRESSES) else (),
        )
        if with_cases:
            self._search_cases()
        if category in _WITH_ITEMS:
            self._search_items()
        if category in (ALL, PEOPLE) and self._board.clerk.may("person.search"):
            self._rest.start()

    def _addresses(self, words: str) -> tuple[Entry, ...]:
        """An address is looked up on its own page; the palette only leads there."""
        if not words or self.state.query[:1] != "=" or not any(one.key == ADDRESSES for one in self._pages):
            return ()
        return (Entry("address", words, f"查地址“{words}”", "在标准地址库里查"),)

    def _commands(self, words: str) -> tuple[Entry, ...]:
        """Pages of the rail and commands of the key table whose words contain the query."""
        pages = [
            Entry("page", one.key, f"打开{one.words}", shortcut=f"Ctrl+{at}" if at <= 9 else "")
            for at, one in enumerate(self._pages, 1)
            if words and words.lower() in f"打开{one.words}".lower()
        ]
        return tuple([*pages, *_commands(words)][:_SHOWN])

    def _search_items(self) -> None:
        words = self._item_query
        if self._item_search or not words:
            return
        self._item_search, self._item_words = True, words
        board = self._board
        board.run(
            board.counter.search_items, board.clerk, words, done=self._on_items, failed=self._on_no_items
        )

    def _on_items(self, hits: tuple[ItemHit, ...]) -> None:
        self._item_search = False
        words, category = self._item_query, self._asked[1]
        if category in _WITH_ITEMS and self.state.query:
            self._heads.update({hit.item.code: hit.item for hit in hits})
            self._update(items=tuple(_item_entry(hit.item, hit.spans) for hit in hits[:_SHOWN]))
        if words != self._item_words:
            self._search_items()

    def _on_no_items(self, error: Exception) -> None:
        self._item_search = False
        self._board.say(error, "search")

    def _search_people(self) -> None:
        words, category = self._asked
        if self._people_search or len(words) < 2 or category not in (ALL, PEOPLE):
            return
        self._people_search, self._people_words = True, words
        self._update(searching=True)
        board = self._board
        board.run(
            board.counter.search_persons, board.clerk, words, done=self._on_people, failed=self._on_no_people
        )

    def _on_people(self, hits: tuple[PersonHit, ...]) -> None:
        self._people_search = False
        words, category = self._asked
        if category in (ALL, PEOPLE) and self.state.query:
            people = tuple(
                Entry(
                    "person",
                    str(hit.person_id),
                    hit.name,
                    f"{hit.id_masked}，{hit.phone_masked}",
                    hit.address,
                )
                for hit in hits[:_SHOWN]
            )
            self._update(people=people, searching=False)
        if words != self._people_words:
            self._rest.start()

    def _on_no_people(self, error: Exception) -> None:
        self._people_search = False
        self._update(people=(), searching=False)
        self._board.say(error, "search")

    def _search_cases(self) -> None:
        words, _category = self._asked
        board = self._board
        receives = board.clerk.may("case.accept")
        if self._case_search or not (receives or (words and any(one.key == CASES for one in self._pages))):
            return
        self._case_search, self._case_words = True, words
        # A window takes up what waits for papers; the back office only looks a case up.
        find = board.counter.find_cases if receives else board.counter.back_office.lookup.find_cases
        board.run(find, board.clerk, words, done=self._on_cases, failed=self._on_no_cases)

    def _on_cases(self, found: tuple[FoundCase | CaseHit, ...]) -> None:
        self._case_search = False
        words, category = self._asked
        if category == CASES or (category == ALL and self.state.query):
            self._found = {case.case_number: case for case in found if isinstance(case, FoundCase)}
            self._update(cases=tuple(_case_entry(case) for case in found))
        if words != self._case_words and (category == CASES or _like_a_number(words)):
            self._search_cases()

    def _on_no_cases(self, error: Exception) -> None:
        self._case_search = False
        self._board.say(error, "search")

    def give(self, entry: Entry) -> None:
        """Enter: open what the row stands for."""
        if entry.kind == "command":
            self.command_given.emit(entry.key)
            return
        if entry.kind == "page":
            self.page_asked.emit(entry.key, None)
            return
        if entry.kind == "address":
            self.page_asked.emit(ADDRESSES, entry.key)
            return
        case = self._found.get(entry.key) if entry.kind == "case" else None
        if case is not None and case.waits:
            self.case_opened.emit(case.case_id)
            return
        self._recent = [entry, *(each for each in self._recent if each.key != entry.key)][:6]
        if entry.kind == "person":
            self.page_asked.emit("libraries", (UUID(entry.key), entry.title))
        elif entry.kind == "case":
            self.page_asked.emit(CASES, entry.key)
        else:
            head = self._heads.get(entry.key)
            if head is not None:
                self.item_opened.emit(head)


def _item_entry(item: ItemHead, spans: tuple[tuple[int, int], ...] = ()) -> Entry:
    return Entry("item", item.code, item.name, item.summary, item.limit_line, spans=spans)


def _like_a_number(words: str) -> bool:
    """Whether it may be a case's number, or a sheet's code from a scanner."""
    return len(words) >= 4 and (words.startswith("FTZW1|") or any(each.isdigit() for each in words[-4:]))


def _case_entry(case: FoundCase | CaseHit) -> Entry:
    if not isinstance(case, FoundCase):
        return Entry("case", case.number, case.number, case.item_name, case.state_name)
    due = f"，{case.due_on:%m-%d} 前" if case.waits and case.due_on is not None else ""
    if case.to_hand:
        due = "，通知书待交"
    note = f"{case.item_name}，{case.applicant_masked}"
    return Entry("case", case.case_number, case.case_number, note, f"{case.state_name}{due}")


def _commands(words: str) -> tuple[Entry, ...]:
    """Commands of the key table whose words contain the query."""
    rows = [
        Entry("command", key.intention, key.words, shortcut=key.key)
        for key in KEYS
        if key.bound and key.intention not in ("back", "primary", "previous_step", "next_step")
        and words.lower() in key.words.lower()
    ]  # fmt: skip
    return tuple(rows[:_SHOWN])
