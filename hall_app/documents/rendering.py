"""Contents become PDF on the printing floor. Loads reportlab on first use: for a worker thread."""

from __future__ import annotations

from hall_app.errors import Unavailable
from printing.content import (
    MaterialsContent,
    ReceiptContent,
    RefusalContent,
    ResultContent,
    SupplementContent,
)
from printing.fonts import FontsMissing

SheetContent = ReceiptContent | ResultContent | SupplementContent | RefusalContent | MaterialsContent


def render(content: SheetContent) -> bytes:
    """The sheet as PDF, once and for all. Raises Unavailable when the fonts are not installed."""
    from printing import documents  # noqa: PLC0415  (reportlab costs the first paint)

    try:
        if isinstance(content, ReceiptContent):
            return documents.render_receipt(content)
        if isinstance(content, ResultContent):
            return documents.render_result(content)
        if isinstance(content, SupplementContent):
            return documents.render_supplement(content)
        if isinstance(content, MaterialsContent):
            return documents.render_materials(content)
        return documents.render_refusal(content)
    except FontsMissing as error:
        raise Unavailable("没有打印字体，文书排不出来", "请安装 fonts-wqy-zenhei、fonts-hanazono") from error
