"""Rounds: planned, read before, opened, closed, reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _, ngettext
from app.core.text import block, one_line
from app.councils.models import (
    AgendaItem,
    Candidate,
    Council,
    CountsBy,
    Criterion,
    Matter,
    Round,
    RoundKind,
    Stage,
)
from app.councils.queries.meeting import (
    actions_of,
    are_minutes_out,
    decisions_of,
    minutes_of,
    unanswered,
)
from app.councils.queries.papers import papers_of
from app.councils.queries.rounds import candidates_of, last_number
from app.councils.queries.seats import seated
from app.councils.queries.turnout import turnout_of
from app.councils.service.candidates import take_snapshots
from app.councils.service.councils import refuse_once_closed
from app.councils.service.minutes import refuse_once_settled, refuse_once_told
from app.councils.service.papers import remove as remove_paper
from app.councils.service.reminding import remind
from app.councils.terms import beginning_of, today
from app.people.models import User

LONGEST_TITLE = 200
LONGEST_QUESTION = 1000
LONGEST_LINE = 120
LONGEST_PLACE = 2000
LARGEST_QUORUM = 200
LONGEST_OPEN = timedelta(days=366)


@dataclass(frozen=True)
class Scale:
    """A criterion, and what 1 and 10 mean."""

    title: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Plan:
    """What a round is to be. Without `scales` of its own it asks for importance and
    satisfaction; it has two at most."""

    title: str
    question: str = ""
    kind: RoundKind = RoundKind.BALLOT
    counts_by: CountsBy = CountsBy.ORGANISATION
    quorum: int = 1
    closes_at: datetime | None = None
    meets_at: datetime | None = None
    place: str = ""
    scales: Sequence[Scale] = ()


def plan(council: Council, wanted: Plan, *, actor: User) -> Round:
    """The next one, as a draft. Raises Invalid naming the field."""
    lock(council)
    refuse_once_closed(council)
    made = Round(council_id=council.id, number=last_number(council) + 1)
    _write(made, wanted)
    session.add(made)
    session.flush()
    audit.record(actor, "council.plan_round", council, after=_shown(made))
    return made


def edit(of: Round, wanted: Plan, *, version: int, actor: User) -> None:
    """Once it is open only words and its last moment change; once it closed or met nothing does.
    Raises Stale when somebody else changed it since, Conflict for what can no longer change."""
    lock(of)
    refuse_once_closed(of.council)
    _refuse_stale(of, version)
    _refuse_once_closed(of)
    _refuse_what_was_held(of, wanted)
    if of.was_opened and _rules_of(of) != _rules(wanted):
        message = _("The round is open: by which rules it counts no longer changes.")
        raise Conflict(message, errors={"counts_by": message})
    if of.was_opened and (wanted.closes_at is None or wanted.closes_at <= now()):
        message = _("To close it now, press “Close now”.")
        raise Invalid(message, errors={"closes_at": message})
    before, met = _shown(of), _meeting(of)
    _write(of, wanted)
    of.version += 1
    session.flush()
    audit.record(actor, "council.edit_round", of, before=before, after=_shown(of))
    _tell_of_meeting(of, met, actor)


def move_meeting(
    of: Round, meets_at: datetime | None, place: str, *, version: int, actor: User
) -> None:
    """Also once its answers are in. Raises Stale when somebody else changed the round since,
    Invalid for a moment that has passed, Conflict once it has met or where it was not to meet."""
    lock(of)
    refuse_once_closed(of.council)
    _refuse_stale(of, version)
    if of.meets_at is None or of.has_met:
        raise Conflict(_("There is no meeting to move."))
    refuse_once_told(of)
    if meets_at is None or meets_at <= now():
        message = _("Give a moment that lies ahead.")
        raise Invalid(message, errors={"meets_at": message})
    if _faults_of_place(place):
        raise Invalid(_("The meeting was not moved."), errors=_faults_of_place(place))
    before, met = {"meets_at": of.meets_at.isoformat()}, _meeting(of)
    of.meets_at, of.place, of.called_off_at = meets_at, one_line(place), None
    of.version += 1
    session.flush()
    after = {"meets_at": meets_at.isoformat()}
    audit.record(actor, "council.move_meeting", of, before=before, after=after)
    _tell_of_meeting(of, met, actor)


def discard(of: Round, *, actor: User) -> None:
    """With what was prepared for it. Raises Conflict once members were told of it, or something was
    taken down about it."""
    lock(of)
    if of.stage is not Stage.DRAFT:
        raise Conflict(_("Members were told of this round, so it stays."))
    if minutes_of(of) or decisions_of(of) or actions_of(of):
        raise Conflict(_("Something was taken down about this round, so it stays."))
    for paper in papers_of(of):
        remove_paper(paper, of, actor=actor)
    for prepared in (AgendaItem, Candidate):
        session.execute(delete(prepared).where(prepared.round_id == of.id))
    audit.record(actor, "council.discard_round", of.council, before=_shown(of))
    session.delete(of)
    session.flush()


def begin_pre_read(of: Round, *, actor: User) -> None:
    """From now on the members see it."""
    lock(of)
    refuse_once_closed(of.council)
    if of.stage is not Stage.DRAFT:
        raise Conflict(_("The members see this round already."))
    of.pre_read_at = now()
    _note(of, "council.pre_read", actor)
    _tell(Matter.PRE_READ, of, of.pre_read_at, actor)


def open_round(of: Round, *, actor: User) -> None:
    """It takes answers until it closes by the clock. What is judged is kept as it reads now. Raises
    Conflict where nothing is to be judged, or no moment lies ahead to close at."""
    lock(of)
    refuse_once_closed(of.council)
    if of.was_opened:
        raise Conflict(_("This round was opened already."))
    refuse_once_told(of)
    if of.closes_at is None or of.closes_at <= now():
        raise Conflict(_("Say first when it closes; that has to lie ahead."))
    judged = candidates_of(of)
    if not judged and of.kind is RoundKind.BALLOT:
        raise Conflict(_("There is nothing to judge yet. Add a proposal first."))
    take_snapshots(judged)
    of.opened_at = now()
    of.pre_read_at = of.pre_read_at or of.opened_at
    _note(of, "council.open_round", actor)
    if judged or of.kind is RoundKind.TEST:
        voters = [seat for seat in seated(of.council) if seat.kind.answers_ballots]
        remind(Matter.OPENED, of.council, of.uid, of.opened_at, [seat.user for seat in voters])


def remind_of_answers(of: Round, *, actor: User) -> None:
    """Those who still owe some; once a day at most, and by the clock besides."""
    lock(of)
    refuse_once_closed(of.council)
    if of.stage is not Stage.OPEN:
        raise Conflict(_("This round is not open."))
    people = [seat.user for seat in turnout_of(of).owing]
    if not people:
        raise Conflict(_("Everybody answered everything. There is nobody to remind."))
    if not remind(Matter.OPENED, of.council, of.uid, beginning_of(today()), people):
        raise Conflict(_("They were reminded today already. Once a day is enough."))
    _note(of, "council.remind", actor)


def close_now(of: Round, *, actor: User) -> None:
    """Before its time. Whoever saves from now on is refused."""
    lock(of)
    if of.stage is not Stage.OPEN:
        raise Conflict(_("This round is not open."))
    of.closes_at = now()
    _note(of, "council.close_round", actor)


def call_off(of: Round, *, actor: User) -> None:
    """Its meeting does not take place. Another moment for it takes that back."""
    lock(of)
    if of.meets_at is None or of.called_off_at is not None:
        raise Conflict(_("There is no meeting to call off."))
    if of.meets_at <= now():
        raise Conflict(_("This meeting has begun already."))
    met, of.called_off_at = _meeting(of), now()
    _note(of, "council.call_off", actor)
    _tell_of_meeting(of, met, actor)


def report(of: Round, *, actor: User) -> None:
    """Its members read from now on that this is what became of their advice. Raises Conflict where
    nothing is said of one yet, or its minutes are not published."""
    lock(of)
    if not of.is_over or of.reported_at is not None:
        raise Conflict(_("A round is reported once, after it closed or met."))
    if of.is_to_meet:
        raise Conflict(_("The meeting lies ahead. Report once it was held."))
    if not are_minutes_out(of) and (minutes_of(of) or decisions_of(of)):
        raise Conflict(_("Publish the minutes first: they are where members read of it."))
    left = unanswered(of)
    if left:
        raise Conflict(
            ngettext(
                "Say first what became of it: %(num)s advice waits.",
                "Say first what became of each: %(num)s advices wait.",
                left,
            )
        )
    of.reported_at = now()
    of.pre_read_at = of.pre_read_at or of.reported_at
    _note(of, "council.report_round", actor)
    _tell(Matter.REPORTED, of, of.reported_at, actor)


def _tell(matter: Matter, of: Round, occasion: datetime, actor: User) -> None:
    people = [seat.user for seat in seated(of.council) if seat.user_id != actor.id]
    remind(matter, of.council, of.uid, occasion, people)


Meeting = tuple[datetime, str] | None


def _meeting(of: Round) -> Meeting:
    """When and where it is to meet; none where that is called off."""
    return (of.meets_at, of.place) if of.meets_at and not of.called_off_at else None


def _tell_of_meeting(of: Round, before: Meeting, actor: User) -> None:
    """Those who see the round hear that it is not as they knew it."""
    after = _meeting(of)
    if of.stage is not Stage.DRAFT and after != before:
        matter = Matter.MEETING_MOVED if after else Matter.CALLED_OFF
        _tell(matter, of, now(), actor)


def _write(of: Round, wanted: Plan) -> None:
    title, question = one_line(wanted.title), block(wanted.question)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if len(question) > LONGEST_QUESTION:
        errors["question"] = _("Up to %(num)s letters are read.", num=LONGEST_QUESTION)
    if not 1 <= wanted.quorum <= LARGEST_QUORUM:
        errors["quorum"] = _("From 1 to %(num)s answers.", num=LARGEST_QUORUM)
    if wanted.closes_at is not None and wanted.closes_at > now() + LONGEST_OPEN:
        errors["closes_at"] = _("That is more than a year ahead. Give a nearer moment.")
    errors |= _faults_of(_scales(wanted)) | _faults_of_place(wanted.place)
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)
    of.title, of.question, of.place = title, question, one_line(wanted.place)
    of.kind, of.counts_by, of.quorum = wanted.kind, wanted.counts_by, wanted.quorum
    if not of.was_opened:
        _replace_criteria(of, _scales(wanted))
    if of.meets_at != wanted.meets_at:
        of.called_off_at = None
    of.closes_at, of.meets_at = wanted.closes_at, wanted.meets_at


def _faults_of_place(place: str) -> dict[str, str]:
    if len(one_line(place)) <= LONGEST_PLACE:
        return {}
    return {"place": _("Up to %(num)s letters are read.", num=LONGEST_PLACE)}


def _replace_criteria(of: Round, scales: Sequence[Scale]) -> None:
    if of.criteria:
        of.criteria.clear()
        session.flush()  # their places are taken until then
    of.criteria.extend(
        Criterion(position=place, title=each.title, low=each.low, high=each.high)
        for place, each in enumerate(scales)
    )


Rules = tuple[RoundKind, CountsBy, int, list[Scale]]


def _rules(wanted: Plan) -> Rules:
    return (wanted.kind, wanted.counts_by, wanted.quorum, _scales(wanted))


def _rules_of(of: Round) -> Rules:
    scales = [Scale(each.title, each.low, each.high) for each in of.criteria]
    return (of.kind, of.counts_by, of.quorum, scales)


def _scales(wanted: Plan) -> list[Scale]:
    lines = [Scale(*map(one_line, (each.title, each.low, each.high))) for each in wanted.scales]
    return [each for each in lines if each != Scale("")]


def _faults_of(scales: Sequence[Scale]) -> dict[str, str]:
    faults = {}
    for name, each in zip(("first_title", "second_title"), scales, strict=False):
        if not each.title:
            faults[name] = _("Say what is scored between these two ends.")
        elif max(map(len, (each.title, each.low, each.high))) > LONGEST_LINE:
            faults[name] = _("Up to %(num)s letters are read.", num=LONGEST_LINE)
    return faults


def _refuse_stale(of: Round, version: int) -> None:
    if of.version != version:
        raise Stale(_("Someone changed this round a moment ago. Look at it again, then decide."))


def _refuse_what_was_held(of: Round, wanted: Plan) -> None:
    """A ballot that is still open may last longer; the meeting that was held stays where it was."""
    if of.stage is not Stage.OPEN or of.meets_at != wanted.meets_at:
        refuse_once_settled(of)
    refuse_once_told(of)


def _refuse_once_closed(of: Round) -> None:
    if of.has_closed:
        raise Conflict(_("This round is closed, so it stays as it was."))


def _note(of: Round, action: str, actor: User) -> None:
    of.version += 1
    session.flush()
    audit.record(actor, action, of, after={"stage": of.stage.value})


def _shown(of: Round) -> dict[str, object]:
    return {
        "title": of.title,
        "kind": of.kind.value,
        "counts_by": of.counts_by.value,
        "quorum": of.quorum,
        "closes_at": of.closes_at.isoformat() if of.closes_at else "",
    }
