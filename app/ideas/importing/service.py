"""Keeping one chunk of checked rows: what is new, and of what changed only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from app.core import text
from app.core.clock import now
from app.core.db import session
from app.core.markup import RENDERER_VERSION
from app.core.settings import portal
from app.ideas.events import ideas_imported
from app.ideas.importing.rows import ImportedIdea
from app.ideas.models import Idea, IdeaTag, Phase, StatusChange, Topic
from app.ideas.queries.statuses import first_status
from app.ideas.searchable import KIND
from app.ideas.service.sort import tags_called
from app.ideas.service.submit import next_number
from app.people.service.imported import bring_people_in
from app.search.service import enqueue, enqueue_bulk

CHUNK_ROWS = 500


class Written(NamedTuple):
    """A checked row with its body as HTML, rendered before the unit of change."""

    idea: ImportedIdea
    body_html: str


class Known(NamedTuple):
    """An idea that came with an earlier import."""

    id: int
    digest: str | None
    status_id: int
    version: int


class Ballot(NamedTuple):
    """Who voted for an imported idea; when is not known better than when it was asked."""

    idea_id: int
    voter_ids: list[int]
    cast_at: datetime


def known_ideas(board_id: int, imported: Iterable[ImportedIdea]) -> dict[str, Known]:
    """Those of the rows that are on the board already, by external_id."""
    external_ids = [idea.external_id for idea in imported]
    on_board = select(
        Idea.external_id, Idea.id, Idea.import_digest, Idea.status_id, Idea.version
    ).where(Idea.board_id == board_id, Idea.external_id.in_(external_ids))
    return {str(row[0]): Known(*row[1:]) for row in session.execute(on_board)}


def keep(chunk: Sequence[Written], *, board_id: int, import_id: int | None = None) -> None:
    """Make ideas of the rows, or change those they made before. Tells nobody, starts no clock."""
    first = next_number()
    known = known_ideas(board_id, [written.idea for written in chunk])
    new = [written for written in chunk if written.idea.external_id not in known]
    people = _people_of(chunk)
    topics = _topics_called({written.idea.topic for written in chunk} - {""})
    ids = {external_id: each.id for external_id, each in known.items()}
    ids |= _insert(new, {"board_id": board_id, "import_id": import_id}, first, people, topics)
    changes = [
        (each.idea, _change(each, known[each.idea.external_id], people, topics))
        for each in chunk
        if each.idea.external_id in known
    ]
    if changes:
        session.execute(update(Idea), [row for _idea, row in changes])
    _keep_journeys(known, [row for _idea, row in changes])
    _keep_tags([each.idea for each in chunk if _has_other_tags(each.idea, known)], ids)
    if len(ids) < CHUNK_ROWS:
        enqueue(KIND, *ids.values())
    else:  # a full chunk: more follow
        enqueue_bulk(KIND, ids.values())
    ideas_imported.send([_ballot(written.idea, ids, people) for written in chunk])


def _people_of(chunk: Sequence[Written]) -> dict[str, int]:
    names: dict[str, str] = {}
    for idea, _html in chunk:
        names |= {voter: names.get(voter, "") for voter in idea.voters}
        if idea.author:
            names[idea.author] = names.get(idea.author) or idea.author_name
    return bring_people_in(names)


def _topics_called(names: set[str]) -> dict[str, int]:
    """Ids of topics by the name or slug a file calls them, made where they are new."""
    known: dict[str, int] = {}
    for topic in session.scalars(select(Topic)):
        known |= {topic.name: topic.id, topic.slug: topic.id}
    for name in sorted(names - known.keys()):
        slug = text.slug(name) or f"topic-{len(known)}"
        if slug not in known:
            topic = Topic(slug=slug, name=name)
            session.add(topic)
            session.flush()
            known[slug] = topic.id
        known[name] = known[slug]
    return known


def _insert(
    new: Sequence[Written],
    where: dict[str, int | None],
    first_number: int,
    people: dict[str, int],
    topics: dict[str, int],
) -> dict[str, int]:
    """Ids of the new ideas by external_id."""
    if not new:
        return {}
    status_id, language, moment = first_status(Phase.NEW).id, portal().locale, now()
    rows = [
        {
            **where,
            "number": number,
            "external_id": idea.external_id,
            "import_digest": idea.digest,
            "author_id": people.get(idea.author),
            "title": idea.title,
            "body": idea.body,
            "body_html": body_html,
            "renderer_version": RENDERER_VERSION,
            "language": language,
            "status_id": idea.status_id or status_id,
            "topic_id": topics.get(idea.topic),
            "is_imported": True,
            "external_support": idea.support,
            "created_at": idea.created_at or moment,
            "status_since": idea.created_at or moment,
        }
        for number, (idea, body_html) in enumerate(new, start=first_number)
    ]
    made = session.execute(insert(Idea).returning(Idea.external_id, Idea.id), rows)
    return {str(external_id): idea_id for external_id, idea_id in made}


def _change(
    written: Written, known: Known, people: dict[str, int], topics: dict[str, int]
) -> dict[str, Any]:
    """The columns to change: what the file says otherwise than last time, nothing else, so that
    work done in the portal meanwhile stays."""
    idea, parts = written.idea, written.idea.changed_parts(known.digest)
    new_values: dict[str, dict[str, Any]] = {
        "title": {"title": idea.title},
        "body": {
            "body": idea.body,
            "body_html": written.body_html,
            "renderer_version": RENDERER_VERSION,
        },
        "author": {"author_id": people.get(idea.author)},
        "created_at": {"created_at": idea.created_at} if idea.created_at else {},
        "status_id": (
            {"status_id": idea.status_id, "status_since": now()} if idea.status_id else {}
        ),
        "topic": {"topic_id": topics.get(idea.topic)},
        "votes": {"external_support": idea.support},
    }
    row: dict[str, Any] = {"import_digest": idea.digest, "version": known.version + 1}
    for part in parts & new_values.keys():
        row |= new_values[part]
    return {"id": known.id, **row}


def _keep_journeys(known: dict[str, Known], rows: list[dict[str, Any]]) -> None:
    before = {each.id: each.status_id for each in known.values()}
    steps = [
        {
            "idea_id": row["id"],
            "from_status_id": before[row["id"]],
            "to_status_id": row["status_id"],
        }
        for row in rows
        if row.get("status_id", before[row["id"]]) != before[row["id"]]
    ]
    if steps:
        session.execute(insert(StatusChange), steps)


def _has_other_tags(idea: ImportedIdea, known: dict[str, Known]) -> bool:
    before = known.get(idea.external_id)
    return before is None or "tags" in idea.changed_parts(before.digest)


def _keep_tags(ideas: Sequence[ImportedIdea], ids: dict[str, int]) -> None:
    tag_ids = tags_called(sorted({tag for idea in ideas for tag in idea.tags}))
    rows = [
        {"idea_id": ids[idea.external_id], "tag_id": tag_ids[tag]}
        for idea in ideas
        for tag in idea.tags
    ]
    retagged = [ids[idea.external_id] for idea in ideas]
    session.execute(delete(IdeaTag).where(IdeaTag.idea_id.in_(retagged)))
    if rows:
        session.execute(insert(IdeaTag), rows)


def _ballot(idea: ImportedIdea, ids: dict[str, int], people: dict[str, int]) -> Ballot:
    """Asking is voting: the author is among the voters."""
    voters = sorted(people[address] for address in idea.addresses)
    return Ballot(ids[idea.external_id], voters, idea.created_at or now())
