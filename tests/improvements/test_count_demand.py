"""Who asks for an improvement: distinct people and organisations over the families of its ideas."""

from __future__ import annotations

from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.improvements.models import Evidence
from app.improvements.queries.demand import (
    Demand,
    demand_behind,
    demands,
    importance_behind,
    revenues,
)
from app.improvements.service.promote import promote
from app.people.models import Organisation, Role, User
from app.votes import service as votes
from app.votes.models import Importance, Vote
from tests.improvements.conftest import Ask, Make, written
from tests.personas import make_person
from tests.statements import statements


def test_who_asked_twice_counts_once(
    idea: Idea, ask: Ask, make: Make, ada: User, ben: User
) -> None:
    other = ask("Warn by mail", ben)
    with writing():
        votes.cast(other, voter=ada)
    made = make(idea, other)
    assert demands([made.id]) == {made.id: Demand(people=2, organisations=2)}
    assert revenues([made.id]) == {made.id: 12_000 + 90_000}


def test_a_merged_idea_brings_its_people(
    idea: Idea, ask: Ask, make: Make, ada: User, ben: User
) -> None:
    source = ask("Warn before the link ends", ben)
    with writing():
        votes.cast(source, voter=ada)
    made = make(idea)
    assert demands([made.id])[made.id].people == 1
    with writing():
        source.merged_into_id = idea.id
    assert demands([made.id])[made.id] == Demand(2, 2)
    assert demand_behind([source.id]) == Demand(2, 2)


def test_nobody_asks_for_one_without_ideas(make: Make) -> None:
    made = make()
    assert (demands([made.id]), revenues([made.id])) == ({}, {})
    assert (demands([]), demand_behind([]), revenues([])) == ({}, Demand(), {})


def test_an_idea_that_was_taken_away_asks_for_nothing(idea: Idea, make: Make) -> None:
    made = make(idea)
    with writing():
        idea.deleted_at = idea.created_at
    assert demands([made.id]) == {}


def test_everyone_is_heard_at_their_strongest_word(
    idea: Idea, ask: Ask, make: Make, ada: User, ben: User
) -> None:
    other = ask("Warn by mail", ben)
    with writing():
        votes.cast(idea, voter=ada, importance=Importance.NICE)
        votes.cast(other, voter=ada, importance=Importance.CRITICAL)
    shares = importance_behind(make(idea, other).id)
    assert (shares.critical, shares.important, shares.nice) == (1, 0, 0)
    assert (shares.said, shares.asked, shares.has_percentages) == (1, 2, False)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=40, unique=True),
    merged=st.dictionaries(st.integers(3, 5), st.integers(0, 2)),
    linked=st.dictionaries(st.integers(0, 5), st.integers(0, 1)),
)
def test_counts_equal_those_of_a_slow_count(
    board: Board, ada: User, chosen, merged: dict[int, int], linked: dict[int, int]
) -> None:
    """Six ideas, eight people of three organisations, two improvements."""
    ideas, people, improvements = _furnish(ada, board)
    voters: dict[int, set[int]] = {index: set() for index in range(6)}
    with writing():
        for index, person in chosen:
            session.add(Vote(idea_id=ideas[index].id, user_id=people[person].id))
            voters[index].add(person)
        for source, target in merged.items():
            ideas[source].merged_into_id = ideas[target].id
        for index, improvement in linked.items():
            session.add(Evidence(improvement_id=improvements[improvement], idea_id=ideas[index].id))
    session.rollback()
    found = demands(improvements)
    for number, improvement_id in enumerate(improvements):
        roots = {merged.get(index, index) for index, owner in linked.items() if owner == number}
        family = {index for index in range(6) if merged.get(index, index) in roots}
        asking = set().union(*(voters[index] for index in family))
        organisations = {people[person].organisation_id for person in asking} - {None}
        expected = Demand(len(asking), len(organisations))
        assert found.get(improvement_id, Demand()) == expected


def test_many_cost_as_much_as_one(idea: Idea, ask: Ask, make: Make, ben: User) -> None:
    made = [make(idea), *(make(ask(f"Wish {n}", ben), title=f"Way {n}") for n in range(5))]
    ids, costs = [each.id for each in made], []
    for some in (ids[:1], ids):
        with statements() as sent:
            demands(some)
            revenues(some)
        costs.append(len(sent))
    assert costs == [2, 2]


def _furnish(ada: User, board: Board) -> tuple[list[Idea], list[User], list[int]]:
    mark = uuid4().hex[:8]
    boss = make_person("Boss Boss", role=Role.MANAGER, email=f"{mark}@boss.example")
    with writing():
        organisations = [Organisation(name=f"{mark} {n}", domains=[]) for n in range(3)]
        session.add_all(organisations)
    people = [
        make_person(
            f"Person {n}",
            organisation=organisations[n % 4] if n % 4 < 3 else None,
            email=f"{mark}{n}@x.example",
        )
        for n in range(8)
    ]
    drafts = [draft(f"Idea {mark} {n}") for n in range(6)]
    said = written(f"Improvement {mark}")
    with writing():
        ideas = [submit(each, board=board, author=ada) for each in drafts]
        for idea in ideas:
            votes.withdraw(idea, voter=ada)
        improvements = [promote([], said, actor=boss).improvement.id for _ in range(2)]
    return ideas, people, improvements
