"""Where a hall's upstream is: over the socket by its settings, or the district's database on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient, LinkError, LinkFault, TlsFiles
from hall_app.exchange.credentials import SYNC, Insider, Node, new_token
from hall_app.installation import Installation
from hall_app.practice.making import is_practice
from hall_app.settings import (
    DATABASE_URL,
    DISTRICT_URL,
    EXCHANGE_AUTHORITY,
    EXCHANGE_CERTIFICATE,
    EXCHANGE_KEY,
    EXCHANGE_TOKEN_FILE,
    EXCHANGE_UPSTREAM,
    Settings,
)

_TOKEN = re.compile(r"[0-9a-f]{64}\Z")
_MAX_TOKEN_FILE = 1024
EMBEDDED_NODE = "hall"


@dataclass(frozen=True, slots=True)
class Upstream:
    """How the worker reaches it; ``make_client`` is called in the worker's thread and raises LinkError."""

    make_client: Callable[[], ExchangeClient]
    embedded: bool


def over_the_socket(settings: Settings) -> bool:
    """Whether the settings name an upstream."""
    return bool(settings[EXCHANGE_UPSTREAM])


def upstream_of(
    installation: Installation, settings: Settings, store: Store, clock: Clock
) -> tuple[Upstream | None, Store | None]:
    """Where this hall reports to, and the district's database where it is opened here (the caller closes it).

    None for a hall on a server that has no upstream yet: its rows wait, and must not end up in a district of one window's
    own machine. Raises InputRefused, Unavailable.
    """
    if over_the_socket(settings):
        return remote_upstream(settings, installation.base_dir), None
    on_server = settings[DATABASE_URL].startswith("postgresql")
    if on_server and not settings[DISTRICT_URL] and not is_practice(store):
        return None, None
    district = installation.open_district()
    return embedded_upstream(district, clock), district


def remote_upstream(settings: Settings, base_dir: Path) -> Upstream:
    """The district named by ``exchange.*``; files are relative to the installation's folder.

    They are read anew at each connection, so that a renewed certificate counts without a restart. Raises InputRefused
    for an address that is not HTTPS or a file that is not named.
    """
    url = settings[EXCHANGE_UPSTREAM]
    if not re.match(r"https://[^/@\s]+/?\Z", url):
        raise InputRefused(
            "区平台地址要写成 https://主机:端口", f"请改正 {EXCHANGE_UPSTREAM.name}", EXCHANGE_UPSTREAM.name
        )
    named = (EXCHANGE_CERTIFICATE, EXCHANGE_KEY, EXCHANGE_AUTHORITY, EXCHANGE_TOKEN_FILE)
    for setting in named:
        if not settings[setting]:
            raise InputRefused(f"设了区平台地址，还缺“{setting.title}”", f"请填 {setting.name}", setting.name)
    certificate, key, authority, token_file = (base_dir / settings[setting] for setting in named)

    def make_client() -> ExchangeClient:
        token = _read_token(token_file)
        return ExchangeClient(url, token, tls=TlsFiles(certificate, key, authority))

    return Upstream(make_client, embedded=False)


def embedded_upstream(district: Store, clock: Clock) -> Upstream:
    """The district's database on this machine: the same application, without a socket.

    Several programs may have it open, as a counter and a command beside it.
    """
    insider = Insider(new_token(), Node(EMBEDDED_NODE, frozenset({SYNC})))
    application = make_application(district, clock, insider=insider)
    return Upstream(
        lambda: ExchangeClient("http://district", insider.token, application=application), embedded=True
    )


def _read_token(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise LinkError(LinkFault.FILES, "the token file is open to others")
        with path.open(encoding="ascii") as file:
            token = file.read(_MAX_TOKEN_FILE).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LinkError(LinkFault.FILES, type(error).__name__) from error
    if not _TOKEN.match(token):
        raise LinkError(LinkFault.FILES, "not a token")
    return token
