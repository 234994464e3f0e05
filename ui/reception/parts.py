"""The parts of a window (database, link, readers, printers) as the status bar and the banners show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.shell_state import DeviceCondition, DeviceState, Link, SyncState
from ui.widgets.banner import BannerAction, BannerNotice, Severity

if TYPE_CHECKING:
    from hall_app.status import PartStatus

_DEVICE_ICONS = {
    "database": "database", "reader": "user-scan", "card_reader": "credit-card", "printer": "printer", "ticket_printer": "ticket",
}  # fmt: skip
_CONDITIONS = {
    "ok": DeviceCondition.FINE, "accent": DeviceCondition.FINE, "warn": DeviceCondition.LOW,
    "bad": DeviceCondition.GONE, "idle": DeviceCondition.ABSENT,
}  # fmt: skip
_LINKS = {
    "ok": Link.ONLINE,
    "accent": Link.SYNCING,
    "warn": Link.OFFLINE,
    "bad": Link.ATTENTION,
    "idle": Link.OFFLINE,
}


def device_state(part: PartStatus) -> DeviceState:
    """A part as the status bar shows it; emulated ones say 演示设备."""
    # What is well has a green dot beside its name and needs no word; the room belongs to what is not.
    words = part.name if part.tone == "ok" else part.text or part.name
    if part.name not in words:
        words = f"{part.name}{words}" if words else part.name
    if part.emulated:
        words = f"{words}（演示设备）"
    return DeviceState(
        part.name, _DEVICE_ICONS.get(part.part, "plug"), words, _CONDITIONS.get(part.tone, DeviceCondition.LOW),
        part.remedy,
    )  # fmt: skip


def sync_state(link: PartStatus) -> SyncState:
    """The line to the district at the left end of the status bar."""
    return SyncState(_LINKS.get(link.tone, Link.ONLINE), link.name, link.text)


def fault_notice(part: PartStatus) -> BannerNotice:
    """The banner of a part with a fault: what happened, how to fix it, at most two buttons."""
    actions = tuple(BannerAction(each.intention, each.label, each.key) for each in part.actions[:2])
    severity = Severity.TROUBLE if part.tone == "bad" else Severity.WARNING
    icon = _DEVICE_ICONS.get(part.part, "plug-connected-x")
    return BannerNotice(f"part.{part.part}", part.fault, part.remedy, severity, icon, actions)
