"""F7 and the files that are no scans."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from db.cases import ScannedPage
from hall_app.cases import filling
from hall_app.cases.application import MaterialState
from hall_app.cases.scan_files import read_scan
from hall_app.cases.scanning import drop_page, page_image, take_scans
from hall_app.errors import InputRefused
from tests.hall_app.cases.conftest import DemoHall


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """The folder where scanned pages arrive."""
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


def picture(path: Path, at: int, colour: str = "white", size: tuple[int, int] = (400, 560)) -> Path:
    Image.new("RGB", size, colour).save(path)
    os.utime(path, (at, at))
    return path


def test_the_newest_pages_go_to_the_missing_materials_in_order(hall: DemoHall, scans: Path) -> None:
    picture(scans / "old.png", 100)
    picture(scans / "b.png", 200, "red")
    picture(scans / "a.jpg", 300, "blue", (560, 400))
    app = take_scans(hall.store, hall.clerk, hall.open(), scans, terms=hall.terms)
    rows = {row.code: row for row in app.materials}
    assert {code: rows[code].state for code in ("photo", "employment_promise")} == {
        "photo": MaterialState.CAPTURED,
        "employment_promise": MaterialState.CAPTURED,
    }
    assert rows["photo"].pages[0].width == 400
    assert sorted(path.name for path in scans.iterdir()) == ["old.png", "taken"]
    assert app.draft_version == 2
    turned = filling.rotate_page(app, "photo", 0)
    page = next(row for row in turned.materials if row.code == "photo").pages[0]
    image = page_image(hall.store, hall.clerk, page, 280)
    assert (image.width, image.height) == (280, 200)
    with Image.open(io.BytesIO(image.png)) as shown:
        assert shown.size == (280, 200)


def test_pages_go_to_the_material_under_the_cursor_first_and_then_round(hall: DemoHall, scans: Path) -> None:
    picture(scans / "a.png", 100)
    app = take_scans(
        hall.store, hall.clerk, hall.open(), scans, "employment_promise", terms=hall.terms
    )  # fmt: skip
    assert [row.code for row in app.materials if row.pages] == ["employment_promise"]
    picture(scans / "b.png", 200, "red")
    app = take_scans(hall.store, hall.clerk, app, scans, "employment_promise", terms=hall.terms)
    assert [row.code for row in app.materials if row.pages] == ["photo", "employment_promise"]


def test_a_page_taken_twice_is_one_page(hall: DemoHall, scans: Path) -> None:
    """A crash after the commit leaves the file in the folder."""
    app = hall.open()
    picture(scans / "a.png", 100)
    first = take_scans(hall.store, hall.clerk, app, scans, terms=hall.terms)
    picture(scans / "a.png", 100)
    second = take_scans(hall.store, hall.clerk, first, scans, terms=hall.terms)
    with hall.store.reading() as session:
        assert len(session.scalars(select(ScannedPage)).all()) == 1
    dropped = drop_page(
        hall.store,
        hall.clerk,
        second,
        next(r for r in second.materials if r.pages).pages[0].page_id,
        terms=hall.terms,
    )
    with hall.store.reading() as session:
        assert session.scalars(select(ScannedPage)).all() == []
    assert any(place.key == "photo" for place in filling.missing(dropped))


def test_a_bad_file_is_named_and_kept_and_the_good_one_taken(hall: DemoHall, scans: Path) -> None:
    (scans / "notes.txt").write_text("not a scan")
    os.utime(scans / "notes.txt", (100, 100))
    picture(scans / "good.png", 200)
    app = take_scans(hall.store, hall.clerk, hall.open(), scans, terms=hall.terms)
    assert "notes.txt 不是扫描件" in app.notice
    assert (scans / "notes.txt").exists()
    assert not (scans / "good.png").exists()


def _bomb() -> bytes:
    """A PNG of 60000 × 60000 pixels in some hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def _truncated() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((300, 300), 60).save(buffer, "JPEG")
    return buffer.getvalue()[:2000]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bomb.png", _bomb(), "像素"),
        ("cut.jpg", _truncated(), "不完整"),
        ("empty.png", b"", "是空的"),
        ("page.png", b"MZ" + bytes(500), "不是扫描件"),
        ("broken.pdf", b"%PDF-1.7 nothing", "PDF 打不开"),
    ],
)
def test_files_that_are_no_scans(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    def no_pdf(_data: bytes) -> list[bytes]:
        raise InputRefused("PDF 打不开", "", "scan")

    with pytest.raises(InputRefused, match=words):
        read_scan(path, no_pdf)
    assert path.read_bytes() == data


def test_links_pipes_and_small_pictures(tmp_path: Path) -> None:
    picture(tmp_path / "real.png", 1)
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    os.mkfifo(tmp_path / "pipe.png")
    picture(tmp_path / "tiny.png", 1, size=(10, 10))
    for name, words in (("link.png", "链接"), ("pipe.png", "不是文件"), ("tiny.png", "看不清")):
        with pytest.raises(InputRefused, match=words):
            read_scan(tmp_path / name, lambda _data: [])


def test_nothing_to_take(hall: DemoHall, scans: Path) -> None:
    with pytest.raises(InputRefused, match="没有新的页面"):
        take_scans(hall.store, hall.clerk, hall.open(), scans, terms=hall.terms)
