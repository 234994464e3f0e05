"""The same two bodies as files, for a gate (网闸) between networks that carries nothing else."""

from __future__ import annotations

from pathlib import Path

import db.exchange_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.exchange import protocol
from hall_app.exchange.receiving import receive_rows


def write_outbox_file(store: Store, path: Path, recipient: str | None = None) -> int:
    """Write the pending rows, or those of a subscriber, as one gzipped body; the last sequence number (0: none).

    They stay pending until the answer file with the acknowledgement comes back.
    """
    with store.reading() as session:
        rows = [
            protocol.WireRow(r.seq, r.aggregate, r.kind, r.body)
            for r in queries.pending_outbox(session, protocol.MAX_ROWS, recipient)
        ]
    document = {
        "rows": [{"seq": r.seq, "aggregate": r.aggregate, "kind": r.kind, "body": r.body} for r in rows]
    }
    path.write_bytes(protocol.pack(document))
    return rows[-1].seq if rows else 0


def read_outbox_file(store: Store, origin: str, path: Path, answer: Path, clock: Clock) -> int:
    """Take over a node's file and write the answer file; ``origin`` is named by the operator who carries it.

    Raises InputRefused when the file is not of the exchange.
    """
    ack = receive_rows(store, origin, protocol.wire_rows(_document(path)), clock) or 0
    answer.write_bytes(protocol.pack({"ack": ack}))
    return ack


def read_answer_file(store: Store, path: Path, clock: Clock, recipient: str | None = None) -> int:
    """Mark as known what the answer file of the upstream or a subscriber acknowledges; that sequence number."""
    ack = _document(path).get("ack")
    if not isinstance(ack, int):
        raise InputRefused("这不是交换的回执文件", "请选择网闸返回的文件")
    with store.writing() as session:
        pending = queries.pending_outbox(session, protocol.MAX_ROWS, recipient)
        rows = [row.seq for row in pending if row.seq <= ack]
        queries.acknowledge(session, rows, clock.now())
    return ack


def _document(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > protocol.MAX_BODY_BYTES:
            raise InputRefused("文件太大，不是交换文件", "请选择网闸目录里的文件")
        return protocol.unpack(path.read_bytes(), "gzip")
    except protocol.ProtocolError as error:
        raise InputRefused("文件损坏或不是交换文件", "请从原网络重新导出") from error
