"""``hall-app db upgrade``: bring the databases to this version's schema."""

from __future__ import annotations

import argparse
import sys

from hall_app.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action."""
    parser.add_argument("action", choices=["upgrade"])


def run(arguments: argparse.Namespace) -> int:
    """Upgrade both; each says what to do when it cannot."""
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    for store in (installation.open_hall(), installation.open_district()):
        store.close()
    sys.stdout.write("数据库已是最新结构\n")
    return 0
