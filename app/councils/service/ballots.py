"""Answering a ballot: saved as often as somebody likes until the round closes by the clock."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from app.core.db import insert_new, lock, session
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.i18n import _, format_datetime
from app.core.text import block
from app.councils.models import HIGHEST, LOWEST, Ballot, BallotSave, Quoting, Round, Seat, Stage
from app.councils.queries.ballots import own_ballots
from app.councils.queries.rounds import one_candidate

LONGEST_COMMENT = 5000


@dataclass(frozen=True)
class Answer:
    """What a seat says of one candidate."""

    importance: int | None = None
    satisfaction: int | None = None
    is_abstention: bool = False
    has_conflict: bool = False
    comment: str = ""
    is_attributed: bool = False
    quoting: Quoting = Quoting.NEVER


def save(of: Round, candidate_uid: UUID, seat: Seat, answer: Answer) -> Ballot:
    """The seat's answer from now on; each one before stays in its history. Raises Conflict once the
    round closed, Forbidden for a seat that does not answer, NotFound for a candidate of another
    round, Invalid where nothing was said or off the scale."""
    # Saves of a round stand in line, with its closing among them: what is in when it closes counts.
    lock(of)
    lock(seat)
    _refuse_when_not_open(of)
    if not seat.is_in_term or not seat.kind.answers_ballots:
        raise Forbidden(_("Only members of the board answer, for as long as their term lasts."))
    candidate = one_candidate(of, candidate_uid)
    said = asdict(_checked(answer))
    session.execute(insert_new(Ballot), {"candidate_id": candidate.id, "seat_id": seat.id})
    theirs = select(Ballot).where(Ballot.candidate_id == candidate.id, Ballot.seat_id == seat.id)
    ballot = session.scalars(theirs.execution_options(populate_existing=True)).one()
    for name, value in said.items():
        setattr(ballot, name, value)
    _note(ballot)
    return ballot


def stop_quoting(of: Round, candidate_uid: UUID, seat: Seat) -> None:
    """What whoever holds the seat wrote stays in the board from now on, whenever that is; nothing
    else of their answer changes. Raises NotFound where they allowed nothing."""
    lock(of)
    ballot = own_ballots(of, seat).get(one_candidate(of, candidate_uid).id)
    if ballot is None or not ballot.may_be_quoted:
        raise NotFound(_("There is nothing of yours here that may be quoted."))
    ballot.quoting = Quoting.NEVER
    _note(ballot)


def _note(ballot: Ballot) -> None:
    """In its history."""
    ballot.version += 1
    said = {name: getattr(ballot, name) for name in Answer.__dataclass_fields__}
    session.add(BallotSave(ballot_id=ballot.id, number=ballot.version, **said))
    session.flush()


def _refuse_when_not_open(of: Round) -> None:
    if of.stage is Stage.OPEN:
        return
    if of.closes_at is not None and of.has_closed:
        raise Conflict(
            _(
                "This round closed on %(moment)s, so what you sent now does not count. What you "
                "saved before does. Your words stand below.",
                moment=format_datetime(of.closes_at, _("EEE d MMM y, HH:mm")),
            )
        )
    raise Conflict(_("This round is not open yet. Your words stand below."))


def _checked(answer: Answer) -> Answer:
    comment = block(answer.comment)
    errors = {}
    for name, score in (("importance", answer.importance), ("satisfaction", answer.satisfaction)):
        if score is not None and not LOWEST <= score <= HIGHEST:
            errors[name] = _("From %(low)s to %(high)s.", low=LOWEST, high=HIGHEST)
    if len(comment) > LONGEST_COMMENT:
        errors["comment"] = _("Up to %(num)s letters are read.", num=LONGEST_COMMENT)
    gives_no_score = answer.is_abstention or answer.has_conflict
    has_score = answer.importance is not None or answer.satisfaction is not None
    if not gives_no_score and not has_score and not comment:
        errors["importance"] = _("Choose a number, say something, or abstain.")
    if errors:
        raise Invalid(_("This answer is not saved yet."), errors=errors)
    return Answer(
        None if gives_no_score else answer.importance,
        None if gives_no_score else answer.satisfaction,
        answer.is_abstention and not answer.has_conflict,
        answer.has_conflict,
        comment,
        # A name that may be told outside is no secret inside.
        answer.is_attributed or bool(comment and answer.quoting is Quoting.NAMED),
        answer.quoting if comment else Quoting.NEVER,
    )
