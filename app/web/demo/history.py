"""The script's ideas with all that happened to them, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from app.core.calendar import working_days_after
from app.core.db import Base, session
from app.core.markup import RENDERER_VERSION, render
from app.core.settings import portal
from app.ideas.models import Comment, CommentKind, Idea, IdeaTag, Status, StatusChange
from app.votes.importing import refresh_demands
from app.votes.models import Follow, FollowState, Importance, Proxy, Vote
from app.web.demo.content import records

LANGUAGE = "en"
STEPS = {
    "banking": ("onboarding", "integrations"),
    "imports": ("onboarding", "technology"),
    "access": ("evaluation", "policies"),
    "reporting": ("renewal", "technology"),
    "mobile": ("use", "technology"),
}
"""Where on the customer's journey ideas of a topic belong, and to which part of the experience. The
other topics are left for a manager to sort."""
IDEAS_AT_ONCE = 500
A_FEW_DAYS = timedelta(days=4)
Html = dict[str, str]


@dataclass
class Cast:
    """Ids of what the script speaks of, by its keys; of ideas by number."""

    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    boards: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    elements: dict[str, int] = field(default_factory=dict)
    ideas: dict[int, int] = field(default_factory=dict)


def rendered(script: records.Script) -> Html:
    """The HTML of every text, made before the unit of change because it is slow."""
    texts = set()
    for idea in script.ideas:
        texts |= {idea.body}
        texts |= {comment.text for comment in idea.comments}
        texts |= {change.note for change in idea.status_changes}
    return {text: render(text) for text in texts}


def tell(script: records.Script, cast: Cast, html: Html) -> dict[int, int]:
    """Keep the ideas with their votes, comments and journeys; returns their ids by number."""
    statuses = {row.key: row.id for row in session.execute(select(Status.key, Status.id))}
    idea_ids: dict[int, int] = {}
    for start in range(0, len(script.ideas), IDEAS_AT_ONCE):
        ideas = script.ideas[start : start + IDEAS_AT_ONCE]
        rows = [_idea(idea, cast, statuses, html) for idea in ideas]
        in_order = insert(Idea).returning(Idea.id, sort_by_parameter_order=True)
        kept = list(zip(session.scalars(in_order, rows), ideas, strict=True))
        _insert(IdeaTag, [row for each in kept for row in _tags(*each, cast)])
        _insert(Vote, [row for each in kept for row in _votes(*each, cast)])
        _insert(Follow, [row for each in kept for row in _follows(*each, cast)])
        _insert(Proxy, [row for each in kept for row in _proxies(*each, cast, script.until)])
        _insert(Comment, [row for each in kept for row in _comments(*each, cast, html)])
        _insert(
            StatusChange, [row for each in kept for row in _journey(*each, cast, statuses, html)]
        )
        refresh_demands([idea_id for idea_id, _idea in kept])
        idea_ids |= {idea.number: idea_id for idea_id, idea in kept}
    return idea_ids


def _insert(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Rows that nobody touched since they were made."""
    if rows:
        session.execute(insert(table), [{"updated_at": row["created_at"], **row} for row in rows])


def _idea(idea: records.Idea, cast: Cast, statuses: dict[str, int], html: Html) -> dict[str, Any]:
    changes, days = idea.status_changes, portal().answer_within_days
    shown = [comment for comment in idea.comments if comment.kind != "internal"]
    step, part = STEPS.get(idea.topic, ("", ""))
    return {
        "board_id": cast.boards[idea.board],
        "number": idea.number,
        "author_id": cast.people[idea.recorded_by or idea.author],
        "on_behalf_of_id": cast.people[idea.author] if idea.recorded_by else None,
        "title": idea.title,
        "body": idea.body,
        "body_html": html[idea.body],
        "renderer_version": RENDERER_VERSION,
        "language": LANGUAGE,
        "status_id": statuses[idea.phase],
        "status_since": changes[-1].at if changes else idea.created_at,
        "topic_id": cast.topics[idea.topic],
        "stage_id": cast.stages.get(step),
        "element_id": cast.elements.get(part),
        "comments": len(shown),
        "first_answered_at": _first_answer(idea),
        "answer_due_at": working_days_after(idea.created_at, days, zone=portal().time_zone),
        "created_at": idea.created_at,
        "updated_at": changes[-1].at if changes else idea.created_at,
        "version": 1 + len(changes),
    }


def _first_answer(idea: records.Idea) -> datetime | None:
    """When staff first said something in public: an answer or a status with words."""
    answers = [comment.at for comment in idea.comments if comment.kind == "official"]
    notes = [change.at for change in idea.status_changes if change.note]
    return min(answers + notes, default=None)


def _tags(idea_id: int, idea: records.Idea, cast: Cast) -> list[dict[str, Any]]:
    return [
        {"idea_id": idea_id, "tag_id": cast.tags[tag], "created_at": idea.created_at}
        for tag in idea.tags
    ]


def _votes(idea_id: int, idea: records.Idea, cast: Cast) -> list[dict[str, Any]]:
    return [
        {
            "idea_id": idea_id,
            "user_id": cast.people[vote.person],
            "importance": Importance(vote.importance) if vote.importance else None,
            "created_at": vote.at,
        }
        for vote in idea.votes
    ]


def _follows(idea_id: int, idea: records.Idea, cast: Cast) -> list[dict[str, Any]]:
    return [
        {
            "idea_id": idea_id,
            "user_id": cast.people[vote.person],
            "state": FollowState.FOLLOWING,
            "by_vote": True,
            "created_at": vote.at,
        }
        for vote in idea.votes
    ]


def _proxies(idea_id: int, idea: records.Idea, cast: Cast, until: date) -> Iterator[dict[str, Any]]:
    """What employees put down for customers. Every third agreed to be told, and a fifth of those
    took over since; three in four of the others were told of the last decision by the employee."""
    for place, vote in enumerate(vote for vote in idea.votes if vote.recorded_by):
        ticket = idea.number * 7 + place
        has_consented = ticket % 3 == 0
        last = idea.status_changes[-1].at if idea.status_changes else vote.at
        claimed_at = vote.at + A_FEW_DAYS if has_consented and ticket % 5 == 0 else None
        told_at = last + A_FEW_DAYS if not has_consented and vote.at < last and ticket % 4 else None
        yield {
            "idea_id": idea_id,
            "user_id": cast.people[vote.person],
            "employee_id": cast.people[vote.recorded_by or ""],
            "ticket": f"https://desk.larch.example/LA-{4000 + ticket}",
            "has_consented": has_consented,
            "claimed_at": _unless_later(claimed_at, until),
            "told_at": _unless_later(told_at, until),
            "created_at": vote.at,
        }


def _unless_later(moment: datetime | None, until: date) -> datetime | None:
    return moment if moment and moment.date() < until else None


def _comments(idea_id: int, idea: records.Idea, cast: Cast, html: Html) -> list[dict[str, Any]]:
    return [
        {
            "idea_id": idea_id,
            "author_id": cast.people[comment.author],
            "kind": CommentKind(comment.kind),
            "body": comment.text,
            "body_html": html[comment.text],
            "renderer_version": RENDERER_VERSION,
            "language": LANGUAGE,
            "created_at": comment.at,
        }
        for comment in idea.comments
    ]


def _journey(
    idea_id: int, idea: records.Idea, cast: Cast, statuses: dict[str, int], html: Html
) -> list[dict[str, Any]]:
    before = ["new", *(change.phase for change in idea.status_changes)]
    return [
        {
            "idea_id": idea_id,
            "from_status_id": statuses[came_from],
            "to_status_id": statuses[change.phase],
            "actor_id": cast.people[change.by],
            "note": change.note,
            "note_html": html[change.note],
            "created_at": change.at,
        }
        for came_from, change in zip(before, idea.status_changes, strict=False)
    ]
