"""The process in which a vendor's photo library runs; started by `photo.py`, imports nothing of the house.

Arguments: library, entry point, return value that means success, size of the raw picture. The WLT bytes come on
standard input, the picture leaves on standard output. Exit 3: cannot be loaded, 4: the library declined.
"""

from __future__ import annotations

import ctypes
import os
import sys

BUFFER_SIZE = 128 * 1024
"""Far more than the picture: builds differ, and an overrun must not be ours."""
UNUSABLE = 3
REFUSED = 4


def main() -> int:
    path, entry_point, success, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    answer = os.dup(1)
    # Such libraries print: whatever they say must not become part of the picture.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        decode = getattr(ctypes.CDLL(path), entry_point)
    except (OSError, AttributeError):
        return UNUSABLE
    decode.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]
    decode.restype = ctypes.c_int
    wlt = ctypes.create_string_buffer(sys.stdin.buffer.read(4096), 4096)
    picture = ctypes.create_string_buffer(BUFFER_SIZE)
    if decode(wlt, picture, 0) != success:
        return REFUSED
    with os.fdopen(answer, "wb") as out:
        out.write(picture.raw[:size])
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Without the library's own clean-up, which is where some of them crash.
    os._exit(status)
