"""Rating the factors of a score, and ranking by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from app.core import audit
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _, format_decimal
from app.core.text import one_line
from app.improvements.models import Improvement, Verdict
from app.improvements.policy import refuse_deciding
from app.improvements.service.log import put_on_record, take
from app.people.models import User
from app.scoring.formulas import Model
from app.scoring.models import Factor, Rank, Rating
from app.scoring.queries import standings

IMPACTS = tuple(map(Decimal, ("3", "2", "1", "0.5", "0.25")))
RANGES = {
    Factor.CONFIDENCE: (Decimal(0), Decimal(1)),
    Factor.VALUE: (Decimal(1), Decimal(10)),
    Factor.REACH: (Decimal(0), Decimal(10**9)),
    Factor.EFFORT: (Decimal(0), Decimal(10_000)),
}
REASON_LENGTH = 1_000


def rate(
    improvement: Improvement,
    amounts: Mapping[Factor, Decimal | None],
    *,
    version: int,
    actor: User,
) -> None:
    """Keep what the factors are; None takes one out, which makes it not measured. Raises Invalid
    for amounts out of their range and Stale for an older `version`."""
    refuse_deciding(actor=actor)
    _refuse_out_of_range(amounts)
    take(improvement, version=version)
    mine = select(Rating).where(Rating.improvement_id == improvement.id)
    kept = {rating.factor: rating for rating in session.scalars(mine)}
    before = {factor.value: format(rating.amount, "f") for factor, rating in kept.items()}
    for factor, amount in amounts.items():
        _keep(improvement, factor, amount, kept.get(factor), actor)
    improvement.version += 1
    session.flush()
    after = {rating.factor.value: format(rating.amount, "f") for rating in session.scalars(mine)}
    audit.record(actor, "improvement.ratings", improvement, before=before, after=after)


def rank(
    improvement: Improvement, place: int, *, reason: str, model: Model, version: int, actor: User
) -> None:
    """Put it at `place` among the open ones, whatever its score, until the place is given back.
    `model` is the score by which it stood elsewhere. Raises Invalid without a reason or for a
    place there is not, Conflict for one that is closed, Stale for an older `version`."""
    refuse_deciding(actor=actor)
    take(improvement, version=version)
    if not improvement.horizon.is_open:
        raise Conflict(_("Only open improvements have a rank."))
    in_order = standings(model)
    reason = one_line(reason)
    _refuse_claim(place, reason, most=len(in_order))
    before = next(each.place for each in in_order if each.improvement.id == improvement.id)
    kept = _rank_of(improvement) or Rank(improvement_id=improvement.id)
    kept.place, kept.place_before, kept.reason, kept.actor = place, before, reason, actor
    session.add(kept)
    put_on_record(
        improvement,
        Verdict.RANKED,
        was=str(before),
        became=str(place),
        reason=reason,
        actor=actor,
    )


def give_place_back(improvement: Improvement, *, version: int, actor: User) -> None:
    """Let the score rank it again. Raises Conflict where it does already."""
    refuse_deciding(actor=actor)
    take(improvement, version=version)
    kept = _rank_of(improvement)
    if kept is None:
        raise Conflict(_("The score ranks it already."))
    was = str(kept.place)
    session.delete(kept)
    put_on_record(improvement, Verdict.RANKED, was=was, actor=actor)


def forget_place(improvement: Improvement) -> None:
    """For one that is no longer open."""
    kept = _rank_of(improvement)
    if kept is not None:
        session.delete(kept)
        session.flush()


def _rank_of(improvement: Improvement) -> Rank | None:
    return session.scalar(select(Rank).where(Rank.improvement_id == improvement.id))


def _keep(
    improvement: Improvement,
    factor: Factor,
    amount: Decimal | None,
    kept: Rating | None,
    actor: User,
) -> None:
    if amount is None:
        if kept is not None:
            session.delete(kept)
        return
    if kept is None:
        kept = Rating(improvement_id=improvement.id, factor=factor)
        session.add(kept)
    if kept.amount != amount:
        kept.amount, kept.actor_id = amount, actor.id


def _refuse_out_of_range(amounts: Mapping[Factor, Decimal | None]) -> None:
    errors = {}
    for factor, amount in amounts.items():
        if amount is None:
            continue
        if factor is Factor.IMPACT:
            if amount not in IMPACTS:
                errors[factor.value] = _("Choose one of the impacts in the list.")
            continue
        least, most = RANGES[factor]
        if not least <= amount <= most:
            errors[factor.value] = _(
                "Write a number from %(least)s to %(most)s.",
                least=format_decimal(least),
                most=format_decimal(most),
            )
    if errors:
        raise Invalid(_("These ratings cannot be kept yet."), errors=errors)


def _refuse_claim(place: int, reason: str, *, most: int) -> None:
    errors = {}
    if not reason:
        errors["reason"] = _("Say why, in a sentence everybody can read.")
    if len(reason) > REASON_LENGTH:
        errors["reason"] = _("Say it in fewer words.")
    if not 1 <= place <= most:
        errors["place"] = _("There are ranks from 1 to %(most)s.", most=most)
    if errors:
        raise Invalid(_("It was not moved."), errors=errors)
