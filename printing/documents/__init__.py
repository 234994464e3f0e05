"""The window documents, one module each. Importing this loads reportlab: do it off the way to the first page."""

from __future__ import annotations

from printing.documents.receipt import render_receipt
from printing.documents.refusal import render_refusal
from printing.documents.result import render_result
from printing.documents.supplement import render_supplement

__all__ = ["render_receipt", "render_refusal", "render_result", "render_supplement"]
