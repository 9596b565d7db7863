"""What search knows of ideas: their words, and that some of them changed."""

from __future__ import annotations

from app.ideas.events import idea_changed
from app.ideas.models import Idea
from app.search.searchable import Searchable, register
from app.search.service import enqueue

KIND = "idea"
register(Searchable(KIND, Idea.id, Idea.title, Idea.body, is_findable=Idea.is_listed))


@idea_changed.connect
def let_the_index_learn(idea: Idea) -> None:
    enqueue(KIND, idea.id)
