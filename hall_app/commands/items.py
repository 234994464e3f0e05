"""``hall-app items``: check the items' definitions, here or in files, bring files in, show an example."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from db.session import Store
from hall_app.clock import Clock
from hall_app.installation import Installation, open_installation
from hall_app.items.checking import Finding, check_catalogue
from hall_app.items.importing import ImportReport, check_files, import_files, words_of
from hall_app.items.item_files import example
from hall_app.security import sign_in

UNUSABLE = 5
"""Exit code: an item cannot be used, and nothing was brought in."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``check [PATH]``, ``import PATH --staff NUMBER``, ``example``."""
    actions = parser.add_subparsers(dest="action", required=True)
    checking = actions.add_parser("check", help="核对库里的事项；给出文件或文件夹时核对它，不导入")
    checking.add_argument("path", type=Path, nargs="?")
    importing = actions.add_parser("import", help="从文件或文件夹导入事项，先核对，全部成功才算")
    importing.add_argument("path", type=Path)
    importing.add_argument("--staff", required=True, help="有“维护事项”权限的工号")
    actions.add_parser("example", help="给出一份事项文件的示例")


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each finding; exit 5 when an item cannot be used."""
    if arguments.action == "example":
        sys.stdout.write(example())
        return 0
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    store = installation.open_hall()
    try:
        if arguments.action == "check" and arguments.path is None:
            return _tell_findings(check_catalogue(store), "事项定义没有发现问题")
        if arguments.action == "check":
            report = check_files(store, arguments.path, Clock())
        else:
            report = _import(installation, store, arguments)
    finally:
        store.close()
    sys.stdout.write(f"{words_of(report.findings)}\n" if report.findings else "")
    sys.stdout.write(f"{_outcome(report, arguments.action)}\n")
    return UNUSABLE if report.refused else 0


def _import(installation: Installation, store: Store, arguments: argparse.Namespace) -> ImportReport:
    password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    clock = Clock()
    clerk = sign_in.login(store, arguments.staff, password, None, clock=clock, settings=installation.settings)
    try:
        return import_files(store, clerk, arguments.path, clock)
    finally:
        sign_in.logout(store, clerk, clock=clock)


def _outcome(report: ImportReport, action: str) -> str:
    if report.refused:
        return "有事项不能用，什么也没有导入；请改正后再来"
    if action == "check":
        return f"可以导入：{report}"
    added = f"；新加部门：{'、'.join(report.departments)}" if report.departments else ""
    return f"已导入：{report}{added}。各窗口下次登录时用上"


def _tell_findings(found: tuple[Finding, ...], none: str) -> int:
    sys.stdout.write(f"{words_of(found) or none}\n")
    return UNUSABLE if any(one.refuses for one in found) else 0
