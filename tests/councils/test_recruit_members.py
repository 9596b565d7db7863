"""Hosts see whom their council lacks and invite them from there, and what a round could ask."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.councils.models import Candidate, Council, Round, Seat, SeatState
from app.councils.queries.recruiting import from_what_is_missing, mix_of, prospects_for
from app.councils.queries.suggested import Why, suggestions_for
from app.councils.service import candidates, rounds
from app.councils.terms import today
from app.ideas.models import Board, Idea, Phase
from app.ideas.service.drafts import draft as idea_draft
from app.ideas.service.submit import submit
from app.improvements.service.drafts import Charge, draft
from app.improvements.service.promote import promote
from app.journey.models import Element
from app.people.models import Lifecycle, Organisation, User
from tests.browsers import Browser
from tests.councils.acts import close, council, join, prepare, say
from tests.personas import make_person
from tests.statements import statements
from tests.telling.acts import decide, vote


def company(
    name: str, segment: str, lifecycle: Lifecycle = Lifecycle.ACTIVE, *, region: str = ""
) -> Organisation:
    with writing():
        made = Organisation(name=name, segment=segment, lifecycle=lifecycle, region=region)
        session.add(made)
    return made


def test_the_mix_counts_organisations_that_are_customers(
    app: Flask, sitting: Council, marta: User
) -> None:
    banks = company("First bank", "Banks", region="North")
    shops = company("A shop", "Shops", region="South")
    company("Another shop", "Shops", region="North")
    company("Gone", "Shops", Lifecycle.CHURNED)
    company("Quiet", "")
    one = make_person("One Banker", organisation=banks)
    two = make_person("Two Banker", organisation=banks)
    make_person("A Shopkeeper", organisation=shops)
    join(sitting, one, two, by=marta)
    mix = mix_of(sitting)
    assert [tuple(share) for share in mix.segments] == [
        ("Shops", 0, 2),
        ("Banks", 1, 1),
        ("", 0, 1),
    ]
    assert [share.name for share in mix.segments if share.is_missing] == ["Shops"]
    assert [tuple(share) for share in mix.regions] == [
        ("North", 1, 2),
        ("South", 0, 1),
        ("", 0, 1),
    ]
    assert mix.fill(shops) == ["Shops", "South"]
    assert mix.fill(banks) == mix.fill(None) == []
    assert (mix.organisations, mix.seated) == (4, 1)
    assert ("2-9", 1, 1) in [tuple(share) for share in mix.sizes]


def test_revenue_is_for_those_who_may_see_it(
    app: Flask, root: User, marta: User, jun: User
) -> None:
    for revenue in (None, 0, 9_999, 10_000, 5_000_000):
        made = company(f"Of {revenue}", "Banks")
        with writing():
            made.revenue = revenue
    sitting = council("Of both", marta, jun, by=root)
    found = {tuple(share) for share in mix_of(sitting).revenues}
    assert found == {("", 0, 1), ("0", 0, 2), ("10000", 0, 1), ("1000000", 0, 1)}
    path = f"/councils/{sitting.slug}/recruiting"
    page = Browser(app).sign_in(marta).get(path).text
    for words in ("By people with an account", "By revenue in a year", "From 1,000,000"):
        assert words in page
    assert "By revenue" not in Browser(app).sign_in(jun).get(path).text


def ask(board: Board, title: str, author: User) -> Idea:
    written = idea_draft(title, "")
    with writing():
        return submit(written, board=board, author=author)


def test_each_part_is_offered_and_ideas_that_nobody_took_up(
    app: Flask,
    sitting: Council,
    marta: User,
    ben: User,
    ada: User,
    board: Board,
    staff_board: Board,
) -> None:
    elements = session.scalars(select(Element).order_by(Element.id)).all()
    assert len(elements) >= 5
    for number, element in enumerate(elements):
        asked = ask(board, f"Wish {number}", ada)
        written = draft(f"Plan {number}", charge=Charge(reason_without="Just begun."))
        with writing():
            promote([asked], written, actor=marta).improvement.element_id = element.id
    ask(board, "Nor this one", ada)
    vote(ask(board, "Nobody took it up", ada), ben)
    decide(ask(board, "Turned down", ada), Phase.DECLINED, by=marta)
    vote(ask(staff_board, "Among colleagues", marta), marta)
    of = prepare(sitting, by=marta)
    found = suggestions_for(of, reader=marta)
    assert len([each for each in found if each.why is Why.TOP_OF_PART]) == len(elements)
    left = [each.title for each in found if each.why is Why.NOT_COVERED]
    assert left == ["Nobody took it up", "Nor this one"]


def test_who_contributes_is_invited_from_there_without_their_address_being_shown(
    app: Flask, sitting: Council, seats: list[Seat], idea: Idea, marta: User, jun: User
) -> None:
    shops = company("A shop", "Shops")
    busy = make_person("Busy Shopkeeper", organisation=shops)
    silent = make_person("Silent Shopkeeper", organisation=shops)
    make_person("Gone Shopkeeper", organisation=company("Gone", "Shops", Lifecycle.CHURNED))
    vote(idea, busy)
    mix = mix_of(sitting)
    found = prospects_for(sitting, mix)
    assert [(each.person.name, each.contributions, each.fills) for each in found] == [
        ("Busy Shopkeeper", 1, ["Shops"])
    ]
    others = from_what_is_missing(sitting, mix, besides=found)
    assert [(each.person, each.fills) for each in others] == [(silent, ["Shops"])]
    host = Browser(app).sign_in(marta)
    with statements() as asked:
        page = host.get(f"/councils/{sitting.slug}/recruiting").text
    assert len(asked) <= 17
    assert "Busy Shopkeeper" in page
    assert "Silent Shopkeeper" in page
    assert busy.email not in page
    page = host.get(f"/councils/{sitting.slug}/members", query_string={"person": busy.uid}).text
    assert "Busy Shopkeeper" in page
    assert busy.email not in page
    term = {"starts_on": today().isoformat(), "ends_on": today().isoformat(), "kind": "member"}
    sent = host.post(f"/councils/{sitting.slug}/members", {"person": str(busy.uid), **term})
    assert sent.status_code == 303
    invited = select(Seat).where(Seat.user_id == busy.id)
    assert session.scalars(invited).one().state is SeatState.INVITED
    assert prospects_for(sitting, mix_of(sitting)) == []
    assert Browser(app).sign_in(jun).get(f"/councils/{sitting.slug}/recruiting").status_code == 404
    nobody = {"person": "nobody", "address": "", **term}
    assert host.post(f"/councils/{sitting.slug}/members", nobody).status_code == 422


def test_an_employee_who_hosts_looks_nobody_up(
    app: Flask, root: User, jun: User, ben: User, idea: Idea
) -> None:
    sitting = council("Run by an employee", jun, by=root)
    vote(idea, ben)
    host = Browser(app).sign_in(jun)
    page = host.get(f"/councils/{sitting.slug}/recruiting").text
    assert "By segment" in page
    assert ben.name not in page
    page = host.get(f"/councils/{sitting.slug}/members", query_string={"person": ben.uid}).text
    assert ben.name not in page


def test_a_round_is_offered_what_customers_want_and_what_tore_the_board(
    app: Flask, sitting: Council, marta: User, idea: Idea, jun: User, ben: User
) -> None:
    people = [make_person(f"Person{n} Seated") for n in range(5)]
    seats = join(sitting, *people, by=marta)
    written = draft("Bank links that warn", charge=Charge(reason_without="Just begun."))
    with writing():
        made = promote([idea], written, actor=marta).improvement
        made.element = session.scalars(select(Element)).first()
    vote(idea, ben)
    torn = ask_about(sitting, idea, marta)
    about = session.scalars(select(Candidate).where(Candidate.idea_id == idea.id)).one()
    for number, seat in enumerate(seats):
        say(torn, about, seat, 10 if number % 2 else 1, 5)
    close(torn, by=marta)
    of = prepare(sitting, "Beside it", by=marta)
    found = suggestions_for(of, reader=marta)
    assert [(each.title, each.why) for each in found] == [
        ("Bank links that warn", Why.TOP_OF_PART),
        (idea.title, Why.TORN_BEFORE),
    ]
    assert [each.why for each in suggestions_for(of, reader=jun)] == [Why.TORN_BEFORE]
    host = Browser(app).sign_in(marta)
    at = f"/councils/{sitting.slug}/rounds/{of.number}"
    assert "This board was torn over it" in host.get(at).text
    host.post(f"{at}/candidates", {"reference": idea.reference})
    left = suggestions_for(of, reader=marta)
    assert [each.why for each in left] == [Why.TOP_OF_PART]


def ask_about(sitting: Council, idea: Idea, marta: User) -> Round:
    """An open round."""
    of = prepare(sitting, by=marta)
    with writing():
        candidates.add(of, idea, actor=marta)
        rounds.open_round(of, actor=marta)
    return of
