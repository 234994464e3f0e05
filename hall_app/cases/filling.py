"""The pure changes to an application at the window: every function returns a new value and touches nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hall_app.cases.application import (
    Application,
    Defect,
    FieldState,
    FormField,
    MaterialRow,
    MaterialState,
    Missing,
)
from hall_app.errors import InputRefused
from hall_app.identity.resident import Resident

# States of a field that still want a person.
_OPEN = frozenset({FieldState.TO_CHECK, FieldState.NEEDED, FieldState.INVALID})
# What stands in a row that is received or captured when the pages are gone again.
_HELD = frozenset({MaterialState.RECEIVED, MaterialState.CAPTURED})


def _with_field(app: Application, key: str, change: Callable[[FormField], FormField]) -> Application:
    sections = tuple(
        replace(
            section,
            fields=tuple(change(field) if field.key == key else field for field in section.fields),
        )
        for section in app.sections
    )
    return replace(app, sections=sections)


def _with_material(app: Application, code: str, change: Callable[[MaterialRow], MaterialRow]) -> Application:
    return replace(app, materials=tuple(change(row) if row.code == code else row for row in app.materials))


def answer(app: Application, key: str, value: str, *, typed: bool = False) -> Application:
    """Answer a field by a choice or by typing. An empty value leaves it open."""

    def change(field: FormField) -> FormField:
        if not value:
            return replace(field, value=None, shown="", state=FieldState.NEEDED, typed=False)
        label = next((choice.label for choice in field.choices if choice.value == value), value)
        return replace(field, value=value, shown=label, state=FieldState.ANSWERED, typed=typed, error="")

    return _with_field(app, key, change)


def confirm(app: Application, key: str) -> Application:
    """Enter on a field to check: the value that stands there is right."""

    def change(field: FormField) -> FormField:
        if field.value and field.state in _OPEN and field.state is not FieldState.INVALID:
            return replace(field, state=FieldState.ANSWERED)
        return field

    return _with_field(app, key, change)


def overwrite(app: Application, key: str, value: str, reason: str) -> Application:
    """Replace what a library filled in, for a reason; the library's value stays known."""

    def change(field: FormField) -> FormField:
        before = field.library_value if field.library_value is not None else field.value
        return replace(
            field, value=value, shown=value, state=FieldState.EDITED, typed=True,
            library_value=before, edit_reason=reason,
        )  # fmt: skip

    return _with_field(app, key, change)


def receive(app: Application, code: str) -> Application:
    """空格: received as one original, or taken back."""

    def change(row: MaterialRow) -> MaterialRow:
        if row.state in _HELD:
            return replace(row, state=MaterialState.WAITING, originals=0, copies=0)
        return replace(
            row, state=MaterialState.RECEIVED, originals=1, copies=0, deferred_until=None, defects=()
        )

    return _with_material(app, code, change)


def switch_copy(app: Application, code: str) -> Application:
    """C: what was counted as originals are copies, or the other way round."""

    def change(row: MaterialRow) -> MaterialRow:
        count = row.originals + row.copies or 1
        copies = count if row.originals or not row.copies else 0
        return replace(row, state=MaterialState.RECEIVED, originals=count - copies, copies=copies)

    return _with_material(app, code, change)


def count(app: Application, code: str, number: int) -> Application:
    """Digits: so many were received, of the kind that stands there."""

    def change(row: MaterialRow) -> MaterialRow:
        if row.copies:
            return replace(row, state=MaterialState.RECEIVED, originals=0, copies=number)
        return replace(row, state=MaterialState.RECEIVED, originals=number, copies=0)

    return _with_material(app, code, change)


def defer(app: Application, code: str, until: date | None, *, signed: bool = True) -> Application:
    """R: 容缺, or back. Raises InputRefused where the item does not allow it, or not one more."""
    row = next(each for each in app.materials if each.code == code)
    if row.state is MaterialState.DEFERRED:
        back = replace(row, state=MaterialState.WAITING, deferred_until=None, promise_signed=False)
        return _with_material(app, code, lambda _: back)
    if row.may_follow_days is None:
        raise InputRefused("这份材料不能容缺", "请收原件，或按 F10 补正告知", code)
    deferred = sum(each.state is MaterialState.DEFERRED for each in app.materials)
    if deferred >= app.max_deferred:
        raise InputRefused(f"本事项最多容缺 {app.max_deferred} 份", "请收其余材料", code)
    changed = replace(row, state=MaterialState.DEFERRED, deferred_until=until, promise_signed=signed)
    return _with_material(app, code, lambda _: changed)


def add_material(app: Application, name: str) -> Application:
    """Insert: a material that the item does not list, received as one original."""
    number = sum(row.added for row in app.materials) + 1
    row = MaterialRow(
        f"added-{number}", name, MaterialState.RECEIVED, False, "scan", "窗口添加", 1, 0, (), None, None, False,
        added=True,
    )  # fmt: skip
    return replace(app, materials=(*app.materials, row))


def rotate_page(app: Application, code: str, number: int) -> Application:
    """T: turn a page by a quarter, clockwise."""

    def change(row: MaterialRow) -> MaterialRow:
        pages = tuple(
            replace(page, rotation=(page.rotation + 90) % 360) if at == number else page
            for at, page in enumerate(row.pages)
        )
        return replace(row, pages=pages)

    return _with_material(app, code, change)


def list_defects(app: Application, defects: tuple[tuple[str, Defect], ...]) -> Application:
    """Put the defects of the one-off notice on their materials; rows without one keep their state."""
    by_code: dict[str, list[Defect]] = {}
    for code, defect in defects:
        by_code.setdefault(code, []).append(defect)

    def change(row: MaterialRow) -> MaterialRow:
        found = tuple(by_code.get(row.code, ()))
        if found:
            return replace(row, state=MaterialState.DEFECT, defects=found)
        if row.state is MaterialState.DEFECT:
            return replace(row, state=MaterialState.WAITING, defects=())
        return row

    return replace(app, materials=tuple(change(row) for row in app.materials))


def set_guardian(app: Application, guardian: Resident | None) -> Application:
    """The second card, or None to take it off."""
    return replace(app, guardian=guardian)


def missing(app: Application) -> tuple[Missing, ...]:
    """What still needs somebody before F9, in the order in which F9 leads there."""
    places = [
        Missing("form", field.key, field.label)
        for field in app.fields
        if field.state in _OPEN and (field.required or field.state is not FieldState.NEEDED)
    ]
    places += [
        Missing("materials", row.code, row.name)
        for row in app.materials
        if row.state is MaterialState.DEFECT or (row.required and not row.judged)
    ]
    return tuple(places)
