"""Standard addresses for other departments: a bounded batch of texts becomes codes, and every batch is audited.

Texts are personal data as often as not: they are neither kept nor logged, and the answer holds codes alone.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from db.address_edition import newest_edition, reading_directly
from db.errors import StoreError
from db.session import Store
from hall_app.clock import Clock
from hall_app.exchange.protocol import ProtocolError
from hall_app.security.audit import Actor, record

if TYPE_CHECKING:
    from hall_app.addresses.engine import Engine

MAX_TEXTS = 200
MAX_TEXT = 300
_WAITING = 3


class TooBusy(Exception):
    """Others are being answered; ask again."""


class Translator:
    """The engine behind the exchange; any thread may ask, one is answered at a time and few may wait."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._engine: Engine | None = None
        self._edition = ""
        self._one = threading.Lock()
        self._places = threading.BoundedSemaphore(_WAITING)

    def translate(self, origin: str, texts: list[str]) -> list[dict[str, Any]]:
        """An answer to each text, in order; audited under the department's name. Raises TooBusy, StoreError."""
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._one:
                answers = self._answer(texts)
        finally:
            self._places.release()
        with self._store.writing() as session:
            taken = sum(bool(one["auto"]) for one in answers)
            detail = {"texts": len(texts), "auto": taken}
            actor = Actor(f"node:{origin}", "exchange")
            record(session, actor, "address.translate", "address", "batch", True, detail, self._clock.now())
        return answers

    def close(self) -> None:
        """Give the engine's connection back."""
        with self._one:
            self._drop()

    def _answer(self, texts: list[str]) -> list[dict[str, Any]]:
        try:
            engine = self._current()
            with reading_directly(self._store):
                return [_answer_one(engine, text) for text in texts]
        except StoreError:
            # The connection it holds may be gone: open anew for the next.
            self._drop()
            raise

    def _current(self) -> Engine:
        with self._store.reading() as session:
            edition = newest_edition(session)
        if self._engine is None or edition != self._edition:
            from hall_app.addresses.engine import Engine  # windows load the exchange, and never the engine

            self._drop()
            with reading_directly(self._store):
                self._engine, self._edition = Engine(self._store), edition
        return self._engine

    def _drop(self) -> None:
        if self._engine is not None:
            engine, self._engine = self._engine, None
            with reading_directly(self._store):
                engine.close()


def texts_of(document: dict[str, Any]) -> list[str]:
    """The texts of a request. Raises ProtocolError when they are none, too many or too long."""
    texts = document.get("texts")
    if not isinstance(texts, list) or not 0 < len(texts) <= MAX_TEXTS:
        raise ProtocolError(f"texts is a list of 1 to {MAX_TEXTS}")
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts):
        raise ProtocolError(f"a text has at most {MAX_TEXT} characters")
    return texts


def _answer_one(engine: Engine, text: str) -> dict[str, Any]:
    # Control characters and halves of surrogate pairs are in no address, and no database takes them.
    plain = "".join(one if one.isprintable() else " " for one in text)
    made = engine.translate(plain)
    return {
        "codes": made.codes,
        "auto": made.auto,
        "level": made.level,
        "confidence": made.confidence,
        "reasons": list(made.reasons),
    }
