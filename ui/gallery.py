"""Draws the whole kit to PNG files, so that people can look at it beside the mockups.

    python -m ui.gallery --out DIR [--only login]

Light and dark, three text sizes, 1366 × 768 and 1920 × 1080.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.gallery_atoms import atoms
from ui.gallery_form import form_area
from ui.gallery_samples import (
    NO_PAPER,
    login_state,
    person_column,
    shell_state,
    strip,
    work_area,
)
from ui.login.page import LoginPage
from ui.shell import Shell
from ui.theme import theme
from ui.tokens import Mode, Scheme

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((1366, 768), (1920, 1080))


def login_page() -> QWidget:
    return LoginPage(login_state())


def practice_login_page() -> QWidget:
    page = LoginPage(login_state(practice=True, problem=True))
    page.caps_words.setText("大写锁定已打开")
    return page


def _in_shell(content: Callable[[], QWidget], *, banner: bool) -> Shell:
    shell = Shell()
    shell.resize(theme().width, 768 if theme().width < 1600 else 1080)
    shell.show_state(shell_state(offline=banner, practice=banner))
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(strip(66 if banner else 18))
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(person_column())
    row.addWidget(content(), 1)
    column.addLayout(row, 1)
    shell.place_banner(column, 1)
    shell.add_page("counter", page)
    shell.show_page("counter")
    if banner:
        shell.banner.show_notice(NO_PAPER)
        shell.toast.show_message("已暂存 A036", token="undo")  # noqa: S106 - a token of the toast
    return shell


def counter_page() -> QWidget:
    return _in_shell(work_area, banner=False)


def form_page() -> QWidget:
    return _in_shell(form_area, banner=True)


PAGES: dict[str, Callable[[], QWidget]] = {
    "login": login_page,
    "login-practice": practice_login_page,
    "atoms": atoms,
    "counter": counter_page,
    "form": form_page,
}


def draw(make: Callable[[], QWidget], path: Path, width: int, height: int) -> None:
    """Draw one page into a file."""
    page = make()
    page.resize(width, height)
    page.show()
    QApplication.processEvents()
    page.grab().save(str(path))
    page.close()
    page.deleteLater()
    QApplication.processEvents()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=sorted(PAGES), action="append")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    theme().install()
    for width, height in SIZES:
        theme().set_width(width)
        for mode in Mode:
            theme().set_mode(mode)
            for scheme in (Scheme.LIGHT, Scheme.DARK):
                theme().set_scheme(scheme)
                for name in options.only or PAGES:
                    file = f"{name}-{width}-{mode.value}-{scheme.value}.png"
                    draw(PAGES[name], options.out / file, width, height)
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
