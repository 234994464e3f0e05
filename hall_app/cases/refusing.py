"""F11: 不予受理, on the grounds of the law and of the item's own regulation alone."""

from __future__ import annotations

from datetime import datetime

from db.session import Store
from hall_app.cases.accepting import check_identity
from hall_app.cases.application import Application, Waits
from hall_app.cases.basis import Basis, ItemTerms, read_items
from hall_app.cases.deciding import Plan, carry_out
from hall_app.cases.legal_texts import LAW_GROUNDS, NO_LICENCE_NEEDED, NOT_THIS_AGENCY
from hall_app.cases.outcome import LEAST_AGENCY, MOST_AGENCY, MOST_FACTS, Decision, PreviewPage, RefusalGround
from hall_app.cases.recording import Sheet, Verdict
from hall_app.cases.states import CaseState
from hall_app.cases.supplementing import preview_basis
from hall_app.cases.terms import CaseTerms
from hall_app.documents.assemble import refusal_content
from hall_app.documents.previews import preview_pages
from hall_app.documents.rendering import render
from hall_app.errors import Conflict, InputRefused
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from printing.content import RefusalContent
from printing.content import RefusalGround as Box

REFUSAL = "不予受理通知书"
_BOXES = {NO_LICENCE_NEEDED.code: Box.NO_LICENCE_NEEDED, NOT_THIS_AGENCY.code: Box.NOT_THIS_AGENCY}


def refusal_grounds(items: tuple[ItemTerms, ...]) -> tuple[RefusalGround, ...]:
    """The grounds that may be chosen: the law's two, then those of the items' own regulation. Pure."""
    law = [RefusalGround(one.code, one.text, one.basis, one.needs_agency) for one in LAW_GROUNDS]
    own = [
        RefusalGround(code, text, basis)
        for item in items
        for code, text, basis in item.refusal_grounds
        if code not in _BOXES
    ]
    return tuple({ground.code: ground for ground in [*law, *own]}.values())


@explained()
def preview_refusal(
    store: Store,
    clerk: Clerk,
    app: Application,
    ground: str,
    agency: str,
    facts: str,
    *,
    terms: CaseTerms,
    width_px: int = 720,
) -> tuple[PreviewPage, ...]:
    """The sheet as it would be issued now, without a number; draws and writes nothing. For a worker thread."""
    clerk.require("case.refuse")
    with store.reading() as session:
        basis = preview_basis(session, clerk, app, terms.clock.today())
    chosen = _chosen(basis.items, ground)
    return preview_pages(
        render(_content(app, basis, clerk, terms.clock.now(), chosen, agency, facts)), width_px
    )


@explained()
def refuse(
    store: Store, clerk: Clerk, app: Application, ground: str, agency: str, facts: str, *, terms: CaseTerms
) -> Decision:
    """Issue the refusal: 10 → 15. Raises NotPermitted, InputRefused for another ground, Conflict, Unavailable.

    For a worker thread.
    """
    clerk.require("case.refuse")
    check_identity(app)
    if app.resumed is not None and app.resumed.waits is Waits.DEFERRED:
        raise Conflict("容缺受理的办件已受理", "不能再不予受理；逾期未补的由审批岗处理")
    agency, facts = " ".join(agency.split()), facts.strip()
    if len(facts) > MOST_FACTS:
        raise InputRefused("事实写得太长", f"不超过 {MOST_FACTS} 字", "facts")

    with store.reading() as session:
        chosen = _chosen(read_items(session, app, terms.clock.today()), ground)
    if chosen.needs_agency and not LEAST_AGENCY <= len(agency) <= MOST_AGENCY:
        raise InputRefused("请写明应向哪个机关申请", "如 深圳市公安局福田分局", "agency")

    def plan_for(basis: Basis, now: datetime) -> Plan:
        content = _content(app, basis, clerk, now, chosen, agency, facts)
        verdict = Verdict(CaseState.REFUSED.value, decided_at=now)
        sheet = Sheet("refusal", REFUSAL, content, render(content))
        reason = f"{chosen.code}：{chosen.text}"
        return Plan("refused", "case.refuse", "refused", (verdict,) * len(basis.items), sheet, reason)

    return carry_out(store, clerk, app, terms, "不受", plan_for)


def _chosen(items: tuple[ItemTerms, ...], code: str) -> RefusalGround:
    found = next((ground for ground in refusal_grounds(items) if ground.code == code), None)
    if found is None:
        raise InputRefused(
            "这不是法定的不予受理理由",
            "材料不齐请按 F10 一次告知；不符合条件而坚持申请的，材料齐全即受理，由审批决定",
            "ground",
        )
    return found


def _content(
    app: Application,
    basis: Basis,
    clerk: Clerk,
    now: datetime,
    ground: RefusalGround,
    agency: str,
    facts: str,
) -> RefusalContent:
    box = _BOXES.get(ground.code, Box.OTHER)
    own = (ground.text,) if box is Box.OTHER else ()
    reasons = (*own, *((facts,) if facts else ()))
    return refusal_content(app, basis, clerk, now, box, agency, ground.basis, reasons)
