"""The exchange's client: the one module that speaks HTTP."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx2

from hall_app.exchange import protocol

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 20.0


class LinkFault(StrEnum):
    """Why the upstream could not be reached or would not answer."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    BUSY = "busy"
    PROTOCOL = "protocol"
    FILES = "files"


class LinkError(Exception):
    """The exchange did not happen; everything stays where it was."""

    def __init__(self, fault: LinkFault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Certificate, key and the authority that both sides trust."""

    certificate: Path
    key: Path
    authority: Path


class ExchangeClient:
    """Speaks to one upstream; keeps its connection. One thread at a time.

    Raises LinkError FILES when certificate, key or authority cannot be read.
    """

    def __init__(
        self, base_url: str, token: str, *, application: Any = None, tls: TlsFiles | None = None
    ) -> None:
        verify: ssl.SSLContext | bool = True
        if tls is not None:
            try:
                verify = ssl.create_default_context(cafile=str(tls.authority))
                verify.minimum_version = ssl.TLSVersion.TLSv1_2
                verify.load_cert_chain(str(tls.certificate), str(tls.key))
            except OSError as error:  # an SSLError is one too
                raise LinkError(LinkFault.FILES, type(error).__name__) from error
        self._client = httpx2.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            transport=httpx2.WSGITransport(app=application) if application is not None else None,
            verify=verify,
            trust_env=False,
        )

    def push(self, rows: list[protocol.WireRow]) -> int | None:
        """Push rows; returns the acknowledged sequence number. Raises LinkError."""
        document = {
            "rows": [{"seq": r.seq, "aggregate": r.aggregate, "kind": r.kind, "body": r.body} for r in rows]
        }
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        ack = self._call("POST", "/v1/outbox", content=protocol.pack(document), headers=headers).get("ack")
        if ack is not None and not isinstance(ack, int):
            raise LinkError(LinkFault.PROTOCOL, "ack")
        return ack

    def changes(self, cursor: str, limit: int = protocol.PULL_ROWS) -> protocol.ChangePage:
        """A page of the upstream's feed. Raises LinkError."""
        document = self._call("GET", "/v1/changes", params={"cursor": cursor, "limit": limit})
        try:
            return protocol.change_page(document)
        except protocol.ProtocolError as error:
            raise LinkError(LinkFault.PROTOCOL, str(error)) from error

    def people(self, after: str, limit: int = protocol.PULL_ROWS) -> dict[str, Any]:
        """A page of the first load. Raises LinkError."""
        return self._call("GET", "/v1/people", params={"after": after, "limit": limit})

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, **arguments)
        except httpx2.TransportError as error:
            cause = error.__cause__ or error.__context__
            certificate = "certificate" in str(error).lower() or isinstance(cause, ssl.SSLError)
            raise LinkError(
                LinkFault.CERTIFICATE if certificate else LinkFault.UNREACHABLE, type(error).__name__
            ) from error
        if answer.status_code in (401, 403):
            raise LinkError(LinkFault.REFUSED)
        if answer.status_code >= 500 or answer.status_code == 429:
            raise LinkError(LinkFault.BUSY, str(answer.status_code))
        if answer.status_code != 200:
            raise LinkError(LinkFault.PROTOCOL, str(answer.status_code))
        try:
            return protocol.unpack(answer.content, None)
        except protocol.ProtocolError as error:
            raise LinkError(LinkFault.PROTOCOL, str(error)) from error
