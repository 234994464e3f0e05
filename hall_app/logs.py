"""The log: JSON lines in a rotating file of the installation, masked at the very end, never on stdout."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
from datetime import UTC, datetime
from pathlib import Path

from hall_app.security.masking import IdNumber, PersonName, mask_text

__all__ = ["IdNumber", "MaskingFormatter", "PersonName", "close_logs", "open_logs"]

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MAX_TEXT = 16_000


class MaskingFormatter(logging.Formatter):
    """One JSON object a line; the finished text is masked, traceback and extra values included."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "thread": record.threadName,
            "text": mask_text(_bounded(record.getMessage())),
        }
        for key, value in vars(record).items():
            if key not in _STANDARD:
                line[key] = mask_text(_bounded(str(value)))
        if record.exc_info:
            line["traceback"] = mask_text(_bounded(self.formatException(record.exc_info)))
        if record.stack_info:
            line["stack"] = mask_text(_bounded(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner reads."""

    def _open(self):  # type: ignore[no-untyped-def]
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(descriptor, self.mode, encoding=self.encoding, errors=self.errors)  # noqa: PTH123


def open_logs(folder: Path, level: int = logging.INFO, max_bytes: int = 5_000_000, backups: int = 8) -> Path:
    """Send every logger to ``folder``/hall-app.log; returns the path. Called once, by the composition.

    Handlers of an earlier call are closed first.
    """
    close_logs()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "hall-app.log"
    handler = _PrivateFileHandler(
        path, maxBytes=max_bytes, backupCount=backups, encoding="utf-8", errors="backslashreplace"
    )
    handler.setFormatter(MaskingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(True)
    # Wire libraries tell requests and frames at INFO; those are nobody's business.
    for noisy in ("httpx", "httpx2", "httpcore", "escpos", "PIL", "fontTools", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return path


def close_logs() -> None:
    """Close the log file and take its handler off."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _PrivateFileHandler)]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


def _bounded(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…（共 {len(text)} 字）"
