"""The photo of a card: decoded by the customer's licensed library where one is set up, honestly absent otherwise."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from devices.photo import ChannelOrder, Photo, PhotoError, PhotoLibrary, PhotoProblem, RowOrder, decode_photo
from hall_app.settings import (
    PHOTO_CHANNELS,
    PHOTO_ENTRY,
    PHOTO_LIBRARY,
    PHOTO_ROWS,
    PHOTO_SUCCESS,
    PHOTO_TIMEOUT_S,
    Settings,
)

UNDECODED = "相片未解码"
DECODING = "相片解码中"
NO_PHOTO = "卡内无相片"
_log = logging.getLogger(__name__)


class WithPhoto(Protocol):
    """What the devices room publishes of a card, as far as its photo goes."""

    @property
    def photo_wlt(self) -> bytes | None: ...


class PhotoReader:
    """Decodes photos as this machine's settings say. ``read`` takes up to ``photo.timeout_s``: never in the UI thread."""

    def __init__(self, settings: Settings) -> None:
        self.library = photo_library(settings)

    def worth_decoding(self, identity: WithPhoto) -> bool:
        """Whether the card bears a photo at all."""
        return bool(identity.photo_wlt) and any(identity.photo_wlt or b"")

    def note(self, identity: WithPhoto) -> str:
        """What stands in the photo's place until, or instead of, the picture; empty for a card that bears none."""
        if identity.photo_wlt is None:
            return ""
        if not self.worth_decoding(identity):
            return UNDECODED if self.library is None else NO_PHOTO
        return UNDECODED if self.library is None else DECODING

    def read(self, identity: WithPhoto) -> tuple[bytes | None, str]:
        """The picture as a portable pixmap, or None and the words that stand in its place."""
        try:
            photo = decode_photo(identity.photo_wlt, self.library)
        except PhotoError as error:
            if error.problem is PhotoProblem.NO_PHOTO:
                return None, NO_PHOTO
            if error.problem is not PhotoProblem.NOT_CONFIGURED:
                _log.warning("photo: %s %s", error.problem.value, error.detail)
            return None, UNDECODED
        return pixmap(photo), ""


def photo_library(settings: Settings) -> PhotoLibrary | None:
    """The vendor's library as set up for this machine; None where none is. Raises InputRefused for a wrong order."""
    path = settings[PHOTO_LIBRARY].strip()
    if not path:
        return None
    return PhotoLibrary(
        path=Path(path),
        entry_point=settings[PHOTO_ENTRY],
        success=settings[PHOTO_SUCCESS],
        rows=RowOrder(settings[PHOTO_ROWS]),
        channels=ChannelOrder(settings[PHOTO_CHANNELS]),
        timeout_s=float(settings[PHOTO_TIMEOUT_S]),
    )


def pixmap(photo: Photo) -> bytes:
    """The picture in a form that screens read without another library (netpbm P6)."""
    return f"P6 {photo.width} {photo.height} 255\n".encode("ascii") + photo.rgb
