"""The exchange's WSGI application: two verbs for halls, one for departments, and a description of themselves.

On a single machine the same object is called in-process, without a socket.
"""

from __future__ import annotations

import json
import logging
from importlib import resources
from typing import Any

import falcon

import db.exchange_queries as queries
from db.base import new_id
from db.errors import StoreError
from db.session import Store
from hall_app.clock import Clock
from hall_app.exchange import protocol
from hall_app.exchange.credentials import SYNC, TRANSLATE, Insider, authenticate
from hall_app.exchange.receiving import receive_rows
from hall_app.exchange.translating import TooBusy, Translator, texts_of

log = logging.getLogger(__name__)

CERTIFICATE_KEY = "hall_app.peer_certificate"
_EPOCH = "feed_epoch"


def feed_epoch(store: Store) -> str:
    """The feed's epoch; a new one (a restored database) makes every reader load anew."""
    with store.reading() as session:
        found = queries.installation_value(session, _EPOCH)
    if found is None:
        with store.writing() as session:
            found = queries.installation_value(session, _EPOCH) or str(new_id())
            queries.put_installation_value(session, _EPOCH, found)
    return found


class _Authentication:
    """Lets nobody in whose token and certificate are not of an enrolled node, and none to what is not its own."""

    def __init__(self, store: Store, insider: Insider | None) -> None:
        self._store = store
        self._insider = insider

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, params: dict[str, Any]
    ) -> None:
        if getattr(resource, "open_to_all", False):
            return
        scheme, _, token = (req.auth or "").partition(" ")
        node = None
        if scheme.lower() == "bearer" and token:
            node = self._insider.recognise(token) if self._insider is not None else None
            node = node or authenticate(self._store, token, req.env.get(CERTIFICATE_KEY))
        if node is None:
            raise falcon.HTTPUnauthorized(title="unknown node")
        # A resource that names nothing is for nobody.
        if getattr(resource, "capability", "") not in node.capabilities:
            log.warning("node %s may not ask for %s", node.name, req.path)
            raise falcon.HTTPForbidden(title="not among what this node may ask for")
        req.context.origin = node.name


class _Outbox:
    """POST /v1/outbox: take over rows, answer with the highest sequence number acknowledged."""

    capability = SYNC

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        rows = protocol.wire_rows(_document(request))
        _answer(
            request, response, {"ack": receive_rows(self._store, request.context.origin, rows, self._clock)}
        )


class _Changes:
    """GET /v1/changes?cursor=&limit=: a page of the feed."""

    capability = SYNC

    def __init__(self, store: Store) -> None:
        self._store = store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        limit = request.get_param_as_int(
            "limit", min_value=1, max_value=protocol.MAX_ROWS, default=protocol.PULL_ROWS
        )
        cursor = request.get_param("cursor") or "0.0"
        if not _is_cursor(cursor):
            raise falcon.HTTPInvalidParam("not a cursor", "cursor")
        with self._store.reading() as session:
            rows, following = queries.feed_after(session, cursor, limit or protocol.PULL_ROWS)
        _answer(request, response, {"rows": rows, "next": following, "epoch": feed_epoch(self._store)})


class _People:
    """GET /v1/people?after=&limit=: the first load, in the order of identity numbers."""

    capability = SYNC

    def __init__(self, store: Store) -> None:
        self._store = store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        limit = request.get_param_as_int(
            "limit", min_value=1, max_value=protocol.MAX_ROWS, default=protocol.PULL_ROWS
        )
        after = request.get_param("after") or ""
        with self._store.reading() as session:
            end = queries.feed_end(session)
            people = queries.people_after(session, after, limit or protocol.PULL_ROWS)
            bodies = [queries.person_body(session, person) for person in people]
        following = people[-1].id_number if people else None
        _answer(
            request,
            response,
            {"people": bodies, "after": following, "feed_end": end, "epoch": feed_epoch(self._store)},
        )


class _Translate:
    """POST /v1/addresses/translate: codes for a batch of texts."""

    capability = TRANSLATE

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        texts = texts_of(_document(request))
        _answer(request, response, {"answers": self._translator.translate(request.context.origin, texts)})


class _Description:
    """GET /v1/openapi.json: the protocol's description."""

    open_to_all = True

    def on_get(self, _request: falcon.Request, response: falcon.Response) -> None:
        response.content_type = falcon.MEDIA_JSON
        response.data = resources.files("hall_app.exchange").joinpath("openapi.json").read_bytes()


def make_application(
    store: Store,
    clock: Clock | None = None,
    translator: Translator | None = None,
    insider: Insider | None = None,
) -> falcon.App:
    """The WSGI application over a node's database; departments are answered where a ``translator`` is given.

    ``insider`` is the program itself, where it asks its own application without a socket.
    """
    application: falcon.App = falcon.App(middleware=[_Authentication(store, insider)])
    application.add_route("/v1/outbox", _Outbox(store, clock or Clock()))
    application.add_route("/v1/changes", _Changes(store))
    application.add_route("/v1/people", _People(store))
    if translator is not None:
        application.add_route("/v1/addresses/translate", _Translate(translator))
        application.add_error_handler(TooBusy, _busy)
    application.add_route("/v1/openapi.json", _Description())
    application.add_error_handler(protocol.ProtocolError, _refuse)
    application.add_error_handler(StoreError, _not_now)
    return application


def _document(request: falcon.Request) -> dict[str, Any]:
    """The body's JSON object, bounded before and after unpacking. Raises ProtocolError."""
    if (request.content_length or 0) > protocol.MAX_BODY_BYTES:
        raise falcon.HTTPContentTooLarge
    data = request.bounded_stream.read(protocol.MAX_BODY_BYTES + 1)
    return protocol.unpack(data, request.get_header("Content-Encoding"))


def _answer(request: falcon.Request, response: falcon.Response, document: dict[str, Any]) -> None:
    response.content_type = falcon.MEDIA_JSON
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > 1024 and "gzip" in (request.get_header("Accept-Encoding") or ""):
        data = protocol.pack(document)
        response.set_header("Content-Encoding", "gzip")
    response.data = data


def _refuse(_request: object, _response: object, error: protocol.ProtocolError, _params: object) -> None:
    raise falcon.HTTPBadRequest(title="not of the protocol", description=str(error))


def _busy(_request: object, _response: object, _error: TooBusy, _params: object) -> None:
    raise falcon.HTTPServiceUnavailable(title="busy", retry_after=1)


def _not_now(_request: object, _response: object, error: StoreError, _params: object) -> None:
    log.warning("exchange refused a call: %s", error.fault.value)
    raise falcon.HTTPServiceUnavailable(title="database", description=error.fault.value, retry_after=5)


def _is_cursor(text: str) -> bool:
    xid, dot, seq = text.partition(".")
    return (
        bool(dot) and xid.isascii() and xid.isdigit() and seq.isascii() and seq.isdigit() and len(text) < 60
    )
