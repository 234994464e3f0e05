"""Manual entry on the real counter: from the reader's banner and by key, as far as the receipt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest

from devices.emulators.reader import EmulatedReader
from devices.emulators.sam import Fault
from hall_app.clock import Clock
from hall_app.practice.story_cards import story_cards
from tests.stacks.real_window import RealWindow, story_card
from ui.reception.state import Panel, Phase
from ui.widgets.key_button import KeyButton

OpenWindow = Callable[..., RealWindow]


def write(window: RealWindow, text: str) -> None:
    """Key by key, as fast as a person can."""
    for character in text:
        QTest.keyClicks(window.window.focusWidget(), character)
        window.wait(lambda: not window.window.scanner.holding, "the key")


def test_from_the_banner_to_the_receipt(open_window: OpenWindow, reader: EmulatedReader) -> None:
    lin = story_cards(Clock().today())[0]
    window = open_window(f"reader.port={reader.link}")
    window.call()
    reader.inject(Fault.CARD_REJECTS_SAM)
    reader.lay(story_card(1))
    window.wait(lambda: window.banner is not None and "安全认证" in window.banner.title, "the banner")
    button = next(
        each
        for each in window.window.banner.findChildren(KeyButton)
        if each.property("action") == "type_identity"
    )
    button.click()
    panel = window.window.reception.panels.typing
    window.wait(panel.isVisible, "the panel")
    assert panel.edits["number"].hasFocus()
    write(window, lin.id_number[:17])
    assert panel.verdict.text() == "还差 1 位"
    write(window, "0" if lin.id_number[17] != "0" else "1")
    assert "校验码不符" in panel.verdict.text()
    window.press("Enter")
    assert panel.edits["number"].hasFocus(), "a wrong number is not left"
    panel.edits["number"].clear()
    write(window, lin.id_number)
    assert "校验通过" in panel.verdict.text()
    window.press("Enter")
    assert panel.edits["name"].hasFocus()
    panel.edits["name"].setText(lin.name)
    window.press("Enter")
    write(window, "20261")
    window.press("Enter")
    assert "有效期限看不懂" in panel.trouble.text()
    panel.edits["valid_to"].setText("长期")
    window.press("Enter")
    window.wait(lambda: window.board.state.resident is not None, "the judgement")
    assert window.board.state.panel is Panel.NONE
    header = window.window.reception.person.header
    assert header.verdict.text().startswith("手工录入")
    assert header.photo.accessibleName() == "手工录入"
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    application = window.board.state.application
    assert application is not None
    assert application.resident.facts.by_hand
    assert {row.code for row in application.materials} >= {"identity-front", "identity-back"}


def test_by_key_and_only_where_a_card_could_be_laid(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = open_window(f"reader.port={reader.link}")
    window.press("Ctrl+I")
    assert window.board.state.panel is Panel.NONE, "nobody is called"
    window.call()
    window.press("Ctrl+I")
    panel = window.window.reception.panels.typing
    window.wait(panel.isVisible, "the panel")
    write(window, "4403")
    window.press("Esc")
    assert not panel.isVisible()
    window.press("Ctrl+I")
    assert panel.edits["number"].text() == "", "nothing of one person is there for the next"
    # The card can be read after all.
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.resident is not None, "the identity")
    assert not panel.isVisible()
    assert window.board.state.facts is not None
    assert not window.board.state.facts.by_hand
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    window.press("Ctrl+I")
    assert window.board.state.panel is Panel.NONE, "an applicant is not exchanged under an open form"
