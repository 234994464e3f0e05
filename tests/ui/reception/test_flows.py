"""What the keys do around the straight path: nothing is lost, nobody is dropped, every fault has its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from hall_app.cases.outcome import PrintLine
from hall_app.errors import Unavailable
from hall_app.identity.judgement import GUARDIAN_WANTED
from hall_app.identity.resident import CardVerdict, Judgement, Resident
from hall_app.queueing.issuing import PRIORITY_REASONS
from hall_app.status import (
    PART_LINK,
    AddressAppended,
    BannerAction,
    CardLifted,
    CardRead,
    PartChanged,
    PartStatus,
    PrintJobChanged,
)
from tests.ui.counter_script import GOOD, WAITING, ScriptedCounter, card, uid
from tests.ui.stage import Stage
from ui.reception.hints import hints_of
from ui.reception.state import Panel, Phase
from ui.tokens import Mode

Make = Callable[..., Stage]


# -- F1 while unfinished ------------------------------------------------------------------------
def test_f1_never_drops_an_unfinished_reception(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter F1")
    question = stage.window.reception.question
    assert question.isVisible()
    assert question.words.text() == "A037 还没办完："
    assert not stage.window.reception.strip.isVisible()
    stage.press("Esc")
    assert not question.isVisible()
    assert stage.phase is Phase.FORM
    assert stage.counter.calls.count("call_next") == 1
    stage.press("F1 Enter")
    stage.wait(lambda: stage.board.state.ticket is not None and stage.board.state.ticket.number == "A038")
    assert stage.phase is Phase.CALLING
    calls = stage.counter.calls
    assert (
        calls.index("save_draft")
        < calls.index("finish_ticket 暂存")
        < len(calls) - 1 - calls[::-1].index("call_next")
    )
    assert stage.counter.saved is not None
    assert stage.counter.saved.checks[0].state.value == "answered", "what was confirmed is in the draft"


@pytest.mark.parametrize("keys", ["", "1", "1 Enter 2", "1 E"])
def test_who_goes_on_has_the_focus_where_it_was(make_stage: Make, keys: str) -> None:
    stage = make_stage()
    stage.serve()
    stage.press(keys)
    focus = stage.focus()
    assert focus.isVisible()
    stage.press("F1")
    assert stage.focus() is stage.window.reception.question.go
    stage.press("Esc")
    assert stage.focus() is focus


def test_f1_while_calling_asks_to_pass_over(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    stage.press("F1")
    assert stage.window.toast.isVisible()
    assert not stage.window.reception.question.isVisible(), "not before the hall's number of calls"
    stage.press("F2 F2")
    stage.wait(lambda: stage.board.state.call_count == 3)
    stage.press("F1")
    assert stage.window.reception.question.words.text() == "A037 还没到："
    stage.press("Enter")
    stage.wait(lambda: stage.counter.calls.count("call_next") == 2)
    assert "mark_missed" in stage.counter.calls


def test_who_comes_while_it_is_asked_ends_the_question(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    stage.press("F2 F2")
    stage.wait(lambda: stage.board.state.call_count == 3)
    stage.press("F1")
    assert stage.window.reception.question.isVisible()
    stage.lay()
    assert not stage.window.reception.question.isVisible(), "the one who was called is there"
    assert stage.window.reception.strip.isVisible()
    assert stage.focus() is stage.window.reception.items.search.edit


def test_another_person_s_card_begins_with_an_empty_search(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.strike("jzz")
    assert stage.board.state.search.hits
    stage.lay(card("周立", "440399198901011235"))
    assert stage.board.state.search.query == ""
    assert stage.window.reception.items.search.edit.query == ""


def test_called_twice_by_itself_then_passing_over_is_the_filled_button(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    for _second in range(41):
        stage.window.presenter.queueing.tick()
        stage.settle()
    assert stage.counter.calls.count("recall") == 2
    assert stage.window.reception.strip.buttons["miss"].is_primary


def test_the_hall_s_own_seconds_and_number_of_calls_count(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    assert stage.board.state.queue is not None
    stage.board.update(queue=replace(stage.board.state.queue, recall_s=(5,), calls_before_missed=2))
    stage.counter.recall_s, stage.counter.calls_before_missed = (5,), 2
    for second in range(1, 30):
        stage.window.presenter.queueing.tick()
        stage.settle()
        assert stage.counter.calls.count("recall") == (second >= 5), second
    assert stage.window.reception.strip.buttons["miss"].is_primary


# -- Esc and drafts -----------------------------------------------------------------------------
def test_escape_goes_back_a_level_and_loses_nothing(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7")
    stage.press("Esc")
    assert stage.phase is Phase.FORM
    stage.press("Esc")
    assert stage.phase is Phase.CHOOSING
    assert stage.focus() is stage.window.reception.items.search.edit
    stage.press("1")
    assert stage.phase is Phase.FORM
    assert stage.counter.calls.count("open_application") == 1, "the open application is gone on with"
    app = stage.board.state.application
    assert app is not None
    assert {field.key: field.value for field in app.checks}["collect"] == "mail"
    assert app.materials[4].pages
    stage.press("F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)


def test_escape_empties_the_search_first(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("j z z")
    assert stage.window.reception.items.picker.isVisible()
    stage.press("Esc")
    assert not stage.window.reception.items.picker.isVisible()
    assert stage.board.state.search.query == ""
    assert stage.phase is Phase.CHOOSING


def test_what_is_typed_is_saved_within_a_second(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter")
    assert not stage.board.state.saved
    assert stage.window.presenter.cases._save_timer.interval() <= 1000
    stage.wait(lambda: stage.board.state.saved)
    assert stage.counter.saved is not None
    stage.press("2")
    stage.wait(lambda: stage.board.state.saved)
    assert stage.counter.saved.draft_version == 3, "each save carries the version of the one before"


def test_a_failed_save_says_so_and_keeps_everything(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter")
    stage.counter.fail["save_draft"] = Unavailable("没存上：本机库忙", "内容已留在本机，稍后自动再存")
    stage.press("Ctrl+S")
    assert stage.window.banner.current is not None
    assert stage.window.banner.current.title == "没存上：本机库忙"
    assert stage.board.state.application is not None
    stage.counter.fail.clear()
    stage.press("Ctrl+S")
    stage.wait(lambda: stage.board.state.saved)
    assert stage.window.banner.current is None


def test_a_draft_is_taken_up_after_a_crash_with_its_ticket(make_stage: Make) -> None:
    counter = ScriptedCounter()
    counter.recoverable = counter.application(Resident(card(), GOOD, uid("林晓燕")))
    counter.in_hand = replace(WAITING[0], state="serving")
    stage = make_stage(counter=counter)
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert stage.window.reception.person.header.name.text() == "林晓燕"
    assert stage.window.reception.strip.number.text() == "A037"
    stage.press("Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)


def test_a_ticket_in_hand_without_a_draft_is_called_still(make_stage: Make) -> None:
    counter = ScriptedCounter()
    counter.in_hand = replace(WAITING[0], state="called")
    stage = make_stage(counter=counter)
    stage.wait(lambda: stage.phase is Phase.CALLING)
    assert stage.window.reception.strip.number.text() == "A037"


def test_a_draft_of_another_ticket_is_not_laid_on_the_one_in_hand(make_stage: Make) -> None:
    counter = ScriptedCounter()
    counter.recoverable = counter.application(Resident(card(), GOOD, uid("林晓燕")))
    counter.in_hand = replace(WAITING[1], state="called")
    stage = make_stage(counter=counter)
    stage.wait(lambda: stage.phase is Phase.CALLING)
    assert stage.board.state.facts is None
    assert stage.board.state.application is None


# -- the person ---------------------------------------------------------------------------------
def test_card_facts_stand_before_the_libraries_and_nothing_moves(make_stage: Make) -> None:
    import threading

    stage = make_stage()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    for name in ("identify", "person_file", "recommendations"):
        stage.counter.gate[name] = threading.Event()
    from tests.ui.stage import wait_for

    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card(), "practice"))
    person = stage.window.reception.person
    assert wait_for(lambda: person.header.name.text() == "林晓燕")
    assert person.header.number.text() == "4403**********2727"
    # The empty lines of the sections follow in the next turns, long before any library answers.
    assert wait_for(lambda: person.blocks["address"].isVisible() and not stage.board.turns.busy)
    before = {
        key: block.mapTo(person, block.rect().topLeft())
        for key, block in person.blocks.items()
        if block.isVisible()
    }
    focus = stage.focus()
    for gate in stage.counter.gate.values():
        gate.set()
    stage.wait(
        lambda: stage.board.state.person_file is not None and stage.board.state.recommendations is not None
    )
    first = person.blocks["address"].mapTo(person, person.blocks["address"].rect().topLeft())
    assert first == before["address"], "the sections stay where their places were kept"
    assert stage.focus() is focus, "late data does not take the focus"


def test_the_number_is_revealed_for_the_set_time_and_recorded(make_stage: Make) -> None:
    counter = ScriptedCounter()
    counter.reveal_for_ms = 1500
    stage = make_stage(counter=counter)
    stage.serve()
    stage.press("Alt+V")
    stage.wait(lambda: stage.board.state.revealed)
    number = stage.window.reception.person.header.number
    assert number.text() == "440399199203152727"
    assert stage.counter.calls.count("record_reveal") == 1
    stage.wait(lambda: not stage.board.state.revealed)
    assert number.text() == "4403**********2727"


def test_a_reveal_that_cannot_be_recorded_shows_nothing(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.counter.fail["record_reveal"] = Unavailable("记不上留痕，号码不显示", "请稍后再试")
    stage.press("Alt+V")
    assert not stage.board.state.revealed
    assert stage.window.reception.person.header.number.text() == "4403**********2727"


def test_the_appended_address_replaces_the_printed_one(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    assert stage.counter.publish is not None
    stage.counter.publish(AddressAppended("440399199203152727", "新地址"))
    stage.wait(lambda: stage.board.state.facts is not None and stage.board.state.facts.address == "新地址")


def test_a_minor_needs_the_guardian_as_second_card(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.judgement = Judgement(
        CardVerdict.MINOR, "未满 18 周岁", "请监护人放第二张证", True, True, True, second_card=True
    )
    stage.serve()
    assert stage.window.reception.person.header.verdict.text() == "未满 18 周岁"
    stage.counter.judgement = GOOD
    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card("周立", "440399198901011235"), "practice"))
    stage.wait(lambda: stage.board.state.guardian is not None)
    assert stage.board.state.facts is not None
    assert stage.board.state.facts.name == "林晓燕", "the applicant stays"
    stage.settle()
    assert stage.window.reception.person.remedy.text() == "请监护人放第二张证；监护人：周立，替 林晓燕 办"
    stage.press("1")
    assert stage.board.state.application is not None
    assert stage.board.state.application.guardian is not None


def test_who_acts_for_somebody_else_is_asked_for_and_then_named(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("Right Right")
    person = stage.window.reception.person
    assert person.remedy.text() == "代他人办：请代理人放卡，作为第二张证件"
    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card("周立", "440399198901011235"), "practice"))
    stage.wait(lambda: stage.board.state.guardian is not None)
    assert person.remedy.text() == "代理人：周立，替 林晓燕 办"


def test_a_second_card_that_cannot_stand_is_refused_when_it_is_laid(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.judgement = Judgement(
        CardVerdict.MINOR, "未满 18 周岁", GUARDIAN_WANTED, True, True, True, second_card=True
    )
    stage.serve()
    stage.counter.judgement = Judgement(
        CardVerdict.DECEASED, "人口库 2026-03-02 已登记死亡，请核对", "请核对证件与来人", True, False, False
    )
    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card("周立", "440399198901011235"), "practice"))
    stage.wait(lambda: stage.window.toast.isVisible())
    assert "不能作为监护人证件" in stage.window.toast.accessibleName()
    assert stage.board.state.guardian is None
    assert GUARDIAN_WANTED in stage.window.reception.person.remedy.text(), "the right card is still asked for"
    stage.press("1")
    assert stage.board.state.application is not None, "the form opens all the same"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_a_grave_verdict_is_never_cut(make_stage: Make, width: int, height: int) -> None:
    stage = make_stage(width, height)
    words = "人口库 2026-03-02 已登记死亡，请核对"
    stage.counter.judgement = Judgement(CardVerdict.DECEASED, words, "请核对证件与来人", True, False, False)
    stage.serve()
    person = stage.window.reception.person
    person.grab()
    assert not person.header.verdict.is_elided
    assert "死亡" in person.header.verdict.text()
    assert person.remedy.text() == f"{words}。请核对证件与来人"
    assert person.remedy.height() >= person.remedy.heightForWidth(person.remedy.width())


def test_a_deceased_person_cannot_be_accepted(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.judgement = Judgement(
        CardVerdict.DECEASED, "人口库 2026-03-02 已登记死亡，请核对", "请核对证件与来人", True, False, False
    )
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    assert stage.phase is Phase.MATERIALS
    assert "accept" not in stage.counter.calls
    assert stage.window.banner.current is not None
    assert "已登记死亡" in stage.window.banner.current.title
    stage.press("PgUp")
    assert stage.window.banner.current is not None, "the form is of the same matter"
    stage.press("F6")
    stage.wait(lambda: stage.phase is Phase.CHOOSING)
    assert stage.window.banner.current is None, "what was refused of one item lies over no other"


@pytest.mark.parametrize("topic", ["decision", "identity", "search", "addresses"])
def test_no_banner_of_one_person_stands_over_the_next(make_stage: Make, topic: str) -> None:
    stage = make_stage()
    stage.serve()
    stage.board.trouble.emit(topic, "人口库 2026-03-02 已登记死亡，请核对", "请核对证件与来人")
    stage.board.trouble.emit("save", "没存上：连不上本机服务", "内容已留在本机")
    stage.lay(card("周立", "440399199001011239"))
    stage.wait(lambda: stage.board.state.recommendations is not None)
    assert stage.window.notices.topics == ["case.save"], "what could not be stored is still to be"


def test_a_card_left_lying_does_not_become_the_next_one(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9 F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    assert stage.board.state.facts is None
    assert stage.counter.publish is not None
    stage.counter.publish(CardLifted("practice"))
    stage.settle()
    assert stage.phase is Phase.CALLING


def test_f5_takes_the_card_that_lies_there(make_stage: Make) -> None:
    stage = make_stage()
    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card(), "practice"))
    stage.settle()
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    stage.press("F5")
    stage.wait(lambda: stage.board.state.recommendations is not None)
    assert stage.phase is Phase.CHOOSING


# -- notice, refusal, undo ----------------------------------------------------------------------
def test_f10_lists_what_was_found_and_issues_the_notice(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1 Enter 2 F10")
    assert stage.phase is Phase.SUPPLEMENT
    page = stage.window.reception.supplement
    assert [line.problem.text() for line in page.lines] == ["未提交制证相片", "未提交就业承诺书"]
    stage.press("Down Space")
    assert stage.board.state.supplement.rows[1].corrected, "one taken off was put right on the spot"
    stage.press("F10")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    told = stage.counter.supplemented
    assert told is not None
    assert [row.defects[0].problem for row in told.materials if row.defects] == ["未提交制证相片"]
    assert stage.window.reception.result.title.text() == "已一次性告知补正"
    assert not stage.window.reception.result.undo.isVisible(), "only an acceptance can be taken back"


def test_escape_from_the_notice_keeps_what_was_written(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F10 Space Esc")
    assert stage.phase is Phase.MATERIALS
    stage.press("F10")
    assert not stage.board.state.supplement.rows[0].ticked


def test_what_was_put_right_meanwhile_is_listed_no_more(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F10")
    page = stage.window.reception.supplement
    assert len(page.lines) == 2
    stage.press("Ins Esc F7 F10")
    listed = [row.defect.problem for row in stage.board.state.supplement.rows]
    assert listed == ["居民身份证需补正"], "both papers were scanned; what the clerk added stays"
    assert page.found.text() == "系统查出 0 处，另加 1 处，请一次告知齐全"


def test_a_notice_without_anything_says_what_to_do_and_is_not_issued(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F10")
    page = stage.window.reception.supplement
    assert page.empty.isVisible()
    assert stage.focus() is page.add
    assert ("Insert", "加一处") in stage.window.reception.hints()
    assert stage.board.state.supplement.pages == (), "there is no notice of nothing"
    stage.press("F10")
    assert stage.phase is Phase.SUPPLEMENT
    stage.press("Ins")
    line = page.lines[0]
    assert line.problem.text() == "制证相片需补正", "a paper that lies there first"
    assert line.chip.text() == "材料 5，←→ 换"
    stage.press("Right")
    assert line.problem.text() == "就业承诺书需补正"
    stage.press("Enter Ctrl+A Del F10")
    assert stage.counter.supplemented is None, "a notice cannot ask for nothing"
    assert stage.focus() is line.supply
    stage.type("请签名后补交")
    stage.press("F10")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert stage.counter.supplemented is not None


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_notice_stands_in_line(make_stage: Make, width: int, height: int) -> None:
    stage = make_stage(width, height)
    stage.serve()
    stage.press("1 Enter 2 F10")
    page = stage.window.reception.supplement

    def middle(widget: QWidget) -> int:
        return widget.mapTo(page, widget.rect().center()).y()

    assert abs(middle(page.note) - middle(page.issue)) <= 1
    assert abs(middle(page.terms) - middle(page.days)) <= 1
    gap = page.terms.mapTo(page, page.terms.rect().topLeft()).x()
    gap -= page.days.mapTo(page, page.days.rect().topRight()).x()
    assert gap >= 8


def test_f11_offers_only_the_lawful_grounds(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1 F11")
    assert stage.phase is Phase.REFUSAL
    page = stage.window.reception.refusal
    assert [box.choice.value for box in page.boxes] == ["not_needed", "not_ours"]
    stage.press("2 F11")
    assert stage.focus() is page.agency, "another agency must be named"
    stage.press("a F11")
    assert stage.phase is Phase.REFUSAL, "one letter names no agency"
    stage.press("b F11")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert "refuse not_ours ab" in stage.counter.calls


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_an_acceptance_is_taken_back_with_a_reason(make_stage: Make) -> None:
    from PySide6.QtWidgets import QApplication

    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    result = stage.window.reception.result
    assert result.undo.isVisible()
    stage.press("Z")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert not dialog.go.isEnabled(), "no undo without a reason"
    read = stage.counter.queue_reads
    stage.press("Enter Enter")
    stage.wait(lambda: bool(stage.board.state.undone))
    assert "undo_accept 选错事项" in stage.counter.calls
    assert result.title.text() == "已撤回受理"
    assert not result.undo.isVisible()
    stage.settle()
    facts = result.facts
    assert result.about.text() == "已撤回 LH260617-0042，收件回执作废，编号不再使用"
    assert facts.paper.value.text() == "已作废"
    assert not facts.again.isVisible(), "a void sheet is not printed again"
    assert not facts.query.isVisible()
    assert not facts.sent.isVisible()
    assert stage.window.reception.strip.chip.text() == "已撤回"
    assert stage.counter.queue_reads > read, "whoever was last, and the day's count, are read anew"
    assert [key for key, _ in hints_of(stage.board.state)] == ["F1", "F6"]
    presenter = stage.window.reception.presenter
    presenter.intend("print")
    assert stage.window.toast.accessibleName() == "这份文书已作废：不能补打"
    assert "reprint" not in stage.counter.calls
    presenter.intend("change_item")
    assert stage.phase is Phase.CHOOSING, "the right item for the same person"


def test_an_enter_without_a_reason_neither_takes_back_nor_goes_away(make_stage: Make) -> None:
    from PySide6.QtWidgets import QApplication

    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    stage.press("Z")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.reason.setFocus()
    stage.press("Enter")
    assert QApplication.activeModalWidget() is dialog
    assert not stage.board.state.undone
    stage.press("Esc")
    assert QApplication.activeModalWidget() is None


def test_undo_is_gone_after_two_minutes(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    decision = stage.board.state.decision
    assert decision is not None
    stage.board.update(decision=replace(decision, undo_until=datetime.now(UTC)))
    stage.window.presenter.ticked.emit()
    assert not stage.window.reception.result.undo.isVisible()


def test_2_goes_on_with_the_matter_offered(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    stage.press("2")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert stage.board.state.application is not None
    assert stage.board.state.application.item.short_code == "ZLB-01"


# -- printing, parts ----------------------------------------------------------------------------
NO_PAPER = PartStatus(
    "printer", "打印机", "warn", "打印机缺纸", "打印机缺纸", "拉开下层纸盒，放入 A5 纸后自动续打；受理不受影响",
    actions=(BannerAction("重试", "F12", "retry_print"),),
)  # fmt: skip


def test_a_fault_is_a_banner_with_its_remedy_and_goes_by_itself(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    focus = stage.focus()
    assert stage.counter.publish is not None
    stage.counter.publish(PartChanged(NO_PAPER))
    stage.wait(lambda: stage.window.banner.isVisible())
    current = stage.window.banner.current
    assert current is not None
    assert (current.title, current.remedy) == (NO_PAPER.fault, NO_PAPER.remedy)
    assert stage.focus() is focus, "a banner takes no focus"
    stage.press("F12")
    assert "retry_printing" in stage.counter.calls
    stage.counter.publish(PartChanged(replace(NO_PAPER, tone="ok", text="打印机", fault="", remedy="")))
    stage.wait(lambda: not stage.window.banner.isVisible())


def test_the_status_bar_says_what_is_not_configured(make_stage: Make) -> None:
    stage = make_stage()
    dots = {name: dot.accessibleName() for name, dot in stage.window.status.device_dots.items()}
    assert list(dots) == ["本机库", "读卡器", "打印机", "小票机"]
    assert "未配" in dots["打印机"]
    assert "演示设备" in dots["读卡器"]


def test_a_job_done_before_the_window_knows_it_is_shown_done(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    assert stage.counter.publish is not None
    stage.counter.publish(PrintJobChanged(uid("job"), uid("paper"), "printed", "已打印 1 份", "ok"))
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    stage.wait(lambda: stage.window.reception.result.facts.paper.value.text() == "已打印 1 份")


def test_the_print_line_follows_its_job(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert stage.counter.publish is not None
    stage.counter.publish(PrintJobChanged(uid("job"), uid("paper"), "failed", "等纸，已排队 1 份", "warn"))
    facts = stage.window.reception.result.facts
    stage.wait(lambda: facts.paper.value.text() == "等纸，已排队 1 份")
    stage.press("F12")
    assert stage.counter.calls[-1] == "retry_printing"
    stage.counter.publish(PrintJobChanged(uid("job"), uid("paper"), "printed", "已打印 1 份", "ok"))
    stage.wait(lambda: facts.paper.value.text() == "已打印 1 份")
    stage.press("F12")
    assert stage.counter.calls[-1] == "reprint"


def test_a_copy_says_which_sheet_it_is_and_when_it_came_out(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.copy = PrintLine(uid("job 2"), "queued", "已排队", "accent", "补打 1 收件回执")
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    stage.press("F12")
    toast = stage.window.toast
    stage.wait(lambda: toast.accessibleName() == "补打 1 收件回执：正在送打印机")
    assert not toast.geometry().intersects(on_window(stage, stage.window.reception.result.next))
    assert stage.counter.publish is not None
    stage.counter.publish(PrintJobChanged(uid("job 2"), uid("paper"), "sending", "正在打印…", "accent"))
    stage.counter.publish(PrintJobChanged(uid("job 2"), uid("paper"), "failed", "已排队，缺纸", "warn"))
    stage.wait(lambda: toast.accessibleName() == "补打 1 收件回执：已排队，缺纸，恢复后自动打印")
    assert stage.window.reception.result.facts.paper.value.text() == "已排队，缺纸"


def test_a_copy_kept_as_a_file_says_so_in_short(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.copy = PrintLine(uid("job 2"), "queued", "已排队", "accent", "补打 1 收件回执")
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    stage.press("F12")
    kept = PrintJobChanged(
        uid("job 2"), uid("paper"), "kept_as_file", "已存为文件 /hall/documents/a.pdf", "idle"
    )
    assert stage.counter.publish is not None
    stage.counter.publish(kept)
    stage.wait(lambda: stage.window.toast.accessibleName() == "补打 1 收件回执：已存为文件")


def on_window(stage: Stage, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(stage.window, QPoint()), widget.size())


# -- queue panels -------------------------------------------------------------------------------
def test_a_ticket_is_issued_on_the_idle_page(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.press("Ctrl+N")
    assert stage.board.state.panel is Panel.ISSUE
    stage.press("2 Enter")
    stage.wait(lambda: stage.board.state.panel is Panel.NONE)
    assert "issue_ticket B None" in stage.counter.calls


@pytest.mark.parametrize("mode", [None, Mode.LARGE])
def test_whoever_comes_first_gets_a_ticket_that_says_why(make_stage: Make, mode: Mode | None) -> None:
    stage = make_stage(1366, 768, mode=mode)
    stage.press("Ctrl+N 4 Tab")
    panel = stage.window.reception.panels.queue
    assert [box.text() for box in panel.group.boxes] == [
        "个人事务", "企业事务", "医保社保", "出件领证", "咨询导办", "办不成事",
    ]  # fmt: skip
    assert panel.rect().contains(panel.priority.geometry())
    assert stage.window.rect().contains(panel.geometry())
    assert [box.text() for box in panel.priority.boxes] == ["普通", *PRIORITY_REASONS]
    stage.press("5 Enter")
    stage.wait(lambda: stage.board.state.panel is Panel.NONE)
    assert "issue_ticket D 残疾人" in stage.counter.calls


def test_one_called_back_waits_where_the_office_says(make_stage: Make) -> None:
    stage = make_stage()
    told: list[str] = []
    stage.board.told.connect(lambda words, _tone: told.append(words))
    queue = stage.board.state.queue
    assert queue is not None
    stage.board.update(queue=replace(queue, restore_behind=5))
    stage.press("Shift+F3 Enter")
    stage.wait(lambda: bool(told))
    assert told == ["A031 已召回，排到同组 5 位之后"]


def test_pause_with_a_reason_and_resume(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Shift+F1")
    assert stage.board.state.panel is Panel.PAUSE
    stage.press("1")
    stage.wait(
        lambda: stage.board.state.queue is not None and stage.board.state.queue.paused_reason == "用餐"
    )
    assert stage.window.reception.strip.number.text() == "暂停"
    stage.press("F1")
    assert "call_next" not in stage.counter.calls
    stage.press("Shift+F1")
    stage.wait(lambda: stage.board.state.queue is not None and stage.board.state.queue.paused_reason is None)


def test_transfer_names_the_window(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("F4 5 Enter")
    stage.wait(lambda: stage.phase is Phase.IDLE)
    assert "transfer 05" in stage.counter.calls


def test_a_missed_ticket_is_restored(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Shift+F3 Enter")
    stage.wait(lambda: "restore_missed" in stage.counter.calls)
    assert stage.board.state.panel is Panel.NONE


def test_escape_closes_a_panel_and_gives_the_focus_back(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("F4 Esc")
    assert stage.board.state.panel is Panel.NONE
    assert stage.focus() is stage.window.reception.items.search.edit


# -- over the window ----------------------------------------------------------------------------
def test_ctrl_l_locks_and_the_password_opens_again(make_stage: Make) -> None:
    from PySide6.QtTest import QTest

    stage = make_stage()
    stage.serve()
    stage.press("1 Ctrl+L")
    cover = stage.window.lock_cover
    assert cover.isVisible()
    stage.press("F9 F1")
    assert not stage.board.state.asking_next, "no key reaches the reception under the lock"
    QTest.keyClicks(stage.focus(), "wrong")
    stage.press("Enter")
    assert "密码不对" in cover.problem.text()
    QTest.keyClicks(stage.focus(), "Yichuang-2026")
    stage.press("Enter")
    stage.wait(lambda: not cover.isVisible())
    assert stage.phase is Phase.FORM
    assert stage.focus().accessibleName().startswith("100 0000 0951")


def test_idle_for_so_long_locks(make_stage: Make) -> None:
    from ui.reception.lock import IDLE_AFTER_MS

    stage = make_stage()
    assert IDLE_AFTER_MS == 10 * 60 * 1000
    stage.window.idle_watch.expired.emit()
    assert stage.window.lock_cover.isVisible()


def test_idle_for_longer_ends_the_session_and_keeps_what_was_filled_in(make_stage: Make) -> None:
    stage = make_stage()
    left: list[str] = []
    stage.window.session_ended.connect(lambda: left.append("ended"))
    stage.window.logout_asked.connect(lambda: left.append("closed"))
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    stage.press("Enter")
    stage.window.idle_watch.expired.emit()
    stage.window.idle_watch.ended.emit()
    assert left == ["ended", "closed"]
    stage.wait(lambda: "save_draft" in stage.counter.calls)


def test_the_key_overview_lists_every_key(make_stage: Make) -> None:
    from ui.key_table import KEYS
    from ui.widgets.label import Label

    stage = make_stage()
    stage.press("Ctrl+/")
    assert stage.window.palette_host.isVisible()
    shown = {label.text() for label in stage.window.palette_host.findChildren(Label)}
    assert {key.words for key in KEYS} <= shown
    stage.press("Esc")
    assert not stage.window.palette_host.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_closing_with_an_open_reception_asks_first(make_stage: Make) -> None:
    from PySide6.QtWidgets import QApplication

    stage = make_stage()
    stage.serve()
    stage.press("1")
    stage.window.close()
    assert stage.window.isVisible()
    assert QApplication.activeModalWidget() is not None
    stage.press("Esc")
    assert stage.window.isVisible()


def test_a_doubtful_sheet_is_settled_by_the_clerk(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    facts = stage.window.reception.result.facts
    assert not facts.no.isVisible()
    assert stage.counter.publish is not None
    stage.counter.publish(PrintJobChanged(uid("job"), uid("paper"), "maybe_printed", "可能已打印", "warn"))
    stage.wait(facts.no.isVisible)
    assert not facts.again.isVisible(), "nothing is printed twice without asking"
    facts.no.click()
    stage.settle()
    assert "settle_doubtful_job False" in stage.counter.calls
    assert not facts.no.isVisible()


def test_the_status_bar_says_how_the_line_stands(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    label = stage.window.status.sync
    assert label.accessibleName() == "已连接区平台（本机） 全部已同步 10:02"
    down = PartStatus(PART_LINK, "离线办理", "warn", "3 件待同步，恢复后自动上传")
    assert stage.counter.publish is not None
    stage.counter.publish(PartChanged(down))
    stage.wait(lambda: label.accessibleName() == "离线办理 3 件待同步，恢复后自动上传")
    stage.counter.publish(PartChanged(replace(down, name="同步中", tone="accent", text="2/3")))
    stage.wait(lambda: label.accessibleName() == "同步中 2/3")


def test_a_decision_brings_what_is_open_and_what_may_still_be_done_up_to_date(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    counter = stage.counter
    counter.calls.clear()
    counter.file = replace(counter.file, open_cases=())
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert (counter.calls.count("person_file"), counter.calls.count("recommendations")) == (1, 1)
    assert stage.board.state.person_file is counter.file


def test_f4_in_a_form_stores_what_was_typed_last(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    stage.counter.calls.clear()
    stage.press("Enter 2")
    stage.press("F4 5 Enter")
    stage.wait(lambda: stage.phase is Phase.IDLE)
    order = [call.split()[0] for call in stage.counter.calls]
    assert order.index("save_draft") < order.index("transfer")
