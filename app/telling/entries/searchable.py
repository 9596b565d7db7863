"""What search knows of “What’s new”: the words of published entries."""

from __future__ import annotations

from app.search.searchable import Searchable, register
from app.search.service import enqueue
from app.telling.models import Entry

KIND = "entry"


def let_the_index_learn(entry: Entry) -> None:
    enqueue(KIND, entry.id)


register(
    Searchable(KIND, Entry.id, Entry.title, Entry.body, is_findable=Entry.published_at.is_not(None))
)
