"""三库 and 办件: a reason first, then the file; a case by its number, printed again; nothing unmasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.ui.counter_script import CLERK, card, uid
from tests.ui.stage import Stage
from ui.libraries.case_page import CaseLookupPage
from ui.libraries.person_page import PersonPage
from ui.reception.state import Phase
from ui.widgets.tool_button import LinkButton

Make = Callable[..., Stage]


def test_a_file_opens_only_after_a_reason(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    page = stage.window.open_page("libraries")
    assert isinstance(page, PersonPage)
    page.search.setFocus()
    stage.strike("yjy")
    stage.press("Enter")
    stage.wait(lambda: page.hits)
    stage.press("Enter Enter")
    assert page.right.currentWidget() is page.reason
    assert not any(call.startswith("person ") for call in stage.counter.calls)
    stage.press("2")
    stage.wait(lambda: page.right.currentWidget() is page.view)
    assert "person visit" in stage.counter.calls
    assert page.view.numbers.text() == "证件号 4403**********1148　手机 100****3310"
    assert "走访" in page.view.reason.text()
    stage.press("Down Enter")
    assert stage.window.page == "cases"
    stage.press("Ctrl+3 Esc")
    assert page.right.currentWidget() is page.nothing
    assert stage.focus() is page.search


def test_enter_in_the_search_box_opens_the_person_under_the_cursor(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    page = stage.window.open_page("libraries")
    assert isinstance(page, PersonPage)
    assert "查人" in page.nothing.text(), "an empty page says what to do"
    stage.strike("yjy")
    stage.wait(lambda: page.hits)
    found = next(iter(page.hits.values()))
    page._show({"1": replace(found, name="叶谨"), str(found.person_id): found})
    stage.press("Down")
    assert stage.focus() is page.search, "arrows move the list's cursor, the typing goes on"
    stage.press("Enter")
    assert page.right.currentWidget() is page.reason
    assert found.name in page.reason.title.text()


def test_without_a_case_the_head_is_at_the_top_and_a_line_says_what_to_do(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    page = stage.window.open_page("cases")
    assert isinstance(page, CaseLookupPage)
    stage.settle()
    assert page.head.y() == 0
    assert page.empty.isVisible()
    assert page.empty.y() == page.head.height()
    assert ("F12", "补打") not in page.hints(), "there is nothing to print yet"
    page.open_case("LH260617-0117")
    stage.wait(lambda: page.sheet is not None)
    assert not page.empty.isVisible()
    assert ("F12", "补打") in page.hints()


def test_who_stands_at_the_window_needs_no_second_reason(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    page = stage.window.open_page("libraries")
    assert isinstance(page, PersonPage)
    page.ask(uid(card().name), card().name)
    stage.wait(lambda: page.right.currentWidget() is page.view)
    assert "person case" in stage.counter.calls


def test_f8_opens_all_about_whoever_stands_at_the_window_and_leads_back(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    column = stage.window.reception.person
    link = next(each for each in column.findChildren(LinkButton) if each.text() == "全部 360 视图")
    assert link.isVisible()
    stage.press("1 F8")
    page = stage.window._opened["libraries"]
    assert isinstance(page, PersonPage)
    stage.wait(lambda: page.right.currentWidget() is page.view)
    assert "person case" in stage.counter.calls
    assert ("Esc", "回受理台") in page.hints()
    for key in ("Esc", "F8"):
        stage.press(key)
        assert stage.window.page == "counter"
        assert stage.phase is Phase.FORM, "what was begun stands as it was"
        stage.press("F8")
        assert stage.window.page == "libraries"
    stage.press("Esc")
    link.click()
    stage.wait(lambda: page.right.currentWidget() is page.view)
    assert stage.window.page == "libraries"
    page.search.setFocus()
    stage.strike("yjy")
    stage.wait(lambda: page.hits)
    stage.press("Enter")
    assert page.right.currentWidget() is page.reason
    stage.press("Esc")
    assert stage.window.page == "libraries", "who was looked up here is left here"


def test_a_file_that_comes_late_takes_no_focus_from_who_types_on(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    page = stage.window.open_page("libraries")
    assert isinstance(page, PersonPage)
    page.ask(uid(card().name), card().name)
    page.search.setFocus()
    page.search.insert("y")
    stage.wait(lambda: page.right.currentWidget() is page.view)
    assert stage.focus() is page.search


def test_who_may_not_look_people_up_is_offered_no_file(make_stage: Make) -> None:
    clerk = replace(CLERK, permissions=CLERK.permissions - {"person.search"})
    stage = make_stage(clerk=clerk)
    stage.serve()
    column = stage.window.reception.person
    assert not any(
        each.text() == "全部 360 视图" and each.isVisible() for each in column.findChildren(LinkButton)
    )
    stage.press("F8")
    assert stage.window.toast.accessibleName() == "没有这项权限，请由有权限的人员办理"


def test_a_case_is_found_by_its_number_and_printed_again(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    page = stage.window.open_page("cases")
    assert isinstance(page, CaseLookupPage)
    page.number.setFocus()
    stage.strike("LH1")
    stage.press("Enter")
    stage.wait(lambda: page.problem.isVisible())
    assert "请核对办件号" in page.problem.text()
    page.number.clear()
    page.number.setFocus()
    stage.strike("lh260617-0117")
    stage.press("Enter")
    stage.wait(lambda: page.sheet is not None)
    assert page.about.text() == "林*燕　4403**********2727"
    assert (page.light.text(), page.light.kind) == ("剩 5 天", "warn")
    assert page.light.accessibleName() == "黄灯，剩余 5 个工作日（06-24）"
    stage.press("F12")
    assert stage.counter.calls.count("reprint") == 1
    page.documents.setFocus()
    stage.press("Down F12")
    assert stage.counter.calls.count("reprint") == 1, "a void sheet is not printed again"


def test_a_sheet_that_waits_for_its_applicant_is_handed_over(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    page = stage.window.open_page("cases")
    assert isinstance(page, CaseLookupPage)
    page.open_case("LH260617-0117")
    stage.wait(lambda: page.handed.isVisible())
    page.handed.setFocus()
    stage.press("Space")
    stage.wait(lambda: "hand_over" in stage.counter.calls)
    stage.wait(lambda: not page.handed.isVisible())
    assert "交给申请人" in stage.window.toast.accessibleName()


def test_the_palette_opens_people_cases_and_pages(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    stage.strike("@yjy")
    stage.wait(lambda: stage.window.overlays.palette._presenter.state.people)  # type: ignore[union-attr]
    stage.press("Enter")
    assert stage.window.page == "libraries"
    stage.press("Ctrl+K")
    stage.strike("LH2606")
    stage.wait(lambda: stage.window.overlays.palette._presenter.state.cases)  # type: ignore[union-attr]
    # The first one waits for papers and would be gone on with; the second is looked at.
    stage.press("Down Enter")
    stage.wait(lambda: stage.window.page == "cases")
    stage.press("Ctrl+K")
    stage.type("/设置")
    stage.press("Enter")
    assert stage.window.page == "settings"
    stage.press("Ctrl+K")
    stage.strike("#LH2606")
    stage.wait(lambda: stage.window.overlays.palette._presenter.state.cases)  # type: ignore[union-attr]
    assert stage.window.overlays.palette is not None
    groups = [title for title, _rows in stage.window.overlays.palette._presenter.state.groups]
    assert groups == ["办件"]
    stage.press("Esc")
