"""A round may be scored by one or two criteria of its own, with what the ends of a scale mean."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.db import session, writing
from app.councils.models import Council, Criterion, Round, Seat
from app.councils.service.rounds import Scale
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import begin, close, join, say
from tests.personas import make_person

OWN = [Scale("Fit with our plans", "none", "perfect"), Scale("Effort to adopt")]


def test_members_score_by_them_and_results_name_them(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of, (low, high) = begin(sitting, "Little", "Much", by=marta, scales=OWN)
    member = Browser(app).sign_in(ada)
    at = f"/councils/{sitting.slug}/rounds/1"
    page = member.get(f"{at}/ballot").text
    for words in ("Fit with our plans", "Effort to adopt", "1, none", "10, perfect"):
        assert words in page
    assert "could not do without" not in page
    people = [make_person(f"Person{number} Seated") for number in range(3)]
    for seat in [*seats, *join(sitting, *people, by=marta)]:
        say(of, low, seat, 3, 9)
        say(of, high, seat, 8, 9)
    close(of, by=marta)
    page = member.get(f"{at}/results").text
    assert "Fit with our plans" in page
    assert "Opportunity" not in page
    assert "part ways" not in page
    assert page.index("Much") < page.index("Little")


def test_one_criterion_is_enough(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of, (only,) = begin(sitting, "One", by=marta, scales=OWN[:1])
    page = Browser(app).sign_in(ada).get(f"/councils/{sitting.slug}/rounds/1/ballot").text
    assert 'name="importance"' in page
    assert 'name="satisfaction"' not in page
    say(of, only, seats[0], 5)


def test_hosts_write_them_until_the_round_opens(app: Flask, sitting: Council, marta: User) -> None:
    host = Browser(app).sign_in(marta)
    new = f"/councils/{sitting.slug}/rounds/new"
    form = {"title": "What fits?", "kind": "ballot", "counts_by": "organisation", "quorum": 1}
    form |= {"first_title": "Fit", "first_low": "none", "second_low": "hard", "second_high": "easy"}
    refused = host.post(new, form)
    assert refused.status_code == 422
    assert "Say what is scored between these two ends." in refused.text
    assert 'value="hard"' in refused.text
    assert host.post(new, {**form, "second_title": "Effort"}).status_code == 303
    kept = session.query(Criterion).order_by(Criterion.position).all()
    assert [(each.title, each.low, each.high) for each in kept] == [
        ("Fit", "none", ""),
        ("Effort", "hard", "easy"),
    ]
    edit = f"/councils/{sitting.slug}/rounds/1/edit"
    assert 'value="Effort"' in host.get(edit).text
    again = {**form, "second_low": "", "second_high": "", "version": 1}
    assert host.post(edit, again).status_code == 303
    assert session.query(Criterion).count() == 1


def test_they_stay_once_the_round_is_open(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, _cards = begin(sitting, "One", by=marta, scales=OWN)
    form = {"title": of.title, "kind": "ballot", "counts_by": "organisation", "quorum": 1}
    form |= {"first_title": "Something else", "version": of.version}
    edit = f"/councils/{sitting.slug}/rounds/1/edit"
    assert Browser(app).sign_in(marta).post(edit, form).status_code == 409
    session.rollback()
    assert [each.title for each in session.query(Round).one().criteria] == [
        "Fit with our plans",
        "Effort to adopt",
    ]


@pytest.mark.parametrize("position", [2, -1])
def test_a_round_has_two_at_most(sitting: Council, marta: User, position: int) -> None:
    of, _cards = begin(sitting, "One", by=marta)
    with pytest.raises(IntegrityError), writing():
        session.add(Criterion(round_id=of.id, position=position, title="Third"))
