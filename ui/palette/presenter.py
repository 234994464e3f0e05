"""The command palette's search: items, people and commands as typed. UI thread only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.cases.resuming_presenter import standing
from ui.key_table import KEYS

if TYPE_CHECKING:
    from hall_app.cases.resuming import FoundCase
    from hall_app.items.catalogue import ItemHead, ItemHit
    from hall_app.libraries.person_file import PersonHit
    from ui.reception.board import Board

ALL, PEOPLE, ITEMS, CASES, COMMANDS = "all", "people", "items", "cases", "commands"
CATEGORIES = ((ALL, "全部"), (PEOPLE, "人"), (ITEMS, "事项"), (CASES, "办件"), (COMMANDS, "命令"))
_PREFIXES = {"@": PEOPLE, "#": CASES, "/": COMMANDS}
# Looking people up is traced, so it waits until the typing rests and two characters stand.
PEOPLE_AFTER_MS = 150
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it opens (``kind`` item, person, case or command) and how it reads. Numbers are masked already."""

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
    commands: tuple[Entry, ...] = ()
    searching: bool = False

    @property
    def groups(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """Group titles with their rows, empty groups left out."""
        found = (
            ("办件", CASES, self.cases), ("事项", ITEMS, self.items), ("人", PEOPLE, self.people),
            ("命令", COMMANDS, self.commands),
        )  # fmt: skip
        return tuple((title, rows) for title, key, rows in found if rows and self.category in (ALL, key))


class PalettePresenter(QObject):
    """Signals: ``changed``; ``item_opened(item)``, ``command_given(intention)``, ``person_named(words)``,
    ``case_opened(case_id)``."""

    changed = Signal()
    item_opened = Signal(object)
    command_given = Signal(str)
    person_named = Signal(str)
    case_opened = Signal(object)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
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
        self.state = PaletteState(items=tuple(self._recent[:6]), commands=_commands("")[:3])
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
        self._update(query=query)
        words, category = self._asked
        self._update(
            commands=_commands(words) if category in (ALL, COMMANDS) else (),
            items=self.state.items if category in (ALL, ITEMS) else (),
            people=self.state.people if category in (ALL, PEOPLE) else (),
            cases=self.state.cases if category in (ALL, CASES) else (),
        )
        if category == CASES or (category == ALL and _like_a_number(words)):
            self._search_cases()
        else:
            self._update(cases=())
        if category in (ALL, ITEMS):
            self._search_items()
        if category in (ALL, PEOPLE):
            self._rest.start()

    def _search_items(self) -> None:
        words, _category = self._asked
        if self._item_search or not words:
            return
        self._item_search, self._item_words = True, words
        board = self._board
        board.run(
            board.counter.search_items, board.clerk, words, done=self._on_items, failed=self._on_no_items
        )

    def _on_items(self, hits: tuple[ItemHit, ...]) -> None:
        self._item_search = False
        words, category = self._asked
        if category in (ALL, ITEMS) and self.state.query:
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
        if self._case_search:
            return
        self._case_search, self._case_words = True, words
        board = self._board
        board.run(board.counter.find_cases, board.clerk, words, done=self._on_cases, failed=self._on_no_cases)

    def _on_cases(self, found: tuple[FoundCase, ...]) -> None:
        self._case_search = False
        words, category = self._asked
        if category == CASES or (category == ALL and self.state.query):
            self._found = {str(case.case_id): case for case in found}
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
        elif entry.kind == "case":
            case = self._found[entry.key]
            if case.waits:
                self.case_opened.emit(case.case_id)
            else:
                self.person_named.emit(standing(case))
        elif entry.kind == "person":
            self.person_named.emit(f"{entry.title} {entry.note}：请本人放身份证后办理")
        else:
            self._recent = [entry, *(each for each in self._recent if each.key != entry.key)][:6]
            head = self._heads.get(entry.key)
            if head is not None:
                self.item_opened.emit(head)


def _item_entry(item: ItemHead, spans: tuple[tuple[int, int], ...] = ()) -> Entry:
    return Entry("item", item.code, item.name, item.summary, item.limit_line, spans=spans)


def _like_a_number(words: str) -> bool:
    """Whether it may be a case's number, or a sheet's code from a scanner."""
    return len(words) >= 4 and (words.startswith("FTZW1|") or any(each.isdigit() for each in words[-4:]))


def _case_entry(case: FoundCase) -> Entry:
    due = f"，{case.due_on:%m-%d} 前" if case.waits and case.due_on is not None else ""
    note = f"{case.item_name}，{case.applicant_masked}"
    return Entry("case", str(case.case_id), case.case_number, note, f"{case.state_name}{due}")


def _commands(words: str) -> tuple[Entry, ...]:
    """Commands of the key table whose words contain the query."""
    rows = [
        Entry("command", key.intention, key.words, shortcut=key.key)
        for key in KEYS
        if key.bound and key.intention not in ("back", "primary", "previous_step", "next_step")
        and words.lower() in key.words.lower()
    ]  # fmt: skip
    return tuple(rows[:_SHOWN])
