"""F7: the newest pages of the scans folder go onto the missing materials, one each, in the list's order."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from PIL import Image

from db import cases_queries as queries
from db.base import new_id
from db.cases import ScannedPage
from db.session import Session, Store
from hall_app.cases import filling
from hall_app.cases.application import Application, MaterialRow, MaterialState, PageRef
from hall_app.cases.drafts import write_draft
from hall_app.cases.outcome import PreviewPage
from hall_app.cases.scan_files import PageFile, read_scan
from hall_app.cases.terms import CaseTerms
from hall_app.errors import Conflict, InputRefused
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from printing.preview import PreviewFault, render_pages

TAKEN = "taken"
MOST_FILES = 500
_PDF_WIDTH_PX = 1654
_MOST_PDF_PAGES = 20
_WANTED = frozenset({MaterialState.WAITING, MaterialState.DEFERRED, MaterialState.DEFECT})
_MOST_WIDTH_PX = 2400


@dataclass(frozen=True, slots=True, repr=False)
class _Taken:
    material: str
    path: Path
    pages: tuple[PageFile, ...]


@explained()
def take_scans(
    store: Store, clerk: Clerk, app: Application, folder: Path, first: str = "", *, terms: CaseTerms
) -> Application:
    """Put the newest files of ``folder`` on the missing materials; returns the saved application.

    They go in the list's order, from the material ``first`` on where that one is missing, round and round.

    A file that is no scan is named in the notice and stays where it is. A file is moved to ``taken/`` only when
    its page is in the database; taken twice it is one page. Raises NotPermitted, InputRefused when nothing could be
    taken, Conflict, Unavailable. For a worker thread.
    """
    clerk.require("case.accept")
    rows = _from(first, wanted_rows(app))
    if not rows:
        raise InputRefused("没有待拍的材料", "要加材料请按 Insert", "scan")
    files = newest_files(folder, len(rows))
    if not files:
        raise InputRefused(
            "扫描文件夹里没有新的页面", f"请先把材料扫到 {folder.name} 文件夹，再按 F7", "scan"
        )
    taken, problems = _read_all(rows, files)
    if not taken:
        raise problems[0]
    with store.writing() as session:
        for one in taken:
            refs = _keep(session, app, one, terms)
            app = filling.with_pages(app, one.material, refs)
        notice = "；".join(str(problem) for problem in problems)
        app = write_draft(session, clerk, replace(app, notice=notice), terms)
    stuck = [one.path.name for one in taken if not _move(one.path)]
    if stuck:
        return replace(app, notice=f"{'、'.join(stuck)} 已收下，但移不走，请检查扫描文件夹的权限")
    return app


def wanted_rows(app: Application) -> tuple[MaterialRow, ...]:
    """Materials that a scan may serve, in the list's order: waiting, deferred, or with a defect."""
    return tuple(
        row
        for row in app.materials
        if row.capture != "none" and row.state in _WANTED and (row.required or row.state in _WANTED)
    )


def _from(first: str, rows: tuple[MaterialRow, ...]) -> tuple[MaterialRow, ...]:
    at = next((at for at, row in enumerate(rows) if row.code == first), 0)
    return rows[at:] + rows[:at]


def newest_files(folder: Path, count: int) -> list[Path]:
    """The newest ``count`` files of the folder, the oldest of them first. Links count, to be refused by name."""
    found: list[tuple[float, str, Path]] = []
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= MOST_FILES:
                    break
                if entry.name.startswith(".") or entry.is_dir(follow_symlinks=False):
                    continue
                found.append((entry.stat(follow_symlinks=False).st_mtime, entry.name, Path(entry.path)))
    except OSError as error:
        raise InputRefused("扫描文件夹打不开", "请检查文件夹和权限", "scan") from error
    return [path for _time, _name, path in sorted(found)[-count:]]


def _read_all(rows: tuple[MaterialRow, ...], files: list[Path]) -> tuple[list[_Taken], list[InputRefused]]:
    """Each file for its material; one that is refused leaves its material waiting, no older file steps in."""
    taken: list[_Taken] = []
    problems: list[InputRefused] = []
    for row, path in zip(rows, files, strict=False):
        try:
            taken.append(_Taken(row.code, path, read_scan(path, _pdf_pages)))
        except InputRefused as refused:
            problems.append(refused)
    return taken, problems


def _pdf_pages(data: bytes) -> list[bytes]:
    try:
        pages = render_pages(data, _PDF_WIDTH_PX)
    except PreviewFault as error:
        raise InputRefused("PDF 打不开", "请重新扫描成图片或 PDF", "scan") from error
    if len(pages) > _MOST_PDF_PAGES:
        raise InputRefused(
            f"PDF 有 {len(pages)} 页", f"一份材料最多 {_MOST_PDF_PAGES} 页，请分开扫描", "scan"
        )
    return [page.png() for page in pages]


def _keep(session: Session, app: Application, one: _Taken, terms: CaseTerms) -> tuple[PageRef, ...]:
    refs: list[PageRef] = []
    for page in one.pages:
        digest = hashlib.sha256(page.content).hexdigest()
        row = queries.page_by_digest(session, app.draft_id, digest)
        if row is None:
            row = ScannedPage(
                id=new_id(),
                draft_id=app.draft_id,
                material_code=one.material,
                position=len(refs) + 1,
                rotation=0,
                media_type=page.media_type,
                sha256=digest,
                width=page.width,
                height=page.height,
                taken_at=terms.clock.now(),
                content=page.content,
            )
            queries.add_all(session, [row])
        refs.append(PageRef(row.id, len(refs) + 1, row.rotation, row.width, row.height))
    return tuple(refs)


def _move(path: Path) -> bool:
    """Move the file into ``taken/`` under a free name; tells whether it is gone from the folder."""
    folder = path.parent / TAKEN
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        number = 1
        while True:
            suffix = "" if number == 1 else f"-{number}"
            target = folder / f"{path.stem}{suffix}{path.suffix}"
            if not target.exists():
                path.rename(target)
                return True
            number += 1
    except OSError:
        return False


@explained()
def page_image(store: Store, clerk: Clerk, page: PageRef, width_px: int) -> PreviewPage:
    """A page turned as it stands, at a width. Raises NotPermitted, InputRefused, Unavailable. For a worker thread."""
    clerk.require("case.accept")
    with store.reading() as session:
        found = queries.page_of(session, page.page_id)
        if found is None:
            raise InputRefused("这一页已删除", "请重新打开材料", "scan")
        content = found.content
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        turned = picture.convert("RGB").rotate(-page.rotation, expand=True)
    width = min(max(width_px, 32), _MOST_WIDTH_PX, turned.width)
    height = max(1, round(turned.height * width / turned.width))
    resized = turned.resize((width, height), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    resized.save(buffer, "PNG", compress_level=1)
    return PreviewPage(buffer.getvalue(), width, height)


@explained()
def drop_page(
    store: Store, clerk: Clerk, app: Application, page_id: UUID, *, terms: CaseTerms
) -> Application:
    """Del: delete a page of this draft; returns the saved application. Raises NotPermitted, Conflict, Unavailable."""
    clerk.require("case.accept")
    with store.writing() as session:
        if not queries.drop_page(session, app.draft_id, page_id):
            page = queries.page_of(session, page_id)
            if page is not None:
                raise Conflict("这一页已归入办件，不能删除", "请重新打开办件")
        return write_draft(session, clerk, filling.drop_page(app, page_id), terms)
