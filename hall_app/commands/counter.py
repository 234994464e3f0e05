"""``hall-app counter``: the window at which a clerk works."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Open the window."""
    from hall_app.__main__ import open_counter_window

    return open_counter_window(arguments.base_dir, tuple(arguments.set))
