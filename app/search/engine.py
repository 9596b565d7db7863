"""The search index on disk: finds texts that are like a text. Built on Whoosh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, Schema
from whoosh.index import create_in, open_dir

from app.search.documents import Document, Hit, Key
from app.search.errors import IndexUnavailable
from app.search.folder import IndexFolder
from app.search.likeness import SHIPPED, Calibrations, best_hits
from app.search.ranking import rank, stored_key
from app.search.scoring import BODY, TITLE, analysed, score_text
from app.search.searcher import SharedSearcher

CANDIDATES = 50
COMMIT_SIZE = 20_000
WRITER_MEMORY_MB = 256

# Fields get terms joined by spaces: documents, queries and reasons share one analysis.
SCHEMA = Schema(
    key=ID(stored=True, unique=True),
    fingerprint=STORED,
    title=KEYWORD(scorable=True),
    body=KEYWORD(scorable=True),
    spellings=KEYWORD(),
)


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


class WhooshEngine:
    """One index in one folder. Any number of processes may read it, one at a time writes.

    Everything that reads or changes the index raises IndexUnavailable when it is missing,
    damaged or of another version, and then waits for a rebuild.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._searcher = SharedSearcher(self._folder)

    def similar(
        self,
        title: str,
        body: str = "",
        *,
        limit: int = CANDIDATES,
        overlay: Sequence[Document] = (),
        calibrations: Calibrations = SHIPPED,
    ) -> list[Hit]:
        """The documents most like a text, best first, in bounded time whatever its length.

        `overlay` holds documents that are newer than the index; they stand in for its own.
        """
        newer = {document.key for document in overlay}
        ranking = self._searcher.ask(
            lambda searcher: rank(searcher, title, body, limit=limit, without=newer)
        )
        sums = ranking.best + [
            (score_text(document, ranking.query, ranking.averages), document.key)
            for document in overlay
        ]
        return best_hits(
            sums,
            ranking.query,
            unit=ranking.unit,
            calibration=calibrations.body if body.strip() else calibrations.title,
            limit=limit,
        )

    def contents(self) -> dict[Key, int]:
        """The fingerprint of every document in the index."""
        return self._searcher.ask(
            lambda searcher: {
                stored_key(stored): stored["fingerprint"]
                for stored in searcher.reader().all_stored_fields()
            }
        )

    def size(self) -> int:
        """How many documents there are in the index."""
        return self._searcher.ask(lambda searcher: int(searcher.doc_count()))

    def is_sound(self) -> bool:
        """Whether the index can be read. Reads all of it, taking seconds, if a reader tripped."""
        try:
            if self._folder.is_doubted():
                self._searcher.ask(_read_through)
                self._folder.trust()
            self.size()
        except IndexUnavailable:
            return False
        return True

    @contextmanager
    def writing(self) -> Iterator[Changes]:
        """Collects changes and keeps them in one commit, alone over all processes.

        Read inside the block what is to be written: then nobody writes older texts over newer.
        Raises IndexBusy if another process keeps writing.
        """
        with self._folder.locked():
            build = self._folder.current()
            changes = Changes()
            yield changes
            if not changes.documents and not changes.removed:
                return
            try:
                _commit(open_dir(str(build)), changes)
            except Exception as damage:  # damaged files may raise anything
                self._folder.doubt()
                raise IndexUnavailable(f"cannot write the index in {build}") from damage

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Builds the index anew beside the one in use and switches to it; returns its size.

        `documents` must not repeat a key. `progress` is told the count after every commit.
        Raises IndexBusy if another process keeps writing.
        """
        count = 0
        remaining = iter(documents)
        with self._folder.locked():
            build = self._folder.new_build()
            index = create_in(str(build), SCHEMA)
            while batch := list(islice(remaining, COMMIT_SIZE)):
                changes = Changes()
                changes.put(batch)
                _commit(index, changes)
                count += len(batch)
                if progress:
                    progress(count)
            self._folder.switch(build)
        return count


def _commit(index: Any, changes: Changes) -> None:
    # The folder's lock keeps other writers out already, so this one is never waited for.
    writer = index.writer(limitmb=WRITER_MEMORY_MB)
    try:
        _delete(writer, changes.documents.keys() | changes.removed)
        for document in changes.documents.values():
            _add(writer, document)
        writer.commit()
    except BaseException:
        with suppress(Exception):  # frees Whoosh's own lock; the first error is the one to tell
            writer.cancel()
        raise


def _add(writer: Any, document: Document) -> None:
    words = analysed(document)
    writer.add_document(
        key=f"{document.kind}:{document.id}",
        fingerprint=document.fingerprint,
        title=" ".join(word.term for word in words[TITLE.name]),
        body=" ".join(word.term for word in words[BODY.name]),
        spellings=" ".join(word.spelling for word in words[TITLE.name]),
    )


def _delete(writer: Any, keys: Iterable[Key]) -> None:
    """One reader for all keys; Whoosh's update_document opens one for each."""
    with writer.reader() as reader:
        for kind, number in keys:
            key = f"{kind}:{number}"
            if ("key", key) in reader:
                for docnum in reader.postings("key", key).all_ids():
                    writer.delete_document(docnum)


def _read_through(searcher: Any) -> None:
    reader = searcher.reader()
    for _ in reader.all_stored_fields():
        pass
    for field, term in reader.all_terms():
        for docnum in reader.postings(field, term).all_ids():
            reader.doc_field_length(docnum, field)
