"""Asking for a file or a folder without holding the window up: the answer comes to a slot as a path's text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[str], None]


def ask_file(page: QWidget, title: str, files: str, chosen: Chosen) -> None:
    """One existing file of these kinds (``表格 (*.xlsx *.csv)``)."""
    dialog = QFileDialog(page.window(), title, "", files)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog, chosen)


def ask_folder(page: QWidget, title: str, chosen: Chosen) -> None:
    """A folder."""
    dialog = QFileDialog(page.window(), title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, chosen)


def ask_target(page: QWidget, title: str, name: str, files: str, chosen: Chosen) -> None:
    """Where to write; ``name`` is offered, and its ending belongs to whatever is typed without one."""
    dialog = QFileDialog(page.window(), title, "", files)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.selectFile(name)
    _open(dialog, chosen)


def _open(dialog: QFileDialog, chosen: Chosen) -> None:
    dialog.fileSelected.connect(chosen)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
