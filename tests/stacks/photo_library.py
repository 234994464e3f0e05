"""A vendor's photo library of our own making: decodes, crashes, hangs, leaves. Compiled once for the session."""

from __future__ import annotations

import subprocess

import pytest

from devices.photo import PhotoLibrary

WLT = b"WLf\x00" + bytes(1020)
"""A photo that the library takes."""
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


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> PhotoLibrary:
    """As a customer's library would be set up."""
    folder = tmp_path_factory.mktemp("vendor")
    (folder / "wlt.c").write_text(SOURCE)
    target = folder / "libwlt.so"
    command = ["cc", "-shared", "-fPIC", "-o", str(target), str(folder / "wlt.c")]
    subprocess.run(command, check=True, timeout=60)
    return PhotoLibrary(target)
