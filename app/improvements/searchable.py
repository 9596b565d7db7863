"""What search knows of improvements: the words that the roadmap shows, no others."""

from __future__ import annotations

from sqlalchemy import true

from app.improvements.models import Improvement
from app.search.searchable import Searchable, register
from app.search.service import enqueue

KIND = "improvement"


def let_the_index_learn(improvement: Improvement) -> None:
    enqueue(KIND, improvement.id)


register(
    Searchable(KIND, Improvement.id, Improvement.title, Improvement.summary, is_findable=true())
)
