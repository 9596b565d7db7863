from __future__ import annotations

from typing import Any

from app.api.blueprint import bp
from app.api.schemas.answers import SimilarsSchema
from app.api.schemas.requests import SimilarToSchema
from app.core.web.requests import absolute
from app.duplicates.queries import similar_ideas
from app.ideas.queries.visible import one_visible_board
from app.ideas.urls import idea_url
from app.people.session import signed_in


@bp.post("/ideas/similar")
@bp.arguments(SimilarToSchema)
@bp.response(200, SimilarsSchema)
def find_similar(asked: dict[str, Any]) -> dict[str, Any]:
    """Find ideas that may ask for the same

    The best come first, each with the words that carried it."""
    reader = signed_in()
    board = one_visible_board(asked["board"], reader=reader) if "board" in asked else None
    found = similar_ideas(
        asked["title"], asked["body"], reader=reader, limit=asked["limit"], board=board
    )
    return {
        "items": [
            {
                "id": str(hit.idea.uid),
                "external_id": hit.idea.external_id,
                "title": hit.idea.title,
                "url": absolute(idea_url(hit.idea)),
                "status": hit.idea.status.key,
                "people": hit.idea.people,
                "score": hit.score,
                "why": hit.words,
                "likely": hit.is_likely,
            }
            for hit in found
        ]
    }
