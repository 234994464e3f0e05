"""The command palette's search: cases, items, people, addresses, pages and commands as typed. UI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases.resuming import FoundCase
from hall_app.errors import HallError
from ui.addresses.suggesting import Suggester
from ui.palette.entries import (
    SHOWN,
    address_entry,
    case_entry,
    commands,
    item_entry,
    like_a_number,
    person_entry,
)
from ui.palette.state import (
    ADDRESSES,
    ALL,
    CASES,
    CATEGORIES,
    COMMANDS,
    ITEMS,
    PEOPLE,
    PREFIXES,
    Entry,
    PaletteState,
)

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit
    from hall_app.items.catalogue import ItemHead, ItemHit
    from hall_app.libraries.looking_up import CaseHit
    from hall_app.libraries.person_file import PersonHit
    from ui.reception.board import Board
    from ui.shell_state import RailEntry

# Looking people up is traced, so it waits until two characters stand; addresses wait with them.
FINDING_FROM = 2
# What was found at hand is shown in one go with people and addresses, unless they take longer than this.
PATIENCE_MS = 40
# In the category 全部 addresses are appended below the people once the typing rests: no key waits for them.
REST_MS = 150
ADDRESSES_BESIDE = 3
_WITH_ITEMS = frozenset({ALL, ITEMS, CASES})


class PalettePresenter(QObject):
    """Signals: ``changed``; ``item_opened(item)``, ``command_given(intention)``, ``page_asked(key, argument)``,
    ``case_opened(case_id)`` for a case that waits for papers; ``failed`` when a search did not come about.
    """

    changed = Signal()
    failed = Signal()
    item_opened = Signal(object)
    command_given = Signal(str)
    page_asked = Signal(str, object)
    case_opened = Signal(object)

    def __init__(self, board: Board, pages: tuple[RailEntry, ...] = ()) -> None:
        super().__init__(board)
        self._board = board
        self._pages = pages
        self.state = PaletteState()
        self._heads: dict[str, ItemHead] = {}
        self._recent: list[Entry] = []
        self._item_search = False
        self._people_search = False
        self._case_search = False
        self._found: dict[str, FoundCase] = {}
        self._people_words = ""
        self._addresses: dict[str, AddressHit] = {}
        self._suggester = Suggester(board, self, SHOWN)
        self._suggester.answered.connect(self._on_addresses)
        self._suggester.refused.connect(self._on_no_addresses)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_impatient)

    @property
    def waiting(self) -> bool:
        """Whether what is shown belongs to an older text, for a moment yet."""
        return self._patience.isActive()

    @property
    def answered(self) -> bool:
        """Whether no people and no cases are being looked for that will stand before what is shown."""
        return not self.waiting and not self._case_search

    @property
    def categories(self) -> tuple[tuple[str, str], ...]:
        """The categories that this clerk can look in, in their order."""
        return tuple((key, words) for key, words in CATEGORIES if key != ADDRESSES or self._sees_addresses)

    @property
    def _sees_addresses(self) -> bool:
        return any(one.key == ADDRESSES for one in self._pages)

    def _update(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        if not self.waiting:
            self.changed.emit()

    def _arrive(self, **changes: object) -> None:
        """What was waited for is here; it is shown with the other that is still waited for."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        if not self._outstanding:
            self._patience.stop()
        if not self.waiting:
            self.changed.emit()

    @property
    def _outstanding(self) -> bool:
        words, state = self._asked[0], self.state
        people = self._with_people and state.people_of != words
        alone = self._asked[1] == ADDRESSES and self._with_addresses
        return people or (alone and state.addresses_of != words)

    def open(self) -> None:
        """Begin anew: the last ones opened and the first commands."""
        self._patience.stop()
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
        category = PREFIXES.get(query[:1], self.state.category)
        return (query[1:].strip() if query[:1] in PREFIXES else query), category

    @property
    def _item_query(self) -> str:
        """What items are searched by: a code keeps its ``#``."""
        return self.state.query if self.state.query[:1] == "#" else self._asked[0]

    def search(self, query: str) -> None:
        """Search as typed."""
        self._patience.stop()
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
        with_cases = category == CASES or (category == ALL and like_a_number(words))
        people = self._with_people
        addresses = category == ADDRESSES and self._with_addresses
        if people or addresses:
            self._patience.start()
        self._update(
            commands=self._commands(words) if category in (ALL, COMMANDS) else (),
            items=self._items_at_hand() if category in _WITH_ITEMS else (),
            people=self.state.people if people else (),
            people_of=self.state.people_of if people else "",
            searching=people,
            cases=self.state.cases if with_cases else (),
            addresses=self.state.addresses if addresses else (),
            addresses_of=self.state.addresses_of if addresses else "",
        )
        if addresses:
            self._suggester.ask(words)
        else:
            self._rest.start()
        if people:
            # Last of all: a worker beside the search above would make both wait for the interpreter.
            self._search_people()
        if with_cases:
            self._search_cases()

    @property
    def _with_people(self) -> bool:
        words, category = self._asked
        enough = len(words) >= FINDING_FROM and category in (ALL, PEOPLE)
        return enough and self._board.clerk.may("person.search")

    @property
    def _with_addresses(self) -> bool:
        words, category = self._asked
        enough = len(words) >= FINDING_FROM and category in (ALL, ADDRESSES)
        return enough and self._sees_addresses

    def _on_impatient(self) -> None:
        """People or addresses take their time: what else was found is shown without those of an older text."""
        words, state = self._asked[0], self.state
        if state.people_of != words:
            state = replace(state, people=(), people_of="")
        if state.addresses_of != words:
            state = replace(state, addresses=(), addresses_of="")
        self.state = state
        self.changed.emit()

    def _on_rest(self) -> None:
        if self._with_addresses:
            self._suggester.ask(self._asked[0])

    def _on_addresses(self, words: str, hits: tuple[AddressHit, ...]) -> None:
        if not self._with_addresses or words != self._asked[0]:
            return
        alone = self._asked[1] == ADDRESSES
        shown = hits if alone else hits[:ADDRESSES_BESIDE]
        self._addresses = {hit.code: hit for hit in shown}
        rows = [address_entry(hit, words) for hit in shown]
        if alone:
            rows.append(Entry("address", words, f"查地址“{words}”", "在标准地址库里查"))
        self._arrive(addresses=tuple(rows), addresses_of=words)

    def _on_no_addresses(self, _words: str) -> None:
        """No library, or it cannot be read: its own page says so, and the palette leads there."""
        self._on_addresses(self._asked[0], ())

    def _commands(self, words: str) -> tuple[Entry, ...]:
        """Pages of the rail and commands of the key table whose words contain the query."""
        pages = [
            Entry("page", one.key, f"打开{one.words}", shortcut=f"Ctrl+{at}" if at <= 9 else "")
            for at, one in enumerate(self._pages, 1)
            if words and words.lower() in f"打开{one.words}".lower()
        ]
        return tuple([*pages, *commands(words)][:SHOWN])

    def _items_at_hand(self) -> tuple[Entry, ...]:
        """Items from memory; those of the text before, and a search for these, where the catalogue is not there."""
        words, board = self._item_query, self._board
        try:
            hits = board.counter.items_at_hand(board.clerk, words) if words else ()
        except HallError as error:
            self._on_no_items(error)
            return ()
        if hits is None:
            self._search_items()
            return self.state.items
        return self._entries(hits)

    def _entries(self, hits: tuple[ItemHit, ...]) -> tuple[Entry, ...]:
        self._heads.update({hit.item.code: hit.item for hit in hits[:SHOWN]})
        return tuple(item_entry(hit.item, hit.spans) for hit in hits[:SHOWN])

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
            self._update(items=self._entries(hits))
        if words != self._item_words:
            self._search_items()

    def _on_no_items(self, error: Exception) -> None:
        self._item_search = False
        self._board.say(error, "search")

    def _search_people(self) -> None:
        """One search at a time; the newest text is searched at last."""
        if self._people_search or not self._with_people:
            return
        self._people_search, self._people_words = True, self._asked[0]
        words, board = self._people_words, self._board
        find = board.counter.search_persons
        board.run(find, board.clerk, words, SHOWN, done=self._on_people, failed=self._on_no_people)

    def _on_people(self, hits: tuple[PersonHit, ...]) -> None:
        self._people_search = False
        if not self._with_people:
            return
        if self._asked[0] == self._people_words:
            people = tuple(person_entry(hit) for hit in hits)
            self._arrive(people=people, searching=False, people_of=self._people_words)
        else:
            self._search_people()

    def _on_no_people(self, error: Exception) -> None:
        self._people_search = False
        self._patience.stop()
        self.failed.emit()
        self._update(people=(), people_of="", searching=False)
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
        if words != self._case_words and (category == CASES or like_a_number(words)):
            self._search_cases()
        if category == CASES or (category == ALL and self.state.query):
            self._found = {case.case_number: case for case in found if isinstance(case, FoundCase)}
            self._update(cases=tuple(case_entry(case) for case in found))

    def _on_no_cases(self, error: Exception) -> None:
        self._case_search = False
        self.failed.emit()
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
            self.page_asked.emit(ADDRESSES, self._addresses.get(entry.key, entry.key))
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
