"""F10: the one-off notice (一次性告知): every defect at once, and nothing already shown is asked for again (许可法 32)."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

from db.session import Session, Store
from hall_app.cases.accepting import check_identity
from hall_app.cases.application import Application, Defect, MaterialRow, Waits
from hall_app.cases.basis import Basis, DrawnNumbers, read_hall, read_items
from hall_app.cases.deciding import Plan, carry_out
from hall_app.cases.legal_texts import CHANNELS
from hall_app.cases.outcome import Decision, PreviewPage
from hall_app.cases.recording import Sheet, Verdict
from hall_app.cases.states import CaseState
from hall_app.cases.terms import CaseTerms
from hall_app.clock import hall_time
from hall_app.documents.assemble import listed_defects, supplement_content
from hall_app.documents.previews import preview_pages
from hall_app.documents.rendering import render
from hall_app.errors import Conflict, InputRefused
from hall_app.security.clerk import Clerk
from hall_app.settings import ACCEPT_DAYS
from hall_app.store_faults import explained

NOTICE = "补正材料告知书"
PREVIEW_NUMBER = "发出时编号"
MOST_DAYS = 60
_MAX_TEXT = 200
FORM = "form"


def suggested_defects(app: Application) -> tuple[tuple[str, Defect], ...]:
    """The defects the checks found, as (material code, defect): what waits is 缺少, what is wrong in the form too.

    Pure, any thread.
    """
    found: list[tuple[str, Defect]] = []
    for row in app.materials:
        if row.settled:
            continue
        if row.defects:
            found += [(row.code, defect) for defect in row.defects]
        elif row.required and not row.judged:
            found.append((row.code, _absent(row)))
    found += [
        (FORM, Defect("信息不一致", f"{field.label}：{field.error}", f"请更正{field.label}"))
        for field in app.fields
        if field.error
    ]
    return tuple(found)


def _absent(row: MaterialRow) -> Defect:
    ended = "到期" in row.origin
    kind, problem = ("过期", f"{row.name}已过期") if ended else ("缺少", f"缺{row.name}")
    wanted = f"，{row.standard}" if row.standard else ""
    return Defect(kind, problem, f"请补交{row.name}{wanted}", row.basis, row.substitute)


def unjudged(app: Application) -> tuple[MaterialRow, ...]:
    """Required materials nobody has judged: neither free of papers, received, promised nor listed as a defect."""
    groups = {row.one_of for row in app.materials if row.one_of and row.judged and row.defects}
    return tuple(
        row
        for row in app.materials
        if row.required and not row.judged and not (row.one_of and row.one_of in groups)
    )


def check_notice(app: Application, days: int, channels: tuple[str, ...]) -> tuple[tuple[str, Defect], ...]:
    """The defects of a notice that may be issued. Raises InputRefused."""
    waiting = unjudged(app)
    if waiting:
        raise InputRefused(
            f"还有 {len(waiting)} 份材料没审：{'、'.join(row.name for row in waiting)}",
            "请逐份收下、列为缺陷，或注明现场已改正；一次告知齐全",
            waiting[0].code,
        )
    defects = listed_defects(app.materials, app.form_defects)
    if not defects:
        raise InputRefused("没有要补正的地方", "材料齐全，请按 F9 受理")
    for name, defect in defects:
        if not (defect.problem.strip() or defect.kind.strip()) or not defect.supply.strip():
            raise InputRefused(f"{name}：要写明问题和应补内容", "请补全这一条")
        if (
            max(len(defect.problem), len(defect.supply), len(defect.basis), len(defect.substitute))
            > _MAX_TEXT
        ):
            raise InputRefused(f"{name}：文字太长", f"每处不超过 {_MAX_TEXT} 字")
    if not 1 <= days <= MOST_DAYS:
        raise InputRefused("补正期限不对", f"请选 1 到 {MOST_DAYS} 个工作日", "days")
    if not channels or any(channel not in CHANNELS for channel in channels):
        raise InputRefused("请至少选一个补交渠道", "、".join(CHANNELS), "channels")
    return defects


@explained()
def preview_supplement(
    store: Store,
    clerk: Clerk,
    app: Application,
    days: int,
    channels: tuple[str, ...],
    *,
    terms: CaseTerms,
    width_px: int = 720,
) -> tuple[PreviewPage, ...]:
    """The notice as it would be issued now, without a number; draws and writes nothing. For a worker thread."""
    clerk.require("case.supplement")
    now = terms.clock.now()
    due = terms.deadline(hall_time(now).date(), days)
    with store.reading() as session:
        basis = preview_basis(session, clerk, app, terms.clock.today())
    defects = listed_defects(app.materials, app.form_defects)
    content = supplement_content(app, basis, clerk, now, defects, due, channels, terms.settings[ACCEPT_DAYS])
    return preview_pages(render(content), width_px)


def preview_basis(session: Session, clerk: Clerk, app: Application, today: date) -> Basis:
    """A basis whose numbers say that they are drawn when the sheet is issued."""
    items = read_items(session, app, today)
    blank = (PREVIEW_NUMBER,) * len(items)
    known = (app.resumed.case_number,) if app.resumed is not None else ()
    cases = (*known, *blank[len(known) :])
    return Basis(items, read_hall(session, clerk.hall_id), DrawnNumbers(cases, blank, PREVIEW_NUMBER, 0, ""))


@explained()
def issue_supplement(
    store: Store, clerk: Clerk, app: Application, days: int, channels: tuple[str, ...], *, terms: CaseTerms
) -> Decision:
    """Issue the notice: 10 → 12, or 13 → 12 about newly submitted papers alone.

    Refused while any required material is unjudged.
    Raises NotPermitted, InputRefused, Conflict, Unavailable. For a worker thread.
    """
    clerk.require("case.supplement")
    check_identity(app)
    if app.resumed is not None:
        check_second_notice(app)
    defects = check_notice(app, days, channels)

    def plan_for(basis: Basis, now: datetime) -> Plan:
        due = terms.deadline(hall_time(now).date(), days)
        content = supplement_content(
            app, basis, clerk, now, defects, due, channels, terms.settings[ACCEPT_DAYS]
        )
        verdict = Verdict(CaseState.CORRECTION.value, correction_due_on=due.due_on)
        sheet = Sheet("supplement", NOTICE, content, render(content))
        return Plan(
            "supplement", "case.supplement", "supplement", (verdict,) * len(basis.items), sheet,
            detail=_told(app, defects),
        )  # fmt: skip

    return carry_out(store, clerk, app, terms, "补", plan_for)


def _told(app: Application, defects: tuple[tuple[str, Defect], ...]) -> dict[str, Any]:
    """What the step keeps of a notice: every defect in words, those of the form in full for the resubmission."""
    return {
        "defects": [f"{name}：{defect.problem}" for name, defect in defects],
        "form_defects": [dataclasses.asdict(defect) for defect in app.form_defects],
    }


def check_second_notice(app: Application) -> None:
    """A notice after a resubmission may name only what was told before or newly submitted. Raises Conflict."""
    if app.resumed is None or app.resumed.waits is Waits.DEFERRED:
        raise Conflict("容缺受理的办件不再补正告知", "逾期未补的由审批岗处理")
    settled = [row.name for row in app.materials if row.settled and row.defects]
    if settled or app.form_defects:
        raise Conflict(
            "已审过的材料不得再要求补正", "只能就新补交的材料指出缺陷；其余请受理（行政许可法第三十二条）"
        )
