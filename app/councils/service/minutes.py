"""Minutes: written by hosts, looked at by a chair, published for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.core.markup import LONGEST, render
from app.core.text import block
from app.councils.models import Attendance, Council, Matter, Minutes, MinutesStage, Round, SeatKind
from app.councils.queries.find import hosts_of
from app.councils.queries.meeting import are_minutes_late, expected_at, has_a_chair, minutes_of
from app.councils.queries.rounds import agenda_of
from app.councils.queries.seats import seated
from app.councils.service.reminding import remind
from app.councils.service.unnamed import refuse_names
from app.people.models import User

LONGEST_REMARK = 2000


@dataclass(frozen=True)
class Passage:
    """Markdown and its HTML."""

    body: str = ""
    body_html: str = ""


@dataclass(frozen=True)
class Draft:
    """Rendered before a unit of change begins. `notes` by the uid of a point of the agenda;
    `present` are uids of seats."""

    summary: Passage = Passage()
    notes: Mapping[UUID, Passage] = field(default_factory=dict)
    present: Collection[UUID] = ()


def draft(summary: str, notes: Mapping[UUID, str], present: Collection[UUID]) -> Draft:
    """Raises Invalid for too much, naming the field: `summary`, or the uid of a point."""
    written = {"summary": block(summary)} | {str(uid): block(text) for uid, text in notes.items()}
    message = _("Up to %(num)s letters are read.", num=LONGEST)
    errors = {name: message for name, text in written.items() if len(text) > LONGEST}
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)
    passages = {name: Passage(text, render(text)) for name, text in written.items()}
    return Draft(passages["summary"], {uid: passages[str(uid)] for uid in notes}, present)


def write(of: Round, wanted: Draft, *, version: int, actor: User) -> Minutes:
    """Keep the minutes as they are now; a chair then looks at them again. `version` is that of the
    minutes the actor saw, 0 for none. Raises Conflict before the round came to an end and once they
    are published, Stale where somebody changed them since, Invalid where they name a member and are
    not to."""
    lock(of)
    _refuse_too_early(of)
    notes = {str(uid): note.body for uid, note in wanted.notes.items()}
    refuse_names(of, {"summary": wanted.summary.body, **notes})
    kept = minutes_of(of)
    if (kept.version if kept else 0) != version:
        raise Stale(
            _("Someone changed these minutes a moment ago. Look at them again, then decide.")
        )
    minutes = kept or Minutes(round_id=of.id, version=0)
    refuse_once_published(minutes)
    minutes.summary, minutes.summary_html = wanted.summary.body, wanted.summary.body_html
    minutes.stage, minutes.reviewed_by_id = MinutesStage.DRAFT, None
    minutes.version += 1
    session.add(minutes)
    _write_notes(of, wanted)
    _write_attendance(of, wanted)
    session.flush()
    audit.record(actor, "council.write_minutes", of, after={"version": minutes.version})
    return minutes


def send_to_chair(minutes: Minutes, council: Council, *, actor: User) -> None:
    """Raises Conflict where no chair sits in the council."""
    if not has_a_chair(council):
        raise Conflict(_("This board has no chair: a host publishes the minutes."))
    _move(minutes, MinutesStage.DRAFT, MinutesStage.IN_REVIEW)
    minutes.remark = ""
    _note(minutes, actor)
    chairs = [seat.user for seat in seated(council) if seat.kind is SeatKind.CHAIR]
    remind(Matter.REVIEW, council, minutes.round.uid, now(), chairs)


def approve(minutes: Minutes, *, version: int | None = None, actor: User) -> None:
    """By a chair. Raises Stale where they saw another `version` of them."""
    lock(minutes)
    if version not in (None, minutes.version):
        raise Stale(
            _("The hosts changed these minutes since. Read them again, then say whether it is so.")
        )
    _move(minutes, MinutesStage.IN_REVIEW, MinutesStage.REVIEWED)
    minutes.reviewed_by_id = actor.id
    _note(minutes, actor)
    _tell_hosts(Matter.REVIEWED, minutes, actor)


def send_back(minutes: Minutes, remark: str, *, actor: User) -> None:
    """By a chair, who says what is to be changed. Raises Invalid where they do not."""
    words = block(remark)
    if not words or len(words) > LONGEST_REMARK:
        message = _("Say in up to %(num)s letters what is to be changed.", num=LONGEST_REMARK)
        raise Invalid(message, errors={"remark": message})
    _move(minutes, MinutesStage.IN_REVIEW, MinutesStage.DRAFT)
    minutes.remark = words
    _note(minutes, actor)
    _tell_hosts(Matter.SENT_BACK, minutes, actor)


def publish(minutes: Minutes, council: Council, *, actor: User) -> None:
    """Everybody in the council reads them from now on, and nobody changes them. Raises Conflict
    before the meeting, and until their day is over where a chair has yet to look at them."""
    lock(minutes)
    if minutes.round.is_to_meet:
        raise Conflict(_("The meeting lies ahead. Publish the minutes once it was held."))
    is_chaired = has_a_chair(council)
    waits = is_chaired and not are_minutes_late(minutes.round)
    minutes.skipped_chair = is_chaired and minutes.stage is not MinutesStage.REVIEWED
    _move(minutes, MinutesStage.REVIEWED if waits else minutes.stage, MinutesStage.PUBLISHED)
    minutes.published_at, minutes.remark = now(), ""
    of = minutes.round
    of.pre_read_at = of.pre_read_at or minutes.published_at  # or members would not see the round
    _note(minutes, actor)
    people = [seat.user for seat in seated(council) if seat.user_id != actor.id]
    remind(Matter.MINUTES, council, minutes.round.uid, minutes.published_at, people)


def look_again(of: Round) -> None:
    """What stands in its minutes changes: a chair then looks at them again. Raises Conflict once
    they are published."""
    minutes = minutes_of(of)
    if minutes is None:
        return
    lock(minutes)
    refuse_once_published(minutes)
    if minutes.stage is not MinutesStage.DRAFT:
        minutes.stage, minutes.reviewed_by_id = MinutesStage.DRAFT, None
        minutes.version += 1


def refuse_once_settled(of: Round) -> None:
    """Raises Conflict once members met, or nothing of it comes any more."""
    refuse_once_told(of)
    if of.is_settled:
        raise Conflict(
            _("The meeting was held, so what it was about stays as it was.")
            if of.has_met
            else _("This round is closed, so it stays as it was.")
        )


def refuse_once_told(of: Round) -> None:
    """Raises Conflict once everybody in the council read what came of it."""
    refuse_once_published(minutes_of(of))
    if of.reported_at is not None:
        raise Conflict(_("This round was reported, so it stays as it was."))


def refuse_once_published(minutes: Minutes | None) -> None:
    """Raises Conflict."""
    if minutes is not None and minutes.is_published:
        raise Conflict(_("The minutes are published, so they stay as they are."))


def _tell_hosts(matter: Matter, minutes: Minutes, actor: User) -> None:
    council = minutes.round.council
    hosts = [host for host in hosts_of(council) if host.id != actor.id]
    remind(matter, council, minutes.round.uid, now(), hosts)


def _refuse_too_early(of: Round) -> None:
    if not of.has_closed and not of.has_met:
        raise Conflict(_("Minutes are written once the round has met, or closed."))


def _move(minutes: Minutes, before: MinutesStage, after: MinutesStage) -> None:
    lock(minutes)
    refuse_once_published(minutes)
    if minutes.stage is not before:
        raise Conflict(
            {
                MinutesStage.IN_REVIEW: _("A chair looks at these minutes first."),
                MinutesStage.REVIEWED: _("A chair was content with these minutes already."),
                MinutesStage.PUBLISHED: _("A chair looks at these minutes first."),
            }.get(after, _("These minutes are being written."))
        )
    minutes.stage = after


def _note(minutes: Minutes, actor: User) -> None:
    minutes.version += 1
    session.flush()
    after = {"stage": minutes.stage.value}
    audit.record(actor, "council.move_minutes", minutes.round, after=after)


def _write_notes(of: Round, wanted: Draft) -> None:
    for item in agenda_of(of):
        note = wanted.notes.get(item.uid)
        if note is not None:
            item.notes, item.notes_html = note.body, note.body_html


def _write_attendance(of: Round, wanted: Draft) -> None:
    session.execute(delete(Attendance).where(Attendance.round_id == of.id))
    there = [seat for seat in expected_at(of) if seat.uid in wanted.present]
    session.add_all(Attendance(round_id=of.id, seat_id=seat.id) for seat in there)
