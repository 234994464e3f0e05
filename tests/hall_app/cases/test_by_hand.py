"""An application of somebody typed by hand: marked in form, receipt, case and audit; pictures of both sides wanted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from db.cases import Case
from db.documents import IssuedDocument
from db.security import AuditEntry
from hall_app.cases import filling, opening
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application, MaterialState
from hall_app.errors import InputRefused
from hall_app.identity.by_hand import typed_facts
from hall_app.identity.judgement import identify
from hall_app.identity.resident import Resident
from hall_app.practice.story_cards import story_cards
from tests.hall_app.cases.conftest import JZZ, DemoHall


def typed(hall: DemoHall, key: int = 1) -> Resident:
    """A story person typed off the document."""
    card, today, now = story_cards(hall.clock.today())[key - 1], hall.clock.today(), hall.clock.now()
    facts = typed_facts(card.id_number, card.name, "长期", "", today, now)
    return identify(hall.store, hall.clerk, None, facts, hall.clock)


def opened(hall: DemoHall, resident: Resident) -> Application:
    item_id = hall.items[JZZ].id
    return opening.open_application(hall.store, hall.clerk, None, resident, item_id, terms=hall.terms)


def test_form_materials_receipt_case_and_audit_say_so(hall: DemoHall, tmp_path: Path) -> None:
    app = opened(hall, typed(hall))
    sources = {field.key: field.source.library for field in app.fields if field.source}
    assert (sources["name"], sources["id_number"]) == ("手工录入", "手工录入")
    assert filling.typed_count(app) == 2
    rows = {row.code: row for row in app.materials}
    sides = [rows["identity-front"], rows["identity-back"]]
    assert all(row.required and row.state is MaterialState.WAITING and row.capture == "scan" for row in sides)
    assert [row.name for row in sides] == ["居民身份证（正面）", "居民身份证（反面）"]
    own = next(row for row in app.materials if row.name == "居民身份证")
    assert own.state is MaterialState.NOT_NEEDED
    assert "手工录入" in own.origin
    app = filling.confirm(app, "phone")
    app = filling.choose(app, "collection", 1)
    app = filling.receive(app, "photo", 1, 0)
    app = filling.receive(app, "employment_promise", 1, 0)
    with pytest.raises(InputRefused):
        accept(hall.store, hall.clerk, app, terms=hall.terms)
    app = filling.receive(app, "identity-front", 0, 1)
    app = filling.receive(app, "identity-back", 0, 1)
    decision = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert decision.fields_typed == 2
    with hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
        content = session.scalars(select(IssuedDocument)).one().content
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.accept")).one()
    assert case.identity_check["method"] == "by_hand"
    assert deed.detail["identity"] == "by_hand"
    (tmp_path / "receipt.pdf").write_bytes(content)
    words = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "receipt.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert "林晓燕（身份为手工录入）" in words
    assert "居民身份证（正面）" in words


def test_a_guardian_typed_by_hand_is_vouched_for_by_pictures(hall: DemoHall) -> None:
    app = filling.set_guardian(opened(hall, hall.resident("5")), typed(hall, 2))
    row = next(each for each in app.materials if each.code == filling.GUARDIAN_CARD)
    assert (row.state, row.capture) == (MaterialState.WAITING, "scan")
    assert "正反面" in row.origin
    app = filling.set_guardian(app, None)
    row = next(each for each in app.materials if each.code == filling.GUARDIAN_CARD)
    assert row.state is MaterialState.WAITING
