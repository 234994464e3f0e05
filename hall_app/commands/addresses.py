"""``hall-app addresses``: the standard address library of this installation, used and managed."""

from __future__ import annotations

import argparse
import sys

from hall_app.addresses import cli
from hall_app.clock import Clock
from hall_app.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions with their files."""
    cli.add_actions(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry out the action on the district's library and say how much was done."""
    arguments.installation = open_installation(arguments.base_dir, tuple(arguments.set))
    arguments.open_hall = arguments.installation.open_hall
    store = arguments.installation.open_district()
    try:
        sys.stdout.write(f"{arguments.carry_out(arguments, store, Clock().today())}\n")
    finally:
        store.close()
    return 0
