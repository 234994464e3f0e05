"""The window documents, one module each."""

from __future__ import annotations
