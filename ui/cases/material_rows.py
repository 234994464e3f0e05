"""How a material looks: icon, tone, chip and second line, by its state (tokens.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hall_app.cases.application import MaterialState
from ui.widgets.row_delegates import Span, TwoLineRow

if TYPE_CHECKING:
    from hall_app.cases.application import MaterialRow
    from ui.tokens import ColourName, Kind


@dataclass(frozen=True, slots=True)
class MaterialLook:
    """Icon with tone, chip with kind, and the words of the second line."""

    icon: str
    tone: ColourName
    chip: str
    kind: Kind
    note: str


_S = MaterialState


def material_look(row: MaterialRow) -> MaterialLook:
    """The look of a material in its state."""
    if row.settled:
        return MaterialLook("circle-check", "idle", "已审", "idle", row.origin)
    if row.state is _S.EXEMPT:
        return MaterialLook("circle-check", "ok", "免提交", "ok", row.origin)
    if row.state is _S.EXEMPT_RECHECK:
        return MaterialLook("circle-check", "ok", "免提交·待复核", "ok", row.origin)
    if row.state is _S.RECEIVED:
        return MaterialLook("circle-check", "accent", "已收", "accent", counted(row))
    if row.state is _S.CAPTURED:
        words = "已拍" if row.capture == "photo" else "已扫"
        return MaterialLook("circle-check", "accent", words, "accent", counted(row))
    if row.state is _S.DEFERRED:
        until = f"，{row.deferred_until:%m-%d} 前可补" if row.deferred_until is not None else ""
        signed = "已签承诺" if row.promise_signed else "待签承诺"
        return MaterialLook("clock-pause", "warn", "容缺", "warn", f"{signed}{until}")
    if row.state is _S.DEFECT:
        problem = row.defects[0].problem if row.defects else row.origin
        return MaterialLook("alert-triangle", "warn", "疑点", "warn", problem)
    if row.state is _S.NOT_NEEDED:
        return MaterialLook("minus", "idle", "不需要", "idle", row.origin)
    words = {"photo": "待拍", "scan": "待拍"}.get(row.capture, "待收")
    follow = f"，可容缺 {row.may_follow_days} 个工作日" if row.may_follow_days is not None else ""
    return MaterialLook("camera", "warn", words, "warn", f"{row.origin}{follow}")


def counted(row: MaterialRow) -> str:
    """原件 1 份，2 页."""
    parts = []
    if row.originals:
        parts.append(f"原件 {row.originals} 份")
    if row.copies:
        parts.append(f"复印件 {row.copies} 份")
    if row.pages:
        parts.append(f"{len(row.pages)} 页")
    return "，".join(parts) or row.origin


def material_row(row: MaterialRow, *, current: bool) -> TwoLineRow:
    """A row of the material list."""
    look = material_look(row)
    return TwoLineRow(
        (Span(row.name, bold=current),), look.note, icon=look.icon, icon_tone=look.tone, chip=look.chip,
        chip_kind=look.kind,
    )  # fmt: skip
