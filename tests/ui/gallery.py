"""Draws every step of the reception in every look, to be laid beside the mockups.

python -m tests.ui.gallery --out DIR [--look 1366]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from hall_app.status import BannerAction, PartChanged, PartStatus

NO_PAPER = PartStatus(
    "printer", "打印机", "warn", "打印机缺纸", "打印机缺纸",
    "拉开下层纸盒，放入 A5 纸后自动续打；受理不受影响，回执已排队 1 份",
    actions=(BannerAction("重试", "F12", "retry_print"),),
)  # fmt: skip


def draw(name: str, width: int, height: int, out: Path, *, dark: bool, large: bool) -> Iterator[Path]:
    """Walk through the reception at one look; yields each picture's path once it is written."""
    from PySide6.QtTest import QTest

    from tests.ui.stage import Stage
    from ui.theme import theme
    from ui.tokens import Mode, Scheme

    theme().install(
        scheme=Scheme.DARK if dark else Scheme.LIGHT, mode=Mode.LARGE if large else None, width=width
    )
    stage = Stage(width, height)
    board = stage.board

    def shot(step: str) -> Path:
        QTest.qWait(30)
        stage.settle()
        path = out / f"{name}-{step}.png"
        stage.window.grab().save(str(path))
        return path

    yield shot("00-idle")
    stage.press("Ctrl+N")
    yield shot("00b-issue")
    stage.press("Esc F1")
    stage.wait(lambda: board.state.phase.value == "calling")
    yield shot("01-calling")
    stage.lay()
    stage.wait(lambda: board.state.recommendations is not None)
    yield shot("02-counter")
    stage.press("j z z")
    stage.wait(lambda: len(board.state.search.eligibility) == 6)
    yield shot("13-picker")
    stage.press("Esc Ctrl+K y j y")
    palette = stage.window.overlays.palette
    assert palette is not None
    stage.wait(lambda: palette._presenter.state.people)
    yield shot("14-palette")
    stage.press("Esc 1")
    yield shot("03-form")
    stage.press("F1")
    yield shot("03b-unfinished")
    stage.press("Esc F10")
    stage.wait(lambda: bool(board.state.supplement.pages))
    yield shot("17-supplement")
    stage.press("Esc F11 2")
    stage.wait(lambda: bool(board.state.refusal.pages))
    yield shot("18-refusal")
    stage.press("Esc Enter 2 F7")
    assert stage.counter.publish is not None
    stage.counter.publish(PartChanged(NO_PAPER))
    stage.wait(stage.window.banner.isVisible)
    yield shot("04-materials")
    stage.counter.publish(PartChanged(PartStatus("printer", "打印机", "ok", "打印机")))
    stage.wait(lambda: not stage.window.banner.isVisible())
    stage.press("F9")
    stage.wait(lambda: bool(board.state.document_pages))
    yield shot("05-accepted")
    stage.press("Ctrl+/")
    yield shot("06-keys")
    stage.press("Esc Ctrl+L")
    yield shot("07-lock")
    stage.close()


LOOKS = {
    "1920": (1920, 1080, False, False), "1366": (1366, 768, False, False), "1366-690": (1366, 690, False, False),
    "1920-dark": (1920, 1080, True, False), "1366-dark": (1366, 768, True, False),
    "1920-large": (1920, 1080, False, True), "1366-large": (1366, 768, False, True),
}  # fmt: skip


def main() -> None:
    """Draw all looks, or the one named."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--look", choices=sorted(LOOKS), default=None)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtWidgets import QApplication

    from ui.interpreter import keep_singletons

    keep_singletons()
    application = QApplication([])
    for name, (width, height, dark, large) in LOOKS.items():
        if arguments.look in (None, name):
            for path in draw(name, width, height, arguments.out, dark=dark, large=large):
                print(path)
    application.processEvents()


if __name__ == "__main__":
    main()
