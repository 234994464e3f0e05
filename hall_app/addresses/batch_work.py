"""The worker of a batch: reads the table in, then translates row after row, in chunks that are committed whole.

A chunk counts only where the batch stands exactly where the chunk begins and still belongs to this worker, so
that a worker killed at any moment, or two of them at once, leave every row there once.
"""

from __future__ import annotations

import gc
import logging
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from db import address_batch_queries as queries
from db.session import Store
from hall_app.addresses.address_parts import address_of
from hall_app.addresses.answers import Translation
from hall_app.addresses.batches import GONE_AFTER, is_dead, parts_of, worker_name
from hall_app.addresses.describing import AddressWords, describe_all, method_words
from hall_app.addresses.engine import Engine
from hall_app.addresses.normal import text_form
from hall_app.addresses.opened import open_answer, pack
from hall_app.addresses.tables import open_rows
from hall_app.clock import Clock
from hall_app.errors import HallError, InputRefused
from hall_app.store_faults import explained

LOADED_AT_ONCE = 2000
TRANSLATED_AT_ONCE = 2000
LONGEST_CHUNK_S = 0.5
"""A chunk is committed as one; a pause waits no longer than for the one at hand."""
REMEMBERED = 20_000
_log = logging.getLogger(__name__)
Step = Callable[[str, int], None]


def settle_collector() -> None:
    """For a process that does nothing but work on a batch: what is loaded now is not visited by the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def work_on(
    store: Store, library: Store, batch_id: UUID, clock: Clock, step: Step = lambda _state, _count: None
) -> str:
    """Work on a batch until it is finished, paused, cancelled or another's; returns its state then.

    ``step(state, rows)`` is called after every chunk, from this thread. Raises Unavailable.
    """
    worker, now = worker_name(), clock.now()
    with explained(), store.writing() as session:
        found = queries.batch(session, batch_id)
        before = found.worker if found is not None else None
        dead = before if before and is_dead(before) else None
        if not queries.take_over(session, batch_id, worker, now, now - GONE_AFTER, dead):
            return _state(store, batch_id)
    try:
        if _load(store, batch_id, worker, clock, step):
            _translate(store, library, batch_id, worker, clock, step)
    except InputRefused as error:
        _fail(store, batch_id, str(error))
    except HallError as error:
        _log.warning("batch stopped: %s", type(error).__name__)
        _fail(store, batch_id, str(error))
        raise
    finally:
        with explained(), store.writing() as session:
            queries.leave(session, batch_id, worker)
    return _state(store, batch_id)


def _state(store: Store, batch_id: UUID) -> str:
    with explained(), store.reading() as session:
        found = queries.batch(session, batch_id)
        return found.state if found is not None else "gone"


def _fail(store: Store, batch_id: UUID, words: str) -> None:
    with explained(), store.writing() as session:
        queries.set_state(session, batch_id, "failed", ("loading", "running"), fault=words)


@explained()
def _load(store: Store, batch_id: UUID, worker: str, clock: Clock, step: Step) -> bool:
    """Take the rows in behind those that are; True once all are in. Raises InputRefused where the file changed."""
    with store.reading() as session:
        batch = queries.batch(session, batch_id)
    if batch is None or batch.state not in ("loading", "running"):
        return False
    if batch.whole:
        return True
    path = Path(batch.path)
    try:
        stat = path.stat()
    except OSError as error:
        raise InputRefused(
            "读入中断后，原文件找不到了", "请插回 U 盘或放回文件再点继续，或重新选择文件"
        ) from error
    if (stat.st_size, stat.st_mtime_ns) != (batch.size, batch.modified_ns):
        raise InputRefused("读入中断后，原文件被改过", "请取消这一批，重新选择文件")
    number, chunk = 0, []
    parts, before = parts_of(batch), len(batch.above or ()) + batch.headed
    with open_rows(path, batch.sheet) as rows:
        for line, cells in islice(rows, before, None):
            number += 1
            if number <= batch.loaded:
                continue
            text = address_of(cells, parts)
            chunk.append(queries.NewRow(number, line, list(cells), text, text_form(text)))
            if len(chunk) == LOADED_AT_ONCE:
                if not _add(store, batch_id, worker, chunk, clock):
                    return False
                step("loading", number)
                chunk = []
    if chunk and not _add(store, batch_id, worker, chunk, clock):
        return False
    with store.writing() as session:
        return queries.set_state(session, batch_id, "running", ("loading",), whole=True)


def _add(store: Store, batch_id: UUID, worker: str, chunk: list[queries.NewRow], clock: Clock) -> bool:
    with store.writing() as session:
        return queries.add_rows(session, batch_id, worker, chunk, clock.now())


@explained()
def _translate(store: Store, library: Store, batch_id: UUID, worker: str, clock: Clock, step: Step) -> None:
    translator = _Translator(library)
    try:
        with store.reading() as session:
            batch = queries.batch(session, batch_id)
        done = batch.done if batch is not None else 0
        while True:
            with store.reading() as session:
                waiting = queries.rows_to_translate(session, batch_id, done, TRANSLATED_AT_ONCE)
            if not waiting:
                break
            made = translator.some(waiting)
            with store.writing() as session:
                if not queries.store_translated(session, batch_id, worker, done, made, clock.now()):
                    return
            done += len(made)
            step("running", done)
        with store.writing() as session:
            queries.set_state(session, batch_id, "done", ("running",))
    finally:
        translator.close()


class _Translator:
    """Translates rows; texts met before in the batch are remembered, up to a bound."""

    def __init__(self, library: Store) -> None:
        self._engine = Engine(library)
        self._known: OrderedDict[str, queries.Translated] = OrderedDict()

    def close(self) -> None:
        self._engine.close()

    def some(self, rows: list[queries.ToTranslate]) -> list[queries.Translated]:
        """As many of the rows, from the first, as half a second allows."""
        until = monotonic() + LONGEST_CHUNK_S
        made: list[queries.Translated | _Fresh] = []
        fresh: dict[str, _Fresh] = {}
        for row in rows:
            if (known := self._known.get(row.text)) is not None:
                made.append(known._replace(number=row.number))
            else:
                if row.text not in fresh:
                    fresh[row.text] = self._fresh(row)
                made.append(fresh[row.text]._replace(row=row))
            if monotonic() > until:
                break
        codes = {each.code for each in fresh.values() if each.code}
        words = describe_all(self._engine, codes)
        return [self._kept(each, words) if isinstance(each, _Fresh) else each for each in made]

    def _fresh(self, row: queries.ToTranslate) -> _Fresh:
        made = self._engine.translate(row.text)
        return _Fresh(row, made, made.codes[0] if made.codes else None)

    def _kept(self, fresh: _Fresh, words: dict[str, AddressWords]) -> queries.Translated:
        made, code, row = fresh.made, fresh.code, fresh.row
        state = "auto" if made.auto else "asked" if made.codes else "missing"
        opened = None if made.auto else pack(open_answer(self._engine, row.text, made))
        standard = (words[code].text if code in words else "") if code else None
        kept = queries.Translated(
            row.number, state, code, standard, made.confidence, method_words(made), opened
        )
        self._known[row.text] = kept
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return kept


class _Fresh(NamedTuple):
    """A text that was translated and has no words yet."""

    row: queries.ToTranslate
    made: Translation
    code: str | None
