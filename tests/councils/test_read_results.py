"""After a round has closed its members read what came of it, with every n."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import session, writing
from app.councils.landscape import landscape_of
from app.councils.models import Adoption, Advice, Ballot, Council, CountsBy, Quoting, Seat
from app.councils.queries.results import comments_in, results_of
from app.councils.queries.rounds import candidates_of
from app.councils.results import Spread
from app.councils.service import candidates, rounds
from app.councils.service.advice import Taken
from app.councils.service.seats import end
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
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
    sat = members(sitting, marta, 7)
    of, (first, second) = begin(sitting, "Torn over", "Agreed on", by=marta, quorum=3)
    first, second = second, first
    for number, seat in enumerate(sat):
        say(of, first, seat, 8, 3)
        say(of, second, seat, 1 if number % 2 else 10, 5)
    say(of, first, sat[0], is_abstention=True)
    say(of, first, sat[1], has_conflict=True, comment="We sell this ourselves.")
    say(of, second, sat[2], 10, 5, comment="Ours alone.", is_attributed=True)
    close(of, by=marta)
    page = Browser(app).sign_in(sat[3].user).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "7 members answered. Each organisation counts once." in page
    assert "n = 4" in page  # two silent, two of one organisation
    assert "8 to 8" not in page
    assert "Fewer than 5 answers: only counts are shown" in page
    assert "1 abstention, 1 conflict" in page
    assert "Wide disagreement: discuss it" in page
    assert "No quorum" not in page
    assert "Member 2" in page
    assert "A member" in page
    assert "Member 1" not in page
    assert page.index("Torn over") < page.rindex("Agreed on"), "of which no figure is told"
    found = results_of(of)
    assert [each.outcome.importance.n for each in found.judged] == [6, 4]


def test_of_few_answers_neither_figures_nor_order_tell_what_was_said(
    app: Flask, sitting: Council, marta: User, idea: Idea
) -> None:
    sat = members(sitting, marta, 4)
    wanted = prepare(sitting, "Zebra crossings", "Apples", by=marta, counts_by=CountsBy.PERSON)
    with writing():
        candidates.add(wanted, idea, actor=marta)
        rounds.open_round(wanted, actor=marta)
    for card in candidates_of(wanted):
        for seat in sat:
            say(wanted, card, seat, 10 if card.title == "Zebra crossings" else 2, 1)
    close(wanted, by=marta)
    told = [judged.outcome for judged in results_of(wanted).judged]
    assert [each[:2] for each in told] == [(Spread(4), Spread(4))] * 3
    assert not any(each.opportunity or each.is_wide for each in told)
    titles = [judged.candidate.title for judged in results_of(wanted).judged]
    assert titles == ["Apples", idea.title, "Zebra crossings"]
    assert not any(judged.place or judged.parts_ways for judged in results_of(wanted).judged)
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "Fewer than 5 answers: only counts are shown" in page
    assert "Where importance and satisfaction part ways" not in page
    assert 'class="num">10' not in page
    assert landscape_of(results_of(wanted).judged) is None


def test_hosts_and_members_are_told_before_that_so_few_answers_stay_untold(
    app: Flask, sitting: Council, marta: User
) -> None:
    sat = members(sitting, marta, 6)  # of five organisations
    host, at = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds"
    assert "Fewer than 5 answers" in host.get(f"{at}/new").text
    prepare(sitting, "One", by=marta)
    assert "only counts are shown" not in host.get(f"{at}/1").text
    with writing():
        end(sat[0], sitting, actor=marta)
    page = host.get(f"{at}/1").text
    assert "4 members or organisations can answer." in page
    assert "Fewer than 5 answers: only counts are shown" in page
    host.post(f"{at}/1/stage", {"do": "open"})
    ballot = Browser(app).sign_in(sat[1].user).get(f"{at}/1/ballot").text
    assert "of fewer than 5 only how many there are" in ballot


def test_comments_stand_in_no_order_of_people(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    """Whoever named themselves once is not known by their place elsewhere."""
    of, (first, second) = begin(sitting, "One", "Two", by=marta)
    say(of, first, seats[0], comment="Zinc roofs, say I.", is_attributed=True)
    say(of, first, seats[1], comment="a roof is a roof.")
    say(of, second, seats[0], comment="Again: zinc.")
    say(of, second, seats[1], comment="ABC.")
    close(of, by=marta)
    said = [[comment.words for comment in each.comments] for each in results_of(of).judged]
    assert said == [["a roof is a roof.", "Zinc roofs, say I."], ["ABC.", "Again: zinc."]]
    searched = [comment.words for _candidate, comment in comments_in([of])]
    assert searched == [*said[0], *said[1]]
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert page.index("a roof is a roof.") < page.index("Zinc roofs, say I.")


def test_once_closed_hosts_see_who_answered_and_not_how_many(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, (first, _second) = begin(sitting, "One", "Two", by=marta)
    say(of, first, seats[0], 4)
    host, at = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    assert "1 of 2, started" in host.get(at).text
    close(of, by=marta)
    page = host.get(at).text
    assert "1 of 2, started" not in page
    assert ">answered<" in page
    assert ">not answered<" in page


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


@pytest.mark.parametrize("corner", [(1, 1), (1, 10), (10, 1), (10, 10), (5, 6)])
def test_however_many_dots_fall_together_each_is_in_the_drawing(
    sitting: Council, marta: User, corner: tuple[int, int]
) -> None:
    sat = members(sitting, marta, 6)
    of, cards = begin(sitting, *(f"Number {number}" for number in range(20)), by=marta)
    with writing():
        session.add_all(
            Ballot(
                candidate_id=card.id, seat_id=seat.id, importance=corner[0], satisfaction=corner[1]
            )
            for card in cards
            for seat in sat
        )
    close(of, by=marta)
    drawn = landscape_of(results_of(of).judged)
    assert drawn is not None
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == 20
    for dot in drawn.dots:  # with its radius, in a box of 560 by 400 with words below 352
        assert 12 <= dot.x <= 548
        assert 12 <= dot.y <= 364


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
    assert "Customers at large: place" not in page, "of one there is no place"
    assert "Asked for by 1 person" in page
    assert "from 0 organisations" not in page


def test_places_compare_the_same_proposals(
    app: Flask, sitting: Council, marta: User, board: Board, jun: User
) -> None:
    """What only the hosts proposed takes no place from what customers asked for."""
    written = [draft(f"Asked {number}", "For our work.") for number in range(5)]
    with writing():
        asked = [submit(each, board=board, author=jun) for each in written]
    sat = members(sitting, marta, 6)
    of = prepare(sitting, "Own one", "Own two", "Own three", by=marta)
    with writing():
        for idea in asked:
            candidates.add(of, idea, actor=marta)
        rounds.open_round(of, actor=marta)
    with writing():  # the first of them was asked for by most, the second by next to most ...
        for number, card in enumerate(card for card in candidates_of(of) if card.was_asked_for):
            card.people = 50 - number
    scores = dict(zip([each.title for each in asked], (8, 7, 6, 5, 1), strict=True))
    for card in candidates_of(of):
        for seat in sat[: 3 if card.title == "Asked 4" else 6]:
            say(of, card, seat, scores.get(card.title, 10), 5)
    close(of, by=marta)
    found = {each.candidate.title: each for each in results_of(of).judged}
    places = {title: (each.place, each.place_at_large) for title, each in found.items()}
    assert places == {
        **{f"Own {number}": (None, None) for number in ("one", "two", "three")},
        **{f"Asked {number}": (number + 1, number + 1) for number in range(4)},
        "Asked 4": (None, None),  # its importance is not told
    }
    assert not any(each.parts_ways for each in found.values())
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert "Board: place 1 · Customers at large: place 1" in page
    assert "far apart" not in page


def test_of_two_proposals_there_are_no_places(
    sitting: Council, marta: User, board: Board, idea: Idea, jun: User
) -> None:
    with writing():
        other = submit(draft("Another", "For our work."), board=board, author=jun)
    sat, of = members(sitting, marta, 6), prepare(sitting, by=marta)
    with writing():
        for each in (idea, other):
            candidates.add(of, each, actor=marta)
        rounds.open_round(of, actor=marta)
    for card in candidates_of(of):
        for seat in sat:
            say(of, card, seat, 5, 5)
    close(of, by=marta)
    assert [(each.place, each.place_at_large) for each in results_of(of).judged] == [
        (None, None),
        (None, None),
    ]


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
