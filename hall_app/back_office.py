"""The use cases of the pages beside the reception, each page's behind an interface of its own room."""

from __future__ import annotations

from dataclasses import dataclass

from hall_app.device_desk import DeviceDesk
from hall_app.exchange.differences import DifferenceDesk
from hall_app.exchange.overview import SyncDesk
from hall_app.items.desk import ItemDesk
from hall_app.libraries.looking_up import LookupDesk
from hall_app.preferences import Preferences
from hall_app.security.administration import Administration
from hall_app.security.audit_reading import AuditDesk
from hall_app.working_days.maintenance import CalendarDesk


@dataclass(frozen=True, slots=True)
class BackOffice:
    """What settings, calendar, administration, audit, devices, sync, look-up and items pages call."""

    preferences: Preferences
    calendar: CalendarDesk
    administration: Administration
    audit: AuditDesk
    devices: DeviceDesk
    sync: SyncDesk
    lookup: LookupDesk
    items: ItemDesk
    differences: DifferenceDesk
