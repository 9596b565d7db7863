"""The search index in a folder. Built on Whoosh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, Schema
from whoosh.index import create_in, open_dir

from app.search.analysis import ENGLISH
from app.search.documents import Document, Key
from app.search.engine import Changes, Engine
from app.search.errors import IndexUnavailable
from app.search.lexicon import PLAIN, Lexicon
from app.search.scoring import BODY, TITLE, Ranking, indexed
from app.search.weighing import corrections
from app.search.whoosh_folder import IndexFolder
from app.search.whoosh_ranking import rank, stored_key
from app.search.whoosh_searcher import SharedSearcher
from app.search.whoosh_vocabulary import WhooshVocabulary

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


class WhooshEngine(Engine):
    """One index in one folder."""

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        super().__init__(language)
        self._folder = IndexFolder(folder, language)
        self._searcher = SharedSearcher(self._folder)

    def corrections(self, title: str, *, lexicon: Lexicon = PLAIN) -> dict[str, str]:
        def ask(searcher: Any) -> dict[str, str]:
            vocabulary = WhooshVocabulary(searcher.reader(), self._analyzer)
            return corrections(title, vocabulary, lexicon)

        return self._searcher.ask(ask)

    def _rank(self, title: str, body: str, **asked: Any) -> Ranking:
        return self._searcher.ask(lambda searcher: rank(searcher, title, body, **asked))

    def contents(self) -> dict[Key, int]:
        return self._searcher.ask(
            lambda searcher: {
                stored_key(stored): stored["fingerprint"]
                for stored in searcher.reader().all_stored_fields()
            }
        )

    def size(self) -> int:
        return self._searcher.ask(lambda searcher: int(searcher.doc_count()))

    def is_sound(self) -> bool:
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
        with self._folder.locked():
            build = self._folder.current()
            changes = Changes()
            yield changes
            if not changes.documents and not changes.removed:
                return
            with self._taking_damage_for_unusable(build):
                self._commit(open_dir(str(build)), changes)

    def segments(self) -> int:
        return self._searcher.ask(lambda searcher: len(list(searcher.reader().leaf_readers())))

    def merge_segments(self) -> None:
        with self._folder.locked():
            build = self._folder.current()
            with self._taking_damage_for_unusable(build):
                writer = open_dir(str(build)).writer(limitmb=WRITER_MEMORY_MB)
                writer.commit(optimize=True)

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
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
        terms, spellings = indexed(document, self._analyzer)
        writer.add_document(
            key=f"{document.kind}:{document.id}",
            kind=document.kind,
            fingerprint=document.fingerprint,
            title=" ".join(terms[TITLE.name]),
            body=" ".join(terms[BODY.name]),
            spellings=" ".join(spellings),
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
