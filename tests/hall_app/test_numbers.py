"""Numbers: never twice, from the hall's sequence or from a window's leased block."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest

from db.session import Store
from hall_app.cases.numbering import (
    draw_case_number,
    draw_document_number,
    format_document_number,
    hash_query_code,
    new_query_code,
)
from hall_app.errors import Unavailable
from hall_app.numbers import draw, keep_lease, lease
from tests.hall_app.halls import SmallHall, build_hall


def test_forms(hall: SmallHall) -> None:
    day = date(2026, 6, 4)
    with hall.store.writing() as session:
        first = draw_case_number(session, hall.hall_id, "LH", day)
        second = draw_case_number(session, hall.hall_id, "LH", day)
        next_day = draw_case_number(session, hall.hall_id, "LH", date(2026, 6, 5))
        document = draw_document_number(session, hall.hall_id, "莲", "受", day)
        other = draw_document_number(session, hall.hall_id, "莲", "不受", day)
    assert [first, second, next_day] == ["LH260604-0001", "LH260604-0002", "LH260605-0001"]
    assert [document, other] == ["福莲政服受〔2026〕00001号", "福莲政服不受〔2026〕00001号"]
    assert format_document_number("莲", "受", 2025, 37) == "福莲政服受〔2025〕00037号"
    with pytest.raises(ValueError, match="class of documents"):
        format_document_number("莲", "x", 2025, 1)


def test_a_rolled_back_number_may_be_drawn_again_and_a_kept_one_never(store: Store) -> None:
    with store.writing() as session:
        assert draw(session, "s") == 1
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        assert draw(session, "s") == 2
        raise ZeroDivisionError
    with store.writing() as session:
        assert [draw(session, "s"), draw(session, "s")] == [2, 3]


def test_ten_windows_draw_at_once(store: Store) -> None:
    drawn: list[int] = []

    def draw_some() -> None:
        for _ in range(10):
            with store.writing() as session:
                number = draw(session, "s")
            drawn.append(number)

    threads = [threading.Thread(target=draw_some) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(drawn) == list(range(1, 101))


def test_a_window_without_its_hall_draws_from_its_block(store: Store) -> None:
    hall = build_hall(store)
    window = hall.windows["08"]
    with store.writing() as session:
        draw(session, "s")
        block = lease(session, "s", window, 3)
        assert (block.first, block.last) == (2, 4)
        assert draw(session, "s") == 5
        assert [draw(session, "s", window) for _ in range(3)] == [2, 3, 4]
        with pytest.raises(Unavailable, match="号段"):
            draw(session, "s", window)
        with pytest.raises(Unavailable):
            draw(session, "s", hall.windows["07"])
        second = lease(session, "s", window, 2)
        assert draw(session, "s", window) == second.first == 6
        with pytest.raises(ValueError, match="block"):
            lease(session, "s", window, 0)


def test_a_block_travels_to_the_windows_own_database(store: Store) -> None:
    hall = build_hall(store)
    with store.writing() as session:
        block = lease(session, "s", hall.windows["08"], 2)
        keep_lease(session, type(block)("away", block.window_id, 900, 901))
        assert draw(session, "away", hall.windows["08"]) == 900


def test_query_codes() -> None:
    codes = {new_query_code() for _ in range(200)}
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert len(codes) > 150
    first = hash_query_code("483920", "key", "LH260604-0001")
    assert first == hash_query_code("483920", "key", "LH260604-0001")
    assert first != hash_query_code("483920", "key", "LH260604-0002")
    assert "483920" not in first
