"""The search index on disk: finds texts that are like a text. Built on Whoosh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, Schema
from whoosh.index import create_in, open_dir

from app.search.analysis import ENGLISH, analyzer
from app.search.documents import IDEA, Document, Hit, Key
from app.search.errors import IndexUnavailable
from app.search.folder import IndexFolder
from app.search.lexicon import PLAIN, Lexicon
from app.search.likeness import SHIPPED, Calibrations, best_hits
from app.search.ranking import Ranking, rank, stored_key
from app.search.scoring import BODY, TITLE, analysed, score_text
from app.search.searcher import SharedSearcher
from app.search.vocabulary import Vocabulary
from app.search.weighing import corrections

CANDIDATES = 50
COMMIT_SIZE = 20_000
WRITER_MEMORY_MB = 256

# Fields get terms joined by spaces: documents, queries and reasons share one analysis.
SCHEMA = Schema(
    key=ID(stored=True, unique=True),
    kind=ID(),
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
    damaged or of another version or language, and then waits for a rebuild.
    """

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        self._analyzer = analyzer(language)
        self._folder = IndexFolder(folder, language)
        self._searcher = SharedSearcher(self._folder)

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
        """The documents of a kind most like a text, best first, in bounded time whatever its
        length.

        The `lexicon` is of the language of this index.
        `overlay` holds documents that are newer than the index; they stand in for its own.
        """
        newer = {document.key for document in overlay}
        ranking = self._searcher.ask(
            lambda searcher: rank(
                searcher, title, body, kind=kind, lexicon=lexicon, limit=limit, without=newer
            )
        )
        sums = ranking.best + [
            (self._score(document, ranking), document.key) for document in overlay
        ]
        return best_hits(
            sums,
            ranking.query,
            unit=ranking.unit,
            calibration=calibrations.body if body.strip() else calibrations.title,
            limit=limit,
        )

    def corrections(self, title: str, *, lexicon: Lexicon = PLAIN) -> dict[str, str]:
        """Words as they are written, each with the spelling of a title's word that it may have
        meant. Of any title: say it only to those who see one that is spelled so."""
        return self._searcher.ask(
            lambda searcher: corrections(
                title, Vocabulary(searcher.reader(), self._analyzer), lexicon
            )
        )

    def _score(self, document: Document, ranking: Ranking) -> float:
        return score_text(document, ranking.query, ranking.averages, self._analyzer)

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
            with self._taking_damage_for_unusable(build):
                self._commit(open_dir(str(build)), changes)

    def segments(self) -> int:
        """In how many pieces the index lies: each costs a little of every search."""
        return self._searcher.ask(lambda searcher: len(list(searcher.reader().leaf_readers())))

    def merge_segments(self) -> None:
        """Puts the pieces together, in seconds for each ten thousand documents.

        Raises IndexBusy if another process keeps writing.
        """
        with self._folder.locked():
            build = self._folder.current()
            with self._taking_damage_for_unusable(build):
                writer = open_dir(str(build)).writer(limitmb=WRITER_MEMORY_MB)
                writer.commit(optimize=True)

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
                self._commit(index, changes)
                count += len(batch)
                if progress:
                    progress(count)
            self._folder.switch(build)
        return count

    @contextmanager
    def _taking_damage_for_unusable(self, build: Path) -> Iterator[None]:
        try:
            yield
        except Exception as damage:  # damaged files may raise anything
            self._folder.doubt()
            raise IndexUnavailable(f"cannot write the index in {build}") from damage

    def _commit(self, index: Any, changes: Changes) -> None:
        # The folder's lock keeps other writers out already, so this one is never waited for.
        writer = index.writer(limitmb=WRITER_MEMORY_MB)
        try:
            _delete(writer, changes.documents.keys() | changes.removed)
            for document in changes.documents.values():
                self._add(writer, document)
            writer.commit()
        except BaseException:
            with suppress(Exception):  # frees Whoosh's own lock; the first error is the one to tell
                writer.cancel()
            raise

    def _add(self, writer: Any, document: Document) -> None:
        words = analysed(document, self._analyzer)
        writer.add_document(
            key=f"{document.kind}:{document.id}",
            kind=document.kind,
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
