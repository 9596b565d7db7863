"""What a council advised, and what the company made of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.text import block, one_line
from app.councils.models import Adoption, Advice, Decision, Round
from app.councils.queries.rounds import one_candidate
from app.councils.service.minutes import look_again
from app.councils.service.unnamed import refuse_names
from app.people.models import User

LONGEST_TITLE = 300
LONGEST_WORDS = 5000
MOST_VOICES = 999


@dataclass(frozen=True)
class Taken:
    """An advice as it was taken: about a proposal of the round, or with a title of its own."""

    advice: Advice
    candidate: UUID | None = None
    title: str = ""
    voices_for: int = 0
    voices_against: int = 0
    voices_withheld: int = 0
    dissent: str = ""


def decide(of: Round, taken: Taken, *, actor: User) -> Decision:
    """A chair looks at the minutes again. Raises Invalid naming the field, Conflict while the round
    is open, once its minutes are published, and for a proposal that was decided about already."""
    lock(of)
    if not of.is_over:
        raise Conflict(_("Advice is written down once the round has closed, or met."))
    look_again(of)
    about = one_candidate(of, taken.candidate) if taken.candidate else None
    title = about.title if about else one_line(taken.title)
    dissent = block(taken.dissent)
    _refuse_impossible(taken, title, dissent)
    refuse_names(of, {"title": "" if about else title, "dissent": dissent})
    if about and session.scalar(select(exists().where(Decision.candidate_id == about.id))):
        message = _("About this proposal there is an advice already. Take that one out first.")
        raise Conflict(message, errors={"candidate": message})
    decision = Decision(round_id=of.id, candidate=about, title=title, advice=taken.advice)
    decision.voices_for, decision.voices_against = taken.voices_for, taken.voices_against
    decision.voices_withheld, decision.dissent = taken.voices_withheld, dissent
    session.add(decision)
    session.flush()
    after = {"title": title, "advice": taken.advice.value}
    audit.record(actor, "council.decide", of, after=after)
    return decision


def take_out(decision: Decision, of: Round, *, actor: User) -> None:
    """A chair looks at the minutes again. Raises Conflict once they are published."""
    lock(of)
    look_again(of)
    audit.record(actor, "council.undecide", of, before={"title": decision.title})
    session.delete(decision)
    session.flush()


def answer(decision: Decision, of: Round, adoption: Adoption, words: str, *, actor: User) -> None:
    """What became of it, as members read it. Raises Invalid where nothing is said, Conflict once
    the round was reported."""
    lock(of)
    if of.reported_at is not None:
        raise Conflict(_("This round was reported, so what was said stays."))
    said = block(words)
    errors = {}
    if adoption is Adoption.OPEN:
        errors["adoption"] = _("Choose what became of it.")
    if not said or len(said) > LONGEST_WORDS:
        errors["answer"] = _(
            "Say in up to %(num)s letters what you do, or why not.", num=LONGEST_WORDS
        )
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)
    lock(decision)
    before = {"adoption": decision.adoption.value}
    decision.adoption, decision.answer, decision.answered_at = adoption, said, now()
    session.flush()
    after = {"title": decision.title, "adoption": adoption.value}
    audit.record(actor, "council.answer_advice", of, before=before, after=after)


def _refuse_impossible(taken: Taken, title: str, dissent: str) -> None:
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    for name in ("voices_for", "voices_against", "voices_withheld"):
        if not 0 <= getattr(taken, name) <= MOST_VOICES:
            errors[name] = _("From 0 to %(num)s voices.", num=MOST_VOICES)
    if len(dissent) > LONGEST_WORDS:
        errors["dissent"] = _("Up to %(num)s letters are read.", num=LONGEST_WORDS)
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
