"""设置: every change applies at once and is kept, 恢复默认 takes it back, what is managed is locked, one's own password."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from hall_app.errors import Unavailable
from hall_app.machine_preferences import MachinePreferences
from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.settings.machine_sections import DisplaySection, KeyboardSection, MachineSection, SoundSection
from ui.settings.page import SettingsPage
from ui.settings.password_section import PasswordSection
from ui.settings.shared_sections import ParametersSection, PrintingSection
from ui.theme import theme
from ui.tokens import Mode, Scheme

Make = Callable[..., Stage]
ADMINISTRATOR = replace(CLERK, permissions=frozenset({"settings.edit"}), window_id=None, window_number=None)


def settings(stage: Stage) -> SettingsPage:
    page = stage.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    stage.settle()
    return page


def show(stage: Stage, key: str) -> object:
    page = settings(stage)
    page.show_section(key)
    page.place_focus()
    stage.settle()
    return page.current


def test_everybody_finds_it_at_the_lower_end_and_walks_it_by_keys(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    at = list(stage.window.rail.buttons).index("settings") + 1
    stage.press(f"Ctrl+{at}")
    page = settings(stage)
    assert page.section == "display"
    stage.press("PgDn PgDn")
    assert page.section == "keyboard"
    stage.press("PgUp PgUp Esc")
    assert stage.focus() is page.list
    stage.press("Down Down Down Enter")
    assert page.section == "printing"
    assert stage.window.state.hints[-1].key == "PgDn"


def test_looks_change_at_once_and_are_kept(make_stage: Make) -> None:
    stage = make_stage()
    section = show(stage, "display")
    assert isinstance(section, DisplaySection)
    section.scheme.step(1)
    stage.settle()
    assert theme().scheme is Scheme.DARK
    assert stage.counter.office.preferences.chosen.scheme == "dark"
    section.mode.step(3)
    stage.settle()
    assert theme().mode is Mode.LARGE
    assert "set_text_size large" in stage.counter.calls
    section.content.findChild(type(section.mode))
    section.findChildren(type(section.full))
    stage.window.prefer(replace(section.chosen))
    reset = next(one for one in section.findChildren(object) if getattr(one, "text", str)() == "恢复默认")
    reset.click()  # type: ignore[attr-defined]
    stage.settle()
    assert theme().scheme is Scheme.LIGHT
    assert theme().chosen_mode is None
    assert stage.counter.office.preferences.chosen == MachinePreferences()


def test_laptop_doubles_call_the_next_one_and_hints_can_be_put_away(make_stage: Make) -> None:
    stage = make_stage()
    section = show(stage, "keyboard")
    assert isinstance(section, KeyboardSection)
    stage.press("Alt+1")
    assert "call_next" not in stage.counter.calls
    section.doubles.step(-1)
    stage.settle()
    assert section.table.rows.rows[0].cells[2].words == "Alt 1"
    stage.press("Alt+1")
    assert "call_next" in stage.counter.calls
    section = show(stage, "keyboard")
    assert isinstance(section, KeyboardSection)
    section.hint_choice.step(1)
    stage.settle()
    assert stage.window.state.hints == ()
    assert stage.counter.office.preferences.chosen.laptop_doubles


def test_what_the_administrator_manages_is_locked_and_shown(make_stage: Make) -> None:
    stage = make_stage()
    section = show(stage, "printing")
    assert isinstance(section, PrintingSection)
    assert section.editors == {}
    names = [child.accessibleName() for child in section.content.findChildren(type(section.card).__mro__[2])]
    assert section.card.reset.isHidden()
    said = [one.accessibleName() for one in section.findChildren(object) if hasattr(one, "accessibleName")]
    assert any("回执份数" in words and "由管理员统一设置" in words for words in [*names, *said])


def test_an_administrator_changes_what_is_printed(make_stage: Make) -> None:
    stage = make_stage(clerk=ADMINISTRATOR)
    stage.counter.office.preferences.locked = False
    section = show(stage, "printing")
    assert isinstance(section, PrintingSection)
    choice = section.editors["case.copies"].choice
    assert choice is not None
    choice.step(1)
    stage.settle()
    assert "change case.copies 2" in stage.counter.calls
    section.card.reset.click()
    stage.settle()
    assert "reset case.copies" in stage.counter.calls


def test_parameters_are_edited_by_keys_and_a_bad_value_says_so(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=ADMINISTRATOR)
    stage.counter.office.preferences.locked = False
    page = stage.window.open_page("administration")
    assert page is not None
    page.show_argument("parameters")
    page.place_focus()
    stage.settle()
    section = page.current  # type: ignore[attr-defined]
    assert isinstance(section, ParametersSection)
    stage.press("Down Down Enter")
    assert stage.focus().accessibleName() == "普通号等几分钟升一级"
    QTest.keyClicks(stage.focus(), "viel")
    stage.press("Ctrl+Enter")
    assert stage.window.banner.isVisible()
    stage.press("Esc Enter")
    QTest.keyClicks(stage.focus(), "30")
    stage.press("Ctrl+Enter")
    assert "change queue.aging_min 30" in stage.counter.calls
    assert not stage.window.banner.isVisible()
    stage.press("Down")
    assert section.table.current_key == "reader.port"
    assert not section.keep.isEnabled()


def test_the_own_password_is_changed_by_keys_alone(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    section = show(stage, "password")
    assert isinstance(section, PasswordSection)
    form = section.form
    assert stage.focus() is form.old
    QTest.keyClicks(form.old, "wrong")
    stage.press("Enter")
    QTest.keyClicks(stage.focus(), "Neues-Wort-2026")
    stage.press("Enter")
    QTest.keyClicks(stage.focus(), "Neues-Wort-2027")
    stage.press("Enter")
    assert form.problem.text() == "两遍新密码不一样"
    assert stage.focus() is form.again
    QTest.keyClicks(form.again, "Neues-Wort-2026")
    stage.press("Enter")
    stage.wait(lambda: "不对" in form.problem.text())
    form.old.clear()
    QTest.keyClicks(form.old, "Yichuang-2026")
    stage.press("Ctrl+Enter")
    stage.wait(lambda: "change_password LH0108" in stage.counter.calls)
    assert form.old.text() == form.new.text() == form.again.text() == ""


@pytest.mark.parametrize("mode", Mode)
def test_what_a_password_must_be_is_never_cut(make_stage: Make, mode: Mode) -> None:
    stage = make_stage(1366, 768, mode=mode)
    section = show(stage, "password")
    assert isinstance(section, PasswordSection)
    rules = section.form.rules
    rules.setText("10 位以上，含大写、小写、数字、符号中的 3 类；不含工号姓名，不用最近 5 次的密码")
    stage.settle()
    assert rules.height() >= rules.heightForWidth(rules.width())


def test_logs_are_packed(make_stage: Make) -> None:
    stage = make_stage()
    section = show(stage, "machine")
    assert isinstance(section, MachineSection)
    stage.press("Space")
    stage.wait(lambda: "pack_logs" in stage.counter.calls)
    assert section.packed.endswith(".zip")


def test_the_status_bar_leads_to_the_sync_page(make_stage: Make) -> None:
    stage = make_stage()
    stage.window.sync_requested.emit()
    stage.settle()
    assert settings(stage).section == "sync"


def test_a_call_sounds_once_and_a_fault_twice_unless_turned_off(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("ui.sounds.QApplication.beep", lambda: rung.append("beep"))
    stage = make_stage(1366, 768)
    stage.press("F1")
    stage.wait(lambda: stage.board.state.ticket is not None)
    assert len(rung) == 1, "called"
    stage.press("F2")
    assert len(rung) == 2, "called again"
    stage.board.trouble.emit("call", "没有做成", "请再试")
    stage.board.trouble.emit("print", "也没有", "请再试")
    stage.wait(lambda: len(rung) == 4)
    assert not stage.window.sounds._second.isActive()
    section = show(stage, "sound")
    assert isinstance(section, SoundSection)
    section.call.step(1)
    section.fault.step(1)
    stage.settle()
    kept = stage.counter.office.preferences.chosen
    assert (kept.call_sound, kept.fault_sound) == (False, False)
    stage.board.trouble.emit("call", "没有做成", "请再试")
    stage.window.presenter.queueing.called_again.emit()
    assert len(rung) == 4
    section.try_fault.click()
    stage.wait(lambda: len(rung) == 6)
    section.try_call.click()
    assert len(rung) == 7, "trying out is heard whatever is chosen"


def test_what_was_chosen_last_is_what_is_kept_although_a_worker_is_slow(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()
    page = settings(stage)
    section = show(stage, "sound")
    assert isinstance(section, SoundSection)
    desk = stage.counter.office.preferences
    free, at_once, kept = threading.Event(), threading.Lock(), list[MachinePreferences]()

    def slow(preferences: MachinePreferences) -> None:
        assert at_once.acquire(blocking=False), "two write at once"
        assert free.wait(30)
        kept.append(preferences)
        desk.chosen = preferences
        at_once.release()

    monkeypatch.setattr(desk, "keep", slow)
    section.call.step(1)
    section.fault.step(1)
    page.show_section("keyboard")
    keyboard = page.current
    assert isinstance(keyboard, KeyboardSection)
    keyboard.doubles.step(-1)
    assert not keyboard.chosen.call_sound, "what is not yet kept counts on every section"
    free.set()
    stage.settle()
    assert kept == [
        MachinePreferences(call_sound=False),
        MachinePreferences(call_sound=False, fault_sound=False, laptop_doubles=True),
    ]


def test_choices_that_could_not_be_kept_are_told_and_kept_with_the_next(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()
    section = show(stage, "sound")
    assert isinstance(section, SoundSection)
    desk = stage.counter.office.preferences
    told: list[str] = []
    stage.board.trouble.connect(lambda _topic, message, _remedy: told.append(message))
    room, keep = threading.Event(), desk.keep

    def full(preferences: MachinePreferences) -> None:
        if not preferences.fault_sound:
            keep(preferences)
            return
        assert room.wait(30)
        raise Unavailable("设置没存上", "请检查磁盘空间和目录权限，再改一次")

    monkeypatch.setattr(desk, "keep", full)
    section.call.step(1)
    section.fault.step(1)
    room.set()
    stage.settle()
    assert told == ["设置没存上"]
    assert (desk.chosen.call_sound, desk.chosen.fault_sound) == (False, False)
