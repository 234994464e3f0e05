"""A window's use cases on cases and documents, bound to the database, the scans folder and the printers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from db.session import Store
from hall_app.cases import (
    accepting,
    drafts,
    opening,
    page_checks,
    refusing,
    resubmitting,
    resuming,
    scanning,
    silence_sheet,
    supplementing,
    undoing,
)
from hall_app.cases.application import Application, Defect, PageRef
from hall_app.cases.basis import read_items
from hall_app.cases.outcome import Decision, DocumentHead, PreviewPage, PrintLine, RefusalGround
from hall_app.cases.page_checks import PageCheck
from hall_app.cases.resuming import FoundCase
from hall_app.cases.terms import CaseTerms, LinkView
from hall_app.clock import Clock
from hall_app.counter import Counter
from hall_app.documents import previews, reprinting
from hall_app.documents.print_lines import CupsLine, FolderLine, PrinterLine, TicketLine
from hall_app.documents.print_queue import PrintQueue
from hall_app.errors import HallError
from hall_app.exchange.worker import ExchangeWorker
from hall_app.identity.resident import Resident
from hall_app.installation import Installation
from hall_app.items.catalogue import Push
from hall_app.items.guide import ItemGuide, item_guides
from hall_app.items.preview import count_item_use
from hall_app.queueing.queue import QueueTicket
from hall_app.security.clerk import Clerk
from hall_app.settings import COPIES, DOCUMENT_QUEUE, DOCUMENT_SERVER, TICKET_PRINTER, Settings
from hall_app.store_faults import explained
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline
from hall_app.working_days.deadline import Deadline
from printing.ticket_printer import TicketPrinter

_log = logging.getLogger(__name__)


class CaseCounter(Counter):
    """The half of a counter that opens applications, decides them and prints what follows."""

    _exchange: ExchangeWorker | None
    _link_up: bool

    def __init__(self, installation: Installation, store: Store, clock: Clock) -> None:
        self._cases = store
        self._scans: Path = installation.scans
        self._terms = CaseTerms(clock, installation.settings, self._deadline, self._link_view)
        self._lines = _lines(installation, installation.settings)
        self._printers = tuple(PrintQueue(store, line, clock) for line in self._lines)
        self._grounds: dict[UUID, tuple[RefusalGround, ...]] = {}

    def _use_settings(self, settings: Settings) -> None:
        """Work by these settings from now on."""
        self._terms = replace(self._terms, settings=settings)
        for line in self._lines:
            if isinstance(line, CupsLine):
                line.copies = settings[COPIES]

    def _deadline(self, start: date, days: int) -> Deadline:
        return deadline(load_calendar(self._cases), start, days)

    def _link_view(self) -> LinkView:
        return LinkView(self._link_up)

    def _committed(self) -> None:
        """Something was committed: paper and the upstream may go."""
        for printer in self._printers:
            printer.wake()
        if self._exchange is not None:
            self._exchange.wake()

    # -- applications ---------------------------------------------------------------------------
    def open_application(
        self, clerk: Clerk, ticket: QueueTicket | None, resident: Resident, item_id: UUID, for_whom: str = "self", legal_person_id: UUID | None = None
    ) -> Application:  # fmt: skip
        return self._opened(
            opening.open_application(self._cases, clerk, ticket, resident, item_id, for_whom, legal_person_id, terms=self._terms,
            ),
            clerk,
        )  # fmt: skip

    def open_bundle(
        self, clerk: Clerk, ticket: QueueTicket | None, resident: Resident, bundle_code: str
    ) -> Application:
        return self._opened(
            opening.open_bundle(self._cases, clerk, ticket, resident, bundle_code, terms=self._terms)
        )

    def recover_draft(self, clerk: Clerk) -> Application | None:
        found = drafts.recover_draft(
            self._cases, clerk, self._terms, lambda session, old, item_id: opening.reopen(session, old, item_id, self._terms)
        )  # fmt: skip
        return self._opened(found) if found is not None else None

    def item_guides(self, clerk: Clerk, application: Application) -> tuple[ItemGuide, ...]:
        day = self._terms.clock.today()
        return item_guides(self._cases, clerk, application.item.item_id, application.bundle, day)

    def find_cases(self, clerk: Clerk, text: str) -> tuple[FoundCase, ...]:
        return resuming.find_cases(
            self._cases, clerk, text, clock=self._terms.clock, settings=self._terms.settings
        )

    def open_case(self, clerk: Clerk, ticket: QueueTicket | None, case_id: UUID) -> Application:
        return self._opened(resuming.open_case(self._cases, clerk, ticket, case_id, terms=self._terms))

    def _opened(self, app: Application, clerk: Clerk | None = None) -> Application:
        if clerk is not None:
            count_item_use(self._cases, clerk, app.item.code)
        with explained(), self._cases.reading() as session:
            self._grounds[app.draft_id] = refusing.refusal_grounds(
                read_items(session, app, self._terms.clock.today())
            )
        return app

    def save_draft(self, clerk: Clerk, application: Application) -> Application:
        return drafts.save_draft(self._cases, clerk, application, self._terms)

    def discard_draft(self, clerk: Clerk, draft_id: UUID) -> None:
        drafts.discard_draft(self._cases, clerk, draft_id, self._terms)

    # -- pages ----------------------------------------------------------------------------------
    def take_scans(self, clerk: Clerk, application: Application, first: str = "") -> Application:
        return scanning.take_scans(self._cases, clerk, application, self._scans, first, terms=self._terms)

    def page_image(self, clerk: Clerk, page: PageRef, width_px: int) -> PreviewPage:
        return scanning.page_image(self._cases, clerk, page, width_px)

    def check_page(self, clerk: Clerk, page: PageRef) -> PageCheck:
        return page_checks.check_page(self._cases, clerk, page)

    def drop_page(self, clerk: Clerk, application: Application, page_id: UUID) -> Application:
        return scanning.drop_page(self._cases, clerk, application, page_id, terms=self._terms)

    # -- decisions ------------------------------------------------------------------------------
    def accept(self, clerk: Clerk, application: Application) -> Decision:
        return self._decided(
            clerk, application, accepting.accept(self._cases, clerk, application, terms=self._terms)
        )

    def take_in(self, clerk: Clerk, application: Application) -> Decision:
        return self._decided(
            clerk, application, resubmitting.take_in(self._cases, clerk, application, terms=self._terms)
        )

    def _decided(self, clerk: Clerk, app: Application, decision: Decision) -> Decision:
        """The decision with what could be taken along; that a suggestion fails never makes a decision seem undone."""
        self._committed()
        try:
            return replace(decision, also=self._next_matter(clerk, app))
        except HallError as error:
            _log.warning("no suggestion after a decision: %s", type(error).__name__)
            return decision

    def _next_matter(self, clerk: Clerk, app: Application) -> Push | None:
        """What the resident could do besides."""
        return None

    def hand_over(self, clerk: Clerk, case_id: UUID) -> None:
        silence_sheet.hand_over(self._cases, clerk, case_id, terms=self._terms)

    def suggested_defects(self, application: Application) -> tuple[tuple[str, Defect], ...]:
        return supplementing.suggested_defects(application)

    def preview_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> tuple[PreviewPage, ...]:
        return supplementing.preview_supplement(
            self._cases, clerk, application, days, channels, terms=self._terms
        )

    def issue_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> Decision:
        decision = supplementing.issue_supplement(
            self._cases, clerk, application, days, channels, terms=self._terms
        )
        return self._decided(clerk, application, decision)

    def refusal_grounds(self, application: Application) -> tuple[RefusalGround, ...]:
        return self._grounds.get(application.draft_id, ())

    def preview_refusal(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> tuple[PreviewPage, ...]:
        return refusing.preview_refusal(
            self._cases, clerk, application, ground, agency, facts, terms=self._terms
        )

    def refuse(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> Decision:
        decision = refusing.refuse(self._cases, clerk, application, ground, agency, facts, terms=self._terms)
        self._committed()
        return decision

    def undo_accept(self, clerk: Clerk, case_id: UUID, reason: str) -> DocumentHead:
        head = undoing.undo_accept(self._cases, clerk, case_id, reason, terms=self._terms)
        self._committed()
        return head

    # -- documents ------------------------------------------------------------------------------
    def document_pages(self, clerk: Clerk, document_id: UUID, width_px: int) -> tuple[PreviewPage, ...]:
        return previews.document_pages(self._cases, clerk, document_id, width_px)

    def reprint(self, clerk: Clerk, document_id: UUID) -> PrintLine:
        line = reprinting.reprint(self._cases, clerk, document_id, clock=self._terms.clock)
        self._committed()
        return line

    def retry_printing(self, clerk: Clerk) -> None:
        clerk.require("document.print")
        for printer in self._printers:
            printer.retry_now()

    def settle_doubtful_job(self, clerk: Clerk, job_id: UUID, printed: bool) -> PrintLine:
        line = reprinting.settle_doubtful_job(self._cases, clerk, job_id, printed, clock=self._terms.clock)
        self._committed()
        return line


def _lines(installation: Installation, settings: Settings) -> list[PrinterLine]:
    queue = settings[DOCUMENT_QUEUE]
    documents: PrinterLine = (
        CupsLine(queue, settings[DOCUMENT_SERVER], settings[COPIES])
        if queue
        else FolderLine(installation.base_dir / "documents")
    )
    lines: list[PrinterLine] = [documents]
    if settings[TICKET_PRINTER]:
        lines.append(TicketLine(TicketPrinter(settings[TICKET_PRINTER])))
    return lines
