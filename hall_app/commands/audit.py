"""``hall-app audit verify``: find any change in the audit trail."""

from __future__ import annotations

import argparse
import sys

from hall_app.installation import find_installation
from hall_app.security.audit import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action."""
    parser.add_argument("action", choices=["verify"])


def run(arguments: argparse.Namespace) -> int:
    """Print what the check found; exit 4 when the trail was changed."""
    store = find_installation(arguments.base_dir, tuple(arguments.set)).open_hall()
    try:
        report = verify(store)
    finally:
        store.close()
    sys.stdout.write(f"{report}\n")
    return 0 if report.intact else 4
