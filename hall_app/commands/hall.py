"""``hall-app hall``: make a real hall from a small file, show an example of it, list the divisions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.installation import find_installation, open_installation
from hall_app.places import changing
from hall_app.places.creating import CreatedHall, create_hall, refuse_practice
from hall_app.places.definition import HallDefinition, hall_definition
from hall_app.places.divisions import shipped_divisions
from hall_app.plain_tables import read_table_file
from hall_app.security.audit import os_actor
from hall_app.settings import DATABASE_URL, DISTRICT_URL, QUEUE_GROUPS

# Options that stand for a key of [hall]: option → (key, words).
_OPTIONS = {
    "--name": ("name", "大厅名称"),
    "--region": ("region", "街道或社区的代码或名称"),
    "--code": ("code", "大厅代码，两个字母"),
    "--short-name": ("short_name", "文书字号里的简称"),
    "--address": ("address", "地址"),
    "--phone": ("phone", "咨询电话"),
    "--review-body": ("review_body", "行政复议机关"),
    "--court": ("court", "诉讼法院"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``create [FILE] [options]``, ``change``, ``window …``, ``example``, ``regions``."""
    actions = parser.add_subparsers(dest="action", required=True)
    creating = actions.add_parser("create", help="建立正式大厅；选项盖过文件")
    creating.add_argument("file", type=Path, nargs="?", help="大厅定义（TOML 或 JSON）")
    for option, (key, words) in _OPTIONS.items():
        creating.add_argument(option, dest=key, help=words)
    creating.add_argument("--windows", help="几个窗口，或逗号隔开的窗口号")
    creating.add_argument(
        "--department", action="append", default=[], metavar="简称=全称=信用代码", help="可写几次"
    )
    creating.add_argument(
        "--administrator", action="append", default=[], metavar="角色=工号=姓名", help="三员各写一次"
    )
    creating.add_argument("--check", action="store_true", help="只核对，不建")
    changing_ = actions.add_parser("change", help="改大厅的名称、地址、咨询电话")
    for option in ("--name", "--address", "--phone"):
        changing_.add_argument(option, dest=f"new_{option[2:]}", help=_OPTIONS[option][1])
    window = actions.add_parser("window", help="列出窗口，改号、停用、恢复")
    does = window.add_subparsers(dest="do", required=True)
    does.add_parser("list", help="列出窗口")
    renaming = does.add_parser("rename", help="改窗口号")
    renaming.add_argument("number", metavar="窗口号")
    renaming.add_argument("new", metavar="新窗口号")
    does.add_parser("close", help="停用一个窗口；办过的件不动").add_argument("number", metavar="窗口号")
    does.add_parser("open", help="恢复停用的窗口").add_argument("number", metavar="窗口号")
    actions.add_parser("example", help="给出一份大厅定义的示例")
    actions.add_parser("regions", help="列出区划表")


def run(arguments: argparse.Namespace) -> int:
    """Do it; each refusal says what to do."""
    if arguments.action == "example":
        sys.stdout.write(files("hall_app.places").joinpath("data", "example.toml").read_text("utf-8"))
        return 0
    if arguments.action == "regions":
        lines = (f"{one.code}\t{one.name}\t{one.abbreviation or ''}\n" for one in shipped_divisions())
        sys.stdout.write("".join(lines))
        return 0
    if arguments.action in ("change", "window"):
        return _change(arguments)
    tree = read_table_file(arguments.file) if arguments.file is not None else {}
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    definition = hall_definition(_with_options(tree, arguments), installation.settings[QUEUE_GROUPS])
    if arguments.check:
        sys.stdout.write(f"可以建：{_words(definition)}\n")
        return 0
    store = installation.open_hall(upgrading=True)
    try:
        if not installation.settings[DATABASE_URL] or installation.settings[DISTRICT_URL]:
            district = installation.open_district(upgrading=True)
            try:
                refuse_practice(district)
            finally:
                district.close()
        made = create_hall(store, definition, clock=Clock(), actor=os_actor())
    finally:
        store.close()
    sys.stdout.write(f"已建立：{_words(definition)}\n")
    _show_accounts(made)
    return 0


def _change(arguments: argparse.Namespace) -> int:
    installation = find_installation(arguments.base_dir, tuple(arguments.set))
    store = installation.open_hall(upgrading=True)
    try:
        if arguments.action == "change":
            changed = changing.change_hall(
                store, os_actor(), name=arguments.new_name, address=arguments.new_address, phone=arguments.new_phone, clock=Clock()
            )  # fmt: skip
            sys.stdout.write(
                f"已改{'、'.join(changed)}；各窗口下次登录时生效\n" if changed else "没有要改的\n"
            )
        else:
            _change_window(store, arguments, installation.settings[QUEUE_GROUPS])
    finally:
        store.close()
    return 0


def _change_window(store: Store, arguments: argparse.Namespace, queues: Mapping[str, str]) -> None:
    actor, clock = os_actor(), Clock()
    if arguments.do == "list":
        for one in changing.windows(store, actor):
            state = f"{one.closed_on} 停用" if one.closed_on else one.occupant or "空闲"
            sys.stdout.write(f"{one.number}\t{one.groups}\t{state}\n")
    elif arguments.do == "rename":
        changing.rename_window(store, actor, arguments.number, arguments.new, clock=clock)
        sys.stdout.write(
            f"{arguments.number} 号窗口改为 {arguments.new} 号；那台机器的 site.toml 里 window.number 也要改\n"
        )
    elif arguments.do == "close":
        alone = changing.close_for_good(store, actor, arguments.number, queues, clock=clock)
        sys.stdout.write(f"{arguments.number} 号窗口已停用\n")
        if alone:
            sys.stdout.write(f"没有别的窗口办：{'、'.join(alone)}。请在“管理 → 窗口”里交给别的窗口\n")
    else:
        changing.open_again(store, actor, arguments.number, clock=clock)
        sys.stdout.write(f"{arguments.number} 号窗口已恢复\n")


def _words(definition: HallDefinition) -> str:
    return (
        f"{definition.name}（{definition.code}，{definition.region.name}），"
        f"{len(definition.windows)} 个窗口，{len(definition.departments)} 个部门"
    )


def _show_accounts(made: CreatedHall) -> None:
    sys.stdout.write("初始密码只显示这一次，请当面交给本人，首次登录时改：\n")
    for one in made.accounts:
        sys.stdout.write(f"{one.role}\t{one.number}\t{one.name}\t{one.password}\n")
    sys.stdout.write(
        "接着：hall-app counter，用系统管理员的工号登录，勾“不开窗口，只办公”，"
        "在“管理”里建用户、核对窗口和工作日历；事项用 hall-app items import\n"
    )


def _with_options(tree: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """The file's tables with the options over them."""
    given = {key: value for key in _keys() if (value := getattr(arguments, key)) is not None}
    if arguments.windows is not None:
        words = [one.strip() for one in arguments.windows.split(",")]
        given["windows"] = int(words[0]) if len(words) == 1 and _is_count(words[0]) else words
    standing = tree.get("hall", {})
    if not isinstance(standing, dict):
        raise InputRefused("[hall] 要写成一张表", "请照示例写：hall-app hall example", "hall")
    if given or standing:
        tree = {**tree, "hall": {**standing, **given}}
    rows = [_split(one, ("short", "name", "uscc"), "--department") for one in arguments.department]
    people = [_split(one, ("role", "number", "name"), "--administrator") for one in arguments.administrator]
    return tree | ({"department": rows} if rows else {}) | ({"administrator": people} if people else {})


def _keys() -> tuple[str, ...]:
    return tuple(key for key, _ in _OPTIONS.values())


def _is_count(words: str) -> bool:
    return words.isascii() and words.isdigit() and not words.startswith("0") and len(words) <= 2


def _split(words: str, keys: tuple[str, ...], option: str) -> dict[str, str]:
    parts = [part.strip() for part in words.split("=")]
    if len(parts) != len(keys):
        raise InputRefused(
            f"{option} {words} 要写成三段，用 = 隔开", "请看 hall-app hall create --help", option
        )
    return dict(zip(keys, parts, strict=True))
