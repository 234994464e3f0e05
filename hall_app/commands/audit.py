"""``hall-app audit verify``: find any change in the audit trails of the hall and of the district library kept here."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable

from db.session import Store
from hall_app.installation import Installation, find_installation
from hall_app.security.audit import NotedHead, verify
from hall_app.settings import DISTRICT_URL

CHANGED_EXIT = 4
_HEAD = re.compile(r"([0-9]{1,12}):([0-9a-f]{64})")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action; heads that were noted earlier."""
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--noted", type=_noted, metavar="账头", help="以前记下的账头，条号:摘要")
    parser.add_argument("--noted-district", type=_noted, metavar="账头", help="以前记下的区库账头")


def run(arguments: argparse.Namespace) -> int:
    """Print what the check found and the heads to note; exit 4 when a trail was changed."""
    installation = find_installation(arguments.base_dir, tuple(arguments.set))
    intact = _check("", installation.open_hall, arguments.noted)
    if arguments.noted_district is not None or _keeps_district(installation):
        intact = _check("区库", installation.open_district, arguments.noted_district) and intact
    return 0 if intact else CHANGED_EXIT


def _check(title: str, opened: Callable[[], Store], noted: NotedHead | None) -> bool:
    store = opened()
    try:
        report = verify(store, noted=noted)
    finally:
        store.close()
    sys.stdout.write(f"{title}{report}\n")
    if report.intact and report.checked:
        sys.stdout.write(f"{title}账头 {report.checked}:{report.head_digest}\n")
    return report.intact


def _keeps_district(installation: Installation) -> bool:
    """Whether the district's library is here, or was: one that has gone is told and not made anew."""
    here = (installation.base_dir / name for name in ("district.db", "district.db.made"))
    return bool(installation.settings[DISTRICT_URL]) or any(path.exists() for path in here)


def _noted(text: str) -> NotedHead:
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError("账头要写成 条号:64 位摘要，如核对时所列")
    return NotedHead(int(found[1]), found[2])
