"""What a hall is made of, as its definition file says: place, departments, windows and its three administrators.

Everything is checked before anything is written, so that a definition either makes a whole hall or none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall_app.errors import InputRefused
from hall_app.places.credit_codes import is_credit_code
from hall_app.places.divisions import Division, shipped_divisions
from hall_app.plain_tables import Table, only_known, tables_of, text_of

ADMINISTRATORS = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}
"""The three that no hall can do without, by role code: each gives and checks what the others may not."""
MOST_WINDOWS, MOST_DEPARTMENTS, MOST_REGIONS, MOST_ADMINISTRATORS = 99, 200, 500, 20
LEVELS = ("province", "city", "district", "street", "community")
STAFF_NO = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}\Z")
_CODE = re.compile(r"[A-Z]{2}\Z")
_WINDOW = re.compile(r"[0-9]{2}\Z")
_REGION = re.compile(r"[0-9]{2,12}\Z")
_SHORT_NAME = re.compile(r"[㐀-鿿]{1,4}\Z")
_EXAMPLE_NAME = "姓名"
_HALL_KEYS = ("name", "region", "code", "short_name", "address", "phone", "review_body", "court", "windows")


@dataclass(frozen=True, slots=True)
class DepartmentDefinition:
    """A department whose items the hall accepts; ``short`` names it in item files and on screens."""

    name: str
    short: str
    uscc: str
    phone: str
    review_body: str
    court: str


@dataclass(frozen=True, slots=True)
class WindowDefinition:
    """A window and the letters of the queues it serves."""

    number: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdministratorDefinition:
    """One of the first three accounts."""

    role: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class HallDefinition:
    """A hall ready to be made. ``code`` begins its case numbers; ``short_name`` stands in its document numbers."""

    name: str
    region: Division
    code: str
    short_name: str
    address: str
    phone: str
    divisions: tuple[Division, ...]
    departments: tuple[DepartmentDefinition, ...]
    windows: tuple[WindowDefinition, ...]
    administrators: tuple[AdministratorDefinition, ...]


def hall_definition(tree: Table, queues: Mapping[str, str]) -> HallDefinition:
    """The definition of a file's tables; ``queues`` are the hall's queues by letter. Raises InputRefused in words."""
    only_known(tree, ("hall", "window", "department", "administrator", "region"), "文件")
    hall = tree.get("hall")
    if not isinstance(hall, dict):
        raise InputRefused("缺 [hall]", "请照示例写：hall-app hall example", "hall")
    only_known(hall, _HALL_KEYS, "[hall]")
    divisions = _divisions(tables_of(tree, "region", "文件", MOST_REGIONS))
    region = _region(text_of(hall, "region", "[hall]", most=60), divisions)
    code = text_of(hall, "code", "[hall]", region.abbreviation).upper()
    if not _CODE.match(code):
        raise InputRefused("大厅代码要两个字母", "写 [hall] 的 code，如 XM；办件号以它开头，定了不改", "code")
    short_name = text_of(hall, "short_name", "[hall]", region.name[:1])
    if not _SHORT_NAME.match(short_name):
        raise InputRefused("文书字号里的简称要 1–4 个汉字", "请改正 [hall] 的 short_name", "short_name")
    return HallDefinition(
        name=text_of(hall, "name", "[hall]", most=60),
        region=region,
        code=code,
        short_name=short_name,
        address=text_of(hall, "address", "[hall]", most=200),
        phone=text_of(hall, "phone", "[hall]", most=40),
        divisions=divisions,
        departments=_departments(tables_of(tree, "department", "文件", MOST_DEPARTMENTS), hall),
        windows=_windows(hall.get("windows"), tables_of(tree, "window", "文件", MOST_WINDOWS), queues),
        administrators=_administrators(tables_of(tree, "administrator", "文件", MOST_ADMINISTRATORS)),
    )


def _divisions(rows: Iterable[Table]) -> tuple[Division, ...]:
    known = {one.code: one for one in shipped_divisions()}
    for row in rows:
        where = f"[[region]] {str(row.get('code', ''))[:20]}"
        only_known(row, ("code", "name", "level", "parent", "abbreviation"), where)
        code, level = text_of(row, "code", where, most=12), text_of(row, "level", where)
        parent = text_of(row, "parent", where, "", most=12) or None
        if not _REGION.match(code) or level not in LEVELS:
            raise InputRefused(
                f"{where} 的代码要 2–12 位数字，level 要是 {'、'.join(LEVELS)}", "请改正", "region"
            )
        if parent is not None and parent not in known:
            raise InputRefused(f"{where} 的上级 {parent} 不在区划表里", "请把上级写在它前面", "parent")
        short = text_of(row, "abbreviation", where, "", most=4) or None
        known[code] = Division(code, text_of(row, "name", where, most=60), level, parent, short)
    return tuple(known.values())


def _region(words: str, divisions: tuple[Division, ...]) -> Division:
    found = [one for one in divisions if words in (one.code, one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputRefused(f"有 {len(found)} 个“{words}”", "请写代码：hall-app hall regions", "region")
    raise InputRefused(
        f"区划表里没有“{words}”", "请看 hall-app hall regions；外区的在文件里写 [[region]]", "region"
    )


def _departments(rows: list[Table], hall: Table) -> tuple[DepartmentDefinition, ...]:
    if not rows:
        raise InputRefused("没有写部门", "至少写一个 [[department]]：事项由哪个部门实施", "department")
    found = tuple(department_definition(row, hall) for row in rows)
    for what, values in (
        ("信用代码", [one.uscc for one in found]),
        ("简称", [one.short for one in found]),
        ("名称", [one.name for one in found]),
    ):
        _refuse_twice(values, f"两个部门的{what}都是", "department")
    return found


def department_definition(row: Table, defaults: Table) -> DepartmentDefinition:
    """A department of a file; phone, review body and court are the hall's unless it says its own. Raises InputRefused."""
    where = f"部门 {str(row.get('short') or row.get('name') or '')[:20]}".rstrip()
    only_known(row, ("name", "short", "uscc", "phone", "review_body", "court"), where)
    uscc = text_of(row, "uscc", where, most=18).upper()
    if not is_credit_code(uscc):
        raise InputRefused(f"{where} 的统一社会信用代码 {uscc} 校验不对", "请照登记证书核对 18 位", "uscc")
    rest = {
        key: text_of(row if key in row else defaults, key, f"{where}（或 [hall]）", most=60)
        for key in ("phone", "review_body", "court")
    }
    return DepartmentDefinition(
        text_of(row, "name", where, most=60), text_of(row, "short", where, most=12), uscc, **rest
    )


def _windows(given: Any, rows: list[Table], queues: Mapping[str, str]) -> tuple[WindowDefinition, ...]:
    numbers: list[str] = []
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= MOST_WINDOWS:
        numbers = [f"{number:02d}" for number in range(1, given + 1)]
    elif isinstance(given, list):
        numbers = [str(one) for one in given]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    elif given is not None:
        raise InputRefused(
            f"[hall] 的 windows 要写几个（1–{MOST_WINDOWS}）或窗口号的列表",
            '如 windows = 6，或 windows = ["01", "08"]',
            "windows",
        )
    found = dict.fromkeys(numbers, tuple(queues))
    _refuse_twice(numbers, "窗口号重复：", "windows")
    special: list[str] = []
    for row in rows:
        where = f"窗口 {str(row.get('number', ''))[:10]}"
        only_known(row, ("number", "groups"), where)
        number = text_of(row, "number", where, most=2)
        special.append(number)
        if given is not None and number not in numbers:
            raise InputRefused(
                f"窗口 {number} 不在 windows 里", "请改 windows，或去掉这个 [[window]]", "windows"
            )
        found[number] = window_groups(text_of(row, "groups", where, "".join(queues), most=60), queues)
    _refuse_twice(special, "窗口号重复：", "window")
    for number in found:
        check_window_number(number)
    if not found:
        raise InputRefused("没有窗口", "请在 [hall] 写 windows，如 windows = 6", "windows")
    if len(found) > MOST_WINDOWS:
        raise InputRefused(f"窗口太多，最多 {MOST_WINDOWS} 个", "请核对 windows", "windows")
    return tuple(WindowDefinition(number, found[number]) for number in sorted(found))


def check_window_number(number: str) -> None:
    """Two digits, as they are spoken and printed. Raises InputRefused."""
    if not _WINDOW.match(number) or number == "00":
        raise InputRefused(f"窗口号“{number[:10]}”要是 01–99 的两位数字", "如 08", "number")


def window_groups(letters: str, queues: Mapping[str, str]) -> tuple[str, ...]:
    """The queues of a window in its own order, from letters with or without separators. Raises InputRefused."""
    found = [letter for letter in letters.upper() if letter.isalnum()]
    unknown = [letter for letter in found if letter not in queues]
    if unknown:
        names = "、".join(f"{letter} {name}" for letter, name in queues.items())
        raise InputRefused(f"没有队列“{unknown[0]}”", f"可以选：{names}", "groups")
    if not found:
        raise InputRefused("没有选队列", "一个窗口至少办一个队列，如 ABV", "groups")
    _refuse_twice(found, "队列写了两次：", "groups")
    return tuple(found)


def _administrators(rows: list[Table]) -> tuple[AdministratorDefinition, ...]:
    found: list[AdministratorDefinition] = []
    for row in rows:
        where = f"[[administrator]] {str(row.get('number', ''))[:24]}".rstrip()
        only_known(row, ("role", "number", "name"), where)
        role = text_of(row, "role", where)
        if role not in ADMINISTRATORS:
            words = "、".join(f"{code}（{name}）" for code, name in ADMINISTRATORS.items())
            raise InputRefused(f"{where} 的 role 只能是 {words}", "其余的人开厅后在“管理 → 用户”里建", "role")
        number = text_of(row, "number", where).upper()
        if not STAFF_NO.match(number):
            raise InputRefused(f"工号“{number[:24]}”只能用字母、数字和连字符，2–24 位", "请改正", "number")
        name = text_of(row, "name", where, most=40)
        if name == _EXAMPLE_NAME:
            raise InputRefused(f"{where} 的姓名还是示例里的“{name}”", "请写担任的人的姓名", "name")
        found.append(AdministratorDefinition(role, number, name))
    _refuse_twice([one.number for one in found], "工号重复：", "number")
    held = {one.role for one in found}
    missing = [title for role, title in ADMINISTRATORS.items() if role not in held]
    if missing:
        raise InputRefused(
            f"还缺{'、'.join(missing)}",
            "三员各写一个 [[administrator]]，由三个人担任：少了一员，账号、权限或审计以后没人能管",
            "administrator",
        )
    return tuple(found)


def _refuse_twice(values: list[str], words: str, field: str) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise InputRefused(f"{words}{twice[0]}", "请改正", field)
