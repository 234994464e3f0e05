"""The rows of the one-off notice: what the checks found now, what the clerk did with them, what she added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hall_app.cases.application import Defect, MaterialState
from ui.reception.state import DefectRow

if TYPE_CHECKING:
    from hall_app.cases.application import Application, MaterialRow

Rows = tuple[DefectRow, ...]
_IN_HAND = frozenset({MaterialState.RECEIVED, MaterialState.CAPTURED})


def listed(known: Rows, suggested: tuple[tuple[str, Defect], ...]) -> Rows:
    """What the checks find now, each as it was worked on before; then the rows that were added by hand."""
    before = {(row.material, row.found): row for row in known if row.found is not None}
    found = (before.get((code, defect), DefectRow(code, defect, found=defect)) for code, defect in suggested)
    return (*found, *(row for row in known if row.found is None))


def added(app: Application, rows: Rows) -> Rows:
    """One more row: on a paper that lies there and is not listed yet, or else on any material that is not."""
    free = _free(app, rows)
    if not free:
        return rows
    in_hand = next((material for material in free if material.state in _IN_HAND), free[0])
    return (*rows, _row_of(in_hand))


def moved(app: Application, rows: Rows, at: int, by: int) -> Rows:
    """The row at ``at``, added by hand, on the next material that no other row has; any other row stays as it is."""
    if not 0 <= at < len(rows) or rows[at].found is not None:
        return rows
    others = rows[:at] + rows[at + 1 :]
    free = _free(app, others)
    codes = [material.code for material in free]
    if rows[at].material not in codes or len(free) < 2:
        return rows
    other = free[(codes.index(rows[at].material) + by) % len(free)]
    return (*rows[:at], replace(_row_of(other), ticked=rows[at].ticked), *rows[at + 1 :])


def unsaid(rows: Rows) -> int | None:
    """The first ticked row that does not say what to supply: a notice cannot ask for nothing."""
    return next((at for at, row in enumerate(rows) if row.ticked and not row.defect.supply.strip()), None)


def counted(rows: Rows) -> str:
    """系统查出 2 处，另加 1 处."""
    by_hand = sum(row.found is None for row in rows)
    return f"系统查出 {len(rows) - by_hand} 处" + (f"，另加 {by_hand} 处" if by_hand else "")


def _free(app: Application, rows: Rows) -> list[MaterialRow]:
    taken = {row.material for row in rows}
    return [material for material in app.materials if material.code not in taken]


def _row_of(material: MaterialRow) -> DefectRow:
    name = material.name
    defect = Defect("其他", f"{name}需补正", f"请补交{name}", material.basis, material.substitute)
    return DefectRow(material.code, defect)
