"""``hall-app db``: bring the databases to this version's schema, make their logins, back them up and restore them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hall_app.backup import back_up, continue_after_restore, restore
from hall_app.clock import Clock
from hall_app.installation import Installation, find_installation, open_installation
from hall_app.security import database_logins
from hall_app.security.database_logins import NewLogin


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``upgrade``, ``roles …``, ``backup --out``, ``restore FOLDER`` and ``restored``."""
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("upgrade", help="升到本版本的结构（服务器库用属主账号）")
    backing = actions.add_parser("backup", help="备份本机库，窗口不用停")
    backing.add_argument("--out", type=Path, required=True, help="新目录")
    actions.add_parser("restore", help="把备份放进没有数据库的目录").add_argument("folder", type=Path)
    restored = actions.add_parser("restored", help="pg_restore 之后：号码和交换往后接")
    restored.add_argument("--district", action="store_true", help="对区库")
    roles = actions.add_parser("roles", help="PostgreSQL：每个窗口一个账号")
    roles.add_argument("--district", action="store_true", help="对区库")
    makes = roles.add_subparsers(dest="make", required=True)
    makes.add_parser("apply", help="按本版本重设各组权限")
    makes.add_parser("list", help="列出账号")
    window = makes.add_parser("window", help="建立或换发一个窗口的账号")
    window.add_argument("name", metavar="窗口号")
    window.add_argument("--no-exchange", action="store_true", help="本窗口不与区平台同步")
    makes.add_parser("office", help="管理端的账号").add_argument("name", metavar="名称")
    makes.add_parser("serve", help="区库交换服务的账号").add_argument("name", metavar="名称")
    makes.add_parser("drop", help="收回账号").add_argument("name", metavar="账号")


def run(arguments: argparse.Namespace) -> int:
    """Do it; each refusal says what to do."""
    look_up = find_installation if arguments.action == "backup" else open_installation
    installation = look_up(arguments.base_dir, tuple(arguments.set))
    if arguments.action == "upgrade":
        for opened in (installation.open_hall, installation.open_district):
            opened(upgrading=True).close()
        sys.stdout.write("数据库已是最新结构\n")
    elif arguments.action == "backup":
        made = back_up(installation, arguments.out, Clock())
        size = sum(file.size for file in made.files) / 1e6
        sys.stdout.write(
            f"已备份并核对：{size:.1f} MB，审计 {made.audit_entries} 条，密钥标识 {made.key_id}\n"
        )
    elif arguments.action == "restore":
        made = restore(installation, arguments.folder, Clock())
        sys.stdout.write(f"已还原 {made.made_at} 的备份；之后办的件请按纸质回执补录\n")
    else:
        _on_server(installation, arguments)
    return 0


def _on_server(installation: Installation, arguments: argparse.Namespace) -> None:
    store = installation.open_district() if arguments.district else installation.open_hall()
    try:
        if arguments.action == "restored":
            continue_after_restore(store, Clock())
            sys.stdout.write("号码和交换已往后接\n")
        elif arguments.make == "apply":
            database_logins.apply_rights(store)
            sys.stdout.write("权限已按本版本重设\n")
        elif arguments.make == "list":
            for login in database_logins.list_logins(store):
                sys.stdout.write(f"{login.role_name}\t{login.kind}\t{login.window_number or ''}\n")
        elif arguments.make == "window":
            exchange = not arguments.no_exchange
            _show(database_logins.add_window_login(store, arguments.name, exchange=exchange))
        elif arguments.make == "office":
            _show(database_logins.add_office_login(store, arguments.name))
        elif arguments.make == "serve":
            _show(database_logins.add_district_login(store, arguments.name))
        else:
            database_logins.drop_login(store, arguments.name)
            sys.stdout.write("账号已收回\n")
    finally:
        store.close()


def _show(login: NewLogin) -> None:
    sys.stdout.write(
        f"账号 {login.role_name}\n密码 {login.password}\n密码只显示这一次，请写进那台机器的配置\n"
    )
