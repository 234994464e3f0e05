"""F10, F11, undo and what comes after the notice, on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.cases import Case
from db.documents import IssuedDocument
from db.security import AuditEntry
from hall_app.cases import filling
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application, Defect, MaterialRow, MaterialState
from hall_app.cases.basis import read_items
from hall_app.cases.legal_texts import DEFECT_KINDS, DEFECT_REASONS
from hall_app.cases.refusing import preview_refusal, refusal_grounds, refuse
from hall_app.cases.states import CaseState, may_go
from hall_app.cases.supplementing import issue_supplement, preview_supplement, suggested_defects
from hall_app.cases.undoing import undo_accept
from hall_app.documents.previews import document_pages, preview_pages
from hall_app.documents.reprinting import content_of, reprint
from hall_app.errors import Conflict, InputRefused
from hall_app.settings import ACCEPT_DAYS
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_accepting import ready
from tests.printing.test_documents import pypdf_text

DEFECT = Defect("未签章", "承诺书缺本人签名", "请本人签名后补交", substitute="可拍照由代办点上传")
CHANNELS = ("窗口", "代办点")


def told(hall: DemoHall) -> Application:
    app = ready(hall)
    return filling.list_defects(app, (("employment_promise", DEFECT),))


def row_of(app: Application, code: str) -> MaterialRow:
    return next(row for row in app.materials if row.code == code)


def case_in(hall: DemoHall) -> Case:
    with hall.store.reading() as session:
        return session.scalars(select(Case)).one()


def test_the_notice_lists_every_defect_once(hall: DemoHall) -> None:
    app = told(hall)
    assert preview_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)[0].width == 720
    decision = issue_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)
    assert (decision.kind, decision.document.number) == ("supplement", "福莲政服补〔2026〕00001号")
    case = case_in(hall)
    assert (case.state, case.correction_due_on, case.due_on) == ("12", date(2026, 7, 2), None)
    with hall.store.reading() as session:
        content = session.scalars(select(IssuedDocument)).one().data["content"]
        assert [row["material"] for row in content["rows"]] == ["就业承诺书"]


def test_the_notice_names_the_hall_s_days_and_keeps_them_when_printed_again(hall: DemoHall) -> None:
    own = replace(hall.terms, settings=hall.terms.settings.with_values({ACCEPT_DAYS: 3}))
    decision = issue_supplement(hall.store, hall.clerk, told(hall), 10, CHANNELS, terms=own)
    with hall.store.reading() as session:
        document = session.get_one(IssuedDocument, decision.document.document_id)
        assert "补齐后 3 个工作日内决定是否受理" in " ".join(pypdf_text(document.content).split())
        assert "补齐后 3 个工作日内" in content_of(document).whole_note  # type: ignore[union-attr]


def test_every_word_offered_beside_a_defect_has_a_kind() -> None:
    assert set(DEFECT_REASONS.values()) <= set(DEFECT_KINDS)


def test_no_notice_while_a_required_material_is_unjudged(hall: DemoHall) -> None:
    app = filling.receive(told(hall), "photo")
    with pytest.raises(InputRefused, match="制证相片"):
        issue_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)
    assert [code for code, _defect in suggested_defects(app)] == ["photo", "employment_promise"]
    taken_off = filling.list_defects(app, ())
    with pytest.raises(InputRefused, match="2 份材料没审"):
        issue_supplement(hall.store, hall.clerk, taken_off, 10, CHANNELS, terms=hall.terms)
    put_right = filling.receive(
        filling.correct_on_the_spot(filling.list_defects(app, (("photo", DEFECT),)), "photo"),
        "employment_promise",
        1,
        0,
    )
    with pytest.raises(InputRefused, match="没有要补正"):
        issue_supplement(hall.store, hall.clerk, put_right, 10, CHANNELS, terms=hall.terms)


def test_a_refusal_rests_on_the_law_or_the_items_own_grounds(hall: DemoHall) -> None:
    app = ready(hall)
    with hall.store.reading() as session:
        grounds = refusal_grounds(read_items(session, app, hall.terms.clock.today()))
    assert [ground.code for ground in grounds] == ["no_licence_needed", "not_this_agency", "not_resident"]
    with pytest.raises(InputRefused, match="法定"):
        refuse(hall.store, hall.clerk, app, "incomplete", "", "", terms=hall.terms)
    with pytest.raises(InputRefused, match="哪个机关"):
        refuse(hall.store, hall.clerk, app, "not_this_agency", "", "", terms=hall.terms)
    agency = "深圳市公安局南山分局"
    pages = preview_refusal(hall.store, hall.clerk, app, "not_this_agency", agency, "", terms=hall.terms)
    assert len(pages) >= 1
    decision = refuse(
        hall.store, hall.clerk, app, "not_this_agency", agency, "住址在南山区", terms=hall.terms
    )
    assert (decision.kind, decision.document.number) == ("refused", "福莲政服不受〔2026〕00001号")
    assert case_in(hall).state == "15"


def test_undo_within_its_time_and_once(hall: DemoHall) -> None:
    decision = accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    assert decision.undo_until == hall.clock.now() + timedelta(minutes=2)
    with pytest.raises(InputRefused, match="原因"):
        undo_accept(hall.store, hall.clerk, decision.case_id, " ", terms=hall.terms)
    head = undo_accept(hall.store, hall.clerk, decision.case_id, "录错申请人", terms=hall.terms)
    assert head.title.endswith("（已作废）")
    assert case_in(hall).state == "90"
    void_sheet_keeps_its_bytes(hall, head.document_id)
    with pytest.raises(Conflict, match="作废"):
        undo_accept(hall.store, hall.clerk, decision.case_id, "录错申请人", terms=hall.terms)
    again = accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    assert again.case_number == "LH260617-0002"
    hall.clock.at += timedelta(minutes=2, seconds=1)
    with pytest.raises(Conflict, match="已过 2 分钟"):
        undo_accept(hall.store, hall.clerk, again.case_id, "录错申请人", terms=hall.terms)
    with hall.store.reading() as session:
        actions = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))]
    assert actions[-3:] == ["case.accept", "case.undo", "case.accept"]


def void_sheet_keeps_its_bytes(hall: DemoHall, document_id: UUID) -> None:
    with hall.store.reading() as session:
        document = session.get_one(IssuedDocument, document_id)
        assert hashlib.sha256(document.content).hexdigest() == document.sha256
        assert document.void_content is not None
        assert hashlib.sha256(document.void_content).hexdigest() == document.void_sha256
        assert (document.void_reason, document.void_by) == ("录错申请人", hall.clerk.staff_id)
        marked = pypdf_text(document.void_content)
        assert "本文书已作废：录错申请人（何静，2026-06-1710:02）" in "".join(marked.split())
        assert "已作废" not in pypdf_text(document.content)
        original = document.content
    shown = document_pages(hall.store, hall.clerk, document_id, 400)
    assert shown != preview_pages(original, 400)
    with pytest.raises(InputRefused, match="作废"):
        reprint(hall.store, hall.clerk, document_id, clock=hall.clock)


def test_the_ways_between_states() -> None:
    assert may_go(CaseState.RECEIVED, CaseState.ACCEPTED)
    assert not may_go(CaseState.ACCEPTED, CaseState.CORRECTION)
    assert not may_go(CaseState.VOID, CaseState.ACCEPTED)
    assert not may_go(CaseState.RESUBMITTED, CaseState.CORRECTION, only_new_pieces=False)
    assert not may_go(CaseState.UNDER_REVIEW, CaseState.CORRECTION)
    assert may_go(CaseState.UNDER_REVIEW, CaseState.CORRECTION, correction_in_review=True)
    assert not may_go(CaseState.DECIDED_ON_THE_SPOT, CaseState.VOID)
    assert all(not may_go(CaseState.ARCHIVED, state) for state in CaseState)


def test_a_deadline_beyond_the_table_says_so(hall: DemoHall) -> None:
    hall.clock.at = hall.clock.at.replace(month=12, day=22)
    app = ready(hall)
    lease = row_of(app, "lease_record")
    assert (lease.state, lease.origin) == (MaterialState.WAITING, "证照 06-30 到期，请收新证")
    app = filling.receive(app, "lease_record", 1, 0)
    decision = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert decision.deadline is not None
    assert (decision.deadline.due_on, decision.deadline.provisional) == (date(2027, 1, 6), True)
    assert case_in(hall).due_note == "已扣元旦，暂按周末推算"
