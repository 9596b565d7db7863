"""The folder of an index: one folder inside it per build, and a pointer to the current one.

A rebuild writes beside the index in use; replacing the pointer switches to it at once.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from app.search.analysis import ENGLISH
from app.search.errors import IndexBusy, IndexUnavailable

SCHEMA_VERSION = 3
"""Raise it whenever the same text would be indexed otherwise: every portal then rebuilds."""

# Seconds to wait for another writer, and between two looks.
LOCK_WAIT = 10.0
LOCK_DELAY = 0.02

_POINTER = "current.json"
_DOUBT = "doubted"
_BUILDS = "build-"


class IndexFolder:
    def __init__(self, path: Path, language: str = ENGLISH) -> None:
        self.path = path
        self._made_for = {"schema": SCHEMA_VERSION, "language": language}

    def current(self) -> Path:
        """The build in use.

        Raises IndexUnavailable if there is none, or if it was made by another version of Heed or
        for another language.
        """
        try:
            pointer = json.loads((self.path / _POINTER).read_text("utf-8"))
            build = self.path / str(pointer.pop("build"))
        except FileNotFoundError as missing:
            raise IndexUnavailable(f"no index in {self.path}") from missing
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as damage:
            raise IndexUnavailable(f"unreadable {self.path / _POINTER}") from damage
        if pointer != self._made_for:
            raise IndexUnavailable(f"index made for {pointer}, not {self._made_for}")
        return build

    def new_build(self) -> Path:
        """An empty folder to build in. Call it, and `switch`, under the lock."""
        build = self.path / f"{_BUILDS}{secrets.token_hex(4)}"
        build.mkdir(parents=True)
        return build

    def switch(self, build: Path) -> None:
        """Makes `build` the current one and removes all others.

        Readers keep the files they have open; what they open later they look up anew.
        """
        pointer = self.path / _POINTER
        draft = pointer.with_suffix(".new")
        draft.write_text(json.dumps({**self._made_for, "build": build.name}), "utf-8")
        draft.replace(pointer)
        for other in self.path.glob(f"{_BUILDS}*"):
            if other != build:
                shutil.rmtree(other, ignore_errors=True)
        self.trust()

    def doubt(self) -> None:
        """Leaves a note for the worker that reading the index failed."""
        with suppress(OSError):  # the folder is gone, or full: the worker will see that itself
            (self.path / _DOUBT).touch()

    def is_doubted(self) -> bool:
        return (self.path / _DOUBT).exists()

    def trust(self) -> None:
        (self.path / _DOUBT).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time over all processes; the kernel frees the lock of a killed one.

        Raises IndexBusy if another still writes after LOCK_WAIT seconds.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(self.path)).lock("write.lock")
        if not try_for(lock.acquire, timeout=LOCK_WAIT, delay=LOCK_DELAY):
            raise IndexBusy(f"another process is writing the index in {self.path}")
        try:
            yield
        finally:
            lock.release()
