"""The search index: finds texts that are like a text, and takes in what changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from app.search.analysis import ENGLISH, analyzer
from app.search.documents import IDEA, Document, Hit, Key
from app.search.lexicon import PLAIN, Lexicon
from app.search.likeness import SHIPPED, Calibrations, best_hits
from app.search.scoring import Ranking, score_text

CANDIDATES = 50


class Changes:
    """What one commit puts into the index and takes out of it."""

    def __init__(self) -> None:
        self.documents: dict[Key, Document] = {}
        self.removed: set[Key] = set()

    def put(self, documents: Iterable[Document]) -> None:
        """Adds documents, or replaces them."""
        self.documents.update((document.key, document) for document in documents)

    def remove(self, keys: Iterable[Key]) -> None:
        self.removed.update(keys)


class Finder(Protocol):
    """Answers questions."""

    def similar(
        self,
        title: str,
        body: str = "",
        *,
        kind: str = ...,
        limit: int = ...,
        overlay: Sequence[Document] = ...,
        calibrations: Calibrations = ...,
        lexicon: Lexicon = ...,
    ) -> list[Hit]:
        """The documents of a kind most like a text, best first, in bounded time whatever its
        length.

        The `lexicon` is of the language of the index. `overlay` holds documents that are newer
        than the index; they stand in for its own.
        """


class Engine(ABC):
    """An index of texts in one language. Any number of processes may read it, one at a time writes.

    Everything that reads or changes the index raises IndexUnavailable when it is missing,
    damaged or of another version or language, and then waits for a rebuild.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        self._analyzer = analyzer(language)

    def similar(
        self,
        title: str,
        body: str = "",
        *,
        kind: str = IDEA,
        limit: int = CANDIDATES,
        overlay: Sequence[Document] = (),
        calibrations: Calibrations = SHIPPED,
        lexicon: Lexicon = PLAIN,
    ) -> list[Hit]:
        """As `Finder` says."""
        newer = {document.key for document in overlay}
        ranking = self._rank(title, body, kind=kind, lexicon=lexicon, limit=limit, without=newer)
        sums = ranking.best + [
            (
                score_text(document, ranking.query, ranking.averages, self._analyzer),
                document.key,
            )
            for document in overlay
        ]
        return best_hits(
            sums,
            ranking.query,
            unit=ranking.unit,
            calibration=calibrations.body if body.strip() else calibrations.title,
            limit=limit,
        )

    @abstractmethod
    def corrections(self, title: str, *, lexicon: Lexicon = PLAIN) -> dict[str, str]:
        """Words as they are written, each with the spelling of a title's word that it may have
        meant. Of any title: say it only to those who see one that is spelled so."""

    @abstractmethod
    def contents(self) -> dict[Key, int]:
        """The fingerprint of every document in the index."""

    @abstractmethod
    def size(self) -> int:
        """How many documents there are in the index."""

    @abstractmethod
    def is_sound(self) -> bool:
        """Whether the index can be read. Reads all of it, taking seconds, if a reader tripped."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Changes]:
        """Collects changes and keeps them in one commit, alone over all processes.

        Read inside the block what is to be written: then nobody writes older texts over newer.
        Raises IndexBusy if another process keeps writing.
        """

    @abstractmethod
    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Builds the index anew beside the one in use and switches to it; returns its size.

        `documents` must not repeat a key. `progress` is told the count after every portion.
        Raises IndexBusy if another process keeps writing.
        """

    @abstractmethod
    def segments(self) -> int:
        """In how many pieces the index lies: each costs a little of every search."""

    @abstractmethod
    def merge_segments(self) -> None:
        """Puts the pieces together, in seconds for each ten thousand documents.

        Raises IndexBusy if another process keeps writing.
        """

    @abstractmethod
    def _rank(
        self,
        title: str,
        body: str,
        *,
        kind: str,
        lexicon: Lexicon,
        limit: int,
        without: Collection[Key],
    ) -> Ranking:
        """The `limit` best documents of a kind for a text, leaving out some keys."""
