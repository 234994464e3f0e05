"""用本机 for every field the sheet can show: it goes into the library, or is refused with whom to ask."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from db.cases import Case
from db.items import ItemField
from db.libraries import CorrectionProposal, PersonFact
from hall_app.errors import InputRefused
from hall_app.exchange.differences import LIBRARY, LOCAL, HallDifferenceDesk
from hall_app.libraries.facts import LIBRARIES
from hall_app.libraries.prefill import CARD, first_candidates, read_knowledge
from hall_app.settings import LIBRARY_KEEPERS, Layer, Settings
from tests.hall_app.cases.conftest import hall
from tests.hall_app.exchange.test_differences import Town, town

__all__ = ["hall", "town"]
OF_OTHERS = {
    "home_address", "house_code", "moved_in", "tenure", "spouse_name", "spouse_id", "child_name", "child_id", "child_birth",
    "firm_name", "firm_code", "firm_address",
}  # fmt: skip
BY_NUMBER = {"id_number", "sex", "birth_date"}


def fresh(field: ItemField, present: str) -> str:
    """Another value of the kind that the library keeps there, which would hold today."""
    if field.kind == "date":
        return "2025-05-05" if str(field.sources[0]).endswith("since") else "2026-12-31"
    return "99" if present.isdigit() else "别的值"


def every_field(town: Town) -> list[ItemField]:
    """Every field that any item prefills, on the item of the one case."""
    with town.hall.store.writing() as session:
        case = session.scalars(select(Case)).one()
        own = {one.key for one in session.scalars(select(ItemField).where(ItemField.item_id == case.item_id))}
        for one in session.scalars(select(ItemField).order_by(ItemField.key)).all():
            if one.key in own or not one.sources:
                continue
            own.add(one.key)
            values = {name: getattr(one, name) for name in ItemField.__mapper__.columns.keys()}  # noqa: SIM118
            values.pop("id")
            session.add(ItemField(**(values | {"item_id": case.item_id, "position": 500 + len(own)})))
        session.flush()
        rows = session.scalars(select(ItemField).where(ItemField.item_id == case.item_id)).all()
        session.expunge_all()
        return [one for one in rows if one.sources]


def file(town: Town, field: ItemField) -> UUID | None:
    """As an acceptance files it that found a library saying otherwise; None where no library says anything."""
    with town.hall.store.writing() as session:
        case = session.scalars(select(Case)).one()
        knowledge = read_knowledge(session, None, case.person_id)
        found = first_candidates([str(one) for one in field.sources], knowledge, town.hall.clock.today())
        if not found or found[0].source.library not in (*LIBRARIES, "标准地址库"):
            return None
        recorded = found[0].source.recorded_on
        proposal = CorrectionProposal(
            person_id=case.person_id,
            id_number=case.applicant_id_number,
            fact=f"{field.key}@{found[0].source.library}",
            library_value={
                "value": found[0].value,
                "recorded_on": recorded.isoformat() if recorded else None,
            },
            library_version=None,
            proposed_value={"value": fresh(field, found[0].value)},
            reason="窗口核对",
            case_id=case.id,
            proposed_by=town.hall.clerk.staff_id,
            proposed_at=town.hall.clock.now(),
        )
        session.add(proposal)
        session.flush()
        return proposal.id


def test_every_field_is_taken_or_refused_with_whom_to_ask(town: Town) -> None:
    town.desk.settle(town.hall.clerk, town.only.proposal_id, LIBRARY, "10000006208")
    taken, refused = set(), {}
    for field in every_field(town):
        proposal = file(town, field)
        if proposal is None:
            continue
        found = town.desk.difference(town.hall.clerk, proposal)
        assert found.theirs is not None, field.key
        if found.may_take_ours:
            assert town.desk.settle(town.hall.clerk, proposal, LOCAL, found.theirs.value)
            taken.add(field.key)
            town.synchronise()
            with town.hall.store.reading() as session:
                case = session.scalars(select(Case)).one()
                knowledge = read_knowledge(session, None, case.person_id)
                sources = [str(one) for one in field.sources]
                now = [one.value for one in first_candidates(sources, knowledge, town.hall.clock.today())]
            assert fresh(field, found.theirs.value) in [one.removesuffix("族") for one in now], field.key
        else:
            refused[field.key] = found.refusal
            with pytest.raises(InputRefused) as said:
                town.desk.settle(town.hall.clerk, proposal, LOCAL, found.theirs.value)
            assert said.value.remedy == found.refusal
            assert town.desk.settle(town.hall.clerk, proposal, LIBRARY, found.theirs.value)
    assert all("请" in words for words in refused.values())
    assert set(refused) <= OF_OTHERS | BY_NUMBER
    assert {"home_address", "spouse_name", "sex", "birth_date", "id_number"} <= set(refused)
    assert {
        "name",
        "nation",
        "registered_address",
        "phone",
        "marriage",
        "lease_until",
        "insurance_months",
    } <= taken


def test_a_day_or_a_number_must_be_one(town: Town) -> None:
    fields = {one.key: one for one in every_field(town)}
    for key in ("lease_until", "insurance_months"):
        proposal = file(town, fields[key])
        assert proposal is not None
        with town.hall.store.writing() as session:
            session.get_one(CorrectionProposal, proposal).proposed_value = {"value": "很久"}
        found = town.desk.difference(town.hall.clerk, proposal)
        assert found.theirs is not None
        with pytest.raises(InputRefused, match="“很久”不是") as said:
            town.desk.settle(town.hall.clerk, proposal, LOCAL, found.theirs.value)
        assert "日期或数字" in said.value.remedy
    with town.district.reading() as session:
        held = session.scalars(select(PersonFact).where(PersonFact.kind == "lease")).all()
        assert all(isinstance(one.until, date) for one in held if one.until is not None)


def test_every_library_has_somebody_to_ask() -> None:
    assert set(LIBRARY_KEEPERS.default) == set(LIBRARIES)
    assert CARD not in LIBRARY_KEEPERS.default


def test_an_office_names_whom_to_ask(town: Town) -> None:
    field = next(one for one in every_field(town) if one.key == "spouse_name")
    proposal = file(town, field)
    assert proposal is not None
    settings = Settings().with_layer(
        Layer.HALL, {LIBRARY_KEEPERS.name: "人口库=福中派出所, 民政库=福中婚姻登记处"}
    )
    desk = HallDifferenceDesk(town.hall.store, town.district, town.hall.clock, lambda: None, lambda: settings)
    refusal = desk.difference(town.hall.clerk, proposal).refusal
    assert "福中派出所" in refusal or "福中婚姻登记处" in refusal
    assert refusal != town.desk.difference(town.hall.clerk, proposal).refusal
