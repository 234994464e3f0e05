"""What of a form and its materials is asked for, given the other answers; pure, any thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hall_app.cases.application import (
    Application,
    FieldState,
    FormField,
    FormSection,
    MaterialRow,
    MaterialState,
)
from hall_app.clock import Clock, hall_time
from hall_app.items.rules import Terms, judge
from hall_app.libraries.facts import Subject


def day_of(app: Application) -> date:
    """The hall's day the application was opened on; every date typed as 今天 means it."""
    return hall_time(app.opened_at).date() if app.opened_at else Clock().today()


def refreshed(app: Application) -> Application:
    """The application with conditional fields and materials shown or hidden; hidden ones keep their answers."""
    if not any(field.shown_when for section in app.sections for field in section.fields) and not any(
        row.shown_when for row in app.materials
    ):
        return app
    # A hidden field counts for nothing in another's condition, so go round until nothing changes.
    for _ in range(len(app.sections) + 2):
        form = _form_subject(app)
        terms = Terms(day_of(app))
        sections = tuple(_section(section, form, terms) for section in app.sections)
        materials = tuple(_material(row, form, terms) for row in app.materials)
        changed = replace(app, sections=sections, materials=materials)
        if changed == app:
            break
        app = changed
    return app


def _form_subject(app: Application) -> Subject:
    fields: dict[str, object] = {"for_whom": app.for_whom}
    for section in app.sections:
        for field in section.fields:
            fields[field.key] = field.value if field.visible else None
    return Subject("form", fields, {})


def _section(section: FormSection, form: Subject, terms: Terms) -> FormSection:
    return replace(section, fields=tuple(_field(field, form, terms) for field in section.fields))


def _field(field: FormField, form: Subject, terms: Terms) -> FormField:
    if field.shown_when is None:
        return field
    met = judge(field.shown_when, form, terms) is True
    wanted = field.required or field.always_check or field.value is not None
    return replace(field, visible=met and wanted)


def _material(row: MaterialRow, form: Subject, terms: Terms) -> MaterialRow:
    if row.shown_when is None:
        return row
    met = judge(row.shown_when, form, terms) is True
    untouched = not row.pages and not row.originals and not row.copies and not row.defects
    if met and row.state is MaterialState.NOT_NEEDED:
        until = row.may_follow_until if row.opening_state is MaterialState.DEFERRED else None
        return replace(row, state=row.opening_state, deferred_until=until)
    if not met and untouched and row.state is not MaterialState.NOT_NEEDED:
        return replace(row, state=MaterialState.NOT_NEEDED, deferred_until=None)
    return row


WANTING = frozenset({FieldState.TO_CHECK, FieldState.NEEDED, FieldState.INVALID})
"""States of a field that still want a person."""
