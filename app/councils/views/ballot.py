"""Answering a ballot, one card at a time."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Forbidden, HeedError, Invalid, NotFound
from app.core.i18n import _
from app.councils.forms.rounds import BallotForm
from app.councils.models import Ballot, Candidate, Round, Seat
from app.councils.policy import Standing
from app.councils.queries.ballots import own_ballots
from app.councils.queries.find import hosts_of
from app.councils.queries.overview import advised_before
from app.councils.queries.rounds import candidates_of, one_round
from app.councils.results import FEWEST
from app.councils.service import ballots as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import agenda_parts
from app.councils.wording import scales_of


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/ballot")
def ballot(council: str, number: int) -> ResponseReturnValue:
    """The card `card`, or the first that was not answered."""
    standing = standing_inside(council)
    of, seat = one_round(standing, number), voter(standing)
    if not of.was_opened:
        raise NotFound(_("There is nothing at this address."))
    if of.has_closed:
        return redirect(council_url(standing.council, "rounds", number, "results"), 302)
    cards, own = candidates_of(of), own_ballots(of, seat)
    if not cards:
        raise NotFound(_("There is nothing at this address."))
    place = _asked_for(cards, request.args.get("card", "")) or _first_open(cards, own)
    form = BallotForm(formdata=None)
    kept = own.get(cards[place - 1].id)
    if kept:
        form.fill_from(kept)
    return _page(standing, of, cards, own, place, form)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/ballot")
def save_ballot(council: str, number: int) -> ResponseReturnValue:
    """Keep the card, with `abstain` or `conflict` without a score, and go on to the next or to the
    card `go`: then nothing is kept where nothing was changed."""
    standing, form = standing_inside(council), BallotForm()
    of, seat = one_round(standing, number), voter(standing)
    form.offer()
    uid, cards = _uid(form), candidates_of(of)
    place = _place(cards, uid)
    kept = own_ballots(of, seat).get(cards[place - 1].id)
    asked = _asked_for(cards, request.form.get("go", ""))
    try:
        if not asked or not form.says_the_same_as(kept):
            answer = form.answer(**_silence(form, kept))
            with writing():
                service.save(of, uid, seat, answer)
    except (NotFound, Forbidden):
        raise
    except HeedError as refusal:
        form.refuse(refusal)
        return _refused(council, number, uid, form), refusal.status
    place = asked or place + 1
    url = council_url(standing.council, "rounds", number)
    if place > len(cards):
        flash(_("Saved. You can change every answer until the round closes."), "ok")
        return redirect(url, 303)
    return redirect(f"{url}/ballot?card={place}#card", 303)


def _refused(council: str, number: int, uid: UUID, form: BallotForm) -> str:
    """The same card with all that was typed."""
    standing = standing_inside(council)
    of = one_round(standing, number)
    cards = candidates_of(of)
    return _page(standing, of, cards, own_ballots(of, voter(standing)), _place(cards, uid), form)


def _page(
    standing: Standing,
    of: Round,
    cards: Sequence[Candidate],
    own: dict[int, Ballot],
    place: int,
    form: BallotForm,
) -> str:
    form.offer()
    scales = scales_of(of)
    if of.criteria:
        form.ask_for(scales)
    card = cards[place - 1]
    form.candidate.data = str(card.uid)
    return render_template(
        "councils/ballot.html",
        council=standing.council,
        round=of,
        cards=cards,
        card=card,
        place=place,
        own=own,
        kept=own.get(card.id),
        form=form,
        scales=scales,
        hosts=hosts_of(standing.council),
        fewest=FEWEST,
        before=advised_before(of),
        **agenda_parts(of),
    )


def voter(standing: Standing) -> Seat:
    """Raises Forbidden."""
    if standing.seat is None or not standing.is_seated or not standing.seat.kind.answers_ballots:
        raise Forbidden(_("Only members of the board answer, for as long as their term lasts."))
    return standing.seat


def _uid(form: BallotForm) -> UUID:
    try:
        return UUID(form.candidate.data or "")
    except ValueError:
        raise Invalid(_("This form names no proposal. Go back to the round.")) from None


def _place(cards: Sequence[Candidate], uid: UUID) -> int:
    """From 1. Raises NotFound for a proposal of another round."""
    for place, card in enumerate(cards, 1):
        if card.uid == uid:
            return place
    raise NotFound(_("This proposal is not in this round."))


def _silence(form: BallotForm, kept: Ballot | None) -> dict[str, bool]:
    """Without a score: where its button was pressed, and where one had none and gives none now."""
    pressed = "abstain" in request.form, "conflict" in request.form
    if kept and not any(pressed) and not form.importance.data and not form.satisfaction.data:
        pressed = kept.is_abstention, kept.has_conflict
    return {"is_abstention": pressed[0], "has_conflict": pressed[1]}


def _asked_for(cards: Sequence[Candidate], asked: str) -> int:
    """0 where no card is asked for that there is."""
    place = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return place if place <= len(cards) else 0


def _first_open(cards: Sequence[Candidate], own: dict[int, Ballot]) -> int:
    still = [place for place, card in enumerate(cards, 1) if card.id not in own]
    return still[0] if still else 1
