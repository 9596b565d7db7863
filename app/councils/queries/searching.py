"""Looking for words inside one council. Only what this reader may read on a page of it is looked
at, so that counts, order and words tell of nothing else: each kind of text comes by the rule of the
page that shows it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.db import session
from app.councils.models import Action, AgendaItem, Candidate, Decision, Paper, Round
from app.councils.policy import Standing
from app.councils.queries.findings import findings_in
from app.councils.queries.meeting import open_minutes
from app.councils.queries.results import comments_in
from app.councils.queries.rounds import rounds_of
from app.ideas.queries.excerpts import plain
from app.search.at_hand import Text, find_among, says_something
from app.search.lexicon import lexicon
from app.search.reasons import around, shared_words


class TextKind(enum.StrEnum):
    ROUND = "round"
    AGENDA = "agenda"
    PROPOSAL = "proposal"
    PAPER = "paper"
    MINUTES = "minutes"
    ADVICE = "advice"
    ACTION = "action"
    FINDING = "finding"
    COMMENT = "comment"


class Written(NamedTuple):
    """A text of a round and `where` it stands, after the address of the round. `title` and `body`
    are looked in; `about` is what to call it where it has no title of its own, `by` whose words it
    is."""

    kind: TextKind
    of: Round
    where: str
    title: str
    body: str = ""
    about: str = ""
    by: str | None = None


class Hit(NamedTuple):
    """`excerpt` is where the `words` stand in it. Of a paper there is none: it is only ever shown
    with the name of whoever reads it."""

    written: Written
    words: Sequence[str]
    excerpt: str


class Looked(NamedTuple):
    """What was found, best first, of how many texts of each kind. `is_asked`: whether what was
    typed says anything to look for."""

    found: Sequence[Written] = ()
    terms: Mapping[str, float] = {}
    is_asked: bool = False

    @property
    def counts(self) -> dict[TextKind, int]:
        counted = Counter(each.kind for each in self.found)
        return {kind: counted[kind] for kind in TextKind if kind in counted}


def look_for(typed: str, standing: Standing) -> Looked:
    """Every word of it in one text; of equally good ones those of the newest round come first."""
    if not says_something(typed, lexicon=lexicon()):
        return Looked()
    everything = sorted(_readable(standing), key=lambda each: -each.of.number)
    texts = [Text(each.title, each.body) for each in everything]
    found = find_among(texts, typed, lexicon=lexicon())
    return Looked([everything[place] for place in found.places], found.terms, True)


def hits_of(found: Iterable[Written], terms: Mapping[str, float]) -> list[Hit]:
    return [_hit(each, terms) for each in found]


def _hit(written: Written, terms: Mapping[str, float]) -> Hit:
    words = shared_words(terms, written.title, written.body, lexicon=lexicon())
    if written.kind is TextKind.PAPER:
        return Hit(written, words, "")
    return Hit(written, words, around(written.body, words, lexicon=lexicon()))


def _readable(standing: Standing) -> Iterator[Written]:
    """Whatever their number, in as many statements."""
    rounds = rounds_of(standing)
    for each in rounds:
        yield Written(TextKind.ROUND, each, "", each.title, _line(each.question))
    yield from _prepared(rounds)
    yield from _concluded(rounds, standing)
    yield from _said(rounds, standing)


def _prepared(rounds: Sequence[Round]) -> Iterator[Written]:
    """What the page of a round shows to all who may open it."""
    for of, item in _each(AgendaItem, rounds):
        body = _line(item.question, item.speaker)
        yield Written(TextKind.AGENDA, of, "#agenda", item.title, body)
    for of, judged in _each(Candidate, rounds):
        yield Written(TextKind.PROPOSAL, of, "#judged", judged.title, plain(judged.body))
    for of, paper in _each(Paper, rounds):
        where = f"/papers/{paper.uid}"
        yield Written(TextKind.PAPER, of, where, paper.title, plain(paper.body))


def _concluded(rounds: Sequence[Round], standing: Standing) -> Iterator[Written]:
    """What pages of minutes show."""
    minutes = open_minutes(standing, rounds)
    ended = [each for each in rounds if each.id in minutes]
    for of in ended:
        if written := minutes[of.id]:
            yield Written(TextKind.MINUTES, of, "/minutes", "", plain(written.summary))
    for of, item in _each(AgendaItem, [each for each in ended if minutes[each.id]]):
        notes = plain(item.notes)
        yield Written(TextKind.MINUTES, of, "/minutes", "", notes, about=item.title)
    for of, advice in _each(Decision, ended):
        answer = advice.answer if advice.answered_at else ""
        body = _line(advice.dissent, answer)
        yield Written(TextKind.ADVICE, of, "/minutes#advice", advice.title, body)
    for of, action in _each(Action, ended):
        yield Written(TextKind.ACTION, of, "/minutes#actions", action.title)


def _said(rounds: Sequence[Round], standing: Standing) -> Iterator[Written]:
    """What members found and, in rounds that have closed, what they said to what was judged."""
    by_id = {each.id: each for each in rounds}
    for found in findings_in(standing, rounds):
        of, by = by_id[found.round_id], found.seat.user.name
        yield Written(TextKind.FINDING, of, "#findings", "", _line(found.body), by=by)
    for judged, comment in comments_in(rounds):
        of, words = by_id[judged.round_id], _line(comment.words)
        yield Written(
            TextKind.COMMENT, of, "/results", "", words, about=judged.title, by=comment.name
        )


def _each(table: Any, rounds: Iterable[Round]) -> Iterator[tuple[Round, Any]]:
    by_id = {each.id: each for each in rounds}
    found = select(table).where(table.round_id.in_(by_id)).order_by(table.round_id, table.id)
    for row in session.scalars(found):
        yield by_id[row.round_id], row


def _line(*words: str) -> str:
    return " · ".join(" ".join(each.split()) for each in words if each)
