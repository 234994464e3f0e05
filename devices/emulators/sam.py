"""The state machine of an emulated SAM: requests in, answers out; no port, no time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from devices.emulators.cards import EmulatedCard, encode_appended_address
from devices.sam.protocol import BAUD_COMMANDS, Command, Status, sam_id_bytes

EMULATED_SAM_ID = "00.00-20260604-0000000001-0000000001"
"""Class and maker 00.00 mark a practice device."""


class State(Enum):
    EMPTY = "empty"
    FRESH = "fresh"
    FOUND = "found"
    SELECTED = "selected"
    DONE = "done"


class Fault(StrEnum):
    """What can be injected: a status word of the card or of the module, or a defect of the line."""

    CARD_REJECTS_SAM = "31"
    SAM_REJECTS_CARD = "32"
    VERIFY_FAILED = "33"
    WRONG_CARD_TYPE = "40"
    READ_FAILED = "41"
    RANDOM_FAILED = "47"
    SELF_TEST_FAILED = "60"
    NOT_AUTHORISED = "66"
    CHECKSUM_WRONG = "10"
    LENGTH_WRONG = "11"
    COMMAND_WRONG = "21"
    NO_PRIVILEGE = "23"
    UNKNOWN_ERROR = "24"
    SILENCE = "silence"
    HALF = "half"
    NOISE = "noise"
    SPLIT = "split"
    CHECKSUM = "checksum"


LINE_FAULTS = frozenset({Fault.SILENCE, Fault.HALF, Fault.NOISE, Fault.SPLIT, Fault.CHECKSUM})
MODULE_FAULTS = frozenset(
    {
        Fault.SELF_TEST_FAILED,
        Fault.NOT_AUTHORISED,
        Fault.CHECKSUM_WRONG,
        Fault.LENGTH_WRONG,
        Fault.COMMAND_WRONG,
        Fault.NO_PRIVILEGE,
        Fault.UNKNOWN_ERROR,
    }
)
CARD_FAULTS = frozenset(Fault) - LINE_FAULTS - MODULE_FAULTS
_READS = frozenset({Command.READ_BASE, Command.READ_WITH_FINGERPRINTS})
_CARD_COMMANDS = _READS | {Command.READ_APPENDED_ADDRESS, Command.READ_MANAGEMENT_NUMBER}


@dataclass(slots=True)
class Injection:
    """A fault, how many more times it strikes (None: until it is cleared), and at which command only."""

    fault: Fault
    left: int | None = None
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the module says to one request; `baud` is the rate it talks at afterwards."""

    status: int
    data: bytes = b""
    command: Command | None = None
    baud: int | None = None


class EmulatedSam:
    """One module and the card on it. Not thread-safe: its owner locks."""

    def __init__(self, sam_id: str = EMULATED_SAM_ID) -> None:
        self._sam_id = sam_id_bytes(sam_id)
        self.state = State.EMPTY
        self.card: EmulatedCard | None = None
        self.injection: Injection | None = None
        self.tears = False

    def lay(self, card: EmulatedCard) -> None:
        self.card, self.state = card, State.FRESH

    def lift(self) -> None:
        self.card, self.state, self.tears = None, State.EMPTY, False
        if self.injection is not None and self.injection.fault in CARD_FAULTS and self.injection.left is None:
            self.injection = None

    def tear(self) -> None:
        """Take the card away in the middle of its next read; of a card already read, at once."""
        if self.state is State.DONE:
            self.lift()
        else:
            self.tears = True

    def strike(self, among: frozenset[Fault], command: Command | None) -> Fault | None:
        """The injected fault, if it is one of these, meant for this command, and not used up; counts it."""
        injection = self.injection
        if injection is None or injection.fault not in among:
            return None
        if injection.command not in (None, command):
            return None
        if injection.left is not None:
            injection.left -= 1
            if injection.left <= 0:
                self.injection = None
        return injection.fault

    def answer(self, body: bytes) -> Answer:
        """The answer to a request with a right checksum."""
        command = command_of(body)
        if (fault := self.strike(MODULE_FAULTS, command)) is not None:
            return Answer(int(fault, 16), command=command)
        if len(body) < 2:
            return Answer(Status.LENGTH_WRONG)
        if command is None:
            return Answer(Status.COMMAND_WRONG)
        if len(body) - 2 != (1 if command is Command.MAX_RF_BYTES else 0):
            return Answer(Status.LENGTH_WRONG, command=command)
        status, data, baud = self._obey(command)
        return Answer(status, data, command, baud)

    def _obey(self, command: Command) -> tuple[int, bytes, int | None]:
        if command is Command.SAM_ID:
            return Status.OK, self._sam_id, None
        if command is Command.FIND:
            return self._find()
        if command is Command.SELECT:
            return self._select()
        if command in _CARD_COMMANDS:
            status, data = self._read(command)
            return status, data, None
        baud = next((rate for rate, setting in BAUD_COMMANDS.items() if setting is command), None)
        return Status.OK, b"", baud

    def _find(self) -> tuple[int, bytes, int | None]:
        if self.state not in (State.FRESH, State.FOUND):
            return Status.FIND_FAILED, b"", None
        if (fault := self.strike(frozenset({Fault.WRONG_CARD_TYPE}), Command.FIND)) is not None:
            return int(fault, 16), b"", None
        self.state = State.FOUND
        return Status.FOUND, bytes(4), None

    def _select(self) -> tuple[int, bytes, int | None]:
        if self.state is not State.FOUND:
            return Status.SELECT_FAILED, b"", None
        self.state = State.SELECTED
        return Status.OK, bytes(8), None

    def _read(self, command: Command) -> tuple[int, bytes]:
        card = self.card
        if card is None or self.state in (State.EMPTY, State.FRESH):
            return Status.READ_FAILED, b""
        if self.state is State.FOUND:
            return Status.COMMAND_WRONG, b""
        if command in _READS:
            if self.tears:
                self.lift()
                return Status.READ_FAILED, b""
            if (fault := self.strike(CARD_FAULTS, command)) is not None:
                return int(fault, 16), b""
            self.state = State.DONE
        return _contents(card, command)


def command_of(body: bytes) -> Command | None:
    """The command of a request body, if it is one."""
    try:
        return Command((body[0], body[1])) if len(body) >= 2 else None
    except ValueError:
        return None


def _contents(card: EmulatedCard, command: Command) -> tuple[int, bytes]:
    if command is Command.READ_APPENDED_ADDRESS:
        if not card.appended_address:
            return Status.NO_SUCH_ITEM, b""
        return Status.OK, encode_appended_address(card.appended_address)
    if command is Command.READ_MANAGEMENT_NUMBER:
        return Status.OK, card.management_number
    blocks = [card.text, card.photo]
    if command is Command.READ_WITH_FINGERPRINTS:
        blocks.append(card.fingerprints)
    counters = b"".join(len(block).to_bytes(2, "big") for block in blocks)
    return Status.OK, counters + b"".join(blocks)
