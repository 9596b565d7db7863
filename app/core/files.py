"""Files in the data folder, under the SHA-256 of their content.

A file is there whole or not at all: it is written aside, then renamed. The row that names it comes
after it, so a file may be without a row for a while, never a row without its file.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
CHUNK = 500


class NoRoomError(OSError):
    """The data folder is full."""


class FileStore:
    """One folder of such files. Beside a file lie others made from it, each under the same digest
    and an ending that begins with a dash."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def connect(self, folder: Path) -> None:
        """Say where the files lie; the folder is made when the first one comes."""
        self._folder = folder

    def keep(self, content: bytes, beside: Mapping[str, bytes] | None = None) -> str:
        """Keep a file, and those beside it by their endings; the digest to find them by. Raises
        NoRoomError, with nothing half written."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            self.path_of(digest).parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                _put(self.path_of(digest), content)
                for ending, made in (beside or {}).items():
                    _put(self.path_of(digest, ending), made)
        except OSError as failure:
            if failure.errno in FULL:
                raise NoRoomError(failure.errno, failure.strerror) from None
            raise
        return digest

    def path_of(self, digest: str, ending: str = "") -> Path:
        return self._home() / digest[:2] / (digest + ending)

    def sweep(self, before: datetime, named_by: Callable[[Sequence[str]], Collection[str]]) -> None:
        """Delete what nobody kept since `before` and no row names: of the digests it is given,
        `named_by` says those that one does."""
        kept = iter(sorted(set(self.kept_before(before))))
        while digests := list(islice(kept, CHUNK)):
            named = named_by(digests)
            for digest in digests:
                if digest not in named:
                    self.forget(digest, unless_kept_since=before)

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """Digests of the files that nobody kept or asked to keep since `moment`."""
        for path in self._home().glob("??/*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield path.name.partition("-")[0].partition(".")[0]

    def forget(self, digest: str, *, unless_kept_since: datetime) -> int:
        """Delete the files of a digest; how many there were. One that was kept again meanwhile
        stays: its row is on the way."""
        gone = 0
        with self._alone():
            for path in self.path_of(digest).parent.glob(f"{digest}*"):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < unless_kept_since:
                    path.unlink()
                    gone += 1
        return gone

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time keeps or forgets, so that nothing is forgotten while it is kept."""
        with (self._home() / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _home(self) -> Path:
        if self._folder is None:
            raise RuntimeError("FileStore.connect() comes first")
        return self._folder


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
