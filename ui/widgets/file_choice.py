"""Asking for a file or a folder without holding the window up: the answer comes to a slot as a path's text.

A window keeps its dialogs. Taking one of Qt's down closes its watch over the folder, and Linux lets that go only when
nobody in the whole system reads the list of watches any more: a tenth of a second and more in which no key is answered.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView, QWidget

from ui.receivers import Receiver

Chosen = Callable[[str], None]


class _Dialog(QFileDialog):
    """One of a window's dialogs, hidden between two questions."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setObjectName(name)
        # Qt's Chinese words lack these two.
        self.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
        self.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
        self._asker: Receiver | None = None
        self.fileSelected.connect(self._on_selected)

    def forget_name(self) -> None:
        """What was named or marked last is not the answer to the next question."""
        # Neither is there where the desktop shows a dialog of its own.
        files, edit = self.findChild(QListView, "listView"), self.findChild(QLineEdit, "fileNameEdit")
        if isinstance(edit, QLineEdit):
            edit.clear()
        if isinstance(files, QListView):
            files.clearSelection()  # an empty name marks the folder itself

    def ask(self, title: str, chosen: Chosen) -> None:
        """Show it; only who asked last is answered."""
        self._asker = Receiver(chosen)
        self.setWindowTitle(title)
        self.open()

    @Slot(str)
    def _on_selected(self, path: str) -> None:
        if self._asker is not None:
            self._asker.call(path)


def ask_file(page: QWidget, title: str, files: str, chosen: Chosen) -> None:
    """One existing file of these kinds (``表格 (*.xlsx *.csv)``)."""
    dialog = _dialog(page, "file")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(files)
    dialog.forget_name()
    dialog.ask(title, chosen)


def ask_folder(page: QWidget, title: str, chosen: Chosen) -> None:
    """A folder."""
    dialog = _dialog(page, "folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.forget_name()
    dialog.ask(title, chosen)


def ask_target(page: QWidget, title: str, name: str, files: str, chosen: Chosen) -> None:
    """Where to write; ``name`` is offered, and its ending belongs to whatever is typed without one."""
    dialog = _dialog(page, "target")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(files)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.selectFile(name)
    dialog.ask(title, chosen)


def _dialog(page: QWidget, kind: str) -> _Dialog:
    window, name = page.window(), f"{kind}_choice"
    kept = window.findChild(QFileDialog, name)
    return kept if isinstance(kept, _Dialog) else _Dialog(window, name)
