"""The photo of an identity card (WLT, 1024 bytes), decoded by the customer's own licensed library.

The codec is the police institute's property: no decoder is shipped. The library is loaded by its path in a process
of its own, since such libraries crash, hang and print; without one a photo stays undecoded.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

WIDTH = 102
HEIGHT = 126
PIXEL_BYTES = 3
ROW_BYTES = WIDTH * PIXEL_BYTES
RAW_SIZE = ROW_BYTES * HEIGHT
WLT_SIZE = 1024
WORKER = Path(__file__).with_name("photo_worker.py")


class RowOrder(StrEnum):
    TOP_DOWN = "top_down"
    BOTTOM_UP = "bottom_up"


class ChannelOrder(StrEnum):
    RGB = "rgb"
    BGR = "bgr"


class PhotoProblem(StrEnum):
    """Why a photo stays undecoded; codes only."""

    NOT_CONFIGURED = "not_configured"
    NO_PHOTO = "no_photo"
    LIBRARY_MISSING = "library_missing"
    LIBRARY_UNUSABLE = "library_unusable"
    REFUSED = "refused"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"


class PhotoError(Exception):
    """The photo stays undecoded. `problem` is a code."""

    def __init__(self, problem: PhotoProblem, detail: str = "") -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PhotoLibrary:
    """A vendor's library and how its builds differ: `int entry(char *wlt1024, char *raw38556, int save)`."""

    path: Path
    entry_point: str = "unpack"
    success: int = 1
    rows: RowOrder = RowOrder.BOTTOM_UP
    channels: ChannelOrder = ChannelOrder.BGR
    timeout_s: float = 3.0


@dataclass(frozen=True, slots=True, repr=False)
class Photo:
    """Pixels as RGB, rows from the top."""

    rgb: bytes
    width: int = WIDTH
    height: int = HEIGHT

    def __repr__(self) -> str:
        return f"Photo({self.width}x{self.height}, masked)"


def decode_photo(wlt: bytes | None, library: PhotoLibrary | None) -> Photo:
    """Decode in a fresh process; any thread but the UI's. Raises PhotoError."""
    if library is None:
        raise PhotoError(PhotoProblem.NOT_CONFIGURED)
    if not wlt or len(wlt) != WLT_SIZE or not any(wlt):
        raise PhotoError(PhotoProblem.NO_PHOTO)
    if not library.path.is_file():
        raise PhotoError(PhotoProblem.LIBRARY_MISSING)
    return Photo(_ordered(_run_worker(wlt, library), library))


def _run_worker(wlt: bytes, library: PhotoLibrary) -> bytes:
    # Without site packages and environment: the process needs ctypes alone and starts in milliseconds.
    command = [sys.executable, "-I", "-S", str(WORKER), str(library.path.resolve())]
    command += [library.entry_point, str(library.success), str(RAW_SIZE)]
    try:
        done = subprocess.run(
            command,
            input=wlt,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=library.timeout_s,
            cwd=library.path.resolve().parent,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Without its cause, which holds what was sent.
        raise PhotoError(PhotoProblem.TIMED_OUT) from None
    except OSError as error:
        raise PhotoError(PhotoProblem.LIBRARY_UNUSABLE, type(error).__name__) from None
    match done.returncode:
        case 0 if len(done.stdout) == RAW_SIZE:
            return done.stdout
        case 3:
            raise PhotoError(PhotoProblem.LIBRARY_UNUSABLE)
        case 4:
            raise PhotoError(PhotoProblem.REFUSED)
        case code:
            raise PhotoError(PhotoProblem.CRASHED, f"exit {code}")


def _ordered(raw: bytes, library: PhotoLibrary) -> bytes:
    pixels = bytearray(raw)
    if library.channels is ChannelOrder.BGR:
        pixels[0::PIXEL_BYTES], pixels[2::PIXEL_BYTES] = raw[2::PIXEL_BYTES], raw[0::PIXEL_BYTES]
    if library.rows is RowOrder.TOP_DOWN:
        return bytes(pixels)
    rows = [pixels[at : at + ROW_BYTES] for at in range(0, RAW_SIZE, ROW_BYTES)]
    return b"".join(reversed(rows))
