"""The photo decoder's process against a vendor's library, compiled here: right, wrong, crashing, hanging."""

from __future__ import annotations

import subprocess
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

WLT = b"WLf\x00" + bytes(1020)
SOURCE = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int unpack(char *wlt, char *raw, int save) {
    printf("vendor banner\\n"); fflush(stdout);
    if (memcmp(wlt, "WL", 2)) return -4;
    for (int y = 0; y < 126; y++) for (int x = 0; x < 102; x++) {
        unsigned char *p = (unsigned char *)raw + (y * 102 + x) * 3;
        p[0] = y; p[1] = x; p[2] = 200;
    }
    return 1;
}
int crash(char *wlt, char *raw, int save) { abort(); }
int hang(char *wlt, char *raw, int save) { for (;;) pause(); }
int leave(char *wlt, char *raw, int save) { _exit(0); }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> PhotoLibrary:
    folder = tmp_path_factory.mktemp("vendor")
    (folder / "wlt.c").write_text(SOURCE)
    target = folder / "libwlt.so"
    command = ["cc", "-shared", "-fPIC", "-o", str(target), str(folder / "wlt.c")]
    subprocess.run(command, check=True, timeout=60)
    return PhotoLibrary(target)


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
