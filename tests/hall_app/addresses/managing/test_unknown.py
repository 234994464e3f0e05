"""Texts that windows could not place: kept once, counted, and worked off in the three ways."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.engine import open_engine
from db.session import Store
from hall_app.addresses.book import AddressBook
from hall_app.addresses.managing.changes import ChangeKind, Proposal
from hall_app.addresses.managing.proposing import approve_change, reject_change
from hall_app.addresses.managing.unknown import (
    bind_unknown,
    count_unknown,
    dismiss_unknown,
    list_unknown,
    of_this_district,
    propose_for_unknown,
    send_unknown,
    unplaced,
)
from hall_app.errors import Conflict, InputRefused
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.synchronising import push_outbox
from tests.hall_app.addresses.managing.town import YUNJIN, Town, building_code, new
from tests.stacks.databases import TEST_KEY

TEXT = "景田老粮站对面小楼二楼"


def meet(town: Town, *texts: str) -> None:
    """A hall meets texts and the exchange carries them to the district, whose answer is lost once."""
    for text in texts:
        send_unknown(town.store, town.first, text, "form", (building_code(1),), clock=town.clock)
    client = ExchangeClient(
        "http://district", enrol_node(town.store, "LH"), application=make_application(town.store, town.clock)
    )
    push_outbox(town.store, client, town.clock)


def test_a_text_stands_once_with_how_often_it_was_met(town: Town) -> None:
    meet(town, TEXT, f"深圳市福田区{TEXT}", f" {TEXT} ", "鹤鸣路口旁边")
    rows = list_unknown(town.store, town.first)
    assert [(row.text, row.met) for row in rows] == [(TEXT, 3), ("鹤鸣路口旁边", 1)]
    assert rows[0].candidates == (building_code(1),)
    assert count_unknown(town.store, town.first) == 2


def test_binding_makes_an_alias_once_approved(town: Town) -> None:
    meet(town, TEXT)
    (row,) = list_unknown(town.store, town.first)
    code = building_code(21)
    change = bind_unknown(town.store, town.first, row.id, code, "窗口多次遇到", clock=town.clock)
    assert not list_unknown(town.store, town.first)
    with pytest.raises(Conflict):
        dismiss_unknown(town.store, town.first, row.id, "不是", clock=town.clock)
    reject_change(town.store, town.second, change.id, "说不清", clock=town.clock)
    assert [r.id for r in list_unknown(town.store, town.first)] == [row.id]
    change = bind_unknown(town.store, town.first, row.id, code, "已实地核对", clock=town.clock)
    approve_change(town.store, town.second, change.id, clock=town.clock)
    assert [r.state for r in list_unknown(town.store, town.first, "bound")] == ["bound"]
    book = AddressBook(town.store)
    try:
        made = book.translate(f"福田区{TEXT}")
        assert (made.codes, made.auto) == ([code], True)
        assert not unplaced(made)
        assert unplaced(book.translate("鹤鸣路口旁边"))
    finally:
        book.close()


def test_a_text_may_be_a_new_address_or_none(town: Town) -> None:
    meet(town, "云锦苑1栋909", "同上所述")
    rows = {row.text: row for row in list_unknown(town.store, town.first)}
    proposal = Proposal(ChangeKind.CREATE, entries=(new(YUNJIN, bldg="1栋", house="909"),), reason="补录")
    change = propose_for_unknown(town.store, town.first, rows["云锦苑1栋909"].id, proposal, clock=town.clock)
    approve_change(town.store, town.second, change.id, clock=town.clock)
    with pytest.raises(InputRefused):
        dismiss_unknown(town.store, town.first, rows["同上所述"].id, " ", clock=town.clock)
    dismiss_unknown(town.store, town.first, rows["同上所述"].id, "指代上一行", clock=town.clock)
    assert count_unknown(town.store, town.first) == 0
    meet(town, "同上所述")
    assert [r.met for r in list_unknown(town.store, town.first, "not_address")] == [2]


def test_addresses_of_elsewhere_are_not_asked_about() -> None:
    assert of_this_district("深圳市福田区某路1号")
    assert of_this_district("莲花街道某处")
    assert not of_this_district("湖南省岳阳市某路1号")


def test_a_hall_of_its_own_reports_to_the_district(town: Town, tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "own-hall.db"
    shutil.copy(sqlite_template, path)
    hall = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    try:
        send_unknown(hall, town.first, TEXT, "card", clock=town.clock)
        client = ExchangeClient(
            "http://district",
            enrol_node(town.store, "LH"),
            application=make_application(town.store, town.clock),
        )
        assert push_outbox(hall, client, town.clock) == 1
    finally:
        hall.close()
    assert [row.text for row in list_unknown(town.store, town.first)] == [TEXT]
