"""Pages from the scans folder: checked as hostile files, kept in the database, shown turned as the clerk turned them."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from db import cases_queries as queries
from db.base import new_id
from db.cases import ScannedPage
from db.session import Store
from hall_app.cases import collecting
from hall_app.cases.application import Application, MaterialRow, MaterialState, PageRef
from hall_app.cases.outcome import PreviewPage
from hall_app.cases.terms import CaseTerms
from hall_app.errors import InputRefused, Unavailable
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
TAKEN = "taken"
_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"}
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP")


@dataclass(frozen=True, slots=True, repr=False)
class _Picture:
    path: Path
    data: bytes
    media_type: str
    width: int
    height: int


@explained()
def take_scans(
    store: Store, clerk: Clerk, app: Application, folder: Path, *, terms: CaseTerms
) -> Application:
    """F7: the folder's newest pages, in the order they were made, one for each missing material in list order.

    Files move to ``taken/`` after their page is stored. Raises NotPermitted, InputRefused when nothing waits,
    no page is there or one is not a scan (the file stays where it is), Unavailable.
    """
    clerk.require("case.accept")
    wanted = [row for row in app.materials if _wants_page(row)]
    if not wanted:
        raise InputRefused("没有要拍的材料", "材料都已收到", "materials")
    files = _newest(folder, len(wanted))
    if not files:
        raise InputRefused("没有新的扫描件", f"请先扫描到 {folder.name} 文件夹，再按 F7", "materials")
    pictures = [_read(path) for path in files]
    now = terms.clock.now()
    pages: list[tuple[str, PageRef]] = []
    with store.writing() as session:
        for row, picture in zip(wanted, pictures, strict=False):
            page_id = new_id()
            queries.add_all(
                session,
                [
                    ScannedPage(
                        id=page_id, draft_id=app.draft_id, material_code=row.code, position=len(row.pages) + 1, media_type=picture.media_type,
                        sha256=hashlib.sha256(picture.data).hexdigest(), width=picture.width, height=picture.height, taken_at=now, content=picture.data,
                    )
                ],
            )  # fmt: skip
            pages.append((row.code, PageRef(page_id, len(row.pages) + 1, 0, picture.width, picture.height)))
    for picture in pictures[: len(pages)]:
        _put_away(picture.path)
    for code, page in pages:
        app = collecting.with_pages(app, code, [page])
    return app


@explained()
def page_image(store: Store, clerk: Clerk, page: PageRef, width_px: int) -> PreviewPage:
    """A page as a picture, turned by its rotation. Raises NotPermitted, InputRefused, Unavailable."""
    clerk.require("case.accept")
    with store.reading() as session:
        found = queries.page_of(session, page.page_id)
        data = found.content if found is not None else None
    if data is None:
        raise InputRefused("这一页已经删除", "请重新拍")
    with Image.open(io.BytesIO(data)) as image:
        shown = image.convert("RGB").rotate(-page.rotation, expand=True)
    shown.thumbnail((width_px, width_px * 2))
    buffer = io.BytesIO()
    shown.save(buffer, "PNG", compress_level=1)
    return PreviewPage(buffer.getvalue(), shown.width, shown.height)


@explained()
def drop_page(store: Store, clerk: Clerk, app: Application, page_id: object) -> Application:
    """Delete a page of the draft. Raises NotPermitted, Unavailable."""
    clerk.require("case.accept")
    found = next(
        (page.page_id for row in app.materials for page in row.pages if page.page_id == page_id), None
    )
    if found is None:
        return app
    with store.writing() as session:
        queries.drop_page(session, app.draft_id, found)
    return collecting.drop_page(app, found)


def _wants_page(row: MaterialRow) -> bool:
    return (
        row.capture != "none"
        and row.state in (MaterialState.WAITING, MaterialState.DEFERRED)
        and not row.pages
    )


def _newest(folder: Path, count: int) -> list[Path]:
    try:
        entries = [entry for entry in os.scandir(folder) if _is_page(entry)]
    except OSError as error:
        raise Unavailable("扫描文件夹打不开", f"请检查 {folder} 是否存在、有没有权限") from error
    entries.sort(key=lambda entry: (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
    return [Path(entry.path) for entry in entries[-count:]]


def _is_page(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and not entry.is_dir(follow_symlinks=False)


def _read(path: Path) -> _Picture:
    """The picture in a file. Raises InputRefused, naming the file; the file is left where it is."""
    refused = InputRefused(
        f"“{path.name}”不是扫描件", "请删去这个文件，或重新扫描成 JPG、PNG 图片", "materials"
    )
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise refused from error
    with os.fdopen(handle, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or path.suffix.lower() not in _SUFFIXES:
            raise refused
        if state.st_size > MAX_BYTES:
            raise InputRefused(
                f"“{path.name}”太大",
                f"一页不超过 {MAX_BYTES // 1024 // 1024} MB，请调低分辨率重扫",
                "materials",
            )
        data = file.read(MAX_BYTES + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise refused
                image.load()
                return _Picture(
                    path, data, Image.MIME.get(image.format or "", "image/png"), image.width, image.height
                )
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise refused from error


def _put_away(path: Path) -> None:
    """Move a stored page aside; if that fails the page is offered again, which the clerk sees."""
    folder = path.parent / TAKEN
    folder.mkdir(mode=0o700, exist_ok=True)
    path.replace(folder / f"{new_id().hex[:8]}-{path.name}")
