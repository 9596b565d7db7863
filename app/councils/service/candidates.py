"""What a round is about: proposals to judge, taken from ideas and improvements or written by the
hosts, and its agenda. All of it is settled once the round opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import audit
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.markup import render
from app.core.text import block, one_line
from app.councils.models import AgendaItem, Candidate, ItemKind, Round
from app.councils.queries.rounds import agenda_of, candidates_of
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.improvements.queries.demand import demands
from app.people.models import User

LONGEST_TITLE = 300
LONGEST_BODY = 5000
MOST_CANDIDATES = 50
MOST_ITEMS = 50


@dataclass(frozen=True)
class Words:
    """A proposal of the hosts' own; rendered before a unit of change begins."""

    title: str
    body: str
    body_html: str


@dataclass(frozen=True)
class Item:
    title: str
    kind: ItemKind = ItemKind.DISCUSSION
    minutes: int = 15
    speaker: str = ""
    question: str = ""


def words(title: str, body: str) -> Words:
    """Raises Invalid."""
    title, body = one_line(title), block(body)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if len(body) > LONGEST_BODY:
        errors["body"] = _("Up to %(num)s letters are read.", num=LONGEST_BODY)
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
    return Words(title, body, render(body))


def add(of: Round, source: Idea | Improvement | Words, *, actor: User) -> Candidate:
    """As the last one. Raises Conflict once the round opened, and for what is in it already."""
    there = _still_open_to_change(of)
    if len(there) >= MOST_CANDIDATES:
        raise Conflict(_("Up to %(num)s proposals fit a round.", num=MOST_CANDIDATES))
    added = Candidate(round_id=of.id, position=there[-1].position + 1 if there else 0)
    if isinstance(source, Words):
        added.title, added.body, added.body_html = source.title, source.body, source.body_html
    elif isinstance(source, Idea):
        added.idea = source
    else:
        added.improvement = source
    if any(_source_of(each) == _source_of(added) for each in there if each.was_asked_for):
        message = _("This is in the round already.")
        raise Conflict(message, errors={"reference": message})
    take_snapshots([added])
    session.add(added)
    session.flush()
    audit.record(actor, "council.add_candidate", of, after={"title": added.title})
    return added


def remove(candidate: Candidate, of: Round, *, actor: User) -> None:
    """Raises Conflict once the round opened."""
    _still_open_to_change(of)
    audit.record(actor, "council.remove_candidate", of, before={"title": candidate.title})
    session.delete(candidate)
    session.flush()


def take_snapshots(candidates: Sequence[Candidate]) -> None:
    """Their words and counts, as their sources have them now."""
    taken = [each.improvement for each in candidates if each.improvement]
    asked = demands([each.id for each in taken])
    for each in candidates:
        if each.idea is not None:
            each.title, each.body = each.idea.title, each.idea.body
            each.body_html = each.idea.body_html
            each.people, each.organisations = each.idea.people, each.idea.organisations
        elif each.improvement is not None:
            each.title, each.body = each.improvement.title, each.improvement.problem
            each.body_html = render(each.improvement.problem)
            demand = asked.get(each.improvement.id)
            each.people = demand.people if demand else 0
            each.organisations = demand.organisations if demand else 0


def add_item(of: Round, wanted: Item) -> AgendaItem:
    """As the last one on the agenda. Raises Invalid naming the field."""
    lock(of)
    if of.has_closed:
        raise Conflict(_("This round is closed, so it stays as it was."))
    there = agenda_of(of)
    title = one_line(wanted.title)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if not 1 <= wanted.minutes <= 600:
        errors["minutes"] = _("From 1 to 600 minutes.")
    if len(there) >= MOST_ITEMS:
        errors["title"] = _("Up to %(num)s points fit an agenda.", num=MOST_ITEMS)
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
    added = AgendaItem(round_id=of.id, position=there[-1].position + 1 if there else 0)
    added.title, added.kind, added.minutes = title, wanted.kind, wanted.minutes
    added.speaker = one_line(wanted.speaker)[:LONGEST_TITLE]
    added.question = block(wanted.question)[:LONGEST_BODY]
    session.add(added)
    session.flush()
    return added


def remove_item(item: AgendaItem, of: Round) -> None:
    lock(of)
    if of.has_closed:
        raise Conflict(_("This round is closed, so it stays as it was."))
    session.delete(item)
    session.flush()


def _still_open_to_change(of: Round) -> Sequence[Candidate]:
    """What is judged so far."""
    lock(of)
    if of.was_opened:
        raise Conflict(_("The round was opened: what is judged no longer changes."))
    return candidates_of(of)


def _source_of(candidate: Candidate) -> tuple[int | None, int | None]:
    idea, improvement = candidate.idea, candidate.improvement
    return (idea.id if idea else None, improvement.id if improvement else None)
