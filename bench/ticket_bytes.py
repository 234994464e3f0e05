"""ticket_bytes: bytes of queue tickets laid out per second, against python-escpos' Dummy with the same commands."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy

from printing.content import HALL_ZONE, TicketContent
from printing.ticket import render_ticket

ROUNDS = 30
BATCH = 100


def content(number: int) -> TicketContent:
    """Another ticket each time."""
    return TicketContent(
        hall="莲花街道政务服务大厅",
        practice=True,
        number=f"A{number:03d}",
        business="个人事务",
        ahead=number % 30,
        minutes=5 * (number % 12),
        taken_at=datetime(2026, 6, 17, 9, 51, tzinfo=HALL_ZONE),
        note="过号请到导办台",
        qr_text=f"FTZT1|LH|20260617|A{number:03d}|1a2b3c4d",
    )


def ours(number: int) -> int:
    """Bytes of one ticket by printing.ticket."""
    return len(render_ticket(content(number)))


def peer(number: int) -> int:
    """Bytes of the same ticket, the same commands in the same order, by python-escpos."""
    ticket = content(number)
    dummy = Dummy()
    dummy.hw("INIT")
    dummy._raw(b"\x1c&\x1cS\x00\x00")
    dummy.set(align="center")
    dummy.set(custom_size=True, width=2, height=2)
    dummy.textln(ticket.hall)
    dummy.set(normal_textsize=True)
    dummy.textln("【演示】")
    dummy.set(bold=True)
    dummy.set(custom_size=True, width=4, height=4)
    dummy.textln(ticket.number)
    dummy.set(bold=False)
    dummy.set(normal_textsize=True)
    dummy.textln("-" * 48)
    dummy.textln(ticket.business)
    dummy.textln(f"前面 {ticket.ahead} 人，约 {ticket.minutes} 分钟")
    dummy.textln(f"取号时间 {ticket.taken_at:%Y-%m-%d %H:%M}")
    dummy.textln(ticket.note)
    dummy.qr(ticket.qr_text, native=True, size=7, ec=QR_ECLEVEL_M)
    dummy.ln()
    dummy.set(align="left")
    dummy.cut(feed=False)
    return len(dummy.output)


def rate(make: Callable[[int], int]) -> float:
    """Bytes per second over one batch."""
    started = time.perf_counter()
    size = sum(make(number) for number in range(BATCH))
    return size / (time.perf_counter() - started)


def main() -> None:
    """Measure in turns. A higher rate is better: the ratio is ours over the peer's."""
    rate(ours)
    rate(peer)
    rates = [(rate(ours), rate(peer)) for _ in range(ROUNDS)]
    mine = sorted(r for r, _ in rates)
    value, limit = statistics.median(mine), statistics.median(r for _, r in rates)
    answer = {
        "name": "ticket_bytes",
        "value": round(value),
        "unit": "bytes/s",
        "p50": round(value),
        "p99": round(mine[0]),
        "limit_name": "python-escpos Dummy with the same commands",
        "limit": round(limit),
        "ratio": round(value / limit, 2),
    }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
