"""An address field holds a standard address with its code, or what was typed, marked; the house code follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hall_app.cases import filling
from hall_app.cases.application import Application, FieldState, FormSection
from hall_app.cases.draft_content import from_content, to_content
from hall_app.errors import InputRefused
from tests.hall_app.cases.test_filling import LIBRARY, application, field

CODE = "4403040970140790012001204"
KEY = "home_address"


@pytest.fixture
def app() -> Application:
    known = {"state": FieldState.PREFILLED, "source": LIBRARY}
    section = FormSection(
        "home", "居住", "map-pin", "房屋库",
        (
            field(KEY, "address", value="锦云二路1号", shown="锦云二路 1 号", **known),
            field("house_code", value="4403040970140790011000101", shown="4403040****1000101", **known),
            field("mail_address", "address"),
        ),
    )  # fmt: skip
    return replace(application(), sections=(section,), materials=())


def test_a_chosen_address_replaces_the_library_value_for_a_reason_and_the_house_code_follows(
    app: Application,
) -> None:
    with pytest.raises(InputRefused):
        filling.place_address(app, KEY, "锦云二路18号", CODE)
    made = filling.place_address(app, KEY, "锦云二路18号", CODE, "本人更正")
    found, beside = filling.field_of(made, KEY), filling.field_of(made, "house_code")
    assert (found.value, found.address_code, found.unplaced) == ("锦云二路18号", CODE, False)
    assert (found.state, found.typed, found.library_value) == (FieldState.EDITED, False, "锦云二路1号")
    assert (beside.value, beside.state) == (CODE, FieldState.EDITED)
    assert beside.library_value == "4403040970140790011000101"


def test_what_the_library_does_not_know_is_kept_and_marked_and_survives_a_draft(app: Application) -> None:
    made = from_content(to_content(filling.place_address(app, KEY, "无此路1号", None, "本人更正")))
    found = filling.field_of(made, KEY)
    assert (found.value, found.address_code, found.unplaced, found.typed) == ("无此路1号", None, True, True)
    assert "待核" in found.note
    assert filling.field_of(made, "house_code").value == "待核"
    assert not any(place.key in (KEY, "house_code") for place in filling.missing(made)), "the window goes on"
    again = filling.place_address(made, KEY, "锦云二路18号", CODE, "本人更正")
    assert (filling.field_of(again, KEY).unplaced, filling.field_of(again, KEY).note) == (False, "")
    assert filling.field_of(again, "house_code").value == CODE


def test_an_empty_address_field_needs_no_reason(app: Application) -> None:
    found = filling.field_of(filling.place_address(app, "mail_address", "锦云二路18号", CODE), "mail_address")
    assert (found.state, found.address_code) == (FieldState.ANSWERED, CODE)
