"""The handbook holds what the program does: settings, commands, faults, accounts, links and pictures."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import hall_app.settings
from hall_app.__main__ import _COMMANDS
from hall_app.documents.printing_words import _DOCUMENT_FAULTS, _TICKET_FAULTS
from hall_app.exchange.worker import _REMEDIES
from hall_app.hall_settings import as_text
from hall_app.identity.reader_words import CHIP_READERS, reader_words, worded_reasons
from hall_app.practice.catalogue import data
from hall_app.settings import Setting, declared
from hall_app.store_faults import _WORDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
OPERATORS = ROOT / "docs" / "operators"
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_COMMAND = re.compile(r"hall-app ([^`\n#（]*)")
_VALUED = ("--base-dir", "--set")


def test_no_link_and_no_picture_is_broken() -> None:
    found = [(page, target) for page in PAGES for target in _LINK.findall(page.read_text("utf-8"))]
    assert len(found) > 20
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, target in found
        if not re.match(r"https?://", target) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_picture_is_shown_somewhere() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in _LINK.findall(page.read_text("utf-8"))
    }
    assert [path.name for path in (ROOT / "docs" / "pictures").iterdir() if path.resolve() not in shown] == []


def test_every_page_is_in_the_index() -> None:
    listed = set(_LINK.findall((OPERATORS / "README.md").read_text("utf-8")))
    assert {path.name for path in OPERATORS.glob("*.md")} - {"README.md"} <= listed


def _settings_rows() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for line in (OPERATORS / "settings.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `"):
            rows[cells[0].strip("| `")] = cells
    return rows


def test_the_table_has_every_setting_and_no_other() -> None:
    assert set(_settings_rows()) == {setting.name for setting in declared()}


@pytest.mark.parametrize("setting", declared(), ids=lambda one: one.name)
def test_a_setting_s_row_says_what_is_declared(setting: Setting[object]) -> None:
    row = _settings_rows()[setting.name]
    default = as_text(setting.default)
    assert row[1].removesuffix("（尚未使用）") == setting.title
    assert row[2] == (f"`{default}`" if default else "空")
    assert row[-1] == f"`{setting.variable}`"
    if setting.least is not None:
        assert f"{setting.least:g}–{setting.most:g}" in row
    for value, words in setting.choices:
        assert f"`{as_text(value)}` {words}" in row[3]


def test_what_the_table_calls_unused_is_unused_and_nothing_else() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for floor in ("hall_app", "ui")
        for path in (ROOT / floor).rglob("*.py")
        if path != ROOT / "hall_app" / "settings.py"
    )
    constants = {
        value.name: name for name, value in vars(hall_app.settings).items() if isinstance(value, Setting)
    }
    unused = {name for name, constant in constants.items() if not re.search(rf"\b{constant}\b", code)}
    assert {name for name, row in _settings_rows().items() if row[1].endswith("（尚未使用）")} == unused


def _parser_of(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"hall-app {command}", add_help=False)
    import_module(f"hall_app.commands.{command}").add_arguments(parser)
    return parser


def _named_commands() -> Iterator[tuple[str, list[str]]]:
    for page in PAGES:
        for written in _COMMAND.findall(page.read_text("utf-8")):
            words = written.replace("\\|", "|").replace(" 后", "").split()
            while words[:1] and words[0] in _VALUED:
                words = words[2:]
            if words and re.fullmatch(r"[a-z]+", words[0]):
                yield str(page.relative_to(ROOT)), words


def _mistakes(words: list[str]) -> Iterator[str]:
    """Words that the parser does not know: sub-commands, choices and options."""
    if words[0] not in _COMMANDS:
        yield words[0]
        return
    parser, rest = _parser_of(words[0]), words[1:]
    while True:
        options = {option for action in parser._actions for option in action.option_strings}
        while rest and rest[0] in options:
            rest = rest[1:]
        choices = next((a.choices for a in parser._actions if a.choices and not a.option_strings), None)
        if choices is None or not rest or not re.fullmatch(r"[a-z|]+", rest[0]):
            break
        alternatives = rest[0].split("|")
        yield from (one for one in alternatives if one not in choices)
        if len(alternatives) > 1 or not isinstance(choices, dict) or rest[0] not in choices:
            return
        parser, rest = choices[rest[0]], rest[1:]
    known = {option for action in parser._actions for option in action.option_strings}
    yield from (word for word in rest if word.startswith("--") and word not in known)


def test_every_command_in_the_handbook_exists() -> None:
    named = list(_named_commands())
    assert len(named) > 60
    wrong = [
        f"{page}: hall-app {' '.join(words)}: {one}" for page, words in named for one in _mistakes(words)
    ]
    assert wrong == []


@pytest.mark.parametrize("words", ["dance", "db dance", "key seal|dance", "db backup --dance", "audit dance"])
def test_a_command_that_does_not_exist_is_found(words: str) -> None:
    assert "dance" in "".join(_mistakes(words.split()))


def test_every_command_is_on_the_front_page() -> None:
    front = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in _COMMANDS if f"`hall-app {name}" not in front] == []


def test_every_fault_stands_in_the_handbook_as_the_screens_say_it() -> None:
    page = (OPERATORS / "faults.md").read_text("utf-8")
    said = [(words.fault, words.remedy) for words in map(reader_words, sorted(worded_reasons()))]
    on_chips = (reader_words(reason, CHIP_READERS) for reason in sorted(worded_reasons()))
    said += [(words.fault, words.remedy) for words in on_chips]
    said += [(words.fault, words.remedy) for words in (*_DOCUMENT_FAULTS.values(), *_TICKET_FAULTS.values())]
    said += [*_WORDS.values(), *(("", remedy) for remedy in _REMEDIES.values())]
    lines = page.splitlines()
    missing = [one for one in said if not any(one[0] in line and one[1] in line for line in lines)]
    assert missing == []


def test_the_demo_accounts_on_the_front_page_are_those_of_the_demo() -> None:
    front = (ROOT / "README.md").read_text("utf-8")
    for one in data("staff")["staff"]:
        assert f"| `{one['number']}` | `{one['password']}` |" in front
