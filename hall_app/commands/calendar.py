"""``hall-app calendar check``: read a holiday table file and say whether it is whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hall_app.working_days.entry import read_year_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file to check."""
    parser.add_argument("action", choices=["check"])
    parser.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Print how many days off and worked it names."""
    days = read_year_file(arguments.file)
    off = sum(not working for working, _ in days.values())
    sys.stdout.write(f"休 {off} 天，班 {len(days) - off} 天\n")
    return 0
