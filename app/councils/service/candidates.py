"""What a round is about: proposals to judge, taken from ideas and improvements or written by the
hosts, and its agenda. What is judged is settled once the round opens, the agenda once it met."""

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
from app.councils.service.councils import refuse_once_closed
from app.councils.service.minutes import look_again, refuse_once_settled, refuse_once_told
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
    """As the last one on the agenda. Raises Invalid naming the field, Conflict once the round is
    settled."""
    there = _still_to_discuss(of)
    _refuse_impossible(wanted, is_one_too_many=len(there) >= MOST_ITEMS)
    added = AgendaItem(round_id=of.id, position=there[-1].position + 1 if there else 0)
    _write_item(added, wanted)
    session.add(added)
    session.flush()
    return added


def edit_item(item: AgendaItem, of: Round, wanted: Item) -> None:
    """Raises Invalid naming the field, Conflict once the round is settled."""
    _still_to_discuss(of)
    _refuse_impossible(wanted)
    _write_item(item, wanted)
    session.flush()


def move_item(item: AgendaItem, of: Round, places: int) -> None:
    """So many places down, or up where that is negative; as far as the agenda goes. Raises Conflict
    once the round is settled."""
    order = list(_still_to_discuss(of))
    place = order.index(item)
    order.insert(max(place + places, 0), order.pop(place))
    for position, each in enumerate(order):
        each.position = position
    session.flush()


def remove_item(item: AgendaItem, of: Round) -> None:
    """Raises Conflict once the round is settled."""
    _still_to_discuss(of)
    session.delete(item)
    session.flush()


def _still_to_discuss(of: Round) -> Sequence[AgendaItem]:
    """What is on the agenda so far. Calendars hear that it changes, and so does a chair."""
    lock(of)
    refuse_once_closed(of.council)
    refuse_once_settled(of)
    look_again(of)
    if of.meets_at is not None:
        of.version += 1
    return agenda_of(of)


def _refuse_impossible(wanted: Item, *, is_one_too_many: bool = False) -> None:
    title = one_line(wanted.title)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if not 1 <= wanted.minutes <= 600:
        errors["minutes"] = _("From 1 to 600 minutes.")
    for name, text, longest in (
        ("speaker", one_line(wanted.speaker), LONGEST_TITLE),
        ("question", block(wanted.question), LONGEST_BODY),
    ):
        if len(text) > longest:
            errors[name] = _("Up to %(num)s letters are read.", num=longest)
    if is_one_too_many:
        errors["title"] = _("Up to %(num)s points fit an agenda.", num=MOST_ITEMS)
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)


def _write_item(item: AgendaItem, wanted: Item) -> None:
    item.title, item.kind, item.minutes = one_line(wanted.title), wanted.kind, wanted.minutes
    item.speaker, item.question = one_line(wanted.speaker), block(wanted.question)


def _still_open_to_change(of: Round) -> Sequence[Candidate]:
    """What is judged so far."""
    lock(of)
    refuse_once_closed(of.council)
    if of.was_opened:
        raise Conflict(_("The round was opened: what is judged no longer changes."))
    refuse_once_told(of)
    return candidates_of(of)


def _source_of(candidate: Candidate) -> tuple[int | None, int | None]:
    idea, improvement = candidate.idea, candidate.improvement
    return (idea.id if idea else None, improvement.id if improvement else None)
