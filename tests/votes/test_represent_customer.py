"""What an employee puts down for a customer, and how it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.votes import service
from app.votes.events import customer_represented
from app.votes.importances import Demand, demand
from app.votes.models import Importance, Proxy, Vote
from app.votes.queries import ballot
from app.votes.service.represent import (
    Outcome,
    Wish,
    cast_for,
    claim,
    mark_told,
    proxy_of,
    submit_for,
    take_out,
    wish,
)
from tests.personas import make_person


def represent(idea: Idea, customer: User, employee: User, **known: object) -> Outcome:
    with writing():
        return cast_for(idea, customer=customer, employee=employee, wish=Wish(**known))  # type: ignore[arg-type]


def votes_of(person: User) -> int:
    session.rollback()
    return session.scalar(select(func.count(Vote.id)).where(Vote.user_id == person.id)) or 0


def audited(action: str) -> int:
    entries = select(func.count(AuditEntry.id)).where(AuditEntry.action == action)
    return session.scalar(entries) or 0


def test_the_vote_is_the_customers(idea: Idea, ben: User, jun: User) -> None:
    known = {"ticket": "https://desk.example/7", "importance": Importance.CRITICAL}
    assert represent(idea, ben, jun, **known) is Outcome.ADDED

    assert (idea.people, idea.organisations) == (2, 2)
    assert (votes_of(ben), votes_of(jun)) == (1, 0)
    proxy = proxy_of(idea, ben)
    assert proxy is not None
    assert (proxy.employee_id, proxy.ticket) == (jun.id, "https://desk.example/7")
    assert ballot(idea.id, ben.id).importance is Importance.CRITICAL
    assert audited("vote.represent") == 1


def test_saying_it_again_adds_nothing(idea: Idea, ben: User, jun: User, marta: User) -> None:
    represent(idea, ben, jun)
    again = {"has_consented": True, "importance": Importance.NICE}
    assert represent(idea, ben, jun, **again) is Outcome.KEPT
    assert represent(idea, ben, marta) is Outcome.TAKEN

    proxy = proxy_of(idea, ben)
    assert proxy is not None
    assert (proxy.employee_id, proxy.has_consented) == (jun.id, True)
    assert ballot(idea.id, ben.id).importance is Importance.NICE
    assert idea.people == 2


def test_who_voted_already_is_left_alone(idea: Idea, ben: User, jun: User) -> None:
    with writing():
        service.cast(idea, voter=ben, importance=Importance.NICE)
    assert represent(idea, ben, jun, importance=Importance.CRITICAL) is Outcome.VOTED
    assert proxy_of(idea, ben) is None
    assert ballot(idea.id, ben.id).importance is Importance.NICE


def test_who_voted_where_it_was_merged_from_is_left_alone(
    idea: Idea, board: Board, ben: User, jun: User
) -> None:
    with writing():
        twin = posted(board, ben)
        twin.merged_into_id = idea.id
    assert represent(idea, ben, jun) is Outcome.VOTED
    assert votes_of(ben) == 1


def posted(board: Board, author: User) -> Idea:
    return submit(draft("Bank link expiry"), board=board, author=author)


def test_an_own_vote_ends_the_word_of_the_employee(idea: Idea, ben: User, jun: User) -> None:
    represent(idea, ben, jun)
    with writing():
        assert service.cast(idea, voter=ben) is False
    proxy = proxy_of(idea, ben)
    assert proxy is not None
    assert proxy.claimed_at is not None
    assert votes_of(ben) == 1
    with pytest.raises(Conflict, match="made this their own"), writing():
        take_out(idea, customer=ben, actor=jun)
    assert votes_of(ben) == 1


def test_only_consent_makes_somebody_welcome(idea: Idea, ben: User, ada: User, jun: User) -> None:
    with writing():
        ben.welcomed_at = ada.welcomed_at = None
    represent(idea, ben, jun)
    assert ben.welcomed_at is None
    represent(idea, ben, jun, has_consented=True)
    assert ben.welcomed_at is not None


def test_later_steps_hear_of_it_once(
    idea: Idea, ben: User, jun: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(customer_represented, "_listeners", [])
    customer_represented.connect(lambda proxy, idea: heard.append(proxy.user_id))
    represent(idea, ben, jun)
    represent(idea, ben, jun, has_consented=True)
    assert heard == [ben.id]


@pytest.mark.parametrize("who", ["ben", "jun"])
def test_it_is_undone_by_who_may(
    idea: Idea, ben: User, jun: User, who: str, request: pytest.FixtureRequest
) -> None:
    represent(idea, ben, jun)
    with writing():
        take_out(idea, customer=ben, actor=request.getfixturevalue(who))
    assert (votes_of(ben), proxy_of(idea, ben), idea.people) == (0, None, 1)
    assert not ballot(idea.id, ben.id).is_following
    assert audited("vote.take_out") == (1 if who == "jun" else 0)


def test_it_is_undone_by_nobody_else(idea: Idea, ben: User, jun: User, marta: User) -> None:
    represent(idea, ben, jun)
    with pytest.raises(Forbidden), writing():
        take_out(idea, customer=ben, actor=marta)
    with pytest.raises(NotFound), writing():
        take_out(idea, customer=marta, actor=marta)
    proxy = proxy_of(idea, ben)
    assert proxy is not None
    with pytest.raises(Forbidden), writing():
        mark_told(proxy, actor=marta)
    assert votes_of(ben) == 1


def test_only_what_the_employee_added_is_taken_out(
    idea: Idea, board: Board, ben: User, jun: User
) -> None:
    """What the customer gave another idea of the family is their own."""
    represent(idea, ben, jun)
    with writing():
        twin = posted(board, ben)
        twin.merged_into_id = idea.id
    with writing():
        take_out(idea, customer=ben, actor=jun)
    theirs = select(Vote.idea_id).where(Vote.user_id == ben.id)
    assert list(session.scalars(theirs)) == [twin.id]
    assert (proxy_of(idea, ben), idea.people) == (None, 2)


def test_withdrawing_ends_it_too(idea: Idea, ben: User, jun: User) -> None:
    represent(idea, ben, jun)
    with writing():
        service.withdraw(idea, voter=ben)
    assert proxy_of(idea, ben) is None
    assert represent(idea, ben, jun) is Outcome.ADDED


def test_who_may_not_is_refused(idea: Idea, ada: User, ben: User, jun: User, marta: User) -> None:
    with pytest.raises(Forbidden):
        represent(idea, ben, ada)
    with pytest.raises(Invalid, match="colleague"):
        represent(idea, marta, jun)
    with writing():
        ben.deactivated_at = ben.confirmed_at
    with pytest.raises(Invalid, match="closed"):
        represent(idea, ben, jun)
    assert session.scalar(select(func.count(Proxy.id))) == 0


def test_a_closed_idea_takes_nobody(idea: Idea, ben: User, jun: User, marta: User) -> None:
    status = first_status(Phase.SHIPPED)
    note = note_for(status, "")
    with writing():
        change_status(idea, status, note=note, actor=marta)
    with pytest.raises(Conflict):
        represent(idea, ben, jun)


@pytest.mark.parametrize(
    "ticket",
    [
        "javascript:alert(1)",
        "ftp://desk.example/7",
        "desk.example/7",
        "https://",
        "https://me@desk.example/7",
        "https://desk.example/a b",
        "https://desk.example/" + "x" * 500,
        "https://[::1",
        "https://desk.example:0/",
    ],
)
def test_a_ticket_is_a_web_address(ticket: str) -> None:
    with pytest.raises(Invalid) as refused:
        wish(ticket)
    assert set(refused.value.errors) == {"ticket"}
    assert wish(" https://desk.example/7?a=b#c ").ticket == "https://desk.example/7?a=b#c"


def test_an_idea_for_a_customer_and_what_they_make_of_it(
    board: Board, ben: User, jun: User
) -> None:
    with writing():
        asked = submit_for(
            draft("Kilometre log"), board=board, customer=ben, employee=jun, wish=Wish()
        )
    assert (asked.author_id, asked.on_behalf_of_id, asked.people) == (jun.id, ben.id, 1)
    assert (votes_of(ben), votes_of(jun)) == (1, 0)

    with writing():
        claim(asked, customer=ben)
    assert asked.claimed_at is not None
    with writing():
        take_out(asked, customer=ben, actor=ben)
    assert (asked.on_behalf_of_id, asked.claimed_at, asked.people) == (None, None, 0)
    with pytest.raises(NotFound), writing():
        claim(asked, customer=ben)


def test_demand_is_told_apart(
    idea: Idea, board: Board, ada: User, ben: User, jun: User, marta: User
) -> None:
    """Of somebody who voted twice in a family the strongest word counts, once."""
    represent(idea, ben, jun, importance=Importance.NICE)
    same = make_person("Cleo Contoso", organisation=ben.organisation)
    with writing():
        service.cast(idea, voter=same, importance=Importance.CRITICAL)
        twin = posted(board, ada)
        service.change_importance(twin, voter=ada, importance=Importance.CRITICAL)
        service.change_importance(idea, voter=ada, importance=Importance.NICE)
        twin.merged_into_id = idea.id
    for reader, revenue in ((marta, 102_000), (jun, None), (ada, None)):
        found = demand(idea, reader=reader)
        assert (found.critical, found.important, found.nice, found.by_proxy) == (2, 0, 1, 1)
        assert found.revenue == revenue
    assert demand(idea, reader=ben).added_by == "Jun Sato"
    assert demand(idea, reader=ada).added_by is None


def test_shares_are_rounded_once_and_need_five() -> None:
    few = Demand(2, 1, 1, 0, 4, None, None)
    assert [share.percent for share in few.shares] == [None] * 3
    assert [share.people for share in few.shares] == [2, 1, 1]
    many = Demand(197, 92, 29, 0, 9, None, None)
    assert [share.percent for share in many.shares] == [62, 29, 9]
    assert sum(share.width for share in many.shares) == pytest.approx(100)
    assert many.shares[2].start == pytest.approx(many.shares[0].width + many.shares[1].width)
    assert Demand(0, 0, 0, 0, 0, None, None).shares == []
    half = Demand(1, 3, 4, 0, 0, None, None)
    assert [share.percent for share in half.shares] == [13, 38, 50], "half goes away from zero"
