"""Every state of a card reader as the clerk sees it: the real counter, the real driver, a port or pcscd behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from devices.emulators.reader import EmulatedReader
from devices.emulators.sam import CARD_FAULTS, Fault
from devices.emulators.virtual_card import SocialSecurityCard, VirtualCard
from hall_app.clock import Clock
from hall_app.practice.story_cards import story_cards
from tests.stacks.pcscd import PORT, READER, SECOND_PORT, Pcscd
from tests.stacks.real_window import RealWindow, story_card
from ui.widgets.banner import Severity

OpenWindow = Callable[..., RealWindow]


def serve(open_window: OpenWindow, reader: EmulatedReader, *settings: str) -> RealWindow:
    """A window with its reader at work and a ticket called."""
    window = open_window(f"reader.port={reader.link}", *settings)
    window.wait(lambda: "正常" in window.part("读卡器"), "the reader at work")
    window.call()
    return window


def expect_banner(window: RealWindow, title: str, part: str = "读卡器") -> None:
    """A banner with a remedy, and the status bar in trouble."""
    window.wait(lambda: window.banner is not None and window.banner.title == title, title)
    banner = window.banner
    assert banner is not None
    assert banner.remedy
    assert "正常" not in window.part(part)


def expect_well(window: RealWindow, part: str = "读卡器") -> None:
    window.wait(lambda: window.banner is None and "正常" in window.part(part), "all well again")


def test_a_card_left_lying_is_said_and_clears(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = serve(open_window, reader, "reader.lying_s=1")
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.facts is not None, "the identity")
    expect_banner(window, "卡还在读卡器上")
    assert window.banner is not None
    assert "取走" in window.banner.remedy
    assert window.banner.severity is Severity.WARNING
    assert "卡未取走" in window.part("读卡器")
    reader.lift()
    expect_well(window)
    assert window.board.state.facts is not None, "what the card said stays"


def test_a_card_torn_away_is_said_and_read_when_laid_again(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    window = serve(open_window, reader)
    reader.tear()
    reader.lay(story_card(1))
    expect_banner(window, "卡拿得太快，没读完")
    assert window.board.state.facts is None
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.facts is not None, "the identity")
    expect_well(window)


FAULTS = (
    (Fault.SILENCE, "读卡器没有应答"),
    (Fault.HALF, "读卡器传来的数据杂乱"),
    (Fault.CHECKSUM, "读卡数据校验不符"),
    (Fault.SELF_TEST_FAILED, "读卡器安全模块自检失败"),
    (Fault.NOT_AUTHORISED, "读卡器安全模块未授权"),
    (Fault.SAM_REJECTS_CARD, "卡的数据签名不符，可能是伪造证件"),
    (Fault.WRONG_CARD_TYPE, "放上的不是身份证件"),
    (Fault.CARD_REJECTS_SAM, "卡没有通过安全认证"),
)


def test_every_fault_reaches_the_screen_and_goes(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = serve(open_window, reader)
    for fault, title in FAULTS:
        reader.inject(fault)
        reader.lay(story_card(1))
        expect_banner(window, title)
        assert window.board.state.facts is None, title
        reader.lift()
        reader.clear_fault()
        if fault not in CARD_FAULTS:
            expect_well(window)
    expect_well(window)
    reader.inject(Fault.NOISE)
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.facts is not None, "noise before a frame does no harm")


def test_an_unplugged_reader_comes_back_by_itself(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = serve(open_window, reader)
    reader.unplug()
    expect_banner(window, "读卡器被拔下")
    assert window.banner is not None
    assert [action.words for action in window.banner.actions] == ["手工录入", "重新检测"]
    reader.plug()
    expect_well(window)
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.facts is not None, "the identity")


def test_f5_without_a_card_asks_the_reader_and_says_so(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    window = serve(open_window, reader)
    window.press("F5")
    expect_banner(window, "读卡器上没有卡")
    expect_well(window)


CHIP = "社保卡读卡器"


def social_card(key: int = 1) -> SocialSecurityCard:
    """The social security card of a story card's holder."""
    text = next(card for card in story_cards(Clock().today()) if card.key == key)
    return SocialSecurityCard(
        text.name, text.id_number, text.sex, text.nation_code, text.birth_date, valid_until="20360101"
    )


def test_a_social_security_card_fills_the_person_column(open_window: OpenWindow, empty_slots: Pcscd) -> None:
    window = open_window(f"reader.name={READER}")
    window.wait(lambda: "正常" in window.part(CHIP), "the reader at work")
    assert not window.part("读卡器"), "a port that is not set up is not asked for beside it"
    window.call()
    with VirtualCard(social_card(), PORT):
        window.wait(lambda: window.board.state.facts is not None, "the identity")
        window.wait(lambda: window.board.state.person_file is not None, "the libraries")
        header = window.window.reception.person.header
        assert header.name.text() == "林晓燕"
        assert window.board.state.facts is not None
        assert window.board.state.facts.kind_name == "社会保障卡"
        assert window.board.state.resident is not None
        assert window.board.state.resident.person_id is not None
        recommended = window.board.state.recommendations
        window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
        recommended = window.board.state.recommendations
        assert recommended is not None
        assert recommended.pushes[0].item.code.endswith("JZZ-01")
    window.press("1")
    window.wait(lambda: window.board.state.application is not None, "the form")
    expect_well(window, CHIP)


def test_locked_cards_and_a_lying_card_are_said(open_window: OpenWindow, empty_slots: Pcscd) -> None:
    window = open_window("reader.name=*", "reader.lying_s=1")
    window.wait(lambda: "正常" in window.part(CHIP), "the readers at work")
    window.call()
    with VirtualCard(replace(social_card(), locked=True), PORT):
        expect_banner(window, "社保卡只读到卡号，其余要授权", CHIP)
        assert window.board.state.facts is None, "a number alone is nobody"
    with VirtualCard(replace(social_card(), mute=True), PORT):
        expect_banner(window, "卡没有应答", CHIP)
    with VirtualCard(social_card(), SECOND_PORT):
        window.wait(lambda: window.board.state.facts is not None, "the identity")
        expect_banner(window, "卡还在读卡器上", CHIP)
    expect_well(window, CHIP)


def test_the_service_restarts_under_the_window(
    open_window: OpenWindow, reader: EmulatedReader, empty_slots: Pcscd
) -> None:
    window = serve(open_window, reader, f"reader.name={READER}")
    window.wait(lambda: "正常" in window.part(CHIP), "the chip reader at work")
    empty_slots.kill()
    expect_banner(window, "智能卡服务没有运行", CHIP)
    assert "正常" in window.part("读卡器"), "the other reader is well"
    reader.lay(story_card(2))
    window.wait(lambda: window.board.state.facts is not None, "the identity from the port")
    empty_slots.start()
    expect_well(window, CHIP)
    expect_well(window)


def test_a_pcsc_reader_that_is_not_there_is_said_till_it_is_plugged_in(
    open_window: OpenWindow, empty_slots: Pcscd
) -> None:
    window = open_window("reader.name=No Such Reader")
    expect_banner(window, "没找到社保卡读卡器", CHIP)
    assert "未接" in window.part(CHIP)
