"""Batches: every row there once whatever dies, reviewed, taken back, exported with the original columns."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from db import address_batch_queries as queries
from db.session import Store
from hall_app.address_counter import HallAddressDesk
from hall_app.addresses import batch_work, batches
from hall_app.addresses.batch_work import work_on
from hall_app.addresses.layouts import look_at
from hall_app.clock import Clock
from hall_app.errors import Conflict, HallError, InputRefused, NotPermitted
from hall_app.installation import Installation, open_installation
from tests.hall_app.addresses.desks import LittleLibrary, clerk_of

CLERK = clerk_of("counter")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def little(tmp_path: Path, store: Store) -> LittleLibrary:
    return LittleLibrary(tmp_path).load(store)


def begin(store: Store, path: Path, column: int | None = None) -> UUID:
    head = look_at(path)
    assert head.column is not None
    return batches.start(store, CLERK, path, head, head.column if column is None else column, Clock())


def test_a_table_is_translated_and_every_row_counted_once(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    path = tmp_path / "企业.csv"
    rows = little.table(path, 300)
    batch = begin(store, path)
    seen: list[tuple[str, int]] = []
    assert work_on(store, store, batch, Clock(), lambda state, n: seen.append((state, n))) == "done"
    view = batches.progress(store, CLERK, batch)
    assert (view.total, view.done, view.state) == (300, 300, "done")
    assert view.translated + view.asked + view.missing == 300
    assert view.translated > 200
    assert view.asked > 30
    assert view.missing > 10
    assert seen[-1] == ("running", 300)
    shown = batches.rows(store, CLERK, batch, "all", "", 0, 1000)
    assert [row.number for row in shown] == list(range(1, 301))
    assert [row.line for row in shown][:2] == [2, 3]
    certain = [row for row in shown if row.state == "auto"]
    assert all(row.code == rows[row.number - 1][3] for row in certain)


def test_two_workers_at_once_still_leave_every_row_once(
    store: Store, little: LittleLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    little.table(path, 120)
    batch = begin(store, path)
    monkeypatch.setattr(batch_work, "TRANSLATED_AT_ONCE", 25)

    def intrude(state: str, count: int) -> None:
        if state == "running" and count == 50:
            with store.writing() as session:  # another machine took over, thinking this one dead
                found = queries.batch(session, batch)
                assert found is not None
                found.worker = "elsewhere:1:x"

    work_on(store, store, batch, Clock(), intrude)
    assert batches.progress(store, CLERK, batch).done == 50
    with store.writing() as session:
        queries.leave(session, batch, "elsewhere:1:x")
    assert work_on(store, store, batch, Clock()) == "done"
    with store.reading() as session:
        counts = queries.state_counts(session, batch)
        found = queries.batch(session, batch)
    assert sum(counts.values()) == 120
    assert "loaded" not in counts
    assert found is not None
    assert found.auto + found.asked + found.missing == 120


def test_pausing_stops_at_a_chunk_and_resuming_goes_on(
    store: Store, little: LittleLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    little.table(path, 90)
    batch = begin(store, path)
    monkeypatch.setattr(batch_work, "TRANSLATED_AT_ONCE", 20)
    assert work_on(store, store, batch, Clock(), lambda _s, n: batches.change_state(store, CLERK, batch, "pause") and None if n == 40 else None) == "paused"  # fmt: skip
    assert batches.progress(store, CLERK, batch).done == 40
    batches.change_state(store, CLERK, batch, "resume")
    assert work_on(store, store, batch, Clock()) == "done"
    assert batches.progress(store, CLERK, batch).done == 90
    batches.remove(store, CLERK, batch, Clock())
    with pytest.raises(Conflict):
        batches.progress(store, CLERK, batch)


def test_a_file_changed_while_half_read_in_fails_in_words(
    store: Store, little: LittleLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    little.table(path, 60)
    batch = begin(store, path)
    monkeypatch.setattr(batch_work, "LOADED_AT_ONCE", 20)

    def stop(state: str, count: int) -> None:
        if (state, count) == ("loading", 40):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_on(store, store, batch, Clock(), stop)
    assert batches.progress(store, CLERK, batch).loaded == 40
    os.utime(path, ns=(1, 1))
    assert work_on(store, store, batch, Clock()) == "failed"
    assert "改过" in batches.progress(store, CLERK, batch).fault
    assert batches.change_state(store, CLERK, batch, "cancel").state == "cancelled"


def reviewed(store: Store, little: LittleLibrary, tmp_path: Path, rows: int = 60) -> UUID:
    path = tmp_path / "list.csv"
    little.table(path, rows)
    with path.open("a", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([[f"店{n}", "云锦苑101", "", ""] for n in range(5)])
    batch = begin(store, path)
    work_on(store, store, batch, Clock())
    return batch


def test_all_written_alike_are_settled_at_once_and_taken_back_at_once(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    batch = reviewed(store, little, tmp_path)
    row = batches.rows(store, CLERK, batch, "asked", "云锦苑101", 0, 10)[0]
    opened = batches.open_row(store, CLERK, batch, row.number)
    assert opened.alike >= 4
    assert len(opened.answer.candidates) == 3
    assert {c.differs for c in opened.answer.candidates} == {"1栋", "2栋", "3栋"}
    assert any(piece.words == "缺楼栋" for piece in opened.answer.pieces)
    before = batches.progress(store, CLERK, batch)
    chosen = opened.answer.candidates[1]
    settled, text = batches.settle(store, CLERK, batch, row.number, chosen.code, chosen.text, True, Clock())
    assert (settled.rows, text) == (opened.alike + 1, row.text)
    after = batches.progress(store, CLERK, batch)
    assert after.asked == before.asked - settled.rows
    assert after.translated == before.translated + settled.rows
    taken_back = batches.undo(store, CLERK, batch)
    assert taken_back is not None
    assert taken_back.rows == settled.rows
    assert batches.progress(store, CLERK, batch) == before
    assert batches.undo(store, CLERK, batch) is None


def test_one_row_alone_and_none_of_them(store: Store, little: LittleLibrary, tmp_path: Path) -> None:
    batch = reviewed(store, little, tmp_path)
    asked = batches.rows(store, CLERK, batch, "asked", "云锦苑101", 0, 10)
    settled, _ = batches.settle(store, CLERK, batch, asked[0].number, None, None, False, Clock())
    assert settled.rows == 1
    assert batches.rows(store, CLERK, batch, "missing", "云锦苑101", 0, 10)[0].found == "转网格员核"
    assert len(batches.rows(store, CLERK, batch, "asked", "云锦苑101", 0, 10)) == len(asked) - 1


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_export_keeps_every_column_and_adds_four(
    suffix: str, store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    batch = reviewed(store, little, tmp_path)
    out = tmp_path / f"结果{suffix}"
    assert batches.export(store, CLERK, batch, out, Clock(), None) == 65
    if suffix == ".csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    else:
        book = load_workbook(out)
        lines = [
            ["" if c is None else str(c) for c in row] for row in book["翻译结果"].iter_rows(values_only=True)
        ]
    assert lines[0] == ["名称", "经营地址", "备注", "真编码", "标准地址", "编码", "把握", "方式"]
    assert [line[0] for line in lines[1:61]] == [f"单位{n:06d}" for n in range(60)]
    assert lines[1][2].endswith("=1+0")
    assert lines[1][2].startswith("'") is (suffix == ".csv")
    sure = [line for line in lines[1:] if line[7] == "规则"]
    assert len(sure) > 30
    assert all(line[5] == line[3] and line[4].startswith("广东省深圳市福田区莲花街道") for line in sure)
    assert {line[7] for line in lines[1:]} == {"规则", "待核", "未识别"}


def test_a_batch_belongs_to_whoever_made_it_and_needs_the_permission(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    batch = reviewed(store, little, tmp_path, 10)
    with pytest.raises(Conflict):
        batches.rows(store, clerk_of("counter", uuid4()), batch, "all", "", 0, 10)
    with pytest.raises(NotPermitted):
        batches.progress(store, clerk_of("proxy_agent", CLERK.staff_id), batch)


def test_a_column_that_holds_no_addresses_is_not_taken(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    little.table(path, 20)
    with pytest.raises(InputRefused, match="A 列看起来不是地址，请指认"):
        begin(store, path, 0)


def installation_with(little_folder: Path) -> tuple[Installation, LittleLibrary]:
    installation = open_installation(little_folder / "base")
    district = installation.open_district()
    try:
        library = LittleLibrary(little_folder).load(district)
    finally:
        district.close()
    return installation, library


def until(condition: object, what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.02)


def test_killed_in_the_middle_it_is_resumed_with_every_row_once(tmp_path: Path) -> None:
    """The real worker process, kill -9 while it reads in and while it translates; 3,000 rows."""
    installation, library = installation_with(tmp_path)
    hall = installation.open_hall()
    try:
        path = tmp_path / "名单.csv"
        rows = library.table(path, 3000)
        batch = begin(hall, path)

        def worker() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", "hall_app", "--base-dir", str(installation.base_dir), "addresses", "continue", str(batch)],
                cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

        def progress() -> tuple[int, int]:
            view = batches.progress(hall, CLERK, batch)
            return view.loaded, view.done

        for reached in (lambda: progress()[0] > 0, lambda: progress()[1] > 0):
            process = worker()
            until(lambda: reached() or process.poll() is not None, "no progress")  # noqa: B023
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            assert batches.is_abandoned(hall, batch, Clock()) or progress()[1] == 3000
        process = worker()
        assert process.wait(120) == 0
        view = batches.progress(hall, CLERK, batch)
        assert (view.state, view.done, view.total) == ("done", 3000, 3000)
        out = tmp_path / "结果.csv"
        batches.export(hall, CLERK, batch, out, Clock(), None)
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))[1:]
        assert [line[0] for line in lines] == [row[0] for row in rows]
        assert view.translated + view.asked + view.missing == 3000
    finally:
        hall.close()


def test_the_window_takes_up_a_batch_whose_worker_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(ROOT)
    installation, library = installation_with(tmp_path)
    hall, district = installation.open_hall(), installation.open_district()
    desk = HallAddressDesk(installation, hall, district, Clock())
    try:
        path = tmp_path / "名单.csv"
        library.table(path, 400)
        head = desk.batches.look_at(CLERK, path)
        assert head.column is not None
        batch = batches.start(hall, CLERK, path, head, head.column, Clock())
        until(lambda: desk.batches.progress(CLERK, batch).state == "done", "the worker does not finish")
        until(lambda: not desk._batches._workers.alive(batch), "the worker does not end")
        found = desk.batches.rows(CLERK, batch, "asked", "", 0, 5)[0]
        candidate = desk.batches.open_row(CLERK, batch, found.number).answer.candidates[0]
        assert desk.batches.adopt(CLERK, batch, found.number, candidate.code, False).rows == 1
        assert desk.batches.refuse(CLERK, batch, found.number + 7, False).reported is False
        with pytest.raises(HallError):
            desk.batches.adopt(CLERK, batch, found.number, "440304008014999999", False)
    finally:
        desk.close()
        hall.close()
        district.close()
