"""Reading a definition file (TOML or JSON) into plain tables, and single values out of them. Files come from outside."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from hall_app.errors import InputRefused

MAX_FILE = 2 * 1024 * 1024
MAX_TEXT, MAX_WORD = 2000, 200
MOST_LIST, MOST_NUMBER = 200, 3650
Table = Mapping[str, Any]


def read_table_file(path: Path) -> dict[str, Any]:
    """The file's tables by name. Raises InputRefused in words for a file that cannot be read or is none."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputRefused(
                f"{path.name} 太大", f"一个文件不超过 {MAX_FILE // 1024 // 1024} MB", path.name
            )
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise InputRefused(f"没有文件 {path.name}", "请核对文件名和目录", path.name) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"{path.name} 读不出来", "请检查权限，文件要用 UTF-8 编码", path.name) from error
    try:
        found = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputRefused(
            f"{path.name} 读不懂", f"请按 TOML（.json 按 JSON）改正：{str(error)[:200]}", path.name
        ) from error
    if not isinstance(found, dict):
        raise InputRefused(f"{path.name} 最外层要是一张表", "请照示例写", path.name)
    return cast("dict[str, Any]", found)


def only_known(table: Table, known: Iterable[str], where: str) -> None:
    """Refuse a key that nobody reads: most likely a misspelt one. Raises InputRefused."""
    allowed = tuple(known)
    for key in table:
        if key not in allowed:
            raise InputRefused(
                f"{where} 里不认识“{str(key)[:40]}”", f"可以写：{'、'.join(allowed)}", str(key)[:40]
            )


def text_of(table: Table, key: str, where: str, default: str | None = None, most: int = MAX_TEXT) -> str:
    """A text, trimmed; without ``default`` it must be there. Raises InputRefused."""
    value = table.get(key, default)
    if value is None:
        raise InputRefused(f"{where} 缺“{key}”", "请补上", key)
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise InputRefused(f"{where} 的“{key}”要是不超过 {most} 字的文字", "请改正", key)
    value = value.strip()
    if not value and default is None:
        raise InputRefused(f"{where} 的“{key}”是空的", "请补上", key)
    return value


def tables_of(table: Table, key: str, where: str, most: int) -> list[Table]:
    """A list of tables (``[[key]]``), empty where it is missing. Raises InputRefused."""
    value = table.get(key, [])
    rows: list[Any] = value if isinstance(value, list) else [None]
    if len(rows) > most or not all(isinstance(row, dict) for row in rows):
        raise InputRefused(f"{where} 的“{key}”要写成 [[{key}]]，不超过 {most} 个", "请照示例写", key)
    return cast("list[Table]", rows)


def number_of(row: Table, key: str, where: str, default: int | None = None, most: int = MOST_NUMBER) -> int:
    """A whole number from 0 on; without ``default`` it must be there. Raises InputRefused."""
    value = row.get(key, default)
    if value is None:
        raise InputRefused(f"{where} 缺“{key}”", "请补上", key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InputRefused(f"{where} 的“{key}”要是 0–{most} 的整数", "请改正", key)
    return value


def truth_of(row: Table, key: str, where: str, default: bool = False) -> bool:
    """Yes or no. Raises InputRefused."""
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise InputRefused(f"{where} 的“{key}”要是 true 或 false", "请改正", key)
    return value


def day_of(row: Table, key: str, where: str) -> date | None:
    """A date, or none where it is missing. Raises InputRefused."""
    value = row.get(key)
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = False
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise InputRefused(f"{where} 的“{key}”要是日期", "如 2027-01-01", key)
    return value


def texts_of(row: Table, key: str, where: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of short texts. Raises InputRefused."""
    value = row.get(key)
    if value is None:
        return default
    rows: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [None]
    if len(rows) > MOST_LIST or not all(isinstance(one, str) and len(one) <= MAX_WORD for one in rows):
        raise InputRefused(f"{where} 的“{key}”要是文字的列表", '如 ["a", "b"]', key)
    return tuple(one.strip() for one in rows)
