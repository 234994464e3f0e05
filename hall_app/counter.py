"""The use cases of a counter window, in one place for the screens that call them.

Every method but those marked *pure* touches the database and is called from a worker thread;
each checks its permission, is one transaction, and returns frozen values. All raise HallError
kinds (NotPermitted, Conflict, Unavailable, InputRefused) in words for staff.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from hall_app.addresses.desk import AddressDesk
from hall_app.back_office import BackOffice
from hall_app.cases.application import Application, Defect, PageRef
from hall_app.cases.outcome import Decision, DocumentHead, PreviewPage, PrintLine, RefusalGround
from hall_app.cases.page_checks import PageCheck
from hall_app.cases.resuming import FoundCase
from hall_app.identity.resident import CardFacts, Resident
from hall_app.items.catalogue import ItemHit, ItemPreview, Recommendations
from hall_app.items.guide import ItemGuide
from hall_app.libraries.person_file import PEOPLE_SHOWN, PersonFile, PersonHit
from hall_app.queueing.queue import QueueOverview, QueueTicket
from hall_app.scanned_codes import FoundTicket, ScannedCase
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginPage
from hall_app.status import PartStatus, WindowEvent

if TYPE_CHECKING:
    from hall_app.addresses.managing.desk import AddressManagement


class Counter(ABC):
    """A counter window's way into the hall."""

    # -- life -----------------------------------------------------------------------------------
    @abstractmethod
    def start(self, publish: Callable[[WindowEvent], None]) -> None:
        """Start the workers (readers, print queue, exchange, hall watch); they call ``publish`` from their threads."""

    @abstractmethod
    def stop(self, timeout_s: float = 5.0) -> None:
        """Stop and join the workers."""

    @abstractmethod
    def parts(self) -> tuple[PartStatus, ...]:
        """The present state of every part (*pure*, any thread)."""

    @abstractmethod
    def reread_card(self) -> None:
        """F5, 重新检测: ask the readers for the card that lies there (*pure*, any thread); the answer is an event."""

    @property
    @abstractmethod
    def back_office(self) -> BackOffice:
        """The use cases of the pages beside the reception (settings, administration, audit, look-up …)."""

    # -- security -------------------------------------------------------------------------------
    @abstractmethod
    def login_page(self) -> LoginPage:
        """What the log-in page shows; makes the installation's database ready first."""

    @abstractmethod
    def login(self, staff_no: str, password: str, window_id: UUID | None) -> Clerk:
        """Log in and open the window. Raises LoginRefused."""

    @abstractmethod
    def logout(self, clerk: Clerk) -> None:
        """Close the window and end the session."""

    @abstractmethod
    def unlock(self, clerk: Clerk, password: str) -> None:
        """Open an idle-locked window again. Raises LoginRefused."""

    @abstractmethod
    def record_reveal(self, clerk: Clerk, kind: str, subject: str, person_id: UUID | None) -> None:
        """Audit that a masked number was shown in full (Alt V); raises if it may not be or cannot be recorded."""

    @abstractmethod
    def set_text_size(self, clerk: Clerk, size: str) -> None:
        """Remember the clerk's text size (compact, standard, large)."""

    @abstractmethod
    def idle_lock_ms(self, clerk: Clerk) -> int:
        """After how many milliseconds without key or mouse the clerk's window locks (*pure*)."""

    @abstractmethod
    def idle_end_ms(self, clerk: Clerk) -> int:
        """After how many milliseconds without key or mouse the clerk's session ends (*pure*)."""

    @abstractmethod
    def reveal_ms(self) -> int:
        """For how many milliseconds a full number stays on the screen (*pure*)."""

    # -- queueing -------------------------------------------------------------------------------
    @abstractmethod
    def queue(self, clerk: Clerk) -> QueueOverview:
        """The queue as this window sees it, in calling order."""

    @abstractmethod
    def call_next(self, clerk: Clerk) -> QueueTicket | None:
        """Call the next ticket by rule; None when nobody waits."""

    @abstractmethod
    def current_ticket(self, clerk: Clerk) -> QueueTicket | None:
        """The ticket this window has in hand, as after a restart."""

    @abstractmethod
    def recall(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        """Call the same ticket again (F2)."""

    @abstractmethod
    def mark_missed(self, clerk: Clerk, ticket_id: UUID) -> None:
        """过号 (F3)."""

    @abstractmethod
    def restore_missed(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        """过号召回 (Shift F3): back in after the next three of its group."""

    @abstractmethod
    def transfer(self, clerk: Clerk, ticket_id: UUID, window_number: str) -> None:
        """转窗 (F4); the ticket keeps its time."""

    @abstractmethod
    def pause(self, clerk: Clerk, reason: str | None) -> None:
        """暂停 with a reason, or resume with None (Shift F1)."""

    @abstractmethod
    def issue_ticket(
        self, clerk: Clerk, group: str, card: CardFacts | None, priority_reason: str | None = None
    ) -> QueueTicket:
        """代取号 (Ctrl N): issue and print a ticket."""

    @abstractmethod
    def look_up_scan(self, clerk: Clerk, text: str) -> ScannedCase | FoundTicket:
        """What a scanner read: a sheet's case or a ticket. Raises InputRefused for what is unknown."""

    @abstractmethod
    def call_ticket(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        """Call that very ticket, whose holder stands at the window with it."""

    @abstractmethod
    def start_serving(self, clerk: Clerk, ticket_id: UUID) -> QueueTicket:
        """The resident is there (card read or first act): 呼叫中 → 办理中."""

    @abstractmethod
    def finish_ticket(self, clerk: Clerk, ticket_id: UUID, outcome: str) -> None:
        """End the reception of a ticket."""

    # -- identity and libraries -----------------------------------------------------------------
    @abstractmethod
    def identify(self, clerk: Clerk, ticket_id: UUID | None, facts: CardFacts) -> Resident:
        """Judge a card against the population library; traced."""

    @abstractmethod
    def person_file(self, clerk: Clerk, ticket_id: UUID | None, resident: Resident) -> PersonFile:
        """What the libraries know of the resident, from the local copy; traced."""

    @abstractmethod
    def recommendations(self, clerk: Clerk, resident: Resident) -> Recommendations:
        """智能推送 for the resident."""

    @abstractmethod
    def search_persons(self, clerk: Clerk, text: str, most: int = PEOPLE_SHOWN) -> tuple[PersonHit, ...]:
        """At most ``most`` people by name, pinyin, initials, id or phone as typed; masked, traced."""

    # -- addresses ------------------------------------------------------------------------------
    @property
    def address_management(self) -> AddressManagement | None:
        """The management of the standard address library (*pure*; its use cases are not); None where there is none."""
        return None

    @property
    @abstractmethod
    def addresses(self) -> AddressDesk:
        """The standard address library (*pure*; its own use cases are not)."""

    # -- items ----------------------------------------------------------------------------------
    @abstractmethod
    def search_items(self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()) -> tuple[ItemHit, ...]:
        """Items as typed: initials, pinyin, Chinese, everyday names, ``#`` code (*pure* once warmed, any thread)."""

    @abstractmethod
    def item_guides(self, clerk: Clerk, application: Application) -> tuple[ItemGuide, ...]:
        """办理依据与口径 of the application's item, or of each of its bundle."""

    def warm_up(self, clerk: Clerk) -> None:
        """Pay what the first searches would: statements, pages of indexes, items put in order. Shows nobody anything."""
        return

    def items_at_hand(
        self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()
    ) -> tuple[ItemHit, ...] | None:
        """The same (*pure*, within 4 ms for 2,000 items); None while the catalogue is not in memory."""
        return None

    @abstractmethod
    def preview_item(self, clerk: Clerk, item_id: UUID, resident: Resident | None) -> ItemPreview:
        """The picker's right side for one item."""

    # -- cases ----------------------------------------------------------------------------------
    @abstractmethod
    def open_application(
        self,
        clerk: Clerk,
        ticket: QueueTicket | None,
        resident: Resident,
        item_id: UUID,
        for_whom: str = "self",
        legal_person_id: UUID | None = None,
    ) -> Application:
        """Open an item's form, filled from the card, the libraries and earlier cases."""

    @abstractmethod
    def open_bundle(
        self, clerk: Clerk, ticket: QueueTicket | None, resident: Resident, bundle_code: str
    ) -> Application:
        """Open the merged form of a bundle (合并办理)."""

    @abstractmethod
    def find_cases(self, clerk: Clerk, text: str) -> tuple[FoundCase, ...]:
        """Cases by a sheet's code or a number typed in part; without text those that wait for papers, nearest first."""

    @abstractmethod
    def open_case(self, clerk: Clerk, ticket: QueueTicket | None, case_id: UUID) -> Application:
        """Go on with a case that waits for papers: only what it waits for is open."""

    @abstractmethod
    def save_draft(self, clerk: Clerk, application: Application) -> Application:
        """Save the application as typed so far; returns it with its new draft version."""

    @abstractmethod
    def recover_draft(self, clerk: Clerk) -> Application | None:
        """The unfinished application of this window after a crash, as it was."""

    @abstractmethod
    def discard_draft(self, clerk: Clerk, draft_id: UUID) -> None:
        """Drop a draft and its pages."""

    @abstractmethod
    def take_scans(self, clerk: Clerk, application: Application, first: str = "") -> Application:
        """F7: put the newest pages of the scans folder on the missing materials, one each in list order.

        ``first`` is the code of the one to begin with, where it is missing.
        """

    @abstractmethod
    def page_image(self, clerk: Clerk, page: PageRef, width_px: int) -> PreviewPage:
        """A scanned page for the screen."""

    @abstractmethod
    def check_page(self, clerk: Clerk, page: PageRef) -> PageCheck:
        """Whether a scanned page is sharp and whole, as far as that can be told, with its corners."""

    @abstractmethod
    def drop_page(self, clerk: Clerk, application: Application, page_id: UUID) -> Application:
        """Delete a scanned page."""

    @abstractmethod
    def accept(self, clerk: Clerk, application: Application) -> Decision:
        """F9: receive and accept in one transaction, with receipt, print job, outbox row and closed ticket.

        A resumed case is accepted with what came; deferred pieces are taken in.
        """

    @abstractmethod
    def take_in(self, clerk: Clerk, application: Application) -> Decision:
        """Take in the papers a resumed case waited for, without deciding on it; prints the certificate."""

    @abstractmethod
    def hand_over(self, clerk: Clerk, case_id: UUID) -> None:
        """The applicant has the acceptance sheet of a case that silence accepted."""

    @abstractmethod
    def suggested_defects(self, application: Application) -> tuple[tuple[str, Defect], ...]:
        """The defects the checks found, as (material code, defect) (*pure*)."""

    @abstractmethod
    def preview_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> tuple[PreviewPage, ...]:
        """The 补正材料告知书 as it would be issued now."""

    @abstractmethod
    def issue_supplement(
        self, clerk: Clerk, application: Application, days: int, channels: tuple[str, ...]
    ) -> Decision:
        """F10: issue the one-off notice; refused while any required material is unjudged."""

    @abstractmethod
    def refusal_grounds(self, application: Application) -> tuple[RefusalGround, ...]:
        """The grounds that may be chosen for F11 (*pure*)."""

    @abstractmethod
    def preview_refusal(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> tuple[PreviewPage, ...]:
        """The 不予受理通知书 as it would be issued now."""

    @abstractmethod
    def refuse(
        self, clerk: Clerk, application: Application, ground: str, agency: str, facts: str
    ) -> Decision:
        """F11: issue the refusal."""

    @abstractmethod
    def undo_accept(self, clerk: Clerk, case_id: UUID, reason: str) -> DocumentHead:
        """Take an acceptance back within the minutes of the hall (``case.undo_min``); the sheet is void, the number stays used."""

    # -- documents ------------------------------------------------------------------------------
    @abstractmethod
    def document_pages(self, clerk: Clerk, document_id: UUID, width_px: int) -> tuple[PreviewPage, ...]:
        """An issued document's pages as pictures of its very PDF."""

    @abstractmethod
    def reprint(self, clerk: Clerk, document_id: UUID) -> PrintLine:
        """补打, counted and marked."""

    @abstractmethod
    def retry_printing(self, clerk: Clerk) -> None:
        """Try the waiting print jobs again now (F12)."""

    @abstractmethod
    def settle_doubtful_job(self, clerk: Clerk, job_id: UUID, printed: bool) -> PrintLine:
        """可能已打印: the clerk says whether the paper came out; if not it is printed as 补打."""
