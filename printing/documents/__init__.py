"""The window documents, one module each. Importing this loads reportlab: do it off the way to the first page."""

from __future__ import annotations

from printing import fonts
from printing.documents.materials import render_materials
from printing.documents.receipt import render_receipt
from printing.documents.refusal import render_refusal
from printing.documents.result import render_result
from printing.documents.supplement import render_supplement
from printing.preview import load_pdfium
from printing.raster import qr_matrix

__all__ = [
    "render_materials",
    "render_receipt",
    "render_refusal",
    "render_result",
    "render_supplement",
    "warm_up",
]


def warm_up() -> None:
    """Load fonts, the QR encoder and pdfium ahead of the first document and preview. For a worker thread.

    Raises FontsMissing.
    """
    fonts.warm_up()
    qr_matrix("FTZW1")
    load_pdfium()
