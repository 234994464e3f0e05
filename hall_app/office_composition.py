"""Binds the back office's use cases to this installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db.session import Store
from hall_app.back_office import BackOffice
from hall_app.clock import Clock
from hall_app.device_desk import HallDeviceDesk
from hall_app.exchange.differences import HallDifferenceDesk
from hall_app.exchange.overview import HallSyncDesk
from hall_app.installation import Installation
from hall_app.items.desk import HallItemDesk
from hall_app.libraries.looking_up import HallLookupDesk
from hall_app.preferences import HallPreferences
from hall_app.security.audit_reading import HallAuditDesk
from hall_app.security.managing import HallAdministration
from hall_app.settings import Settings
from hall_app.status import PartStatus
from hall_app.working_days.maintenance import HallCalendarDesk


@dataclass(frozen=True, slots=True)
class WindowHooks:
    """What the back office needs of the running window."""

    settings: Callable[[], Settings]
    use_settings: Callable[[Settings], None]
    parts: Callable[[], tuple[PartStatus, ...]]
    link: Callable[[], PartStatus]
    wake_link: Callable[[], None]
    reread: Callable[[], None]
    items_changed: Callable[[], None]


def bind_back_office(
    installation: Installation, store: Store, district: Store | None, clock: Clock, hooks: WindowHooks
) -> BackOffice:
    """Every desk of the back office on one store, and the district's where that is kept here."""
    return BackOffice(
        preferences=HallPreferences(installation, store, clock, hooks.settings, hooks.use_settings),
        calendar=HallCalendarDesk(store, clock),
        administration=HallAdministration(store, clock, hooks.settings),
        audit=HallAuditDesk(store, clock, installation.base_dir / "exports"),
        devices=HallDeviceDesk(
            store, clock, hooks.settings, hooks.parts, hooks.reread, hooks.wake_link, installation.scans
        ),
        sync=HallSyncDesk(store, installation.base_dir, clock, hooks.link, hooks.wake_link),
        lookup=HallLookupDesk(store, clock, hooks.settings),
        items=HallItemDesk(store, clock, hooks.items_changed),
        differences=HallDifferenceDesk(store, district, clock, hooks.wake_link, hooks.settings),
    )
