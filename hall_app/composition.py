"""The one place that binds a window's use cases to this installation's databases, devices and line."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import hall_app
from db.session import Store
from hall_app.address_counter import HallAddressDesk
from hall_app.addresses.desk import AddressDesk
from hall_app.back_office import BackOffice
from hall_app.card_addresses import CardAddresses
from hall_app.case_counter import CaseCounter
from hall_app.cases.application import Application
from hall_app.cases.silence import SilenceWatch
from hall_app.clock import Clock
from hall_app.device_reporting import DeviceReporter
from hall_app.equipment import CardReaders
from hall_app.exchange.synchronising import UPSTREAM
from hall_app.exchange.upstream import upstream_of
from hall_app.exchange.worker import ExchangeWorker
from hall_app.hall_settings import in_force
from hall_app.identity.judgement import identify
from hall_app.identity.resident import CardFacts, Resident
from hall_app.installation import Installation
from hall_app.items import preview
from hall_app.items.catalogue import ItemHit, ItemPreview, Push, Recommendations
from hall_app.items.loading import CatalogueMemory, load_catalogue, stamp_of
from hall_app.items.recommend import next_matter, recommend
from hall_app.libraries.person_file import PEOPLE_SHOWN, PersonFile, PersonHit
from hall_app.libraries.reading_person import read_person_file
from hall_app.libraries.searching import SearchTrail, search_persons, warm_up_search
from hall_app.office_composition import WindowHooks, bind_back_office
from hall_app.practice.demo_day import bring_later_tickets, open_demo_day
from hall_app.practice.making import is_practice
from hall_app.queueing import calling, issuing, overview, serving
from hall_app.queueing.paper import TicketPaper
from hall_app.queueing.queue import QueueOverview, QueueTicket
from hall_app.scanned_codes import FoundTicket, ScannedCase, call_ticket, look_up_scan
from hall_app.security import accounts, sign_in
from hall_app.security.clerk import Clerk
from hall_app.security.idle import idle_rules
from hall_app.security.login import LoginPage, PracticeAccount
from hall_app.settings import REVEAL_S, WINDOW_NUMBER, Settings
from hall_app.status import (
    PART_DATABASE,
    PART_LINK,
    Notice,
    PartChanged,
    PartStatus,
    QueueChanged,
    WindowEvent,
)
from hall_app.store_faults import explained

if TYPE_CHECKING:
    from hall_app.addresses.managing.desk import AddressManagement

PRODUCT = "一窗受理"
_log = logging.getLogger(__name__)


def render_ticket_paper(paper: TicketPaper) -> bytes:
    """A ticket's ESC/POS bytes, laid out by the printing floor."""
    from printing.content import TicketContent
    from printing.ticket import render_ticket

    content = TicketContent(
        hall=paper.hall_name, practice=paper.practice, number=paper.number, business=paper.business, ahead=paper.ahead, minutes=paper.estimate_min,
        taken_at=paper.issued_at, note=paper.hint, qr_text=paper.qr_text, reprint=False,
    )  # fmt: skip
    return render_ticket(content, paper.width_mm)


def warm_up_paper() -> None:
    """Load what the first sheet and its picture need while nobody waits for it."""
    from printing.documents import warm_up
    from printing.fonts import FontsMissing

    try:
        warm_up()
    except FontsMissing as error:
        _log.warning("fonts for documents are missing: %s", error)


class HallCounter(CaseCounter):
    """A counter window on one installation."""

    def __init__(self, installation: Installation, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._installed: Settings = installation.settings
        self._store: Store = installation.open_hall()
        self._settings: Settings = in_force(self._store, self._installed)
        self._upstream, self._district = upstream_of(installation, self._settings, self._store, self._clock)
        super().__init__(replace(installation, settings=self._settings), self._store, self._clock)
        # A hall that reaches its district over the socket keeps a copy of the address library beside its own base.
        self._library: Store = self._district or installation.open_district()
        self._addresses = HallAddressDesk(
            installation, self._store, self._library, self._clock, unknown=self._send_unknown
        )
        self._card_addresses = CardAddresses(self._store, self._addresses.place, self._clock)
        self._link_up = True
        self._practice = is_practice(self._store)
        self._readers = CardReaders(self._settings, self._clock)
        self._exchange: ExchangeWorker | None = None
        self._link = (
            PartStatus(PART_LINK, "区平台", "accent", "连接中")
            if self._upstream is not None
            else PartStatus(PART_LINK, "区平台", "idle", "未设地址")
        )
        self._silence = SilenceWatch(self._store, lambda: self._terms, self._on_silence)
        self._memory: CatalogueMemory | None = None
        self._search_trail = SearchTrail()
        self._publish: Callable[[WindowEvent], None] = lambda _event: None
        self._uses: dict[str, int] = {}
        self._later_brought = False
        hooks = WindowHooks(
            settings=lambda: self._settings,
            use_settings=self._take_up,
            parts=self.parts,
            link=lambda: self._link,
            wake_link=self._wake_link,
            reread=self._readers.reread,
            items_changed=self._forget_memory,
        )
        self._back_office = bind_back_office(installation, self._store, self._district, self._clock, hooks)
        self._reporter = DeviceReporter(self._store, self._clock, self._back_office.devices.lines)

    @property
    def back_office(self) -> BackOffice:
        return self._back_office

    # -- life -----------------------------------------------------------------------------------
    def start(self, publish: Callable[[WindowEvent], None]) -> None:
        def tell(event: WindowEvent) -> None:
            publish(event)
            if isinstance(event, PartChanged):
                self._reporter.wake()

        self._publish = tell
        self._reporter.start()
        if self._upstream is not None:
            self._exchange = ExchangeWorker(
                self._store, self._upstream.make_client, UPSTREAM, self._clock, embedded=self._upstream.embedded
            )  # fmt: skip
            self._exchange.start(self._on_link)
        self._silence.start()
        self._readers.start(tell)
        for printer in self._printers:
            printer.start(tell)
        threading.Thread(target=warm_up_paper, name="paper", daemon=True).start()

    def stop(self, timeout_s: float = 5.0) -> None:
        self._readers.stop(timeout_s)
        for printer in self._printers:
            printer.stop(timeout_s)
        self._silence.stop(timeout_s)
        self._reporter.stop(timeout_s)
        if self._exchange is not None:
            self._exchange.stop(timeout_s)
        self._card_addresses.close(timeout_s)
        self._addresses.close()
        self._store.close()
        self._library.close()

    def parts(self) -> tuple[PartStatus, ...]:
        return (
            PartStatus(PART_DATABASE, "本机库", "ok", "正常"),
            self._link,
            *self._readers.statuses,
            *(printer.status for printer in self._printers),
        )

    def reread_card(self) -> None:
        self._readers.reread()

    def _wake_link(self) -> None:
        if self._exchange is not None:
            self._exchange.wake()

    def _on_link(self, status: PartStatus) -> None:
        self._link = status
        self._link_up = status.tone in ("ok", "accent", "idle")
        self._publish(PartChanged(status))

    def _on_silence(self, numbers: tuple[str, ...]) -> None:
        self._committed()
        self._publish(
            Notice(
                f"{'、'.join(numbers)} 逾期未答复，自收到之日起视为受理；受理通知书待交申请人（Ctrl B）",
                "warn",
            )
        )

    # -- security -------------------------------------------------------------------------------
    def _refresh_settings(self) -> None:
        """What the administrators changed since counts from a log-in on."""
        self._take_up(in_force(self._store, self._installed))

    def _take_up(self, settings: Settings) -> None:
        self._settings = settings
        self._use_settings(settings)

    def login_page(self) -> LoginPage:
        self._refresh_settings()
        account = PracticeAccount("LH0108", "何静", "Yichuang-2026", "08") if self._practice else None
        return accounts.login_page(
            self._store, settings=self._settings, product=PRODUCT, version=hall_app.VERSION,
            last_staff_no=account.staff_no if account else None,
            last_window_number=self._settings[WINDOW_NUMBER] or (account.window_number if account else None), practice_account=account,
        )  # fmt: skip

    def login(self, staff_no: str, password: str, window_id: UUID | None) -> Clerk:
        self._refresh_settings()
        clerk = sign_in.login(
            self._store, staff_no, password, window_id, clock=self._clock, settings=self._settings
        )
        self._forget_old_memory()
        self._load_memory(clerk)
        self._reporter.open_window(clerk)
        for printer in self._printers:
            printer.set_window(clerk.window_id)
        if self._practice and clerk.window_id is not None:
            open_demo_day(
                self._store, clerk, clock=self._clock, settings=self._settings, render=render_ticket_paper
            )
        return clerk

    def logout(self, clerk: Clerk) -> None:
        sign_in.logout(self._store, clerk, clock=self._clock)

    def unlock(self, clerk: Clerk, password: str) -> None:
        sign_in.unlock(self._store, clerk, password, clock=self._clock, settings=self._settings)

    def record_reveal(self, clerk: Clerk, kind: str, subject: str, person_id: UUID | None) -> None:
        accounts.record_reveal(self._store, clerk, kind, subject, person_id, clock=self._clock)

    def set_text_size(self, clerk: Clerk, size: str) -> None:
        accounts.set_text_size(self._store, clerk, size)

    def idle_lock_ms(self, clerk: Clerk) -> int:
        return idle_rules(clerk, self._settings).lock_after_s * 1000

    def idle_end_ms(self, clerk: Clerk) -> int:
        return idle_rules(clerk, self._settings).end_after_s * 1000

    def reveal_ms(self) -> int:
        return self._settings[REVEAL_S] * 1000

    # -- queueing -------------------------------------------------------------------------------
    def queue(self, clerk: Clerk) -> QueueOverview:
        return overview.queue(self._store, clerk, clock=self._clock, settings=self._settings)

    def call_next(self, clerk: Clerk) -> QueueTicket | None:
        ticket = calling.call_next(self._store, clerk, clock=self._clock, settings=self._settings)
        if self._practice and ticket is not None and not self._later_brought:
            self._later_brought = True
            bring_later_tickets(
                self._store, clerk, clock=self._clock, settings=self._settings, render=render_ticket_paper
            )
            self._publish(QueueChanged())
        return ticket

    def current_ticket(self, clerk: Clerk) -> QueueTicket | None:
        return serving.current_ticket(self._store, clerk, clock=self._clock, settings=self._settings)

    def recall(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        return calling.recall(self._store, clerk, ticket_id, clock=self._clock, settings=self._settings)

    def mark_missed(self, clerk: Clerk, ticket_id: UUID) -> None:
        calling.mark_missed(self._store, clerk, ticket_id, clock=self._clock, settings=self._settings)

    def restore_missed(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        return calling.restore_missed(
            self._store, clerk, ticket_id, clock=self._clock, settings=self._settings
        )

    def transfer(self, clerk: Clerk, ticket_id: UUID, window_number: str) -> None:
        calling.transfer(
            self._store, clerk, ticket_id, window_number, clock=self._clock, settings=self._settings
        )

    def pause(self, clerk: Clerk, reason: str | None) -> None:
        serving.pause(self._store, clerk, reason, clock=self._clock)

    def issue_ticket(
        self, clerk: Clerk, group: str, card: CardFacts | None, priority_reason: str | None = None
    ) -> QueueTicket:
        return issuing.issue_ticket(
            self._store, clerk, group, card, priority_reason, clock=self._clock, settings=self._settings, render=render_ticket_paper
        )  # fmt: skip

    def look_up_scan(self, clerk: Clerk, text: str) -> ScannedCase | FoundTicket:
        return look_up_scan(self._store, clerk, text, clock=self._clock, settings=self._settings)

    def call_ticket(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        return call_ticket(self._store, clerk, ticket_id, clock=self._clock, settings=self._settings)

    def start_serving(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        return serving.start_serving(
            self._store, clerk, ticket_id, clock=self._clock, settings=self._settings
        )

    def finish_ticket(self, clerk: Clerk, ticket_id: UUID, outcome: str) -> None:
        serving.finish_ticket(self._store, clerk, ticket_id, outcome, clock=self._clock)

    # -- identity and libraries -----------------------------------------------------------------
    def identify(self, clerk: Clerk, ticket_id: UUID | None, facts: CardFacts) -> Resident:
        resident = identify(self._store, clerk, ticket_id, facts, self._clock)
        if not facts.by_hand:
            self._card_addresses.meet(clerk, facts.address)
        return resident

    def person_file(self, clerk: Clerk, ticket_id: UUID | None, resident: Resident) -> PersonFile:
        return read_person_file(self._store, clerk, ticket_id, resident, self._clock, self._settings)

    def recommendations(self, clerk: Clerk, resident: Resident) -> Recommendations:
        return recommend(self._store, clerk, self._load_memory(clerk), resident, self._clock, self._settings)

    def search_persons(self, clerk: Clerk, text: str, most: int = PEOPLE_SHOWN) -> tuple[PersonHit, ...]:
        return search_persons(self._store, clerk, text, self._clock, most=most, trail=self._search_trail)

    # -- addresses ------------------------------------------------------------------------------
    @property
    def address_management(self) -> AddressManagement | None:
        if self._district is None:  # the library is at a district over the line, and managed there
            return None
        # Loaded when somebody manages addresses: the engine's rules and tables of spreadsheets come with it.
        from hall_app.addresses.managing.desk import AddressManagement

        return AddressManagement(self._district, self._clock)

    @property
    def addresses(self) -> AddressDesk:
        return self._addresses

    def _send_unknown(self, clerk: Clerk, text: str, origin: str) -> None:
        from hall_app.addresses.managing.unknown import send_unknown

        send_unknown(self._store, clerk, text, origin, clock=self._clock)

    # -- items ----------------------------------------------------------------------------------
    def search_items(self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()) -> tuple[ItemHit, ...]:
        return preview.search_items(self._load_memory(clerk), clerk, text, pushed, self._uses)

    def warm_up(self, clerk: Clerk) -> None:
        memory = self._memory
        if memory is not None and clerk.may("item.read"):
            memory.index.warm_up()
        if clerk.may("person.search"):
            warm_up_search(self._store)

    def items_at_hand(
        self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()
    ) -> tuple[ItemHit, ...] | None:
        memory = self._memory
        return preview.search_items(memory, clerk, text, pushed, self._uses) if memory is not None else None

    def preview_item(self, clerk: Clerk, item_id: UUID, resident: Resident | None) -> ItemPreview:
        return preview.preview_item(
            self._store, clerk, self._load_memory(clerk), item_id, resident, self._clock
        )

    def _next_matter(self, clerk: Clerk, app: Application) -> Push | None:
        done = frozenset({app.item.code, *app.bundle})
        return next_matter(
            self._store, clerk, self._load_memory(clerk), app.resident, done, self._clock, self._settings
        )

    def _load_memory(self, clerk: Clerk) -> CatalogueMemory:
        if self._memory is None:
            with explained(), self._store.reading() as session:
                self._memory = load_catalogue(session, self._clock.today())
            self._uses = preview.window_uses(self._store, clerk)
        return self._memory

    def _forget_old_memory(self) -> None:
        """Items change rarely: a window looks at its log-in whether the catalogue in memory still stands."""
        if self._memory is not None:
            with explained(), self._store.reading() as session:
                if stamp_of(session, self._clock.today()) != self._memory.stamp:
                    self._memory = None

    def _forget_memory(self) -> None:
        self._memory = None
