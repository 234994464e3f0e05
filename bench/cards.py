"""``card_to_identity``: first byte of the ``9F`` answer to the published identity, against the wire's own time.

    python -m bench.cards [--rounds 20]

Both are taken in the same reading over a pseudo-terminal at the pace of 115200 baud. What the screen adds to it is
one paint of a label.
"""

from __future__ import annotations

import argparse
import threading
import time

from bench.measuring import percentile, result, tell
from devices import catalogue
from devices.emulators.reader import EmulatedReader
from devices.events import CardPresented, CardRemoved, ReaderEvent
from devices.sam.protocol import Command
from hall_app.clock import Clock
from hall_app.commands.emulate import story_deck
from hall_app.identity.judgement import card_facts


def main() -> None:
    """Lay a card again and again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    clock, card = Clock(), story_deck()["1"]
    seen, gone = threading.Event(), threading.Event()
    published = [0]

    def publish(event: ReaderEvent) -> None:
        if isinstance(event, CardPresented):
            card_facts(event.identity, clock.today(), clock.now())
            published[0] = time.monotonic_ns()
            seen.set()
        elif isinstance(event, CardRemoved):
            gone.set()

    ours: list[float] = []
    wire: list[float] = []
    with EmulatedReader() as emulator:
        reader = catalogue.open_port(emulator.port)
        reader.start(publish)
        for _ in range(rounds):
            seen.clear()
            gone.clear()
            emulator.lay(card)
            if not seen.wait(10):
                raise SystemExit("no card was read")
            found, read = emulator.last_mark(Command.FIND), emulator.last_mark(Command.READ_BASE)
            assert found is not None
            assert read is not None
            ours.append((published[0] - found.first_byte_ns) / 1e6)
            wire.append((read.last_byte_ns - found.first_byte_ns) / 1e6)
            emulator.lift()
            gone.wait(10)
        reader.stop()
    tell(
        result(
            "card_to_identity",
            ours,
            "ms",
            "last byte of the 30 01 answer",
            percentile(wire, 0.5),
            measured="until published",
        )
    )


if __name__ == "__main__":
    main()
