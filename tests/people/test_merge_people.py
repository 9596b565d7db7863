"""Somebody who came with two addresses counts once, and is told once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Index, func, select
from sqlalchemy.exc import NoResultFound

from app.core import audit
from app.core.db import Base, session, writing
from app.core.errors import Conflict, Forbidden, Invalid, Stale
from app.duplicates.models import Encounter, Outcome
from app.duplicates.service.merge import merge as merge_ideas
from app.ideas.models import Board, Comment, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.insights.models import FixAnswer, Fixed
from app.people.models import ApiToken, FormerName, Organisation, Role, User, UserSession
from app.people.privacy import columns
from app.people.privacy.erase import erase
from app.people.privacy.jobs import take_out_names
from app.people.privacy.merge import merge
from app.people.queries import by_email
from app.people.service.tokens import issue_token
from app.telling.jobs import send_outbox
from app.telling.models import Delivery
from app.votes.models import Follow, Proxy, Vote
from app.votes.service.casting import cast
from app.votes.service.represent import cast_for, wish
from tests.browsers import Browser
from tests.people.test_erase_person import dump
from tests.personas import make_person


@pytest.fixture
def twice(app: Flask, northwind: Organisation) -> tuple[User, User]:
    """One person's two accounts: the one that goes, and the one that stays."""
    return (
        make_person("Zoë Quillfeather", email="zoe.private@heed.example"),
        make_person("Zoë Q.", email="zoe@northwind.example", organisation=northwind),
    )


@pytest.fixture
def ideas(app: Flask, board: Board, twice: tuple[User, User], ben: User, jun: User) -> list[Idea]:
    """Asked by the account that goes, by Ben with votes of both, and by Ben with her word."""
    goes, _stays = twice
    with writing():
        own = submit(draft("Exports for the tax office"), author=goes, board=board)
        both = submit(draft("Tell me when a bank link ends"), author=ben, board=board)
        third = submit(draft("A list of all my standing orders"), author=ben, board=board)
        for voter in twice:
            cast(both, voter=voter)
        comment(both, words("Me, too."), author=goes)
        cast_for(third, customer=goes, employee=jun, wish=wish(has_consented=True))
        for person in twice:
            session.add_all(
                [
                    FixAnswer(idea_id=both.id, user_id=person.id, answer=Fixed.YES, words=""),
                    Encounter(user_id=person.id, idea_id=both.id, outcome=Outcome.VOTED),
                ]
            )
    return [own, both, third]


def made_one(twice: tuple[User, User], root: User) -> None:
    goes, stays = twice
    with writing():
        merge(goes, stays, version=goes.version, actor=root)


def demand(idea: Idea) -> tuple[int, int]:
    session.refresh(idea)
    return idea.people, idea.organisations


def test_what_was_the_ones_is_the_others(
    twice: tuple[User, User], ideas: list[Idea], root: User, jun: User
) -> None:
    goes, stays = twice
    own = ideas[0]
    assert [demand(idea) for idea in ideas] == [(1, 0), (3, 2), (2, 1)]
    made_one(twice, root)
    assert [demand(idea) for idea in ideas] == [(1, 1), (2, 2), (2, 2)]
    session.refresh(own)
    assert own.author_id == stays.id
    assert session.scalar(select(Comment.author_id)) == stays.id
    proxy = session.scalars(select(Proxy)).one()
    assert (proxy.user_id, proxy.employee_id) == (stays.id, jun.id)
    for table in (Vote, Follow, FixAnswer, Delivery):
        theirs = select(func.count(table.id)).where(table.user_id == goes.id)
        assert session.scalar(theirs) == 0, table
    assert session.scalar(select(func.count(Encounter.id))) == 2, "what was measured stays"
    assert sorted(session.scalars(select(Vote.idea_id).where(Vote.user_id == stays.id))) == [
        idea.id for idea in ideas
    ]


def test_the_other_account_is_gone_with_its_ways_in(
    app: Flask, twice: tuple[User, User], root: User
) -> None:
    goes, stays = twice
    old, other = Browser(app).sign_in(goes), Browser(app).sign_in(stays)
    with writing():
        issue_token(goes, scopes=["read"], name="script")
    made_one(twice, root)
    assert old.get("/security").status_code != 200
    assert other.get("/security").status_code == 200
    for table in (UserSession, ApiToken):
        assert session.scalar(select(table.id).where(table.user_id == goes.id)) is None
    assert by_email("zoe.private@heed.example") is None
    session.refresh(goes)
    assert (goes.name, goes.email, goes.is_active) == ("", None, False)
    assert Browser(app).sign_in(root).get(f"/manage/people/{goes.uid}").status_code == 404


def test_they_are_told_once(
    twice: tuple[User, User], ideas: list[Idea], root: User, marta: User, ben: User
) -> None:
    """Of the same news, the one who goes was told and the one who stays."""
    both = ideas[1]
    with writing():
        merge_ideas(both, ideas[2], note=words("The same."), actor=marta)
    send_outbox()
    sent = select(Delivery.update_id, Delivery.channel)
    of_both = session.execute(sent.where(Delivery.user_id.in_([each.id for each in twice])))
    told = [tuple(row) for row in of_both]
    assert len(set(told)) < len(told), "both were told of the merge"
    made_one(twice, root)
    kept = session.execute(sent.where(Delivery.user_id == twice[1].id))
    assert sorted(map(str, kept)) == sorted(map(str, set(told)))


def test_erasing_the_one_takes_out_what_both_were_called(
    twice: tuple[User, User], ideas: list[Idea], root: User, ben: User
) -> None:
    with writing():
        comment(ideas[1], words("Zoë Quillfeather said so, ask zoe@northwind.example"), author=ben)
    made_one(twice, root)
    assert "quillfeather" in dump()
    with writing():
        erase(twice[1], actor=root)
    take_out_names()
    left = [line for line in dump().splitlines() if "quillfeather" in line or "zoe" in line]
    assert left == []


def test_only_administrators_and_only_what_can_be_one(
    app: Flask, twice: tuple[User, User], root: User, marta: User, jun: User
) -> None:
    goes, stays = twice

    def refused(person: User, into: User, actor: User, kind: type[Exception]) -> None:
        with pytest.raises(kind), writing():
            merge(person, into, version=person.version, actor=actor)

    refused(goes, stays, marta, Forbidden)
    refused(goes, goes, root, Invalid)
    refused(goes, jun, root, Invalid)
    refused(root, marta, root, Invalid)
    with writing():
        stays.deactivated_at = audit.now()
    refused(goes, stays, root, Conflict)
    with writing():
        stays.deactivated_at = None
    with pytest.raises(Stale), writing():
        merge(goes, stays, version=goes.version + 1, actor=root)
    assert by_email("zoe.private@heed.example") is not None


def test_the_page_shows_both_and_makes_them_one(
    app: Flask, twice: tuple[User, User], ideas: list[Idea], root: User
) -> None:
    goes, stays = twice
    browser, page = Browser(app).sign_in(root), f"/manage/people/{goes.uid}/merge"
    assert page in browser.get(f"/manage/people/{goes.uid}").text
    assert "Compare the two" in browser.get(page).text
    unknown = browser.get(page, query_string={"into": "nobody@heed.example"})
    assert unknown.status_code == 422
    assert 'value="nobody@heed.example"' in unknown.text
    assert browser.get(page, query_string={"into": goes.email}).status_code == 422
    shown = browser.get(page, query_string={"into": stays.email}).text
    assert "This account stays" in shown
    assert "1 idea" in shown
    form = {"into": stays.email, "version": goes.version}
    assert browser.post(page, {**form, "version": 99}).status_code == 412
    assert browser.post(page, form).location == f"/manage/people/{stays.uid}"
    told = browser.get(f"/manage/people/{stays.uid}").text
    assert "Made one with another account of theirs" in told
    assert browser.get(page).status_code == 404


def test_the_page_says_that_seats_held_for_another_organisation_end(
    app: Flask, twice: tuple[User, User], root: User
) -> None:
    browser, (first, second) = Browser(app).sign_in(root), twice
    for goes, stays, is_said in ((second, first, True), (first, second, False)):
        path = f"/manage/people/{goes.uid}/merge"
        shown = browser.get(path, query_string={"into": stays.email}).text
        assert ("that were held for Northwind end" in shown) is is_said


def test_employees_do_not_ask_for_themselves(
    board: Board, ben: User, jun: User, root: User
) -> None:
    customer = make_person("Joan Elsewhere")
    with writing():
        idea = submit(draft("A list of all my standing orders"), author=ben, board=board)
        cast_for(idea, customer=customer, employee=jun, wish=wish())
        customer.role = Role.EMPLOYEE
    made_one((customer, jun), root)
    with pytest.raises(NoResultFound):
        session.scalars(select(Proxy)).one()
    assert demand(idea) == (2, 1)


def test_what_is_unique_to_a_person_alone_stays_apart(app: Flask) -> None:
    """Else the rows of two accounts could never become those of one."""
    for table in columns.tables(Base.metadata):
        for who in columns.references(table):
            if who.unique or [who] in [list(key.columns) for key in columns.keys_with(who)]:
                assert columns.stays_apart(who), f"{table.name}.{who.name}"


def test_keys_that_are_indexes_are_looked_after_by_hand(app: Flask) -> None:
    def names_people(index: Index) -> bool:
        return any(each in columns.references(index.table) for each in index.columns)

    found = {
        index.name
        for table in columns.tables(Base.metadata)
        for index in table.indexes
        if index.unique and names_people(index)
    }
    by_hand = {"uq_objections_open": "object_once", "uq_council_seats_open": "sit_once"}
    assert found == by_hand.keys(), "write a listener of being_merged"


def test_an_address_that_was_given_up_is_known_for_the_day_of_erasing(
    twice: tuple[User, User], root: User
) -> None:
    made_one(twice, root)
    former = session.scalars(select(FormerName)).one()
    assert (former.user_id, former.name) == (twice[1].id, "Zoë Quillfeather")
