"""Documents as pictures of their very PDF, for a worker thread."""

from __future__ import annotations

from uuid import UUID

from db import documents_queries as queries
from db.session import Store
from hall_app.cases.outcome import PreviewPage
from hall_app.errors import InputRefused, Unavailable
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from printing.preview import PreviewFault, render_pages

LEAST_PX, MOST_PX = 200, 2400


def preview_pages(pdf: bytes, width_px: int) -> tuple[PreviewPage, ...]:
    """The pages of a PDF at a width in pixels. Raises Unavailable."""
    width = min(max(width_px, LEAST_PX), MOST_PX)
    try:
        pages = render_pages(pdf, width)
    except PreviewFault as error:
        raise Unavailable("文书画不出来", "文书本身已存，可照常打印；请联系维护人员") from error
    return tuple(PreviewPage(page.png(), page.width, page.height) for page in pages)


@explained()
def document_pages(store: Store, clerk: Clerk, document_id: UUID, width_px: int) -> tuple[PreviewPage, ...]:
    """An issued document's pages; of a void one its marked rendition. Raises NotPermitted, InputRefused, Unavailable."""
    clerk.require("document.print")
    with store.reading() as session:
        document = queries.document_of(session, document_id)
        if document is None:
            raise InputRefused("没有这份文书", "请重新打开办件")
        pdf = document.void_content if document.void and document.void_content else document.content
    return preview_pages(pdf, width_px)
