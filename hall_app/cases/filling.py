"""The pure changes to an application at the window: every function returns a new value and touches nothing else.

The form is here, the materials in :mod:`hall_app.cases.collecting`, whose functions are reached from here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hall_app.cases.application import (
    Application,
    Choice,
    FieldState,
    FormField,
    MaterialState,
    Missing,
)
from hall_app.cases.checking import check_value
from hall_app.cases.collecting import (
    add_material,
    correct_on_the_spot,
    count,
    defer,
    drop_page,
    list_defects,
    promise,
    receive,
    rotate,
    rotate_page,
    set_count,
    set_defects,
    set_kind,
    switch_copy,
    toggle_received,
    undefer,
    with_pages,
)
from hall_app.cases.second_card import check_second_card
from hall_app.cases.showing import grouped_phone, shown_value
from hall_app.cases.visibility import WANTING, day_of, refreshed
from hall_app.errors import InputRefused
from hall_app.identity.resident import Resident
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.prefill import TYPED

UNPLACED = "待核"
UNPLACED_NOTE = "地址库里还没有，已记为待核"
STANDARD = SourceNote("标准地址库", None)
_CODE_FIELDS = {"home_address": "house_code"}
EDIT_REASONS = ("本人更正", "证件更新", "库内有误")
"""Why a library's value is overwritten; a clerk chooses one."""
GUARDIAN_CARD = "guardian_card"
"""The code of the material that the second card ticks."""
_KINDS_SHOWN_IN_FULL = frozenset({"phone"})
_COPIED = frozenset({"name", "id_number", "registered_address", "agent_name", "agent_id"})
"""What a clerk types of an identity that no card told; sex and birth date come from the number."""


def field_of(app: Application, key: str) -> FormField:
    """A field of the form, shown or not. Raises InputRefused for an unknown one."""
    for section in app.sections:
        for field in section.fields:
            if field.key == key:
                return field
    raise InputRefused("表单没有这一项", "请重新打开表单", key)


def _with_field(app: Application, key: str, change: Callable[[FormField], FormField]) -> Application:
    changed = change(field_of(app, key))
    sections = tuple(
        replace(
            section,
            fields=tuple(changed if field.key == key else field for field in section.fields),
        )
        if any(field.key == key for field in section.fields)
        else section
        for section in app.sections
    )
    return refreshed(replace(app, sections=sections))


def answer(app: Application, key: str, value: str, *, typed: bool | None = None) -> Application:
    """Answer a field by a choice or by characters; an empty value leaves it open.

    What cannot be right stays as it was typed, marked with what is wrong. ``typed`` is worked out when not given.
    """

    def change(field: FormField) -> FormField:
        if field.state is FieldState.LOCKED:
            raise InputRefused("这一项不能改", "它由证件读出", key)
        if not value.strip():
            return replace(field, value=None, shown="", state=FieldState.NEEDED, typed=False, error="")
        chosen = next((one for one in field.choices if one.value == value and not one.free), None)
        if chosen is not None and not typed:
            return _chosen(field, chosen)
        return _entered(app, field, value)

    return _with_field(app, key, change)


def choose(app: Application, key: str, index: int) -> Application:
    """1–9: the choice of that number, counted from 0. A free one waits for characters. Raises InputRefused."""
    field = field_of(app, key)
    if not 0 <= index < len(field.choices):
        raise InputRefused("没有这个选项", f"请按 1–{len(field.choices)}", key)
    choice = field.choices[index]
    if choice.free:
        return _with_field(
            app, key, lambda each: replace(each, value=None, shown="", state=FieldState.NEEDED, error="")
        )
    return _with_field(app, key, lambda each: _chosen(each, choice))


def confirm(app: Application, key: str) -> Application:
    """Enter on a field to check: the value that stands there is right."""

    def change(field: FormField) -> FormField:
        if field.value and field.state is FieldState.TO_CHECK:
            return replace(field, state=FieldState.ANSWERED)
        return field

    return _with_field(app, key, change)


def overwrite(app: Application, key: str, value: str, reason: str) -> Application:
    """E: replace what a library filled in, for a reason; the library's value stays known.

    Raises InputRefused without a reason or on a locked field.
    """
    if not reason.strip():
        raise InputRefused("请选改动的原因", "改库里带入的内容要说明原因", key)

    def change(field: FormField) -> FormField:
        if field.state is FieldState.LOCKED:
            raise InputRefused("这一项不能改", "它由证件读出", key)
        before = field.library_value if field.library_value is not None else field.value
        entered = _entered(app, field, value)
        if entered.value == before and field.library_value is not None:
            return replace(
                entered, state=FieldState.PREFILLED, typed=False, library_value=None, edit_reason=None,
                shown=shown_value(field.kind, field.key, before),
            )  # fmt: skip
        state = FieldState.INVALID if entered.state is FieldState.INVALID else FieldState.EDITED
        return replace(entered, state=state, library_value=before, edit_reason=reason.strip())

    return _with_field(app, key, change)


edit_prefilled = overwrite


def place_address(app: Application, key: str, text: str, code: str | None, reason: str = "") -> Application:
    """Fill an address field with a standard address and its code, or (``code`` None) keep it as typed, marked 待核.

    The house code beside it follows. ``reason`` is needed where a library's value is replaced. Raises InputRefused.
    """
    field = field_of(app, key)
    known = field.state in (FieldState.PREFILLED, FieldState.EDITED)
    app = overwrite(app, key, text, reason) if known else answer(app, key, text, typed=True)
    app = _with_field(
        app,
        key,
        lambda each: replace(
            each, address_code=code, unplaced=code is None, typed=code is None,
            note=UNPLACED_NOTE if code is None else "", source=each.source if code is None else STANDARD,
        ),
    )  # fmt: skip
    beside = _CODE_FIELDS.get(key, "")
    if any(each.key == beside for section in app.sections for each in section.fields):
        app = _with_field(app, beside, lambda each: _followed(each, code, reason))
    return app


def _followed(field: FormField, code: str | None, reason: str) -> FormField:
    """The house code of another address: that of the address chosen, 待核 where none is known."""
    if field.state is FieldState.LOCKED:
        return field
    value = code or UNPLACED
    before = field.library_value if field.library_value is not None else field.value
    changed = before is not None and before != value
    return replace(
        field, value=value, shown=shown_value(field.kind, field.key, value), error="", typed=False,
        state=FieldState.EDITED if changed else FieldState.ANSWERED, library_value=before if changed else None,
        edit_reason=reason or None, source=STANDARD if code else field.source,
    )  # fmt: skip


def _chosen(field: FormField, choice: Choice) -> FormField:
    return replace(
        field,
        value=choice.value,
        shown=choice.label,
        state=FieldState.ANSWERED,
        typed=False,
        error="",
        source=choice.source or field.source,
    )


def _entered(app: Application, field: FormField, text: str) -> FormField:
    try:
        value = check_value(field.kind, text, day_of(app))
    except InputRefused as refused:
        return replace(
            field,
            value=text,
            shown=text if field.kind != "id_number" else shown_value(field.kind, field.key, text),
            state=FieldState.INVALID,
            error=f"{refused.message}，{refused.remedy}" if refused.remedy else refused.message,
            typed=True,
        )
    # A number just typed must be compared with the resident: it is grouped, not masked.
    shown = grouped_phone(value) if field.kind in _KINDS_SHOWN_IN_FULL else None
    return replace(
        field,
        value=value,
        shown=shown or shown_value(field.kind, field.key, value),
        state=FieldState.ANSWERED,
        error="",
        typed=True,
    )


def set_guardian(app: Application, guardian: Resident | None) -> Application:
    """The second card, a guardian's or an agent's, or None to take it off. Raises InputRefused for an unfit holder."""
    facts = guardian.facts if guardian else None
    if guardian is not None:
        check_second_card(app.resident, guardian)
    app = replace(app, guardian=guardian)
    if any(row.code == GUARDIAN_CARD for row in app.materials):
        app = receive(app, GUARDIAN_CARD, 1 if guardian else 0, 0)
        if facts is not None and facts.by_hand:
            app = _with_pictures_wanted(app)
    return app


def _with_pictures_wanted(app: Application) -> Application:
    """A guardian typed by hand is vouched for by pictures of the document, not by its chip."""
    rows = tuple(
        replace(row, state=MaterialState.WAITING, capture="scan", origin="手工录入，请拍正反面", originals=0)
        if row.code == GUARDIAN_CARD and not row.pages
        else row
        for row in app.materials
    )
    return replace(app, materials=rows)


# -- what is left ---------------------------------------------------------------------------------
def missing(app: Application) -> tuple[Missing, ...]:
    """What still needs somebody before F9, in the order in which F9 leads there."""
    places: list[Missing] = []
    judgement = app.resident.judgement
    if judgement.second_card and app.guardian is None:
        places.append(Missing("identity", "guardian", "请监护人放卡"))
    places += [
        Missing("form", field.key, _field_words(field))
        for field in app.fields
        if field.state in WANTING and (field.required or field.state is not FieldState.NEEDED)
    ]
    groups: set[str] = set()
    for row in app.materials:
        open_defect = row.state is MaterialState.DEFECT
        if not open_defect and not (row.required and not row.judged):
            continue
        if row.code == GUARDIAN_CARD and app.guardian is None and judgement.second_card:
            continue
        if row.one_of:
            if row.one_of in groups:
                continue
            groups.add(row.one_of)
            names = "或".join(each.name for each in app.materials if each.one_of == row.one_of)
            places.append(Missing("materials", row.code, f"请收{names}"))
            continue
        places.append(Missing("materials", row.code, f"{row.name}{'有缺陷' if open_defect else '还没收'}"))
    if app.form_defects:
        places.append(Missing("form", "", "表单有待改正的地方"))
    return tuple(places)


def _field_words(field: FormField) -> str:
    if field.state is FieldState.INVALID:
        return f"{field.label}：{field.error}"
    if field.state is FieldState.TO_CHECK:
        return f"{field.label}待核对"
    return f"{field.label}{'未选' if field.choices else '未填'}"


def next_check(app: Application, after: str = "") -> str | None:
    """The key of the next field that wants a person, behind ``after``, wrapping round; None with none left."""
    keys = [field.key for field in app.fields]
    start = keys.index(after) + 1 if after in keys else 0
    by_key = {field.key: field for field in app.fields}
    for key in (*keys[start:], *keys[:start]):
        field = by_key[key]
        if field.state in WANTING and (field.required or field.state is not FieldState.NEEDED):
            return key
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an application is: what is left in form and materials, what came by itself, what was typed."""

    form_left: int
    materials_left: int
    left: int
    fields_prefilled: int
    fields_typed: int
    exempt: int
    materials: int
    text: str


def progress(app: Application) -> Progress:
    """Counts for the steps and the checks column, and their headline."""
    places = missing(app)
    form = sum(place.place == "form" for place in places)
    rows = [row for row in app.materials if row.state is not MaterialState.NOT_NEEDED]
    text = f"还差 {len(places)} 处，按 F9 先跳到第一处" if places else "可以受理"
    return Progress(
        form_left=form,
        materials_left=sum(place.place == "materials" for place in places),
        left=len(places),
        fields_prefilled=prefilled_count(app),
        fields_typed=typed_count(app),
        exempt=sum(row.state in (MaterialState.EXEMPT, MaterialState.EXEMPT_RECHECK) for row in rows),
        materials=len(rows),
        text=text,
    )


def prefilled_count(app: Application) -> int:
    """How many fields the card, the libraries or earlier cases filled and nobody changed."""
    return sum(field.state in (FieldState.PREFILLED, FieldState.LOCKED) for field in app.fields)


def typed_count(app: Application) -> int:
    """How many fields were entered by characters, the typed identity's among them; choices do not count."""
    by_hand = app.resident.facts.by_hand
    copied = sum(field.key in _COPIED and _is_by_hand(field) for field in app.fields) if by_hand else 0
    return sum(field.typed for field in app.fields) + copied


def _is_by_hand(field: FormField) -> bool:
    return not field.typed and field.source is not None and field.source.library == TYPED


__all__ = [
    "EDIT_REASONS",
    "GUARDIAN_CARD",
    "Progress",
    "add_material",
    "answer",
    "choose",
    "confirm",
    "correct_on_the_spot",
    "count",
    "defer",
    "drop_page",
    "edit_prefilled",
    "field_of",
    "list_defects",
    "missing",
    "next_check",
    "overwrite",
    "prefilled_count",
    "progress",
    "promise",
    "receive",
    "rotate",
    "rotate_page",
    "set_count",
    "set_defects",
    "set_guardian",
    "set_kind",
    "switch_copy",
    "toggle_received",
    "typed_count",
    "undefer",
    "with_pages",
]
