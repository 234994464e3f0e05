"""``hall-app calendar``: check a holiday table file, or enter it as an administrator."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from hall_app.clock import Clock
from hall_app.installation import find_installation
from hall_app.security import sign_in
from hall_app.working_days.entry import enter_year, read_year_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``check FILE`` or ``enter FILE --year YEAR --staff NUMBER``; each line ``2027-02-06 休 春节``."""
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("check", help="看文件是否看得懂").add_argument("file", type=Path)
    entering = actions.add_parser("enter", help="录入一年，并重算暂按周末推算的期限")
    entering.add_argument("file", type=Path)
    entering.add_argument("--year", type=int, required=True)
    entering.add_argument("--staff", required=True, help="有“录入节假日表”权限的工号")


def run(arguments: argparse.Namespace) -> int:
    """Print what the file holds, or the cases whose deadline moved."""
    days = read_year_file(arguments.file)
    if arguments.action == "check":
        off = sum(not working for working, _ in days.values())
        sys.stdout.write(f"休 {off} 天，班 {len(days) - off} 天\n")
        return 0
    password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    installation, clock = find_installation(arguments.base_dir, tuple(arguments.set)), Clock()
    store = installation.open_hall()
    try:
        clerk = sign_in.login(
            store, arguments.staff, password, None, clock=clock, settings=installation.settings
        )
        changed = enter_year(store, clerk, arguments.year, days, arguments.file.name, clock=clock)
    finally:
        store.close()
    for one in changed:
        sys.stdout.write(f"{one.case_number}\t{one.old.isoformat()} → {one.new.isoformat()}\n")
    sys.stdout.write(f"{arguments.year} 年已录入，{len(changed)} 件的期限有变动\n")
    return 0
