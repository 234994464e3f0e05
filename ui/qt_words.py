"""The words of Qt's own parts: its file dialog, the buttons of its boxes, the menus of its text fields."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTranslator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)


def speak_chinese(application: QApplication) -> None:
    """Qt's own words too: its file dialog and the menus of its text fields."""
    words = QTranslator(application)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)
    else:
        log.warning("Qt's Chinese words are missing")
