"""``hall-app exchange``: carry the exchange's bodies as files through a gate."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hall_app.clock import Clock
from hall_app.exchange.gate_files import read_answer_file, read_outbox_file, write_outbox_file
from hall_app.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``export FILE``, ``import FILE --origin NODE --answer FILE``, ``answer FILE``."""
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("export").add_argument("file", type=Path)
    taking = actions.add_parser("import")
    taking.add_argument("file", type=Path)
    taking.add_argument("--origin", required=True)
    taking.add_argument("--answer", type=Path, required=True)
    actions.add_parser("answer").add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Do it and print the last sequence number."""
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    store = installation.open_district() if arguments.action == "import" else installation.open_hall()
    try:
        if arguments.action == "export":
            last = write_outbox_file(store, arguments.file)
        elif arguments.action == "import":
            last = read_outbox_file(store, arguments.origin, arguments.file, arguments.answer, Clock())
        else:
            last = read_answer_file(store, arguments.file, Clock())
    finally:
        store.close()
    sys.stdout.write(f"{last}\n")
    return 0
