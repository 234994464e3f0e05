"""The keys of the queue and of the decisions at the real counter: what each does in the database, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from devices.emulators.reader import EmulatedReader
from hall_app.queueing.issuing import PRIORITY_REASONS
from hall_app.queueing.queue import PAUSE_REASONS, QueueOverview
from hall_app.settings import ACCEPT_DAYS, REVEAL_S, TARGET_S, UNDO_MIN
from tests.stacks.real_window import RealWindow, story_card
from ui.reception.state import Panel, Phase
from ui.widgets.tool_button import LinkButton

OpenWindow = Callable[..., RealWindow]


class Told:
    """What the window said, toasts and banners."""

    def __init__(self, window: RealWindow) -> None:
        self.words: list[str] = []
        window.board.told.connect(self._on_told)
        window.board.trouble.connect(self._on_trouble)

    def _on_told(self, words: str, _tone: str) -> None:
        self.words.append(words)

    def _on_trouble(self, _topic: str, message: str, remedy: str) -> None:
        self.words.append(f"{message}：{remedy}")

    def after(self, window: RealWindow, keys: str) -> list[str]:
        """What is said after some keys."""
        self.words.clear()
        window.press(keys)
        window.settle()
        return list(self.words)


def queue_of(window: RealWindow) -> QueueOverview:
    queue = window.board.state.queue
    assert queue is not None
    return queue


def serve(window: RealWindow, reader: EmulatedReader, key: int) -> None:
    """The next one, with a story card, as far as the recommendations."""
    window.press("F1")
    window.wait(lambda: window.board.state.phase is Phase.CALLING, "a called ticket")
    reader.lay(story_card(key))
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.settle()
    reader.lift()


def accept(window: RealWindow) -> None:
    """The first recommendation, as far as the receipt."""
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    window.press("Enter 1 F7 F9")
    window.wait(lambda: window.board.state.phase is Phase.DECIDED, "the decision")
    window.settle()


def test_the_keys_of_the_queue(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = open_window(f"reader.port={reader.link}")
    told = Told(window)
    for number, reason in enumerate(PAUSE_REASONS, 1):
        assert told.after(window, f"Shift+F1 {number}") == []
        assert queue_of(window).paused_reason == reason
        assert told.after(window, "F1") == ["正在暂停叫号，按 Shift F1 恢复后再呼叫"]
        told.after(window, "Shift+F1")
        assert queue_of(window).paused_reason is None
    before = len(queue_of(window).waiting)
    assert told.after(window, "Ctrl+N 2 Enter") == ["已取号 B016，正在打印"]
    for number in range(2, len(PRIORITY_REASONS) + 2):
        window.press("Ctrl+N Tab")
        window.settle()
        panel = window.window.reception.panels.queue
        panel.priority.choose(panel.priority.boxes[number - 1].choice.value)
        assert [one[:4] for one in told.after(window, "Enter")] == ["已取号 "]
        assert window.board.state.panel is Panel.NONE
    queue = queue_of(window)
    assert len(queue.waiting) == before + 1 + len(PRIORITY_REASONS)
    assert {one.priority_reason for one in queue.waiting} >= PRIORITY_REASONS.keys()
    assert queue.waiting[0].priority_reason == "应急"
    first = queue.waiting[0].number
    window.call()
    assert told.after(window, "Shift+F1") == [f"手上还有 {first}，办结、过号或转窗后再暂停"]
    assert told.after(window, "F3") == [f"{first} 才呼叫 1 次，满 3 次没人来才能过号；按 F2 重呼"]
    assert told.after(window, "F2") == [f"已重呼 {first}"]
    told.after(window, "F2")
    assert window.board.state.call_count == 3
    told.after(window, "F3")
    assert [one.number for one in queue_of(window).missed] == [first]
    assert told.after(window, "Shift+F3 Enter") == [f"{first} 已召回，排到同组 3 位之后"]
    assert queue_of(window).missed == ()
    window.call()
    assert told.after(window, "F4 0 5 Enter") == ["05 号窗口没有开：请转到开着的窗口"]
    told.after(window, "Esc")
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.settle()
    held = window.board.state.ticket
    assert held is not None
    assert held.state == "serving"
    assert told.after(window, "F2") == [f"{held.number} 已在办理，不用重呼"]


def test_what_was_accepted_is_taken_back_on_its_page_and_from_the_queue_s_column(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    window = open_window(f"reader.port={reader.link}", size=(1920, 1080))
    told = Told(window)
    serve(window, reader, 1)
    accept(window)
    assert window.window.reception.result.undo_words.text() == "录错了？2 分钟内可"
    window.press("Z")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.reason.setText("错")  # type: ignore[attr-defined]
    assert not dialog.go.isEnabled(), "one character is no reason"  # type: ignore[attr-defined]
    dialog.reason.setText("选错事项" * 40)  # type: ignore[attr-defined]
    assert len(dialog.reason.text()) == 100  # type: ignore[attr-defined]
    dialog.go.click()  # type: ignore[attr-defined]
    window.wait(lambda: bool(window.board.state.undone), "the void receipt")
    window.wait(lambda: QApplication.activeModalWidget() is None, "the dialog")
    window.window.activateWindow()
    window.wait(window.window.isActiveWindow, "the window")
    window.settle()
    assert told.after(window, "F12") == ["这份文书已作废：不能补打"]
    serve(window, reader, 1)
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    window.settle()
    window.press("F11 1 F11")
    window.wait(lambda: window.board.state.phase is Phase.DECIDED, "the refusal")
    window.settle()
    window.window.presenter.intend("undo")
    assert window.window.toast.accessibleName() == "没有刚受理、还可以撤回的办件"
    told.after(window, "F12")


def test_the_last_acceptance_is_taken_back_while_the_next_is_called(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    window = open_window(f"reader.port={reader.link}", size=(1920, 1080))
    told = Told(window)
    serve(window, reader, 1)
    accept(window)
    number = window.board.state.decision.case_number  # type: ignore[union-attr]
    window.press("F1")
    window.wait(lambda: window.board.state.phase is Phase.CALLING, "the next one")
    window.settle()
    links = window.window.reception.queue.last.findChildren(LinkButton)
    undo = next(one for one in links if one.property("intention") == "undo" and one.isVisible())
    undo.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.choice.boxes[1].click()  # type: ignore[attr-defined]
    dialog.go.click()  # type: ignore[attr-defined]
    window.wait(lambda: any(number in one for one in told.words), "the toast")
    assert any(one.startswith(f"已撤回 {number}，") and one.endswith("编号不再使用") for one in told.words)
    window.settle()
    last = queue_of(window).last
    assert last is not None
    assert (last.outcome, last.undo_until) == ("已撤回", None)
    assert window.board.state.phase is Phase.CALLING, "the one called stays"


def test_every_number_on_the_screen_is_that_of_the_hall(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    own = {UNDO_MIN: 7, TARGET_S: 90, ACCEPT_DAYS: 3, REVEAL_S: 4}
    window = open_window(
        f"reader.port={reader.link}", *(f"{setting.name}={value}" for setting, value in own.items()),
        size=(1920, 1080),
    )  # fmt: skip
    serve(window, reader, 1)
    window.wait(lambda: "目标 90 秒" in window.window.reception.strip._goal_words.text(), "the target")
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    window.press("F10 Ins")
    window.settle()
    assert window.window.reception.supplement.terms.text().endswith("补齐后重新计 3 个工作日")
    window.wait(lambda: bool(window.board.state.supplement.pages), "the notice")
    window.press("Esc")
    window.press("Enter 1 F7 F9")
    window.wait(lambda: window.board.state.phase is Phase.DECIDED, "the decision")
    window.settle()
    assert window.window.reception.result.undo_words.text() == "录错了？7 分钟内可"


@pytest.mark.parametrize("words", ["2 分钟", "两分钟", "10 秒", "60 秒"])
def test_the_table_of_keys_names_no_number_of_a_setting(words: str) -> None:
    from ui.key_table import KEYS

    assert not [key for key in KEYS if words in key.words]
