"""A conversation with a SAM: greeting, finding, reading, presence; what each status word means.

Source of the sequence and of the meanings: GA/T 467 and the makers' manuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import sleep

from devices.events import CardIdentity, FaultReason
from devices.sam.link import LineError, SamLink
from devices.sam.protocol import (
    BAUD_COMMANDS,
    BAUD_RATES,
    BAUD_SETTLE_S,
    Command,
    Response,
    Status,
    is_emulated_sam,
    sam_id_text,
    split_base_data,
)
from devices.sam.text_block import TextBlockError, decode_appended_address, decode_text_block

GREETING_ATTEMPTS = 3
PROBE_TIMEOUT_S = 0.3

_SAM_FAULTS: dict[int, FaultReason] = {
    Status.SELF_TEST_FAILED: FaultReason.SAM_SELF_TEST,
    Status.NOT_AUTHORISED: FaultReason.SAM_UNLICENSED,
    Status.NO_PRIVILEGE: FaultReason.SAM_REFUSED,
}
_LINE_FAULTS: dict[int, FaultReason] = {
    Status.CHECKSUM_WRONG: FaultReason.BAD_CHECKSUM,
    Status.LENGTH_WRONG: FaultReason.GARBAGE,
}
_CARD_FAULTS: dict[int, FaultReason] = {
    Status.CARD_REJECTS_SAM: FaultReason.CARD_REJECTED_SAM,
    Status.SAM_REJECTS_CARD: FaultReason.CARD_FORGED,
    Status.VERIFY_FAILED: FaultReason.CARD_FORGED,
    Status.WRONG_CARD_TYPE: FaultReason.NOT_AN_ID_CARD,
    Status.READ_FAILED: FaultReason.CARD_TORN_AWAY,
    Status.FIND_FAILED: FaultReason.CARD_TORN_AWAY,
    Status.SELECT_FAILED: FaultReason.CARD_TORN_AWAY,
}
FINAL_CARD_FAULTS = frozenset({FaultReason.CARD_FORGED, FaultReason.NOT_AN_ID_CARD, FaultReason.UNKNOWN_CARD})
"""A second try cannot change these."""
_ASK_AGAIN = {Status.COMMAND_WRONG, Status.UNKNOWN_ERROR, Status.RANDOM_FAILED}
_STILL_THERE = {Status.OK, Status.NO_SUCH_ITEM}
_NOT_OFFERED = {Status.COMMAND_WRONG, Status.NO_PRIVILEGE, Status.LENGTH_WRONG}


class SamError(Exception):
    """The security module itself is out of order, not licensed, or refuses."""

    def __init__(self, reason: FaultReason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


class CardError(Exception):
    """This card cannot be read."""

    def __init__(self, reason: FaultReason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who answered."""

    sam_id: str | None
    emulated: bool
    baud: int


class SamSession:
    """The commands in their order, over one link. All methods raise LineError, TransportError, Cancelled."""

    def __init__(self, link: SamLink, baud: int = 115200) -> None:
        self._link = link
        self._baud = baud
        self._sam_id: str | None = None
        self._emulated = False
        self._probes = [Command.READ_MANAGEMENT_NUMBER, Command.READ_APPENDED_ADDRESS]

    def greet(self) -> Greeting:
        """Find the rate, ask state and number. Raises SamError."""
        self._check_sam(self._first_answer())
        # Some modules have no number to tell; they read cards all the same.
        try:
            answer = self._link.ask(Command.SAM_ID)
        except LineError:
            answer = None
        if answer is not None:
            self._check_sam(answer)
            self._sam_id = sam_id_text(answer.data) if answer.status == Status.OK else None
        self._emulated = is_emulated_sam(self._sam_id)
        return Greeting(self._sam_id, self._emulated, self._baud)

    def set_baud(self, baud: int) -> None:
        """Tell the module another rate and follow it. Raises SamError when it declines."""
        answer = self._link.ask(BAUD_COMMANDS[baud])
        if answer.status != Status.OK:
            raise SamError(FaultReason.SAM_REFUSED, f"SW3 {answer.status:02X}")
        sleep(BAUD_SETTLE_S)
        if self._link.transport.set_baud(baud):
            self._baud = baud

    def find(self) -> bool:
        """Ask once whether a card that was not yet read lies there. Raises SamError, CardError."""
        answer = self._link.ask(Command.FIND)
        if answer.status in _ASK_AGAIN:
            answer = self._link.ask(Command.FIND)
        if answer.status == Status.FOUND:
            return True
        if answer.status in (Status.FIND_FAILED, Status.SELECT_FAILED):
            return False
        if answer.status == Status.COMMAND_WRONG:
            raise SamError(FaultReason.SAM_REFUSED, "SW3 21")
        raise self._fault(answer)

    def read_found(self) -> CardIdentity:
        """Select and read the card that `find` told of, with the second tries that help. Raises as `find`."""
        try:
            return self._select_and_read()
        except LineError as fault:
            return self._read_after_a_lost_answer(fault)
        except CardError as fault:
            if fault.reason in FINAL_CARD_FAULTS:
                raise
        try:
            return self._select_and_read(find_first=True)
        except CardError as fault:
            if fault.reason is FaultReason.CARD_TORN_AWAY and self.is_present():
                raise CardError(FaultReason.CARD_UNREADABLE, fault.detail) from fault
            raise

    def _read_after_a_lost_answer(self, first: LineError) -> CardIdentity:
        """The card may be read although its answer was lost: then it is found no more, but read once again."""
        try:
            return self._select_and_read(find_first=True)
        except LineError as second:
            # Where no time was left to hear anything, what was heard before stands.
            fault = first if second.cut_short else second
            fault.of_card = True
            raise fault from None

    def read_lying(self) -> CardIdentity | None:
        """Read a card that the module will not find again as it was read before; None where there is none.

        Raises SamError, and CardError when a fresh card is found but cannot be read.
        """
        if self.find():
            return self.read_found()
        self._check_sam(self._link.ask(Command.SELECT))
        answer = self._link.ask(Command.READ_BASE)
        self._check_sam(answer)
        return self._decode(answer) if answer.status == Status.OK else None

    def appended_address(self) -> str | None:
        """The newest appended address; empty when there is none, None when the card has gone."""
        answer = self._link.ask(Command.READ_APPENDED_ADDRESS)
        if answer.status == Status.OK:
            return decode_appended_address(answer.data)
        return None if answer.status in (Status.READ_FAILED, Status.CARD_REJECTS_SAM) else ""

    def is_present(self) -> bool:
        """Whether the card that was read still lies there; a single refusal is asked again."""
        return self._probe() or self._probe()

    def _probe(self) -> bool:
        while self._probes:
            answer = self._link.ask(self._probes[0])
            if answer.status in _STILL_THERE:
                return True
            if answer.status not in _NOT_OFFERED:
                return answer.status == Status.UNKNOWN_ERROR
            # This module has no such command: use the other from now on.
            del self._probes[0]
        # Without a probe only a card laid anew tells that the old one has gone.
        return self._link.ask(Command.FIND).status != Status.FOUND

    def _select_and_read(self, find_first: bool = False) -> CardIdentity:
        if find_first:
            self._check_sam(self._link.ask(Command.FIND))
        selected = self._link.ask(Command.SELECT)
        # 81 is a card selected before, whose answer was lost: reading decides.
        if selected.status not in (Status.OK, Status.SELECT_FAILED, Status.FIND_FAILED):
            raise self._fault(selected)
        answer = self._link.ask(Command.READ_BASE)
        if answer.status != Status.OK:
            raise self._fault(answer)
        return self._decode(answer)

    def _decode(self, answer: Response) -> CardIdentity:
        blocks = split_base_data(answer.data)
        if blocks is None:
            raise LineError(FaultReason.GARBAGE, "counters")
        try:
            identity = decode_text_block(blocks.text, self._sam_id, self._emulated, blocks.photo or None)
        except TextBlockError as error:
            detail = "" if error.marker is None else f"marker U+{error.marker:04X}"
            raise CardError(FaultReason.UNKNOWN_CARD, detail) from None
        if not identity.name and not identity.id_number:
            raise CardError(FaultReason.CARD_UNREADABLE, "empty text")
        return identity

    def _first_answer(self) -> Response:
        # The first answer after power-up can be garbage, so several times at the expected rate.
        try:
            return self._link.ask(Command.STATUS, attempts=GREETING_ATTEMPTS)
        except LineError as fault:
            expected = fault
        for baud in BAUD_RATES:
            if baud == self._baud or not self._link.transport.set_baud(baud):
                continue
            try:
                answer = self._link.ask(Command.STATUS, timeout_s=PROBE_TIMEOUT_S, attempts=1)
            except LineError:
                continue
            self._baud = baud
            return answer
        self._link.transport.set_baud(self._baud)
        raise expected

    def _check_sam(self, answer: Response) -> None:
        reason = _SAM_FAULTS.get(answer.status)
        if reason is not None:
            raise SamError(reason, f"SW3 {answer.status:02X}")

    def _fault(self, answer: Response) -> Exception:
        detail = f"SW3 {answer.status:02X} SW1 SW2 {answer.sw1:02X}{answer.sw2:02X}"
        status = answer.status
        if status in _SAM_FAULTS:
            return SamError(_SAM_FAULTS[status], detail)
        if status in _LINE_FAULTS:
            return LineError(_LINE_FAULTS[status], detail)
        return CardError(_CARD_FAULTS.get(status, FaultReason.CARD_UNREADABLE), detail)
