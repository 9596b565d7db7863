"""Whether meaning counts beside words (HEED_SEMANTIC); what that takes is imported only then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.search.documents import Document
from app.search.engine import Engine, Finder

if TYPE_CHECKING:
    from app.search.semantic_kept import Meaning

OFF, INSTALLED = "off", "on"
_where = OFF


def connect(where: str) -> None:
    """OFF, INSTALLED for the model of requirements-semantic.txt, or the folder of another."""
    global _where
    _where = where
    _made.cache_clear()  # the vectors are those of another portal


def is_on() -> bool:
    return _where != OFF


def meaning() -> Meaning:
    """The model and the vectors of this process. Asked only where it `is_on`."""
    return _made(_where)


def over(engine: Engine) -> Finder:
    """Finds in an index of this portal's ideas by meaning too."""
    from app.search.semantic_ranking import SemanticFinder

    return SemanticFinder(engine, meaning().model, meaning().vectors())


def over_samples(engine: Engine, portions: Iterable[Sequence[Document]]) -> Finder:
    """As `over`, in an index of documents that the database does not know."""
    from app.search.semantic_ranking import SemanticFinder
    from app.search.semantic_vectors import Vectors

    vectors = Vectors()
    for some in portions:
        vectors.put([each.id for each in some], meaning().embedded(some))
    return SemanticFinder(engine, meaning().model, vectors)


@lru_cache(maxsize=1)
def _made(where: str) -> Meaning:
    from app.search import semantic_kept, semantic_model

    if where == INSTALLED:
        files = semantic_model.installed_files()
    else:
        files = semantic_model.files_in(Path(where))
    return semantic_kept.Meaning(semantic_model.SentenceModel(files))
