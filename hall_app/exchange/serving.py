"""The district's side as an operator runs it: the served socket, and which nodes may come in."""

from __future__ import annotations

import getpass
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import db.exchange_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused, Unavailable
from hall_app.exchange.application import make_application
from hall_app.exchange.client import TlsFiles
from hall_app.exchange.credentials import CORRECT, SYNC, TRANSLATE, enrol_node, revoke_node
from hall_app.exchange.server import make_server
from hall_app.exchange.translating import Translator
from hall_app.security.audit import Actor, record
from hall_app.store_faults import explained

CAPABILITIES = frozenset({SYNC, CORRECT, TRANSLATE})
_NODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\Z")
_MAX_CERTIFICATE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Served:
    """Where it listens; ``port`` is the one given by the system where 0 was asked for."""

    host: str
    port: int


@contextmanager
def serve_district(
    store: Store, listen: str, certificate: Path, key: Path, authority: Path, clock: Clock
) -> Iterator[Served]:
    """Serve the exchange in threads of its own until the block is left. Raises InputRefused, Unavailable."""
    host, port = _address(listen)
    translator = Translator(store, clock)
    try:
        server = make_server(
            make_application(store, clock, translator), host, port, TlsFiles(certificate, key, authority)
        )
    except OSError as error:  # an SSLError is one too
        raise InputRefused("证书、私钥或机构文件用不了", "请核对三个 PEM 文件和私钥是否配对") from error
    try:
        server.prepare()
    except OSError as error:
        raise Unavailable(f"{listen} 用不了", "请看地址对不对、端口是否被占用") from error
    thread = threading.Thread(target=server.serve, name="exchange-server", daemon=True)
    thread.start()
    bound: socket.socket = server.socket
    try:
        yield Served(host, int(bound.getsockname()[1]))
    finally:
        server.stop()
        thread.join(10)
        translator.close()


@explained()
def enrol(store: Store, node: str, certificate: Path, may: tuple[str, ...], clock: Clock) -> str:
    """Enrol a node with its certificate; returns the token, shown once. ``may`` are capabilities; by default sync.

    Raises InputRefused, Unavailable.
    """
    if not _NODE.match(node):
        raise InputRefused("节点名只能用字母、数字、点、横线和下划线", "请换一个名称，最多 40 位", "node")
    capabilities = frozenset(may or (SYNC,))
    if not capabilities <= CAPABILITIES:
        raise InputRefused("没有这项能力", f"可用：{'、'.join(sorted(CAPABILITIES))}", "may")
    der = _certificate(certificate)
    token = enrol_node(store, node, der, capabilities)
    with store.writing() as session:
        detail = {"may": sorted(capabilities)}
        record(session, _operator(), "exchange.enrol", "exchange_node", node, True, detail, clock.now())
    return token


@explained()
def revoke(store: Store, node: str, clock: Clock) -> None:
    """Let a node in no more. Raises InputRefused, Unavailable."""
    if not revoke_node(store, node):
        raise InputRefused(f"没有登记过 {node}", "请用 hall-app exchange nodes 核对", "node")
    with store.writing() as session:
        record(session, _operator(), "exchange.revoke", "exchange_node", node, True, None, clock.now())


@explained()
def tell_halls(store: Store) -> tuple[str, ...]:
    """A line for each node that may come in: its name, what it may do, the beginning of its certificate's hash."""
    with store.reading() as session:
        return tuple(
            f"{node.name}\t{','.join(sorted(map(str, node.capabilities)))}\t{(node.certificate_sha256 or '无证书')[:16]}"
            for node in sorted(queries.nodes(session), key=lambda one: one.name)
        )


def _operator() -> Actor:
    return Actor(f"os:{getpass.getuser()}")


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise InputRefused("地址要写成 主机:端口", "例如 0.0.0.0:8443", "listen")
    return host.strip("[]"), int(port)


def _certificate(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_CERTIFICATE:
            raise InputRefused("证书文件太大", "请选这个节点自己的证书（PEM）", "certificate")
        return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    except (OSError, ValueError) as error:
        raise InputRefused("证书文件读不懂", "请选这个节点自己的证书（PEM）", "certificate") from error
