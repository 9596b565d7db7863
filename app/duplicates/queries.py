"""Ideas that may ask for the same, among those a reader may see, and why."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.ideas.models import Board, Idea
from app.ideas.queries.visible import first_visible
from app.ideas.searchable import KIND
from app.people.models import Reader
from app.search.documents import Hit
from app.search.reasons import shared_words
from app.search.service import similar

Likeness = Literal["same", "close", "related"]
CANDIDATES = 50
MOST_CANDIDATES = 400
CLOSE_SCORE = 0.1


class LikeIdea(NamedTuple):
    """An idea with how sure the search is (0 to 1), and the words it shares with what was asked,
    as its own author wrote them, strongest first."""

    idea: Idea
    score: float
    is_likely: bool
    words: list[str]

    @property
    def likeness(self) -> Likeness:
        if self.is_likely:
            return "same"
        return "close" if self.score >= CLOSE_SCORE else "related"


def similar_ideas(
    title: str, body: str = "", *, reader: Reader, limit: int, board: Board | None = None
) -> list[LikeIdea]:
    """At most `limit` ideas, best first. What this reader may not see is left out before the list
    is cut, and more is looked for where too little was left."""
    asked = max(CANDIDATES, limit)
    while True:
        hits = similar(title, body, kind=KIND, limit=asked)
        by_id = {hit.id: hit for hit in hits}
        ideas = first_visible(list(by_id), limit, reader=reader, board=board)
        if len(ideas) >= limit or len(hits) < asked or asked >= MOST_CANDIDATES:
            return [_explained(by_id[idea.id], idea) for idea in ideas]
        asked *= 4


def _explained(hit: Hit, idea: Idea) -> LikeIdea:
    return LikeIdea(idea, hit.score, hit.is_likely, shared_words(hit.terms, idea.title, idea.body))
