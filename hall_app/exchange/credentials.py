"""Who a node is: a token of its own, and inside mutual TLS the fingerprint of its certificate."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import db.exchange_queries as queries
from db.session import Store

SYNC = "sync"
"""To push an outbox and pull the libraries: halls and desks."""
CORRECT = "correct"
"""To have a value that a person chose put into the libraries, where the library still says what was seen."""
TRANSLATE = "translate"
"""To have address texts translated: departments."""


@dataclass(frozen=True, slots=True)
class Node:
    """An authenticated node and what it may ask for."""

    name: str
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Insider:
    """A program that asks its own application: its token is its own and stands in no database.

    Programs that share a database would otherwise renew each other's credentials and lock each other out.
    """

    token: str
    node: Node

    def recognise(self, token: str) -> Node | None:
        """The node, where it is this program that speaks."""
        return self.node if hmac.compare_digest(self.token.encode(), token.encode()) else None


def new_token() -> str:
    """A fresh token of 256 bits; only its hash is ever stored."""
    return secrets.token_hex(32)


def token_hash(token: str) -> str:
    """The stored form of a token. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def enrol_node(
    store: Store,
    name: str,
    certificate_der: bytes | None = None,
    capabilities: frozenset[str] = frozenset({SYNC}),
) -> str:
    """Make or renew a node's credentials; returns the token, which is shown once."""
    token = new_token()
    fingerprint = hashlib.sha256(certificate_der).hexdigest() if certificate_der else None
    with store.writing() as session:
        queries.put_node(session, name, token_hash(token), fingerprint, sorted(capabilities))
    return token


def revoke_node(store: Store, name: str) -> bool:
    """Let a node in no more; tells whether it was known."""
    with store.writing() as session:
        found = queries.node(session, name)
        if found is None:
            return False
        found.enabled = False
    return True


def authenticate(store: Store, token: str, certificate_der: bytes | None) -> Node | None:
    """The node that speaks, or None. The body's own claim is never asked."""
    presented = token_hash(token)
    fingerprint = hashlib.sha256(certificate_der).hexdigest() if certificate_der else ""
    with store.reading() as session:
        for node in queries.nodes(session):
            bound = node.certificate_sha256
            if hmac.compare_digest(node.token_hash, presented) and (
                bound is None or hmac.compare_digest(bound, fingerprint)
            ):
                return Node(node.name, frozenset(str(one) for one in node.capabilities))
    return None
