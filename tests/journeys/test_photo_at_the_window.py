"""The photo in the person column: decoded by the office's library where there is one, honestly absent where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QColor

from devices.emulators.reader import EmulatedReader
from devices.photo import PhotoLibrary
from tests.stacks.photo_library import WLT
from tests.stacks.real_window import RealWindow, story_card
from ui.widgets.photo_box import PhotoBox

OpenWindow = Callable[..., RealWindow]


def read_card(window: RealWindow, reader: EmulatedReader, photo: bytes) -> PhotoBox:
    """Story card 1 with that photo, read to the end; the box in the person column."""
    window.wait(lambda: "正常" in window.part("读卡器"), "the reader at work")
    window.call()
    reader.lay(replace(story_card(1), photo=photo))
    state = lambda: window.board.state  # noqa: E731
    window.wait(
        lambda: state().person_file is not None and state().recommendations is not None, "the libraries"
    )
    window.settle()
    return window.window.reception.person.header.photo


def test_the_decoded_photo_is_shown_and_never_kept(
    open_window: OpenWindow, reader: EmulatedReader, library: PhotoLibrary
) -> None:
    window = open_window(f"reader.port={reader.link}", f"photo.library={library.path}")
    box = read_card(window, reader, WLT)
    window.wait(lambda: box.accessibleName() == "证件相片", "the photo")
    middle = box.grab().toImage().pixelColor(box.width() // 2, box.height() // 2)
    assert middle.red() == 200, "the library's red, in the right channel"
    assert abs(middle.green() - 51) < 6
    assert abs(middle.blue() - 63) < 6
    # Taken again by F5 it keeps its photo; a draft never gets one.
    window.press("F5")
    window.settle()
    assert box.accessibleName() == "证件相片"
    window.press("1")
    window.wait(lambda: window.board.state.application is not None, "the form")
    application = window.board.state.application
    assert application is not None
    assert application.resident.facts.photo is None
    assert box.accessibleName() == "证件相片"


def test_a_photo_that_cannot_be_decoded_is_a_silhouette_with_words(
    open_window: OpenWindow, reader: EmulatedReader, library: PhotoLibrary
) -> None:
    window = open_window(
        f"reader.port={reader.link}", f"photo.library={library.path}", "photo.entry_point=crash"
    )
    box = read_card(window, reader, WLT)
    window.wait(lambda: box.accessibleName() == "相片未解码", "the words")
    assert box.grab().toImage().pixelColor(box.width() // 2, 2) == QColor("#E3ECF5")


def test_without_a_library_the_words_stand_at_once(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = open_window(f"reader.port={reader.link}")
    assert read_card(window, reader, WLT).accessibleName() == "相片未解码"
