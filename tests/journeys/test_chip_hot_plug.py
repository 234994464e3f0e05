"""Social security readers and cards that come and go under the counter's window: a state with a remedy, no restart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from devices.emulators.virtual_card import VirtualCard
from tests.devices.pcsc.test_driver import StubbornChip
from tests.journeys.test_readers_at_the_window import CHIP, expect_banner, expect_well, social_card
from tests.stacks.pcscd import PORT, READER, Pcscd
from tests.stacks.real_window import RealWindow

OpenWindow = Callable[..., RealWindow]


@pytest.fixture
def service(empty_slots: Pcscd) -> Iterator[Pcscd]:
    yield empty_slots
    empty_slots.kill()
    empty_slots.start()


def test_a_card_that_lies_there_when_the_window_opens_serves_the_first_ticket(
    open_window: OpenWindow, service: Pcscd
) -> None:
    with VirtualCard(social_card(), PORT):
        window = open_window(f"reader.name={READER}")
        window.wait(lambda: "正常" in window.part(CHIP), "the reader at work")
        window.call()
        # It was read before anybody was called; F5 takes it for the one who stands there.
        window.press("F5")
        window.wait(lambda: window.board.state.facts is not None, "the identity")
        assert window.window.reception.person.header.name.text() == "林晓燕"
        expect_well(window, CHIP)


def test_the_readers_vanish_and_return_between_two_cards(open_window: OpenWindow, service: Pcscd) -> None:
    window = open_window(f"reader.name={READER}")
    window.wait(lambda: "正常" in window.part(CHIP), "the reader at work")
    window.call()
    service.kill()
    expect_banner(window, "智能卡服务没有运行", CHIP)
    service.start_without_readers()
    expect_banner(window, "没找到社保卡读卡器", CHIP)
    service.kill()
    service.start()
    expect_well(window, CHIP)
    with VirtualCard(social_card(), PORT):
        window.wait(lambda: window.board.state.facts is not None, "the identity")
    expect_well(window, CHIP)


def test_a_chip_card_pulled_in_the_middle_is_said_and_read_when_put_in_again(
    open_window: OpenWindow, service: Pcscd
) -> None:
    window = open_window(f"reader.name={READER}")
    window.wait(lambda: "正常" in window.part(CHIP), "the reader at work")
    window.call()
    chip = StubbornChip()
    with VirtualCard(social_card(), PORT, chip=chip) as card:
        window.wait(chip.asked.is_set, "the reading has begun")
        pulled = threading.Thread(target=card.remove)
        pulled.start()
        expect_banner(window, "卡拔得太快，没读完", CHIP)
        chip.let_go.set()
        pulled.join()
    assert window.board.state.facts is None
    with VirtualCard(social_card(), PORT):
        window.wait(lambda: window.board.state.facts is not None, "the identity")
        expect_well(window, CHIP)


def test_twenty_cards_in_a_row_leave_the_window_well(open_window: OpenWindow, service: Pcscd) -> None:
    window = open_window(f"reader.name={READER}")
    window.wait(lambda: "正常" in window.part(CHIP), "the reader at work")
    window.call()
    for number in range(20):
        with VirtualCard(social_card(), PORT):
            window.wait(lambda: window.board.state.facts is not None, f"the identity of card {number}")
            window.settle()
        window.wait(lambda: window.banner is None, "nothing is amiss")
        assert window.window.reception.person.header.name.text() == "林晓燕"
    expect_well(window, CHIP)
