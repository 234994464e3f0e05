"""``hall-app emulate``: a practice reader or ticket printer that speaks the device's bytes from outside."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from pathlib import Path

from devices.emulators.cards import CardDataError, CardText, EmulatedCard, load_deck
from devices.emulators.control import ControlServer, ReaderControl
from devices.emulators.reader import EmulatedReader
from devices.events import CardKind
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.practice.story_cards import StoryCard, story_cards
from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, parse_listen

LONGEST_SOCKET = 107
"""Bytes of a local socket's path, ``sun_path`` of unix(7) without its end."""


def fits_socket(link: Path) -> bool:
    """Whether the control socket beside this link can have its path."""
    return len(os.fsencode(f"{link}.ctl")) <= LONGEST_SOCKET


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``reader --port LINK`` or ``printer --port PORT --out DIR``."""
    kinds = parser.add_subparsers(dest="kind", required=True)
    reader = kinds.add_parser("reader", help="演示读卡器")
    reader.add_argument("--port", type=Path, required=True, help="指向虚拟串口的链接")
    reader.add_argument("--deck", type=Path, help="另一副卡（JSON）")
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    reader.add_argument(
        "--window", action=argparse.BooleanOptionalAction, default=has_display, help="打开演示读卡器小窗"
    )
    printer = kinds.add_parser("printer", help="演示票据打印机")
    printer.add_argument("--port", required=True, help="tcp:PORT 或虚拟串口的链接")
    printer.add_argument("--out", type=Path, default=Path())


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    if not fits_socket(Path(arguments.port)):
        raise InputRefused(
            "链接的路径太长", f"它旁边的控制套接字最多 {LONGEST_SOCKET} 个字节，请换一个短些的路径"
        )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    if arguments.kind == "reader":
        deck = _deck_of(arguments.deck) if arguments.deck else story_deck()
        with EmulatedReader(arguments.port) as reader:
            control = ReaderControl(reader, deck)
            with ControlServer(Path(f"{arguments.port}.ctl"), control):
                if arguments.window:
                    return _show_window(control, deck, ended)
                ended.wait()
        return 0
    try:
        listen = parse_listen(arguments.port)
    except ValueError as error:
        raise InputRefused(f"没有“{arguments.port}”这样的端口", "请写成 tcp:9100 或一个链接的路径") from error
    printer = EmulatedPrinter(arguments.out)
    with PrinterServer(printer, listen, Path(f"{arguments.port.replace(':', '-')}.ctl")):
        ended.wait()
    return 0


def _deck_of(path: Path) -> dict[str, EmulatedCard]:
    try:
        return load_deck(path)
    except CardDataError as error:
        raise InputRefused(f"{path.name} 不是一副卡：{error}", "请照 docs 里的样子写成 JSON") from error


def _show_window(control: ReaderControl, deck: dict[str, EmulatedCard], ended: threading.Event) -> int:
    from hall_app.__main__ import open_reader_window

    names = {str(card.key): card.name for card in story_cards(Clock().today())}
    cards = [(key, names.get(key, "")) for key in deck if len(key) == 1 and key != "0"]
    return open_reader_window(cards, control, ended.is_set)


def story_deck() -> dict[str, EmulatedCard]:
    """The nine story cards of today by their keys."""
    return {str(card.key): _emulated(card) for card in story_cards(Clock().today())}


def _emulated(card: StoryCard) -> EmulatedCard:
    text = CardText(
        kind=CardKind(card.kind),
        name=card.chip_name,
        sex=card.sex,
        nation_code=card.nation_code,
        birth_date=card.birth_date,
        address=card.address,
        id_number=card.id_number,
        issuer=card.issuer,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
    )
    return EmulatedCard.of(text, card.appended_address)
