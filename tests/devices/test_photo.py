"""The photo decoder's process against a vendor's library, compiled here: right, wrong, crashing, hanging."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devices.photo import (
    HEIGHT,
    RAW_SIZE,
    WIDTH,
    ChannelOrder,
    PhotoError,
    PhotoLibrary,
    PhotoProblem,
    RowOrder,
    decode_photo,
)
from tests.stacks.photo_library import WLT


def test_row_and_channel_orders(library: PhotoLibrary) -> None:
    last_row = HEIGHT - 1
    photo = decode_photo(WLT, library)
    assert (len(photo.rgb), photo.width, photo.height) == (RAW_SIZE, WIDTH, HEIGHT)
    assert photo.rgb[:3] == bytes((200, 0, last_row))
    assert photo.rgb[-3:] == bytes((200, WIDTH - 1, 0))
    straight = replace(library, rows=RowOrder.TOP_DOWN, channels=ChannelOrder.RGB)
    assert decode_photo(WLT, straight).rgb[:3] == bytes((0, 0, 200))
    assert "masked" in repr(photo)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"entry_point": "crash"}, PhotoProblem.CRASHED),
        ({"entry_point": "leave"}, PhotoProblem.CRASHED),
        ({"entry_point": "hang", "timeout_s": 0.5}, PhotoProblem.TIMED_OUT),
        ({"entry_point": "absent"}, PhotoProblem.LIBRARY_UNUSABLE),
        ({"success": 7}, PhotoProblem.REFUSED),
        ({"path": Path("/nonexistent.so")}, PhotoProblem.LIBRARY_MISSING),
        ({"path": Path(__file__)}, PhotoProblem.LIBRARY_UNUSABLE),
    ],
)
def test_libraries_that_fail(library: PhotoLibrary, changes: dict, problem: PhotoProblem) -> None:
    with pytest.raises(PhotoError) as caught:
        decode_photo(WLT, replace(library, **changes))
    assert caught.value.problem is problem


def test_photos_that_are_none(library: PhotoLibrary) -> None:
    for wlt, configured, problem in (
        (WLT, None, PhotoProblem.NOT_CONFIGURED),
        (None, library, PhotoProblem.NO_PHOTO),
        (bytes(1024), library, PhotoProblem.NO_PHOTO),
        (b"short", library, PhotoProblem.NO_PHOTO),
        (b"x" * 1024, library, PhotoProblem.REFUSED),
    ):
        with pytest.raises(PhotoError) as caught:
            decode_photo(wlt, configured)
        assert caught.value.problem is problem
