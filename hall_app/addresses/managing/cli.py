"""``hall-app addresses propose|changes|show|approve|reject|withdraw|history|waiting|assign|quality|mapping|unknown|list|subscribe``.

Every action is done by a member of staff (``--staff``, the password from the terminal or standard input),
checked and audited as at a window; ``--json`` prints one JSON document instead of words.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from db.session import Store
from hall_app.addresses.managing.changes import ChangeState
from hall_app.clock import Clock


def add_actions(actions: Any) -> None:
    """Add the actions of managing to the command group's sub-parsers."""

    def action(name: str, help_: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=help_)
        made.add_argument("--staff", required=True, help="工号；密码从终端或标准输入读")
        made.add_argument("--json", action="store_true")
        made.set_defaults(carry_out=_as_staff(name))
        return made

    action("propose", "提出地址变更（JSON 文件，一条或一组）").add_argument("file", type=Path)
    listing = action("changes", "列出变更")
    listing.add_argument("--state", choices=[s.value for s in ChangeState])
    listing.add_argument("--batch")
    action("show", "看一条变更的前后对照").add_argument("number")
    approving = action("approve", "审批并生效（须由提出人以外的人）")
    approving.add_argument("numbers", nargs="*")
    approving.add_argument("--batch", help="整批审批")
    approving.add_argument("--note", default="")
    rejecting = action("reject", "驳回")
    rejecting.add_argument("number")
    rejecting.add_argument("--note", required=True)
    action("withdraw", "撤回自己提出的变更").add_argument("number")
    action("history", "一个编码的来历和去向").add_argument("code")
    action("waiting", "拆分、注销后待指派的居住、法人、办件")
    assigning_ = action("assign", "把待指派的一条指到现行编码")
    for name in ("kind", "id", "old_code", "code"):
        assigning_.add_argument(name)
    action("quality", "质量报告").add_argument("--out", type=Path, help="导出全部问题（csv、xlsx）")
    mapped = action("mapping", "与其他编码体系的对照表")
    mapped.add_argument("deed", choices=["load", "find", "of", "count"])
    mapped.add_argument("what", nargs="?", default="", help="文件或编码")
    mapped.add_argument("--scheme", default="house25", help="house25、house19、division 或部门代号")
    unknowns = action("unknown", "待核地址：list、bind、dismiss")
    unknowns.add_argument("deed", choices=["list", "bind", "dismiss"])
    unknowns.add_argument("id", nargs="?", type=UUID)
    unknowns.add_argument("--code", default="")
    unknowns.add_argument("--reason", default="")
    lists = action("list", "部门清单：preview 预览，propose 提出")
    lists.add_argument("deed", choices=["preview", "propose"])
    lists.add_argument("file", type=Path)
    lists.add_argument("--reason", default="")
    told = action(
        "subscribers",
        "订阅变更的部门：list、add、remove，deliver 写出网闸文件，answer 读回执，redeliver 重发",
    )
    told.add_argument("deed", choices=["list", "add", "remove", "deliver", "answer", "redeliver"])
    told.add_argument("name", nargs="?", default="")
    told.add_argument("--title", default="")
    told.add_argument("--file", type=Path)


def _as_staff(action: str) -> Callable[[argparse.Namespace, Store, date], str]:
    def carry_out(arguments: argparse.Namespace, store: Store, _today: date) -> str:
        # Loaded when asked for: translating, which shares the command group, has no use for it.
        from hall_app.addresses.managing.actions import ACTIONS
        from hall_app.security import sign_in

        clock = Clock()
        password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        hall = arguments.installation.open_hall()
        try:
            clerk = sign_in.login(
                hall, arguments.staff, password, None, clock=clock, settings=arguments.installation.settings
            )
        finally:
            hall.close()
        document, words = ACTIONS[action](arguments, store, clerk, clock)
        if arguments.json:
            return json.dumps(document, ensure_ascii=False, default=_plain, indent=1)
        return "\n".join(words) or "没有"

    return carry_out


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)
