"""The address desk on a real library: what is typed, translated, browsed, and seen by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from db.libraries import LegalPerson, LibraryAccess, Person, Residence
from db.session import Store
from hall_app.address_counter import HallAddressDesk
from hall_app.addresses.commands import import_library
from hall_app.addresses.desk_values import PieceState
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.installation import Installation, open_installation
from hall_app.security.clerk import Clerk
from tests.hall_app.addresses.desks import DAY, LittleLibrary, clerk_of

CLERK = clerk_of("counter")
BUILDING = "4403040080140190002"
ROOM = f"{BUILDING}001204"


class Queue:
    """Remembers what was sent to it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def __call__(self, clerk: Clerk, text: str, origin: str) -> None:
        self.sent.append((text, origin))


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return open_installation(tmp_path / "base")


@pytest.fixture
def desk(store: Store, installation: Installation, tmp_path: Path) -> Iterator[HallAddressDesk]:
    LittleLibrary(tmp_path).load(store)
    made = HallAddressDesk(installation, store, store, Clock())
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("云锦苑1栋1204", ROOM), ("锦云一路10号", BUILDING), ("yjy", BUILDING), ("yunjinyuan", BUILDING),
        ("云锦花园", BUILDING), (ROOM, ROOM), (BUILDING[:17], BUILDING),
        ("景田社区", BUILDING), ("景田", BUILDING), ("jtsq", BUILDING), ("lhjdjtsq", BUILDING), ("福田区莲花街道", BUILDING),
        ("莲花街道景", BUILDING), ("莲花街道景田社区云", BUILDING),
    ],
)  # fmt: skip
def test_what_is_typed_finds_the_entry(desk: HallAddressDesk, typed: str, first: str) -> None:
    hits = desk.complete(CLERK, typed)
    assert first in [hit.code for hit in hits]
    assert len(hits) <= 10
    assert all(hit.text.startswith("广东省深圳市福田区莲花街道景田社区") for hit in hits)


def test_an_answer_can_be_opened(desk: HallAddressDesk) -> None:
    sure = desk.translate(CLERK, "莲花街道云锦苑1栋1204室")
    assert (sure.sure, sure.candidates[0].code) == (True, ROOM)
    assert {piece.read_as for piece in sure.pieces} >= {"街道", "小区", "楼栋", "房号"}
    false = desk.translate(CLERK, "香蜜湖街道云锦苑1栋1204")
    assert not false.sure
    assert any(piece.state is PieceState.CONFLICT for piece in false.pieces)
    assert any("矛盾" in reason for reason in false.reasons)
    lacking = desk.translate(CLERK, "云锦苑1204")
    assert [piece.words for piece in lacking.pieces if piece.state is PieceState.MISSING] == ["缺楼栋"]
    assert lacking.confidence < 0.95
    assert {candidate.differs for candidate in lacking.candidates} == {"1栋", "2栋", "3栋"}
    absent = desk.translate(CLERK, "云锦苑1栋9999")
    assert absent.candidates[0].code == BUILDING
    assert any(piece.state is PieceState.MISSING and piece.words == "9999" for piece in absent.pieces)
    nothing = desk.translate(CLERK, "同上")
    assert (nothing.sure, nothing.candidates) == (False, ())


def test_the_tree_leads_from_the_street_to_the_room(desk: HallAddressDesk) -> None:
    key: tuple[str, ...] = ()
    levels = []
    while True:
        nodes = desk.children(CLERK, key)
        levels.append(nodes[0].level)
        if nodes[0].leaf:
            break
        key = nodes[0].key
    assert levels == ["街道", "社区", "道路", "小区", "楼栋", "楼层", "房间"]
    assert len(nodes) == 4
    with pytest.raises(InputRefused):
        desk.children(CLERK, ("x", "y"))


def test_an_entry_tells_its_path_and_other_names(desk: HallAddressDesk) -> None:
    entry = desk.entry(CLERK, ROOM)
    assert entry.path == (
        ("街道", "莲花街道"), ("社区", "景田社区"), ("道路门牌", "锦云一路10号"), ("小区", "云锦苑"), ("楼栋", "1栋"),
        ("房号", "1204"),
    )  # fmt: skip
    assert entry.aliases == (("云锦花园", "云锦苑", "旧名"),)
    assert entry.status == "有效"
    with pytest.raises(InputRefused):
        desk.entry(CLERK, "4403040080140199999")


def settle_somebody(store: Store) -> None:
    person = uuid4()
    with store.writing() as session:
        session.add(
            Person(
                id=person, id_number="440399199203152727", name="林晓燕", given="晓燕", pinyin="linxiaoyan",
                initials="lxy", sex="2", birth_date=date(1992, 3, 15), nation="01", registered_region="430603",
                registered_address="湖南省岳阳市", source="人口库", recorded_on=DAY, practice=True,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Residence(
                person_id=person, room_code=ROOM, since=DAY, tenure="租住", source="房屋库", recorded_on=DAY
            )
        )
        session.add(
            LegalPerson(
                id=uuid4(), uscc="92440399MA5ABCDE0X", name="晓语花艺工作室", initials="xyhygzs", kind="个体工商户",
                status="存续", address="云锦苑1栋1204", address_code=ROOM, registered_on=DAY, source="法人库",
                recorded_on=DAY, practice=True,
            )
        )  # fmt: skip


def test_who_stands_at_an_address_is_masked_traced_and_by_permission(
    desk: HallAddressDesk, store: Store
) -> None:
    settle_somebody(store)
    for code in (ROOM, BUILDING):
        found = desk.occupancy(CLERK, code)
        assert found.people is not None
        assert found.firms is not None
        assert [line.title for line in found.people] == ["林*燕"]
        assert found.people[0].note.startswith("4403**********2727")
        assert [line.title for line in found.firms] == ["晓语花艺工作室"]
    assert "1204" in (desk.occupancy(CLERK, BUILDING).people or ())[0].note
    assert desk.occupancy(CLERK, f"{BUILDING}001203").people == ()
    with store.reading() as session:
        traces = [trace.sections for trace in session.query(LibraryAccess).filter_by(purpose="address")]
    assert [ROOM, 1] in [list(trace) for trace in traces]
    agent = clerk_of("proxy_agent")
    hidden = desk.occupancy(agent, ROOM)
    assert (hidden.people, hidden.people_count, hidden.cases) == (None, 1, None)
    with pytest.raises(NotPermitted):
        desk.occupancy(replace(agent, permissions=frozenset()), ROOM)


def test_nothing_is_answered_without_the_permission(desk: HallAddressDesk) -> None:
    nobody = clerk_of("audit_admin")
    for ask in (desk.complete, desk.translate, desk.entry):
        with pytest.raises(NotPermitted):
            ask(nobody, "云锦苑")
    with pytest.raises(NotPermitted):
        desk.children(nobody)
    with pytest.raises(NotPermitted):
        desk.batches.look_at(nobody, Path("x.csv"))


def test_an_unknown_address_goes_to_the_queue_where_there_is_one(
    desk: HallAddressDesk, store: Store, installation: Installation
) -> None:
    assert not desk.takes_unknown
    with pytest.raises(Conflict):
        desk.report_unknown(CLERK, "无此路1号", "窗口受理")
    queue = Queue()
    other = HallAddressDesk(installation, store, store, Clock(), queue)
    other.report_unknown(CLERK, " 无此路1号 ", "窗口受理")
    assert queue.sent == [("无此路1号", "窗口受理")]
    other.close()


def test_another_import_is_seen_after_a_refresh(desk: HallAddressDesk, store: Store, tmp_path: Path) -> None:
    only = desk.translate(CLERK, "莲花街道景田社区")
    assert (only.candidates, only.place) == ((), "景田社区")
    assert [(piece.words, piece.read_as) for piece in only.pieces] == [
        ("莲花街道", "街道"),
        ("景田社区", "社区"),
    ]
    assert only.reasons == ("只写到街道或社区，没有库内的小区、道路或楼栋",)
    assert desk.translate(CLERK, "今天下午三点开会").reasons == ("不是地址",)
    assert desk.library(CLERK).rooms == 864
    library = tmp_path / "other.jsonl"
    library.write_text(
        '{"code":"4403040080140199001","level":"building","el":{"street":"莲花街道","community":"景田社区","road":"新路","roadno":"1号","area":"新苑"}}\n',
        encoding="utf-8",
    )
    import_library(store, library, None, DAY)
    desk.refresh()
    assert (desk.library(CLERK).rooms, desk.library(CLERK).buildings) == (0, 1)
    assert [hit.code for hit in desk.complete(CLERK, "新苑")] == ["4403040080140199001"]
    assert desk.complete(CLERK, "云锦苑") == ()


def test_without_a_library_the_desk_says_so(store: Store, installation: Installation, tmp_path: Path) -> None:
    desk = HallAddressDesk(installation, store, store, Clock())
    try:
        assert desk.library(CLERK).source == ""
        assert desk.complete(CLERK, "云锦苑") == ()
        assert desk.translate(CLERK, "云锦苑3栋").candidates == ()
        assert desk.children(CLERK) == ()
        path = tmp_path / "list.csv"
        path.write_text("地址\n云锦苑3栋1204\n", encoding="utf-8")
        head = desk.batches.look_at(CLERK, path)
        with pytest.raises(InputRefused, match="还没有标准地址库"):
            desk.batches.start(CLERK, path, head, 0)
    finally:
        desk.close()
