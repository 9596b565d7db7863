"""The vectors as the database has them: embedded once by the worker, read by all who search."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from sqlalchemy import ColumnElement, and_, delete, func, select

from app.core.db import session, writing
from app.search.documents import IDEA, Document
from app.search.models import Embedding
from app.search.semantic_model import SentenceModel, text_of
from app.search.semantic_vectors import Vectors

BATCH = 5_000


class Meaning:
    """One model, and the vectors that it made of the ideas of this portal, in this process."""

    def __init__(self, model: SentenceModel) -> None:
        self.model = model
        self._vectors = Vectors()
        self._seen = (0, 0)
        self._refreshing = threading.Lock()

    def known(self) -> dict[int, int]:
        """The fingerprint of the text behind each vector in the database."""
        asked = select(Embedding.subject_id, Embedding.fingerprint).where(self._is_mine())
        return {row.subject_id: row.fingerprint for row in session.execute(asked)}

    def embedded(self, documents: Sequence[Document]) -> np.ndarray:
        """Their vectors, one below the other."""
        return self.model.embed([text_of(each.title, each.body) for each in documents])

    def keep(self, documents: Sequence[Document]) -> None:
        """Embeds some ideas, in some 10 ms each, and writes the vectors into the database."""
        session.rollback()  # embedding takes its time: nothing is held open meanwhile
        rows = self.embedded(documents)
        made = [
            Embedding(
                kind=IDEA,
                subject_id=each.id,
                model=self.model.name,
                fingerprint=each.fingerprint,
                vector=row.astype(np.float16).tobytes(),
            )
            for each, row in zip(documents, rows, strict=True)
        ]
        with writing():
            # Written anew, so that the newest number tells whether there is something to read.
            self._forget([each.id for each in documents])
            session.add_all(made)

    def forget(self, numbers: Sequence[int]) -> None:
        with writing():
            self._forget(numbers)

    def vectors(self) -> Vectors:
        """With what was embedded since they were last asked for; one statement where that is
        nothing."""
        counted = select(func.count(Embedding.id), func.max(Embedding.id)).where(self._is_mine())
        count, newest = session.execute(counted).one()
        with self._refreshing:
            if (count, newest or 0) != self._seen:
                self._read_after(self._seen[1])
                if len(self._vectors) != count:  # some are gone, or came out of order
                    self._vectors.clear()
                    self._read_after(0)
                self._seen = (count, newest or 0)
        return self._vectors

    def _read_after(self, last: int) -> None:
        asked = select(Embedding.id, Embedding.subject_id, Embedding.vector).where(self._is_mine())
        in_order = asked.order_by(Embedding.id).limit(BATCH)
        while batch := session.execute(in_order.where(Embedding.id > last)).all():
            rows = [np.frombuffer(row.vector, dtype=np.float16) for row in batch]
            self._vectors.put([row.subject_id for row in batch], np.stack(rows))
            last = batch[-1].id

    def _forget(self, numbers: Sequence[int]) -> None:
        of_these = and_(Embedding.kind == IDEA, Embedding.subject_id.in_(numbers))
        session.execute(delete(Embedding).where(of_these))

    def _is_mine(self) -> ColumnElement[bool]:
        return and_(Embedding.kind == IDEA, Embedding.model == self.model.name)
