"""``hall-app devices``: read one card through the product's own driver and print it to this terminal only."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from typing import Any, cast

from db.errors import StoreError
from db.session import Store
from devices import catalogue
from devices.driver import ReaderConfig, ReaderError
from devices.events import CardIdentity
from hall_app.errors import HallError, InputRefused
from hall_app.file_faults import file_fault
from hall_app.identity.photos import PhotoReader
from hall_app.identity.reader_words import reader_words
from hall_app.installation import open_installation
from hall_app.security.audit import os_actor, record
from hall_app.settings import ALL_READERS
from hall_app.store_faults import explained, words_for

FAULT_EXIT = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``read`` with a port or a PC/SC reader; ``kinds``."""
    actions = parser.add_subparsers(dest="action", required=True)
    read = actions.add_parser("read", help="读一张卡")
    place = read.add_mutually_exclusive_group(required=True)
    place.add_argument("--port")
    place.add_argument("--reader")
    read.add_argument("--json", action="store_true", help="输出一个 JSON 对象（总是如此）")
    read.add_argument("--timeout", type=float, default=15.0)
    actions.add_parser("kinds", help="列出驱动")


def run(arguments: argparse.Namespace) -> int:
    """Read, print, and put it in the audit trail as ``os:USER``."""
    if arguments.action == "kinds":
        for kind in catalogue.kinds():
            usable = catalogue.usable(kind)
            sys.stdout.write(f"{kind}\t{'可用' if usable.ok else usable.reason}\n")
        return 0
    # What goes wrong is in the object that is printed; the driver's log would stand between.
    logging.getLogger("devices").addHandler(logging.NullHandler())
    address, kind = (
        ("" if arguments.reader == ALL_READERS else arguments.reader, "pcsc")
        if arguments.port is None
        else (arguments.port, catalogue.kind_of_port(arguments.port))
    )
    try:
        document = _read(arguments, kind, address)
    except (HallError, StoreError, OSError) as error:
        # The audit is not optional: where it cannot be written, nothing of the card is told.
        document = _refusal(error)
    sys.stdout.write(f"{_line(document)}\n")
    return FAULT_EXIT if "fault" in document else 0


def _read(arguments: argparse.Namespace, kind: str, address: str) -> dict[str, Any]:
    """The card, or the reader's fault, once the audit trail has it; the trail is opened before any card is read."""
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    store = installation.open_hall()
    try:
        photos = PhotoReader(installation.settings)
        fault: str | None = None
        sam_id: str | None = None
        document: dict[str, Any]
        try:
            card = catalogue.create_reader(kind, ReaderConfig(address)).read_one(arguments.timeout)
            sam_id = card.sam_id
            document = card_document(card, decoded=photos.read(card)[0] is not None)
        except ReaderError as error:
            fault = error.reason.value
            words = reader_words(fault, kind)
            document = {"fault": fault, "message": words.fault, "remedy": words.remedy}
            if error.identity is not None:
                document["partial"] = card_document(error.identity)
        _audit(store, kind, fault, sam_id)
    finally:
        store.close()
    return document


def _refusal(error: HallError | StoreError | OSError) -> dict[str, Any]:
    """What stands in the way besides the reader, in the same form: the database by its cause, a setting, a file."""
    cause = error if isinstance(error, StoreError) else error.__cause__
    if isinstance(cause, StoreError):
        message, remedy = words_for(cause.fault)
        return {"fault": f"database_{cause.fault.value}", "message": message, "remedy": remedy}
    known = error if isinstance(error, HallError) else file_fault(cast("OSError", error))
    fault = "setting" if isinstance(known, InputRefused) else "installation"
    return {"fault": fault, "message": known.message, "remedy": known.remedy or "请系统管理员检查本机的安装"}


def card_document(card: CardIdentity, decoded: bool = False) -> dict[str, Any]:
    """The card as the contract's JSON object; what a kind lacks is None, 长期 has no ``valid_to``.

    ``valid_forever`` tells 长期 from an end that cannot be read.
    """
    return {
        "kind": card.kind.value,
        "name": card.name or None,
        "name_zh": card.name_zh,
        "sex": card.sex,
        "nation": card.nation,
        "birth_date": card.birth_date.isoformat() if card.birth_date else None,
        "address": card.address,
        "id_number": card.id_number,
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        "valid_forever": card.valid_forever,
        "nationality": card.nationality,
        "pass_number": card.pass_number,
        "card_number": card.card_number,
        "sam_id": card.sam_id,
        "photo": "decoded" if decoded else "undecoded",
    }


def _line(document: dict[str, Any]) -> str:
    """The object in the terminal's own encoding; a character that it lacks makes the whole line ASCII."""
    text = json.dumps(document, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(document)
    return text


def _parts(sam_id: str | None) -> list[int] | None:
    """Class, maker, date, serial and check part: as a text the masking would take the serial for a telephone."""
    return None if sam_id is None else [int(part) for part in sam_id.replace(".", "-").split("-")]


def _audit(store: Store, kind: str, fault: str | None, sam_id: str | None) -> None:
    detail = {"fault": fault or "", "sam": _parts(sam_id)}
    with explained(), store.writing() as session:
        record(session, os_actor(), "device.read", "reader", kind, success=fault is None, detail=detail)
