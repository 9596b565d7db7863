"""Whatever way a member leaves a card of their ballot, what they typed is kept; and what they let
be quoted they take back when they like."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.councils.models import BallotSave, Candidate, Council, Quoting, Round, Seat
from app.councils.queries.results import results_of
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import close, say
from tests.councils.test_answer_ballot import ballots

UNTOUCHED = {"comment": "", "quoting": "never"}


def test_back_skip_and_steps_keep_what_was_typed(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User
) -> None:
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1/ballot"
    page = member.get(f"{path}?card=2").text
    assert page.count('name="go"') == 5, "three steps, back and skip"
    assert 'href="?card=' not in page, "no link leaves the card without keeping it"
    half = {**UNTOUCHED, "candidate": opened[1][1].uid, "importance": "7", "go": "1"}
    answer = member.post(path, half)
    assert answer.headers["Location"] == f"{path}?card=1#card"
    words = {**UNTOUCHED, "candidate": opened[1][0].uid, "comment": "Only a thought.", "go": "3"}
    assert member.post(path, words).headers["Location"] == f"{path}?card=3#card"
    assert [(ballot.importance, ballot.comment) for ballot in ballots()] == [
        (7, ""),
        (None, "Only a thought."),
    ]


def test_a_card_that_was_left_as_it_was_is_not_saved(
    app: Flask, sitting: Council, seats: list[Seat], opened: tuple[Round, list[Candidate]]
) -> None:
    of, (first, second, _third) = opened
    say(of, first, seats[0], is_abstention=True, comment="Not ours.")
    member, path = Browser(app).sign_in(seats[0].user), f"/councils/{sitting.slug}/rounds/1/ballot"
    same = {"candidate": first.uid, "comment": "Not ours.", "quoting": "never", "go": "2"}
    assert member.post(path, same).status_code == 303
    assert member.post(path, {**UNTOUCHED, "candidate": second.uid, "go": "3"}).status_code == 303
    assert [(ballot.is_abstention, ballot.version) for ballot in ballots()] == [(True, 1)]
    assert member.post(path, {**same, "comment": "Not for us."}).status_code == 303
    (ballot,) = ballots()
    assert (ballot.is_abstention, ballot.comment) == (True, "Not for us."), "words are no number"
    assert member.post(path, {**same, "importance": "4"}).status_code == 303
    assert (ballots()[0].is_abstention, ballots()[0].importance) == (False, 4)


def test_what_cannot_be_kept_keeps_one_there_and_is_asked_about(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User
) -> None:
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1/ballot"
    for wrong in ({"importance": "11"}, {"comment": "x" * 5001}, {"is_attributed": "y"}):
        form = {**UNTOUCHED, "candidate": opened[1][1].uid, "go": "1", **wrong}
        answer = member.post(path, form)
        assert answer.status_code == 422, wrong
        assert "Proposal 2 of 3" in answer.text
    for elsewhere in ("0", "4", "x", "-1"):
        form = {**UNTOUCHED, "candidate": opened[1][1].uid, "importance": "5", "go": elsewhere}
        assert member.post(path, form).headers["Location"].endswith("?card=3#card")


def test_a_name_that_may_be_told_outside_is_told_inside(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User, marta: User
) -> None:
    of, (first, *_others) = opened
    member, at = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1"
    assert "With my name, in this board too" in member.get(f"{at}/ballot").text
    form = {"candidate": first.uid, "comment": "We need it.", "quoting": "named"}
    assert member.post(f"{at}/ballot", form).status_code == 303
    close(of, by=marta)
    comments = [comment for each in results_of(of).judged for comment in each.comments]
    assert [(comment.name, comment.quoting) for comment in comments] == [(ada.name, Quoting.NAMED)]


def test_a_consent_to_quote_is_taken_back_after_the_round_has_closed(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    opened: tuple[Round, list[Candidate]],
    marta: User,
) -> None:
    of, (first, second, _third) = opened
    say(of, first, seats[0], 9, 3, comment="We need it.", quoting=Quoting.NAMED)
    say(of, second, seats[1], 9, 3, comment="So do we.", quoting=Quoting.UNNAMED)
    close(of, by=marta)
    at = f"/councils/{sitting.slug}/rounds/1"
    member, other = (Browser(app).sign_in(seat.user) for seat in seats)
    assert "What you let us quote outside" in member.get(f"{at}/results").text
    assert other.post(f"{at}/quoting", {"candidate": first.uid}).status_code == 404
    assert member.post(f"{at}/quoting", {"candidate": "x"}).status_code == 422
    assert (
        Browser(app).sign_in(marta).post(f"{at}/quoting", {"candidate": first.uid}).status_code
        == 403
    )
    taken = member.post(f"{at}/quoting", {"candidate": first.uid})
    page = member.get(taken.headers["Location"]).text
    assert "It stays in this board from now on." in page
    assert "What you let us quote outside" not in page
    mine, theirs = ballots()
    assert (mine.quoting, mine.comment, mine.importance) == (Quoting.NEVER, "We need it.", 9)
    assert mine.is_attributed, "what was told inside stays told"
    assert theirs.quoting is Quoting.UNNAMED
    history = select(BallotSave.quoting).where(BallotSave.ballot_id == mine.id)
    assert list(session.scalars(history.order_by(BallotSave.number))) == ["named", "never"]
    assert member.post(f"{at}/quoting", {"candidate": first.uid}).status_code == 404
