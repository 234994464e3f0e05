"""The pure changes to an application's materials; every function returns a new value and touches nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from hall_app.cases.application import Application, Defect, MaterialRow, MaterialState, PageRef
from hall_app.errors import InputRefused

MAX_COUNT = 99
MAX_ADDED = 20
_HELD = frozenset({MaterialState.RECEIVED, MaterialState.CAPTURED})


def _row_of(app: Application, code: str) -> MaterialRow:
    found = next((row for row in app.materials if row.code == code), None)
    if found is None:
        raise InputRefused("没有这份材料", "请重新选择", code)
    return found


def _with_row(app: Application, code: str, change: Callable[[MaterialRow], MaterialRow]) -> Application:
    found = _row_of(app, code)
    if found.settled:
        raise InputRefused(f"{found.name}已审过", "已审过的材料不得再要求补正，也不再改动", code)
    changed = change(found)
    rows = tuple(changed if row.code == code else row for row in app.materials)
    return replace(app, materials=_settle_groups(rows))


def _settle_groups(rows: tuple[MaterialRow, ...]) -> tuple[MaterialRow, ...]:
    """Of a group of which one suffices the others are not needed once one is there, and wanted again without it."""
    groups = {row.one_of for row in rows if row.one_of}
    if not groups:
        return rows
    held = {row.one_of for row in rows if row.one_of and row.state in _HELD}
    return tuple(_settled(row, row.one_of in held) if row.one_of in groups else row for row in rows)


def _settled(row: MaterialRow, held: bool) -> MaterialRow:
    if held and row.state is MaterialState.WAITING:
        return replace(row, state=MaterialState.NOT_NEEDED)
    if not held and row.state is MaterialState.NOT_NEEDED:
        return replace(row, state=MaterialState.WAITING)
    return row


def _given_back(row: MaterialRow) -> MaterialRow:
    """The row as it was before anything was received."""
    until = row.may_follow_until if row.opening_state is MaterialState.DEFERRED else None
    return replace(
        row,
        state=row.opening_state,
        originals=0,
        copies=0,
        defects=(),
        deferred_until=until,
        promise_signed=False,
    )


def _taken(row: MaterialRow, originals: int, copies: int) -> MaterialRow:
    if not 0 <= originals <= MAX_COUNT or not 0 <= copies <= MAX_COUNT:
        raise InputRefused(f"份数要在 0 到 {MAX_COUNT} 之间", "请重新输入", row.code)
    if not originals and not copies:
        return replace(row, originals=0, copies=0) if row.pages else _given_back(row)
    state = MaterialState.CAPTURED if row.pages else MaterialState.RECEIVED
    return replace(
        row,
        state=state,
        originals=originals,
        copies=copies,
        defects=(),
        deferred_until=None,
        promise_signed=False,
    )


def receive(
    app: Application, code: str, originals: int | None = None, copies: int | None = None
) -> Application:
    """空格: received as the item's usual count, or taken back; with counts: just so many.

    Scanned pages stay and keep the row captured; Del removes them.
    """

    def change(row: MaterialRow) -> MaterialRow:
        if originals is not None or copies is not None:
            return _taken(row, originals or 0, copies or 0)
        if row.state in _HELD and (row.originals or row.copies or row.promise_signed):
            return _taken(row, 0, 0)
        usual = row.default_originals, row.default_copies
        return _taken(row, *(usual if any(usual) else (1, 0)))

    return _with_row(app, code, change)


toggle_received = receive


def switch_copy(app: Application, code: str) -> Application:
    """C: what was counted as originals are copies, or the other way round."""

    def change(row: MaterialRow) -> MaterialRow:
        number = row.originals + row.copies or 1
        return _taken(row, 0, number) if row.originals or not row.copies else _taken(row, number, 0)

    return _with_row(app, code, change)


def set_kind(app: Application, code: str, *, copy: bool) -> Application:
    """Received as copies, or as originals."""
    row = _row_of(app, code)
    number = row.originals + row.copies or 1
    return _with_row(app, code, lambda each: _taken(each, *((0, number) if copy else (number, 0))))


def count(app: Application, code: str, number: int) -> Application:
    """Digits: so many were received, of the kind that stands there; 0 takes it back."""
    return _with_row(app, code, lambda row: _taken(row, 0, number) if row.copies else _taken(row, number, 0))


set_count = count


def defer(app: Application, code: str, until: date | None = None, *, signed: bool = True) -> Application:
    """R: 容缺, or back again. Raises InputRefused where the item does not allow it, or not one more."""
    row = _row_of(app, code)
    if row.state is MaterialState.DEFERRED:
        return undefer(app, code)
    if row.may_follow_days is None:
        raise InputRefused("这份材料不能容缺", "请收原件，或按 F10 补正告知", code)
    if sum(each.state is MaterialState.DEFERRED for each in app.materials) >= app.max_deferred:
        raise InputRefused(f"本事项最多容缺 {app.max_deferred} 份", "请收其余材料", code)
    due = until or row.may_follow_until
    if due is None:
        raise InputRefused("没有算出补交期限", "请重新打开表单", code)
    if row.may_follow_until is not None and due > row.may_follow_until:
        raise InputRefused(f"最迟 {row.may_follow_until:%m-%d} 补交", "请改早一些", code)
    changed = replace(
        row,
        state=MaterialState.DEFERRED,
        originals=0,
        copies=0,
        defects=(),
        deferred_until=due,
        promise_signed=signed,
    )
    return _with_row(app, code, lambda _: changed)


def undefer(app: Application, code: str) -> Application:
    """No longer 容缺: the paper is wanted, or stands as it was scanned."""

    def change(row: MaterialRow) -> MaterialRow:
        state = MaterialState.CAPTURED if row.pages else MaterialState.WAITING
        return replace(row, state=state, deferred_until=None, promise_signed=False)

    return _with_row(app, code, change)


def promise(app: Application, code: str) -> Application:
    """告知承诺 in place of the paper, or back. Raises InputRefused where the item does not allow it."""
    row = _row_of(app, code)
    if not row.may_promise:
        raise InputRefused("这份材料不能用承诺替代", "请收原件，或按 F10 补正告知", code)
    if row.promise_signed and row.state is MaterialState.RECEIVED:
        return _with_row(app, code, _given_back)
    signed = replace(
        row,
        state=MaterialState.RECEIVED,
        originals=0,
        copies=0,
        defects=(),
        deferred_until=None,
        promise_signed=True,
    )
    return _with_row(app, code, lambda _: signed)


def add_material(app: Application, name: str) -> Application:
    """Insert: a material that the item does not list, received as one original. Raises InputRefused."""
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise InputRefused("请写材料名称", "不超过 60 字", "name")
    added = [row for row in app.materials if row.added]
    if len(added) >= MAX_ADDED:
        raise InputRefused(f"最多添加 {MAX_ADDED} 份", "请并入已有的材料")
    code = f"added-{1 + max((int(row.code.rpartition('-')[2]) for row in added), default=0)}"
    row = MaterialRow(
        code, name, MaterialState.RECEIVED, False, "scan", "窗口添加", 1, 0, (), None, None, False,
        added=True, opening_state=MaterialState.NOT_NEEDED,
    )  # fmt: skip
    return replace(app, materials=(*app.materials, row))


# -- pages ----------------------------------------------------------------------------------------
def with_pages(app: Application, code: str, pages: Iterable[PageRef]) -> Application:
    """Pages scanned for a material, behind those it has; the row is captured."""

    def change(row: MaterialRow) -> MaterialRow:
        known = {page.page_id for page in row.pages}
        all_pages = (*row.pages, *(page for page in pages if page.page_id not in known))
        if not all_pages:
            return row
        return replace(
            row,
            state=MaterialState.CAPTURED,
            pages=_renumbered(all_pages),
            defects=(),
            deferred_until=None,
            promise_signed=False,
        )

    return _with_row(app, code, change)


def drop_page(app: Application, page_id: UUID) -> Application:
    """Del: without that page; a row that has no page left is as before, or received if paper was counted."""
    row = next((row for row in app.materials if any(page.page_id == page_id for page in row.pages)), None)
    if row is None:
        return app
    if row.settled:
        return _with_row(app, row.code, lambda each: each)
    pages = _renumbered(page for page in row.pages if page.page_id != page_id)

    def change(row: MaterialRow) -> MaterialRow:
        left = replace(row, pages=pages)
        if pages or row.state is not MaterialState.CAPTURED:
            return left
        return _taken(left, row.originals, row.copies)

    return _with_row(app, row.code, change)


def rotate_page(app: Application, code: str, number: int) -> Application:
    """T: turn a page (counted from 0) by a quarter, clockwise."""

    def change(row: MaterialRow) -> MaterialRow:
        pages = tuple(
            replace(page, rotation=(page.rotation + 90) % 360) if at == number else page
            for at, page in enumerate(row.pages)
        )
        return replace(row, pages=pages)

    return _with_row(app, code, change)


rotate = rotate_page


def _renumbered(pages: Iterable[PageRef]) -> tuple[PageRef, ...]:
    return tuple(replace(page, number=at) for at, page in enumerate(pages, start=1))


# -- defects --------------------------------------------------------------------------------------
def list_defects(app: Application, defects: tuple[tuple[str, Defect], ...]) -> Application:
    """Put the defects of the one-off notice on their materials; those of no material stand on the form.

    A row whose defect was taken off waits again until it is received or put right on the spot.
    """
    codes = {row.code for row in app.materials}
    by_code: dict[str, list[Defect]] = {}
    for code, defect in defects:
        by_code.setdefault(code if code in codes else "", []).append(defect)

    def change(row: MaterialRow) -> MaterialRow:
        found = tuple(by_code.get(row.code, ()))
        if found:
            return replace(row, state=MaterialState.DEFECT, defects=found)
        if row.state is MaterialState.DEFECT:
            return replace(row, state=MaterialState.WAITING, defects=())
        return row

    rows = tuple(change(row) for row in app.materials)
    return replace(app, materials=rows, form_defects=tuple(by_code.get("", ())))


set_defects = list_defects


def correct_on_the_spot(app: Application, code: str) -> Application:
    """现场已改正: the defect is gone and the paper received."""

    def change(row: MaterialRow) -> MaterialRow:
        clean = replace(row, defects=())
        return _taken(clean, row.originals or (0 if row.copies else 1), row.copies)

    return _with_row(app, code, change)
