"""Asking for files: a window keeps its dialogs, and only who asked last is answered."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.qt_words import speak_chinese
from ui.widgets.file_choice import ask_file, ask_folder, ask_target


class Page(QWidget):
    """A page that asks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.answers: list[str] = []

    def on_chosen(self, words: str) -> None:
        self.answers.append(words)


def shown(window: QWidget) -> QFileDialog:
    return next(one for one in window.findChildren(QFileDialog) if one.isVisible())


def name_edit(dialog: QFileDialog) -> QLineEdit:
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(edit, QLineEdit)
    return edit


def choose(bot: QtBot, dialog: QFileDialog, words: str) -> None:
    edit = name_edit(dialog)
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    edit.setText(words)
    # The folder is read behind the scenes; until it is, nothing in it can be opened.
    bot.waitUntil(lambda: buttons.buttons()[0].isEnabled())
    QTest.keyClick(edit, Qt.Key.Key_Return)
    bot.waitUntil(lambda: not dialog.isVisible())


def test_a_dialog_stays_for_the_next_question_and_answers_who_asked_last(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    first, second = Page(window), Page(window)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("地址\n", "utf-8")
    ask_file(first, "第一个", "表格 (*.csv)", first.on_chosen)
    dialog = shown(window)
    choose(qtbot, dialog, str(tmp_path / "a.csv"))
    ask_file(second, "第二个", "文本 (*.txt *.csv)", second.on_chosen)
    assert shown(window) is dialog
    assert (dialog.windowTitle(), dialog.nameFilters()) == ("第二个", ["文本 (*.txt *.csv)"])
    assert name_edit(dialog).text() == ""
    choose(qtbot, dialog, str(tmp_path / "b.csv"))
    assert (first.answers, second.answers) == ([str(tmp_path / "a.csv")], [str(tmp_path / "b.csv")])


def test_a_target_has_its_name_and_ending_each_time(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    page = Page(window)
    ask_target(page, "导出", "甲.csv", "CSV (*.csv)", page.on_chosen)
    dialog = shown(window)
    assert name_edit(dialog).text() == "甲.csv"
    choose(qtbot, dialog, str(tmp_path / "one"))
    ask_target(page, "导出", "乙.xlsx", "Excel 表格 (*.xlsx)", page.on_chosen)
    assert name_edit(dialog).text() == "乙.xlsx"
    choose(qtbot, dialog, str(tmp_path / "two"))
    assert page.answers == [str(tmp_path / "one.csv"), str(tmp_path / "two.xlsx")]


def test_who_is_gone_is_not_answered(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    page = Page(window)
    ask_folder(page, "放在哪里", page.on_chosen)
    dialog = shown(window)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    answers = page.answers
    page.deleteLater()
    qtbot.waitUntil(
        lambda: window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) == [dialog]
    )
    dialog.fileSelected.emit(str(tmp_path))
    assert answers == []


def test_the_dialog_speaks_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    speak_chinese(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    page = Page(window)
    window.show()
    ask_file(page, "选择表格", "表格 (*.csv)", page.on_chosen)
    dialog = shown(window)
    said = [each.text() for kind in (QLabel, QPushButton) for each in dialog.findChildren(kind)]
    assert {"位置：", "文件类型：", "打开(&O)", "取消"} <= set(said)
    english = [words for words in said if re.search("[a-z]{2}", words)]
    assert english == []
