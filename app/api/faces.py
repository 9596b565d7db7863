"""How things look to a program, and how much of a person its owner may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all

from app.core.db import session
from app.core.web.requests import absolute
from app.ideas.models import Board, Comment, Idea, Status
from app.ideas.queries.shown import shown_author, shown_html, shown_name
from app.ideas.queries.statuses import wording
from app.ideas.queries.tags import tags_named
from app.ideas.queries.visible import visible_ideas
from app.ideas.urls import board_url, idea_url
from app.people.models import Organisation, User
from app.people.queries import organisations_of
from app.people.session import presented_token
from app.votes.importances import importances_counted
from app.votes.models import Importance
from app.votes.queries import voted_among


def board_face(board: Board) -> dict[str, Any]:
    return {
        "id": str(board.uid),
        "slug": board.slug,
        "name": board.name,
        "question": board.question,
        "audience": board.audience.value,
        "url": absolute(board_url(board)),
    }


def status_face(status: Status) -> dict[str, Any]:
    return {"key": status.key, "phase": status.phase.value, "name": wording(status)}


def organisation_face(organisation: Organisation, viewer: User) -> dict[str, Any]:
    """Revenue is for managers and administrators."""
    face = {
        "id": str(organisation.uid),
        "name": organisation.name,
        "domains": organisation.domains,
        "segment": organisation.segment,
        "region": organisation.region,
        "plan": organisation.plan,
        "lifecycle": organisation.lifecycle.value,
        "version": organisation.version,
        "created_at": moment(organisation.created_at),
        "updated_at": moment(organisation.updated_at),
    }
    return {**face, "revenue": organisation.revenue} if viewer.sees_figures else face


def idea_faces(
    ideas: Sequence[Idea], viewer: User, *, voted: set[int] | None = None
) -> list[dict[str, Any]]:
    """In the order given; the same number of statements for one idea and for a hundred. `voted`:
    ids of those the viewer gave a vote, where the caller knows."""
    ids = [idea.id for idea in ideas]
    words, targets = _words_of(ids), _targets(ideas, viewer)
    if voted is None:
        voted = voted_among({*ids, *targets}, reader=viewer)
    behind = [who for idea in ideas for who in (idea.author, idea.owner, idea.on_behalf_of)]
    shown = _PeopleShown.to(viewer, behind)
    return [
        {
            **_plain(idea),
            **_counted(targets.get(idea.merged_into_id or 0), idea),
            "author": shown.author(idea),
            "on_behalf_of": shown.customer(idea),
            "importance": words[idea.id].importance,
            "owner": shown.face(idea.owner, idea.board),
            "tags": sorted(words[idea.id].tags, key=str.casefold),
            "viewer_voted": bool({idea.id, idea.merged_into_id} & voted),
        }
        for idea in ideas
    ]


def idea_face(idea: Idea, viewer: User, *, voted: set[int] | None = None) -> dict[str, Any]:
    return idea_faces([idea], viewer, voted=voted)[0]


def comment_faces(comments: Sequence[Comment], board: Board, viewer: User) -> list[dict[str, Any]]:
    shown = _PeopleShown.to(viewer, [comment.author for comment in comments])
    return [
        {
            "id": str(comment.uid),
            "kind": comment.kind.value,
            "state": comment.state.value,
            "author": shown.face(comment.author, board),
            "body": comment.body,
            "body_html": shown_html(comment),
            "created_at": moment(comment.created_at),
        }
        for comment in comments
    ]


def comment_face(comment: Comment, board: Board, viewer: User) -> dict[str, Any]:
    return comment_faces([comment], board, viewer)[0]


@dataclass(frozen=True)
class _PeopleShown:
    """What one viewer may see of people: organisations for staff, e-mail addresses for managers
    whose token has the scope `triage`."""

    viewer: User
    organisations: dict[int, str]
    has_emails: bool

    @classmethod
    def to(cls, viewer: User, people: Iterable[User | None]) -> _PeopleShown:
        token = presented_token()
        return cls(
            viewer=viewer,
            organisations=organisations_of(filter(None, people)) if viewer.is_staff else {},
            has_emails=viewer.is_keeper and token is not None and "triage" in token.scopes,
        )

    def author(self, idea: Idea) -> dict[str, Any] | None:
        """As `shown.shown_author` calls them; for staff who put it down, beside the customer."""
        if idea.on_behalf_of is None or self.viewer.is_staff:
            return self.face(idea.author, idea.board)
        if idea.claimed_at is not None:
            return self.face(idea.on_behalf_of, idea.board)
        hidden = self.face(idea.author, idea.board)
        return hidden and {**hidden, "name": shown_author(idea, reader=self.viewer)}

    def customer(self, idea: Idea) -> dict[str, Any] | None:
        """Staff see for whom it was asked, everyone once the customer claimed it."""
        if idea.claimed_at is None and not self.viewer.is_staff:
            return None
        return self.face(idea.on_behalf_of, idea.board)

    def face(self, person: User | None, board: Board) -> dict[str, Any] | None:
        if person is None:
            return None
        face: dict[str, Any] = {
            "id": str(person.uid),
            "name": shown_name(person, board=board, reader=self.viewer),
            "organisation": self.organisations.get(person.organisation_id or 0),
        }
        if self.has_emails and person.email:
            face["email"] = person.email
        return face


def _plain(idea: Idea) -> dict[str, Any]:
    return {
        "id": str(idea.uid),
        "reference": idea.reference,
        "external_id": idea.external_id,
        "board": idea.board.slug,
        "title": idea.title,
        "body": idea.body,
        "body_html": shown_html(idea),
        "state": idea.state.value,
        "topic": idea.topic.slug if idea.topic else None,
        "element": idea.element.key if idea.element else None,
        "stage": idea.stage.key if idea.stage else None,
        "version": idea.version,
        "created_at": moment(idea.created_at),
        "updated_at": moment(idea.updated_at),
        "url": absolute(idea_url(idea)),
    }


@dataclass(frozen=True)
class _Words:
    """What stands beside an idea in words: its tags, and how many called it how important."""

    tags: list[str] = field(default_factory=list)
    importance: dict[str, int] = field(
        default_factory=lambda: {word.value: 0 for word in reversed(Importance)}
    )


def _words_of(ids: Sequence[int]) -> dict[int, _Words]:
    """Both in one statement: the answer to a vote has to stay cheap."""
    found = {idea_id: _Words() for idea_id in ids}
    if not ids:
        return found
    said = union_all(tags_named(ids), importances_counted(ids))
    for kind, idea_id, word, people in session.execute(said):
        if kind == "tag":
            found[idea_id].tags.append(word)
        else:
            found[idea_id].importance[word] = people
    return found


def _counted(target: Idea | None, idea: Idea) -> dict[str, Any]:
    """Where it stands and how many asked: a merged idea mirrors what it was merged into."""
    mirrored = target or idea
    return {
        "status": mirrored.status.key,
        "phase": mirrored.status.phase.value,
        "votes": mirrored.people,
        "organisations": mirrored.organisations,
        "merged_into": str(target.uid) if target else None,
    }


def _targets(ideas: Sequence[Idea], viewer: User) -> dict[int, Idea]:
    """What the merged ones were merged into, as far as the viewer may know of it."""
    ids = {idea.merged_into_id for idea in ideas if idea.merged_into_id is not None}
    if not ids:
        return {}
    seen = select(Idea).where(Idea.id.in_(ids), visible_ideas(viewer))
    return {target.id: target for target in session.scalars(seen)}


def moment(when: datetime) -> str:
    """RFC 3339, UTC."""
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
