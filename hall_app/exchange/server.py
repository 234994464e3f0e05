"""The exchange over a socket with mutual TLS (cheroot), for a hall or a district server."""

from __future__ import annotations

import ssl
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from hall_app.exchange.application import CERTIFICATE_KEY
from hall_app.exchange.client import TlsFiles
from hall_app.exchange.protocol import MAX_BODY_BYTES


class _PeerCertificateAdapter(BuiltinSSLAdapter):
    """Hands the verified peer's certificate (DER) on to the application."""

    def get_environ(self, sock: ssl.SSLSocket) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ(sock)
        environ[CERTIFICATE_KEY] = sock.getpeercert(binary_form=True)
        return environ


def make_server(application: Any, host: str, port: int, tls: TlsFiles) -> wsgi.Server:
    """A server that lets no caller in without a certificate of the authority; ``start()`` blocks."""
    adapter = _PeerCertificateAdapter(str(tls.certificate), str(tls.key), str(tls.authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(str(tls.certificate), str(tls.key))
    context.load_verify_locations(str(tls.authority))
    context.verify_mode = ssl.CERT_REQUIRED
    adapter.context = context
    server = wsgi.Server((host, port), application, numthreads=8, max=32, request_queue_size=32, timeout=20)
    server.max_request_body_size = MAX_BODY_BYTES
    server.max_request_header_size = 64 * 1024
    server.ssl_adapter = adapter
    return server
