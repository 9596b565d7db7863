"""After a round has closed its members read what came of it, with every n."""

from __future__ import annotations

from flask import Flask

from app.core.db import session, writing
from app.councils.landscape import landscape_of
from app.councils.models import Adoption, Advice, Council, CountsBy, Quoting, Seat
from app.councils.queries.results import results_of
from app.councils.service.advice import Taken
from app.ideas.models import Idea
from app.people.models import Organisation, User
from tests.browsers import Browser
from tests.councils.acts import (
    advise,
    answer,
    begin,
    close,
    join,
    prepare,
    publish,
    say,
    take_down,
)
from tests.personas import make_person
from tests.statements import statements


def members(sitting: Council, marta: User, count: int) -> list[Seat]:
    """Each of an organisation of their own, but for the last two, who share one."""
    people = []
    for number in range(count):
        with writing():
            name = f"Organisation {min(number, count - 2)}"
            shared = session.query(Organisation).filter_by(name=name).one_or_none()
            organisation = shared or Organisation(name=name)
            session.add(organisation)
        email = f"member{number}@heed.example"
        people.append(make_person(f"Member {number}", organisation=organisation, email=email))
    return join(sitting, *people, by=marta)


def test_the_page_has_medians_spreads_and_what_was_left_out(
    app: Flask, sitting: Council, marta: User
) -> None:
    sat = members(sitting, marta, 6)
    of, (first, second) = begin(sitting, "Agreed on", "Torn over", by=marta, quorum=3)
    for number, seat in enumerate(sat):
        say(of, first, seat, 8, 3)
        say(of, second, seat, 1 if number % 2 else 10, 5)
    say(of, first, sat[0], is_abstention=True)
    say(of, first, sat[1], has_conflict=True, comment="We sell this ourselves.")
    say(of, second, sat[2], 10, 5, comment="Ours alone.", is_attributed=True)
    close(of, by=marta)
    page = Browser(app).sign_in(sat[3].user).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "6 members answered. Each organisation counts once." in page
    assert "n = 3" in page  # two silent, two of one organisation
    assert "1 abstention, 1 conflict" in page
    assert "Wide disagreement: discuss it" in page
    assert "No quorum" not in page
    assert "Member 2" in page
    assert "A member" in page
    assert "Member 1" not in page
    assert page.index("Agreed on") < page.rindex("Torn over")
    found = results_of(of)
    assert [each.outcome.importance.n for each in found.judged] == [3, 5]


def test_what_members_said_stands_with_what_they_allow_and_what_came_of_it(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    of, (first,) = begin(sitting, "Hold a return open", by=marta)
    say(of, first, seats[0], 9, 3, comment="For good.", quoting=Quoting.UNNAMED)
    say(of, first, seats[1], 9, 3, comment="Not for long.")
    close(of, by=marta)
    take_down(of, "In short.", by=marta)
    said = Taken(Advice.GO, first.uid, "", 2, 0, 0, "")
    answer(advise(of, said, by=marta), of, Adoption.PARTLY, "For a week.", by=marta)
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1/results"
    before = member.get(path).text
    assert "May be quoted without a name" in before
    assert "Stays in the board" in before
    assert "For a week." not in before, "minutes that are not out"
    publish(of, by=marta)
    after = member.get(path).text
    assert "For a week." in after
    assert "Read the minutes" in after


def test_the_landscape_spans_the_middle_half_and_hides_no_dot(
    sitting: Council, marta: User
) -> None:
    sat = members(sitting, marta, 6)
    of, cards = begin(sitting, "One", "The same", by=marta)
    for wanted, seat in zip((2, 4, 6, 8, 10), sat, strict=False):
        for card in cards:
            say(of, card, seat, wanted, 1)
    close(of, by=marta)
    drawn = landscape_of(results_of(of).judged)
    assert drawn is not None
    assert drawn.most == 5
    one, other = drawn.dots
    assert (one.x, one.y) == (44, 172)  # satisfaction 1, importance 6
    assert one.across == (44, 44)
    assert one.up == (244, 100)  # importance 4 and 8
    assert (other.x, other.y) == (60, 172), "beside the first"


def test_without_a_quorum_it_says_so_and_shows_what_there_is(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    of, (first,) = begin(sitting, "One", by=marta, quorum=2)
    say(of, first, seats[0], 7, 2)
    close(of, by=marta)
    page = Browser(app).sign_in(ada).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "No quorum." in page
    assert "n = 1" in page


def test_a_round_nobody_answered_has_results_too(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    of, _candidates = begin(sitting, "One", by=marta)
    close(of, by=marta)
    page = Browser(app).sign_in(ada).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "0 members answered" in page
    assert "n = 0" in page


def test_each_person_counts_where_the_round_says_so(
    sitting: Council, marta: User, app: Flask
) -> None:
    sat = members(sitting, marta, 4)
    of, (first,) = begin(sitting, "One", by=marta, counts_by=CountsBy.PERSON)
    for seat in sat:
        say(of, first, seat, 4)
    close(of, by=marta)
    assert results_of(of).judged[0].outcome.importance.n == 4


def test_customers_at_large_stand_beside_the_board(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User, idea: Idea
) -> None:
    prepare(sitting, "Our own", by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    hosts.post(f"{path}/candidates", {"reference": idea.reference})
    hosts.post(f"{path}/stage", {"do": "open"})
    hosts.post(f"{path}/stage", {"do": "close"})
    page = Browser(app).sign_in(ada).get(f"{path}/results").text
    assert "Customers at large: place 1" in page
    assert "Asked for by 1 person" in page
    assert "from 0 organisations" not in page


def test_a_member_who_left_still_counts_for_where_they_were(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, ben: User, marta: User
) -> None:
    of, (first,) = begin(sitting, "One", by=marta)
    for seat in seats:
        say(of, first, seat, 6, 6)
    assert Browser(app).sign_in(ben).post(f"/councils/{sitting.slug}/leaving").status_code == 303
    close(of, by=marta)
    path = f"/councils/{sitting.slug}/rounds/1/results"
    assert "n = 2" in Browser(app).sign_in(ada).get(path).text
    assert Browser(app).sign_in(ben).get(path).status_code == 404


def test_a_closed_round_is_reported_once(app: Flask, sitting: Council, marta: User) -> None:
    of, _candidates = begin(sitting, "One", by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 409
    close(of, by=marta)
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 303
    assert "Reported on" in hosts.get(path).text
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 409
    assert hosts.get(f"{path}/results").status_code == 200


def test_the_page_asks_as_often_for_many_answers_as_for_one(
    app: Flask, sitting: Council, marta: User
) -> None:
    sat = members(sitting, marta, 5)
    counts = []
    for number, titles in enumerate((["One"], [f"Number {n}" for n in range(6)]), 1):
        of, cards = begin(sitting, *titles, by=marta)
        for card in cards:
            for seat in sat[: 1 if number == 1 else 5]:
                say(of, card, seat, 5, 5)
        close(of, by=marta)
        browser = Browser(app).sign_in(marta)
        with statements() as sent:
            assert (
                browser.get(f"/councils/{sitting.slug}/rounds/{number}/results").status_code == 200
            )
        counts.append(len(sent))
    assert counts[0] == counts[1]
