"""Reading item files: a TOML file, or a folder of them, into definitions. Files come from outside.

A folder is read as one: fields.toml, materials.toml and departments.toml hold a table for each; every other file may
hold ``[[item]]``, ``[[rule]]`` and ``[[bundle]]``. A single file writes them as ``[fields.…]``, ``[materials.…]`` and
``[departments.…]``. What no file defines is taken from the fields and materials that the product ships.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from hall_app.errors import InputRefused
from hall_app.items.checking import Finding
from hall_app.items.definitions import ItemDefinition, ItemFiles
from hall_app.items.item_tables import (
    Shelves,
    bundle_definition,
    department_words,
    item_definition,
    push_definition,
)
from hall_app.plain_tables import Table, only_known, read_table_file, tables_of

MOST_FILES, MOST_ITEMS, MOST_ROWS = 200, 5000, 20_000
_SHELVES = ("fields", "materials", "departments")
_LISTS = ("item", "rule", "bundle")


@cache
def shipped(name: str) -> dict[str, Any]:
    """The shipped table ``fields`` or ``materials``."""
    return tomllib.loads(files("hall_app.items").joinpath("data", f"{name}.toml").read_text("utf-8"))


def example() -> str:
    """A small item file to begin with."""
    return files("hall_app.items").joinpath("data", "example.toml").read_text("utf-8")


def read_item_files(path: Path) -> ItemFiles:
    """What the file or folder defines. Raises InputRefused for a file that is none; bad entries become findings."""
    return item_files(_gathered(path))


def item_files(tree: Mapping[str, Any]) -> ItemFiles:
    """The same of tables already read: ``item``, ``rule``, ``bundle``, ``fields``, ``materials``, ``departments``."""
    findings: list[Finding] = []
    shelves = Shelves(
        fields={**shipped("fields"), **_shelf(tree, "fields")},
        materials={**shipped("materials"), **_shelf(tree, "materials")},
        handler=tree.get("handler") if isinstance(tree.get("handler"), str) else None,
    )
    items: list[ItemDefinition] = []
    for row in tables_of(tree, "item", "文件", MOST_ITEMS):
        try:
            items.append(item_definition(row, shelves))
        except InputRefused as refused:
            findings.append(_finding(row.get("code"), row.get("name"), refused))
    for code, count in Counter(one.code for one in items).items():
        if count > 1:
            findings.append(Finding(code, "", f"文件里有 {count} 个这个编码", "一个编码只写一次", True))
    departments = {}
    for key, row in _shelf(tree, "departments").items():
        try:
            departments[key] = department_words(key, row)
        except InputRefused as refused:
            findings.append(_finding(key, "部门", refused))
    rules, bundles = [], []
    for row in tables_of(tree, "rule", "文件", MOST_ROWS):
        try:
            rules.append(push_definition(row))
        except InputRefused as refused:
            findings.append(_finding(row.get("item"), "推送规则", refused))
    for row in tables_of(tree, "bundle", "文件", MOST_ROWS):
        try:
            bundles.append(bundle_definition(row))
        except InputRefused as refused:
            findings.append(_finding(row.get("code"), "一件事", refused))
    return ItemFiles(tuple(items), departments, tuple(rules), tuple(bundles), tuple(findings))


def _gathered(path: Path) -> dict[str, Any]:
    if not path.is_dir():
        tree = read_table_file(path)
        only_known(tree, (*_LISTS, *_SHELVES, "handler"), path.name)
        return tree
    found = sorted(
        one for one in path.iterdir() if one.suffix.lower() in (".toml", ".json") and one.is_file()
    )
    if not found:
        raise InputRefused(f"{path.name} 里没有事项文件", "请选放着 .toml 文件的文件夹", path.name)
    if len(found) > MOST_FILES:
        raise InputRefused(f"{path.name} 里的文件太多", f"一次不超过 {MOST_FILES} 个", path.name)
    whole: dict[str, Any] = {}
    for one in found:
        tree = read_table_file(one)
        if one.stem in _SHELVES:
            tree = {one.stem: tree}
        only_known(tree, (*_LISTS, *_SHELVES, "handler"), one.name)
        for name, value in tree.items():
            _join(whole, name, value, one.name)
    return whole


def _join(whole: dict[str, Any], name: str, value: Any, file_name: str) -> None:
    standing = whole.setdefault(name, value)
    if standing is value:
        return
    if isinstance(standing, list) and isinstance(value, list):
        whole[name] = [*standing, *value]  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(standing, dict) and isinstance(value, dict):
        twice = [key for key in value if key in standing]  # pyright: ignore[reportUnknownVariableType]
        if twice:
            raise InputRefused(f"{file_name} 里的“{twice[0]}”别的文件也写了", "请只留一处", file_name)
        whole[name] = {**standing, **value}
    elif standing != value:
        raise InputRefused(f"{file_name} 里的 {name} 与别的文件不一样", "请只留一处", file_name)


def _shelf(tree: Mapping[str, Any], name: str) -> dict[str, Table]:
    value = tree.get(name, {})
    rows: dict[str, Any] = cast("dict[str, Any]", value) if isinstance(value, dict) else {"": None}
    if len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows.values()):
        raise InputRefused(
            f"{name} 要写成一张张表，如 [{name}.名称]", "请照示例写：hall-app items example", name
        )
    return rows


def _finding(code: object, name: object, refused: InputRefused) -> Finding:
    return Finding(_short(code), _short(name), refused.message, refused.remedy, refuses=True)


def _short(value: object) -> str:
    return value[:60] if isinstance(value, str) else "?"
