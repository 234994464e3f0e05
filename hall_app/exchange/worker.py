"""The thread that keeps a node in step with its upstream and says how it stands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import db.exchange_queries as queries
from db.errors import StoreError, StoreFault
from db.session import Store
from hall_app.clock import Clock, hall_time
from hall_app.exchange.client import ExchangeClient, LinkError, LinkFault
from hall_app.exchange.synchronising import Round, synchronise
from hall_app.status import PART_LINK, PartStatus

log = logging.getLogger(__name__)

INTERVAL_S = 5.0
LONGEST_PAUSE_S = 60.0
OFFLINE_BANNER_AFTER_S = 30 * 60
CASE = "case"
_NOTHING = Round(0, 0)

_REMEDIES = {
    LinkFault.UNREACHABLE: "请检查网线和区平台地址；受理不受影响，恢复后自动上传",
    LinkFault.REFUSED: "本节点的令牌或证书未被认可，请系统管理员重新登记本厅",
    LinkFault.CERTIFICATE: "区平台或本厅的证书无效或已过期，请系统管理员更换",
    LinkFault.BUSY: "区平台正忙，稍后自动再试",
    LinkFault.FILES: "本厅的证书或令牌文件读不出来，请系统管理员核对 site.toml 的 [exchange]",
    LinkFault.PROTOCOL: "两边版本不一致，请系统管理员升级",
}


class ExchangeWorker:
    """Synchronises every few seconds, or at once when woken; pauses longer while the line is down."""

    def __init__(
        self,
        store: Store,
        make_client: Callable[[], ExchangeClient],
        upstream: str,
        clock: Clock,
        *,
        embedded: bool,
    ) -> None:
        self._store = store
        self._make_client = make_client
        self._upstream = upstream
        self._clock = clock
        self._name = "区平台（本机）" if embedded else "区平台"
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._cut = threading.Event()
        self._publish: Callable[[PartStatus], None] = lambda _status: None
        self._thread: threading.Thread | None = None
        self._down_since: float | None = None
        self._moved = _NOTHING

    def start(self, publish: Callable[[PartStatus], None]) -> None:
        """Start; ``publish`` is called from this worker's thread on every change."""
        self._publish = publish
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something waits in the outbox: go now."""
        self._wake.set()

    def cut(self, cut: bool) -> None:
        """Pull the line, or put it back (for a maintenance window and for tests)."""
        (self._cut.set if cut else self._cut.clear)()
        self._wake.set()

    def stop(self, timeout_s: float) -> None:
        """End and join."""
        self._ending.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        client: ExchangeClient | None = None
        pause = INTERVAL_S
        while not self._ending.is_set():
            self._wake.clear()
            try:
                self._require_line()
                client = client or self._make_client()
                synchronise(self._store, client, self._upstream, self._clock, self._report_moving)
            except LinkError as error:
                pause = min(pause * 2, LONGEST_PAUSE_S)
                self._report_down(error.fault)
                client = _closed(client)
            except StoreError as error:
                log.warning("exchange: database %s", error.fault.value)
                if error.fault is StoreFault.NO_RIGHT:
                    # This window's login is without the exchange's rights: the hall's server does it.
                    self._publish(PartStatus(PART_LINK, "区平台", "ok", "由大厅服务器同步"))
                    break
                self._publish(PartStatus(PART_LINK, "区平台", "warn", "大厅库连不上，同步暂停"))
            except Exception:
                # One of the borders: a defect here must not end the exchange for the rest of the day.
                log.exception("exchange round failed")
                client = _closed(client)
            else:
                pause = INTERVAL_S
                self._report_up()
            self._wake.wait(pause)
        _closed(client)

    def _require_line(self) -> None:
        if self._cut.is_set():
            raise LinkError(LinkFault.UNREACHABLE, "cut")

    def _pending(self) -> tuple[int, int] | None:
        """How many rows and how many cases wait; None when the database cannot say."""
        try:
            with self._store.reading() as session:
                return queries.pending_count(session), queries.pending_of_kind(session, CASE)
        except StoreError:
            return None

    def _report_moving(self, moved: Round) -> None:
        """Something went over the line in this round: it stands, and there may be more."""
        self._down_since = None
        self._moved = Round(self._moved.pushed + moved.pushed, self._moved.applied + moved.applied)
        rows, _cases = self._pending() or (0, 0)
        text = f"{self._moved.pushed}/{self._moved.pushed + rows}"
        if moved.applied:
            text = f"已收 {self._moved.applied} 条"
        self._publish(PartStatus(PART_LINK, "同步中", "accent", text))

    def _report_up(self) -> None:
        self._down_since, self._moved = None, _NOTHING
        pending = self._pending()
        if pending == (0, 0):
            text = f"全部已同步 {hall_time(self._clock.now()):%H:%M}"
            self._publish(PartStatus(PART_LINK, f"已连接{self._name}", "ok", text))
        else:
            self._publish(PartStatus(PART_LINK, f"已连接{self._name}", "accent", _waiting_words(pending)))

    def _report_down(self, fault: LinkFault) -> None:
        now = self._clock.now().timestamp()
        self._down_since, self._moved = self._down_since or now, _NOTHING
        pending = self._pending()
        # Nothing that waits is nothing to be uploaded.
        text = "没有待同步的" if pending == (0, 0) else f"{_waiting_words(pending)}，恢复后自动上传"
        status = PartStatus(PART_LINK, "离线办理", "warn", text, remedy=_REMEDIES[fault])
        minutes = int((now - self._down_since) // 60)
        if now - self._down_since >= OFFLINE_BANNER_AFTER_S or fault not in (
            LinkFault.UNREACHABLE,
            LinkFault.BUSY,
        ):
            fault_text = f"已离线 {minutes} 分钟" if minutes else "连不上区平台"
            status = PartStatus(
                PART_LINK, "离线办理", "warn", text, fault=fault_text, remedy=_REMEDIES[fault]
            )
        self._publish(status)


def _waiting_words(pending: tuple[int, int] | None) -> str:
    """How much waits: cases, or where only corrections wait, those."""
    if pending is None:
        return "待同步件数读不到"
    rows, cases = pending
    return f"{rows} 条更正待同步" if rows and not cases else f"{cases} 件待同步"


def _closed(client: ExchangeClient | None) -> None:
    if client is not None:
        client.close()
