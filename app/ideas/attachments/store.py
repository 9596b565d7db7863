"""Image files in the data folder, under the SHA-256 of their content.

A file is there whole or not at all: it is written aside, then renamed. The row that names it comes
after it, so a file may be without a row for a while, never a row without its file.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import Unavailable
from app.core.i18n import _

SMALL = "-small"
FULL = (errno.ENOSPC, errno.EDQUOT)
_folder: Path | None = None


class NoRoom(Unavailable):
    """The data folder is full."""

    def __init__(self) -> None:
        message = _(
            "There is no room for images right now, and that is our fault. Post your words without "
            "them, or try again later."
        )
        super().__init__(message, errors={"images": message})


def connect(folder: Path) -> None:
    """Say where the files lie; the folder is made when the first one comes."""
    global _folder
    _folder = folder


def keep(content: bytes, small: bytes) -> str:
    """Keep an image and its smaller one; the digest to find them by. Raises NoRoom, with nothing
    half written."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        place = path_of(digest).parent
        place.mkdir(parents=True, exist_ok=True)
        with _alone():
            _put(path_of(digest), content)
            _put(path_of(digest, is_small=True), small)
    except OSError as failure:
        if failure.errno in FULL:
            raise NoRoom from None
        raise
    return digest


def path_of(digest: str, *, is_small: bool = False) -> Path:
    return _home() / digest[:2] / (digest + (SMALL if is_small else ""))


def kept_before(moment: datetime) -> Iterator[str]:
    """Digests of the files that nobody kept or asked to keep since `moment`."""
    for path in _home().glob("??/*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
            yield path.name.removesuffix(SMALL).split(".")[0]


def forget(digest: str, *, unless_kept_since: datetime) -> int:
    """Delete the files of a digest; how many there were. One that was kept again meanwhile stays:
    its row is on the way."""
    gone = 0
    with _alone():
        for path in path_of(digest).parent.glob(f"{digest}*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < unless_kept_since:
                path.unlink()
                gone += 1
    return gone


def _put(path: Path, content: bytes) -> None:
    if path.exists():
        os.utime(path)
        return
    # A name that begins with the digest: what a power cut leaves behind is swept with the file.
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time keeps or forgets, so that nothing is forgotten while it is kept."""
    with (_home() / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _home() -> Path:
    if _folder is None:
        raise RuntimeError("attachments.store.connect() comes first")
    return _folder
