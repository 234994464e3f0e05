"""Who a node is: a token of its own, and inside mutual TLS the fingerprint of its certificate."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import db.exchange_queries as queries
from db.session import Store


def new_token() -> str:
    """A fresh token of 256 bits; only its hash is ever stored."""
    return secrets.token_hex(32)


def token_hash(token: str) -> str:
    """The stored form of a token. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def enrol_node(store: Store, name: str, certificate_der: bytes | None = None) -> str:
    """Make or renew a node's credentials; returns the token, which is shown once."""
    token = new_token()
    fingerprint = hashlib.sha256(certificate_der).hexdigest() if certificate_der else None
    with store.writing() as session:
        queries.put_node(session, name, token_hash(token), fingerprint)
    return token


def authenticate(store: Store, token: str, certificate_der: bytes | None) -> str | None:
    """The name of the node that speaks, or None. The body's own claim is never asked."""
    presented = token_hash(token)
    fingerprint = hashlib.sha256(certificate_der).hexdigest() if certificate_der else ""
    with store.reading() as session:
        for node in queries.nodes(session):
            bound = node.certificate_sha256
            if hmac.compare_digest(node.token_hash, presented) and (
                bound is None or hmac.compare_digest(bound, fingerprint)
            ):
                return node.name
    return None
