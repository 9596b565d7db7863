"""Image files in the data folder, each with a smaller one beside it."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import Unavailable
from app.core.files import FileStore, NoRoomError
from app.core.i18n import _

SMALL = "-small"
files = FileStore()


class NoRoom(Unavailable):
    """The data folder is full."""

    def __init__(self) -> None:
        message = _(
            "There is no room for images right now, and that is our fault. Post your words without "
            "them, or try again later."
        )
        super().__init__(message, errors={"images": message})


def keep(content: bytes, small: bytes) -> str:
    """Keep an image and its smaller one; the digest to find them by. Raises NoRoom, with nothing
    half written."""
    try:
        return files.keep(content, {SMALL: small})
    except NoRoomError:
        raise NoRoom from None


def path_of(digest: str, *, is_small: bool = False) -> Path:
    return files.path_of(digest, SMALL if is_small else "")
