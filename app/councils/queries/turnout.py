"""Who answered a round and who still owes something: for hosts, never what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import session
from app.councils.models import Candidate, CountsBy, Matter, Reminder, Round, RoundKind, Seat
from app.councils.queries.ballots import answered
from app.councils.queries.findings import who_found
from app.councils.queries.seats import seated

WHOLE = 100
ASKING = (Matter.OPENED, Matter.CLOSING, Matter.LAST_DAY)


class Turnout(NamedTuple):
    """`voters` are those whose term runs, `done` how many of the `judged` proposals each person
    answered by their id, also one whose term ended meanwhile. Of a test everybody owes a finding
    beside."""

    voters: Sequence[Seat]
    done: Mapping[int, int]
    judged: int
    quorum: int

    @property
    def answered(self) -> int:
        """People who said anything: what the quorum counts."""
        return len(self.done)

    @property
    def asked(self) -> int:
        return len({seat.user_id for seat in self.voters} | set(self.done))

    @property
    def missing(self) -> int:
        """How many more have to answer before the round counts."""
        return max(self.quorum - self.answered, 0)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the quorum is more than there are to answer."""
        return self.quorum > self.asked

    @property
    def owing(self) -> list[Seat]:
        """Voters who have not answered everything."""
        return [seat for seat in self.voters if self.done.get(seat.user_id, 0) < self.judged]

    @property
    def share(self) -> float:
        """Of those asked, in hundredths: the length of a bar."""
        return self._of_all(self.answered)

    @property
    def mark(self) -> float:
        """Where on that bar the quorum stands; its end where it is out of reach."""
        return self._of_all(min(self.quorum, self.asked))

    def _of_all(self, part: int) -> float:
        return round(WHOLE * part / self.asked, 1) if self.asked else 0


def turnout_of(of: Round) -> Turnout:
    judged = session.scalar(select(func.count(Candidate.id)).where(Candidate.round_id == of.id))
    voters = [seat for seat in seated(of.council) if seat.kind.answers_ballots]
    if of.kind is not RoundKind.TEST:
        return Turnout(voters, answered(of), judged or 0, of.quorum)
    done = Counter(answered(of)) + Counter(who_found(of))
    return Turnout(voters, done, (judged or 0) + 1, of.quorum)


def voices_of(of: Round) -> int:
    """How many values a proposal gets where everybody answers, as the round counts them."""
    voters = [seat for seat in seated(of.council) if seat.kind.answers_ballots]
    if of.counts_by is CountsBy.PERSON:
        return len(voters)
    alone = [seat for seat in voters if seat.organisation_id is None]
    return len(alone) + len({seat.organisation_id for seat in voters} - {None})


def last_asked_at(of: Round) -> datetime | None:
    """When members were last told that the round waits for them, by the clock or by a host."""
    told = select(func.max(Reminder.created_at))
    return session.scalar(told.where(Reminder.about == of.uid, Reminder.matter.in_(ASKING)))


def was_asked_on(of: Round, occasion: datetime) -> bool:
    """Whether a host reminded members on the day that begins then."""
    told = select(Reminder.id).where(Reminder.about == of.uid, Reminder.occasion == occasion)
    return session.scalar(told.where(Reminder.matter == Matter.OPENED)) is not None
