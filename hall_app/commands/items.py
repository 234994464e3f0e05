"""``hall-app items check``: what is wrong with the items' definitions."""

from __future__ import annotations

import argparse
import sys

from hall_app.installation import open_installation
from hall_app.items.checking import check_catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action."""
    parser.add_argument("action", choices=["check"])


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each finding; exit 5 when an item cannot be used."""
    store = open_installation(arguments.base_dir, tuple(arguments.set)).open_hall()
    try:
        found = check_catalogue(store)
    finally:
        store.close()
    for one in found:
        sys.stdout.write(f"{'不能用' if one.refuses else '请核对'}\t{one}\n")
    if not found:
        sys.stdout.write("事项定义没有发现问题\n")
    return 5 if any(one.refuses for one in found) else 0
