"""One open searcher per process, kept as new as the index."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from whoosh.index import EmptyIndexError, open_dir
from whoosh.reading import ReaderClosed

from app.search.errors import IndexUnavailable
from app.search.whoosh_folder import IndexFolder

Answer = TypeVar("Answer")

# Files may be replaced in the very moment they are opened: ask again, after so many seconds.
# Whoosh itself tries again then, but with the readers that its first try closed.
REPLACED = (FileNotFoundError, EmptyIndexError, ReaderClosed)
ATTEMPTS = 3
ATTEMPT_DELAY = 0.02

# Finding out that an index is damaged takes up to a second: not at every search.
SECONDS_OF_REST = 5.0


class SharedSearcher:
    """The Whoosh searcher that all threads of a process ask in turn.

    Whoosh's readers must not be used by two threads at once; a search is short and holds the
    interpreter anyway. Opens nothing before the first question, so a server may fork before it.
    """

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._lock = Lock()
        self._build: Path | None = None
        self._searcher: Any = None
        self._damaged: Path | None = None
        self._rest_until = 0.0

    def ask(self, question: Callable[[Any], Answer]) -> Answer:
        """Puts `question` to a searcher that knows the last commit.

        Raises IndexUnavailable if the index is missing, damaged or of another version.
        """
        trouble: Exception | None = None
        for _ in range(ATTEMPTS):
            with self._lock:
                try:
                    return question(self._latest())
                except IndexUnavailable:
                    raise
                except Exception as error:  # damaged files may raise anything
                    self._close()
                    trouble = error
            if not isinstance(trouble, REPLACED):
                break
            time.sleep(ATTEMPT_DELAY)
        raise self._damage_found() from trouble

    def _latest(self) -> Any:
        build = self._folder.current()
        if build == self._damaged and time.monotonic() < self._rest_until:
            raise IndexUnavailable(f"damaged index in {build}")
        if self._searcher is None or build != self._build:
            self._close()
            self._build = build
            self._searcher = open_dir(str(build), readonly=True).searcher()
        elif not self._searcher.up_to_date():
            self._searcher = self._searcher.refresh()
        return self._searcher

    def _damage_found(self) -> IndexUnavailable:
        self._folder.doubt()
        self._damaged = self._build
        self._rest_until = time.monotonic() + SECONDS_OF_REST
        return IndexUnavailable(f"damaged index in {self._build}")

    def _close(self) -> None:
        if self._searcher is not None:
            with suppress(Exception):  # half opened or half refreshed: the rest is collected
                self._searcher.close()
        self._searcher = None
