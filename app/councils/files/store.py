"""What is read before rounds, as files in the data folder."""

from __future__ import annotations

from app.core.errors import Unavailable
from app.core.files import FileStore, NoRoomError
from app.core.i18n import _

files = FileStore()


class NoRoom(Unavailable):
    """The data folder is full."""

    def __init__(self) -> None:
        message = _(
            "There is no room for files right now, and that is our fault. Add the paper as a text, "
            "or try again later."
        )
        super().__init__(message, errors={"file": message})


def keep(content: bytes) -> str:
    """The digest to find it by. Raises NoRoom, with nothing half written."""
    try:
        return files.keep(content)
    except NoRoomError:
        raise NoRoom from None
