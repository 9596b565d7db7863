from __future__ import annotations

from typing import Any

from flask import Response

from app.api.blueprint import bp
from app.api.faces import comment_face, comment_faces
from app.api.idempotency import Answer, once
from app.api.schemas.answers import CommentSchema, CommentsSchema
from app.api.schemas.requests import CommentsQuery, IdempotencySchema, NewCommentSchema
from app.ideas.models import CommentKind, Idea
from app.ideas.queries.comments import thread
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.gate import require_scope
from app.people.models import User
from app.people.session import signed_in


@bp.get("/ideas/<idea:id>/comments")
@bp.arguments(CommentsQuery, location="query")
@bp.response(200, CommentsSchema)
def list_comments(asked: dict[str, Any], idea: Idea) -> dict[str, Any]:
    """List the conversation, oldest first

    Internal notes are there for staff only, direct answers for staff and whoever asked."""
    viewer = signed_in()
    page = thread(idea, reader=viewer, cursor=asked.get("cursor"), size=asked["limit"])
    return {"items": comment_faces(page.items, idea.board, viewer), "next": page.next}


@bp.post("/ideas/<idea:id>/comments")
@bp.arguments(NewCommentSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(201, CommentSchema)
def post_comment(wanted: dict[str, Any], headers: dict[str, str], idea: Idea) -> Response:
    """Add to the conversation

    `official`, `direct` and `internal` are for staff, with the scope `triage`."""
    kind = CommentKind(wanted["kind"])
    require_scope("write" if kind is CommentKind.PUBLIC else "triage")
    said = words(wanted["body"])

    def change(actor: User) -> Answer:
        posted = comment(idea, said, author=actor, kind=kind)
        return comment_face(posted, idea.board, actor), 201, {}

    return once(headers["key"], change)
