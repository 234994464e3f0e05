"""The command group ``addresses`` of the command line: import, translate and complete here, managing beside it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from db.session import Store
from hall_app.addresses.commands import complete_file, import_library, translate_file
from hall_app.addresses.managing import cli as managing
from hall_app.clock import Clock


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Add the actions to the group's parser; ``args.carry_out(args, store, today)`` does the chosen one."""
    actions = parser.add_subparsers(dest="action", required=True)
    load = actions.add_parser("import", help="导入标准地址库（替换原有地址库）")
    load.add_argument("library", type=Path)
    load.add_argument("--aliases", type=Path)
    load.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=None,
        metavar="日期",
        help="地址库文件已包含这一天以前的变更",
    )
    load.add_argument(
        "--conflicts", type=Path, default=None, metavar="文件", help="把全部冲突写成 csv 或 xlsx"
    )
    load.set_defaults(carry_out=run_import)
    for name, help_, run in (
        ("translate", "把地址文本翻译成标准地址编码（jsonl、csv、xlsx）", run_translate),
        ("complete", "逐字补全", run_complete),
    ):
        action = actions.add_parser(name, help=help_)
        action.add_argument("file", type=Path)
        action.add_argument("--out", type=Path, required=True)
        action.set_defaults(carry_out=run)
    managing.add_actions(actions)
    going_on = actions.add_parser("continue", help="接着翻译一批中断的表格")
    going_on.add_argument("batch", type=UUID)
    going_on.set_defaults(carry_out=run_continue)


MOST_TOLD = 20
Runner = Callable[[argparse.Namespace, Store, date], str]


def run_import(args: argparse.Namespace, store: Store, today: date) -> str:
    """Import and say what was read. Raises HallError."""
    from hall_app.addresses.managing.carrying_over import CarriedOver  # translating does without it

    made = import_library(store, args.library, args.aliases, today, as_of=args.as_of)
    refused = f"，{made.refused} 行不能用" if made.refused else ""
    lines = [f"已导入 {made.buildings} 栋、{made.rooms} 间、{made.aliases} 个别名{refused}"]
    carried = made.carried or CarriedOver()
    if carried.known or carried.again or carried.conflicts:
        lines.append(
            f"以前批准的变更：新库已含 {carried.known} 处，接着生效 {carried.again} 处，冲突 {len(carried.conflicts)} 处"
        )
    lines += [
        f"冲突\t{each.code}\t{each.change_number}\t{each.words}" for each in carried.conflicts[:MOST_TOLD]
    ]
    if len(carried.conflicts) > MOST_TOLD:
        lines.append(f"另有 {len(carried.conflicts) - MOST_TOLD} 处，用 --conflicts 文件 全部写出")
    if args.conflicts is not None:
        from hall_app.addresses.table_writing import write_table

        rows = [[each.code, each.change_number, each.words] for each in carried.conflicts]
        write_table(args.conflicts, [["编码", "变更", "冲突"], *rows])
    return "\n".join(lines)


def run_translate(args: argparse.Namespace, store: Store, today: date) -> str:
    """Translate a file and say how much. Raises HallError."""
    made = translate_file(store, args.file, args.out)
    words = f"已翻译 {made.lines} 条，其中 {made.taken_over} 条自动采用"
    return f"{words}\n{made.left_out}" if made.left_out else words


def run_complete(args: argparse.Namespace, store: Store, today: date) -> str:
    """Complete a file and say how much. Raises HallError."""
    return f"已补全 {complete_file(store, args.file, args.out).lines} 条"


def run_continue(args: argparse.Namespace, store: Store, today: date) -> str:
    """Work on a batch of the hall until it is done, paused or cancelled. Raises HallError."""
    from hall_app.addresses.batch_work import settle_collector, work_on

    hall = args.open_hall()
    settle_collector()
    try:
        state = work_on(hall, store, args.batch, Clock())
    finally:
        hall.close()
    return f"这一批{_STATES.get(state, state)}"


_STATES = {"done": "已译完", "paused": "已暂停", "cancelled": "已取消", "failed": "没做完", "gone": "不在了"}
