"""What became of ideas together: improvements, each move of them, the dates given, and whether
they helped. Ideas behind one improvement were decided upon at the same moments."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from app.web.demo.content.office_hours import by_day, when_staff_act
from app.web.demo.content.records import (
    DateGiven,
    FixAnswer,
    Fixed,
    Horizon,
    Idea,
    Improvement,
    Move,
    Phase,
    Said,
)
from app.web.demo.content.texts import read

MOST_IDEAS = 5
ENOUGH = 4  # where as many fit together, the group that was decided upon first
ROOM = timedelta(days=21)  # for what follows once the last of the ideas is under review
A_MOMENT = timedelta(minutes=10)
ASKED_AFTER = timedelta(days=14)
ANSWERED_WITHIN = timedelta(days=20)
ANSWER_SHARE = 0.3  # of those who voted
PHASES: dict[Horizon, Phase] = {
    "considering": "reviewing",
    "later": "reviewing",
    "next": "planned",
    "now": "in_progress",
    "shipped": "shipped",
    "set_aside": "reviewing",
}
HORIZONS: dict[Phase, Horizon] = {"planned": "next", "in_progress": "now", "shipped": "shipped"}


def promote_some(
    rng: Random, ideas: list[Idea], taken: Collection[int], end: datetime
) -> tuple[list[Idea], list[Improvement]]:
    """Each improvement of the file with ideas that stand where it stands; one for which there are
    none is left out. An idea is behind one at most. `taken` are numbers that are not free."""
    told = {idea.number: idea for idea in ideas}
    free = told.keys() - set(taken)
    improvements = []
    for said in read("improvements.yaml"):
        group = _group(said, [told[number] for number in sorted(free)], end)
        if group:
            told |= {idea.number: idea for idea in group}
            free -= {idea.number for idea in group}
            improvements.append(_improvement(rng, said, group, end))
    return list(told.values()), improvements


def _group(said: Said, free: list[Idea], end: datetime) -> list[Idea]:
    """The most wanted first; of those that were decided upon, as fit to one of them."""
    phase = PHASES[said["horizon"]]
    alike = [idea for idea in free if idea.topic == said["topic"] and idea.phase == phase]
    alike.sort(key=lambda idea: (-len(idea.votes), idea.number))
    if phase == "reviewing":
        ready = [idea for idea in alike if idea.status_changes[0].at < end - ROOM]
        return ready[:MOST_IDEAS]
    groups = [[lead, *(idea for idea in alike if _fits(idea, lead))] for lead in alike]
    if not groups:
        return []
    lead, *others = min(groups, key=lambda group: (-min(len(group), ENOUGH), _decided_at(group[0])))
    return [lead, *(_decided_with(lead, idea) for idea in others[: MOST_IDEAS - 1])]


def _decided_at(lead: Idea) -> datetime:
    return lead.status_changes[-1].at


def _fits(idea: Idea, lead: Idea) -> bool:
    """Whether it could have been decided upon together with `lead`, which closed when it did."""
    is_in_time = idea.status_changes[0].at < lead.status_changes[1].at
    closed = _decided_at(lead) if lead.phase == "shipped" else None
    return idea is not lead and is_in_time and (closed is None or idea.votes[-1].at < closed)


def _decided_with(lead: Idea, idea: Idea) -> Idea:
    """In its own words, but at the same moments and by the same person."""
    first, *others = idea.status_changes
    together = [
        replace(change, at=of_lead.at, by=of_lead.by)
        for change, of_lead in zip(others, lead.status_changes[1:], strict=True)
    ]
    return replace(idea, status_changes=(first, *together))


def _improvement(rng: Random, said: Said, group: list[Idea], end: datetime) -> Improvement:
    moves = _moves(rng, said, group, end)
    return Improvement(
        said=said,
        ideas=tuple(idea.number for idea in group),
        moves=moves,
        dates=tuple(_dates(rng, said, moves, end)),
        answers=tuple(_answers(rng, said, moves[-1], group, end)),
    )


def _moves(rng: Random, said: Said, group: list[Idea], end: datetime) -> tuple[Move, ...]:
    """Promoted once all are under review, and before anything else is decided."""
    reviewed = max(idea.status_changes[0].at for idea in group)
    decided = group[0].status_changes[1:]
    promoted = _between(rng, reviewed, decided[0].at if decided else end)
    moves = [Move(promoted, "considering")]
    moves += [Move(change.at, HORIZONS[change.phase]) for change in decided]
    if moves[-1].horizon != said["horizon"]:
        moves.append(Move(_between(rng, promoted, end), said["horizon"]))
    return tuple(moves)


def _between(rng: Random, start: datetime, end: datetime) -> datetime:
    """About halfway, in office hours where there are any between."""
    moment = start + (end - start) * rng.uniform(0.35, 0.55)
    at_work = when_staff_act(rng, moment)
    return (at_work if at_work < end else moment).replace(microsecond=0)


def _dates(rng: Random, said: Said, moves: tuple[Move, ...], end: datetime) -> Iterator[DateGiven]:
    """Given when it was decided. In days after the story's end, or after shipping: kept where
    that is not negative."""
    given = said.get("promise")
    if given is None:
        return
    decided = next(move.at for move in moves if move.horizon == "next") + A_MOMENT
    if "after" in given:
        yield DateGiven(decided, moves[-1].at.date() + timedelta(days=given["after"]), "")
        return
    if "was" in given:
        yield DateGiven(decided, end.date() + timedelta(days=given["was"]), "")
        decided = _between(rng, moves[-1].at + A_MOMENT, end)
    yield DateGiven(decided, end.date() + timedelta(days=given["in"]), given.get("reason", ""))


def _answers(
    rng: Random, said: Said, last: Move, group: list[Idea], end: datetime
) -> Iterator[FixAnswer]:
    """Of some who asked, from two weeks after shipping on."""
    helped: dict[Fixed, int] | None = said.get("helped")
    if helped is None:
        return
    for idea in group:
        for vote in idea.votes:
            at = by_day(last.at + ASKED_AFTER + ANSWERED_WITHIN * rng.random() ** 2)
            fixed = rng.choices(list(helped), list(helped.values()))[0]
            is_asked = vote.recorded_by is None
            if rng.random() < ANSWER_SHARE and is_asked and at < end:
                yield FixAnswer(idea.number, vote.person, at.replace(microsecond=0), fixed)
