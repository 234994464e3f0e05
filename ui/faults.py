"""Errors that nobody caught: logged once with a code, shown in words, on whatever thread they happened."""

from __future__ import annotations

import logging
import sys
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """What the user is told of: a small code that support finds in the log. No text of the exception itself."""

    code: str
    thread: str


def fault_code(kind: type[BaseException], trace: TracebackType | None) -> str:
    """`E-` and four digits, the same for the same error at the same place."""
    place = kind.__name__
    while trace is not None:
        if trace.tb_next is None:
            place += f":{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"E-{zlib.crc32(place.encode()) % 9000 + 1000}"


class FaultHooks:
    """Installs `sys.excepthook` and `threading.excepthook`; `publish` is the bridge's callable."""

    def __init__(self, publish: Callable[[Fault], None]) -> None:
        self._publish = publish
        self._previous = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        """Put the hooks back that were there before."""
        sys.excepthook, threading.excepthook = self._previous

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, trace)
            return
        self._report(kind, error, trace, threading.current_thread().name)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None or issubclass(args.exc_type, SystemExit):
            return
        name = args.thread.name if args.thread else "?"
        self._report(args.exc_type, args.exc_value, args.exc_traceback, name)

    def _report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None, thread: str
    ) -> None:
        code = fault_code(kind, trace)
        _log.critical("uncaught error %s on %s", code, thread, exc_info=(kind, error, trace))
        self._publish(Fault(code, thread))
