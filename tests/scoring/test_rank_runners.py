"""Who stands where: the rules at the top of app/scoring/ranking.py, one by one and together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.scoring.ranking import TIE, Claim, Placed, Runner, ranked

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
moments = st.integers(0, 50).map(lambda hours: MONDAY + timedelta(hours=hours))
claims = st.none() | st.builds(Claim, st.integers(1, 12), moments)
scores = st.none() | st.fractions(min_value=Fraction(1, 100), max_value=300)
fields = st.lists(
    st.builds(Runner, st.integers(1, 200), scores, st.integers(0, 20), claims),
    max_size=12,
    unique_by=lambda runner: runner.number,
)


def order(*runners: Runner) -> list[int]:
    return [placed.number for placed in ranked(runners)]


def of(number: int, exact: float | None, place: int = 0, hours: int = 0, orgs: int = 0) -> Runner:
    claim = Claim(place, MONDAY + timedelta(hours=hours)) if place else None
    return Runner(number, None if exact is None else Fraction(exact), orgs, claim)


def test_the_highest_score_comes_first_and_no_score_last() -> None:
    assert order(of(1, 10), of(2, None), of(3, 30)) == [3, 1, 2]


def test_equal_scores_are_told_apart_by_demand_and_then_by_age() -> None:
    assert order(of(1, 10), of(2, 10, orgs=5), of(3, 10)) == [2, 1, 3]
    assert order(of(1, None), of(2, None, orgs=5)) == [2, 1]


def test_a_place_given_by_hand_is_kept_whatever_the_score() -> None:
    assert order(of(1, 40), of(2, 30), of(3, 20), of(4, 10, place=2)) == [1, 4, 2, 3]
    assert order(of(1, 40, place=3), of(2, 30), of(3, 20)) == [2, 3, 1]
    assert order(of(1, 40), of(2, 30, place=99)) == [1, 2]


def test_of_two_who_claim_a_place_the_latest_move_has_it() -> None:
    earlier, later = of(3, 20, place=1, hours=1), of(4, 10, place=1, hours=2)
    assert order(of(1, 40), earlier, later) == [4, 3, 1]


def test_ties_are_marked_on_both_places() -> None:
    found = {placed.place: placed.ties for placed in ranked([of(1, 100), of(2, 95), of(3, 94)])}
    assert found == {1: (2,), 2: (1, 3), 3: (2,)}


def test_the_scale_of_a_tie_is_the_highest_score_of_the_list() -> None:
    without = ranked([of(1, 84), of(2, 79)])
    assert [placed.ties for placed in without] == [(), ()]
    with_a_higher = ranked([of(1, 84), of(2, 79), of(3, 200)])
    assert with_a_higher[1].ties == (3,)


def test_what_has_no_score_ties_with_nothing() -> None:
    assert [placed.ties for placed in ranked([of(1, None), of(2, None)])] == [(), ()]


@given(fields)
def test_everyone_has_one_place(runners: list[Runner]) -> None:
    found = ranked(runners)
    assert [placed.place for placed in found] == list(range(1, len(runners) + 1))
    assert {placed.number for placed in found} == {runner.number for runner in runners}
    assert sorted(placed.by_score for placed in found) == [placed.place for placed in found]


@given(fields)
def test_moves_by_hand_never_change_the_order_of_the_others(runners: list[Runner]) -> None:
    free = {runner.number for runner in runners if runner.claim is None}
    by_hand = [number for number in order(*runners) if number in free]
    by_score = order(*(runner._replace(claim=None) for runner in runners))
    assert by_hand == [number for number in by_score if number in free]


@given(fields)
def test_the_latest_claim_of_a_free_place_is_met(runners: list[Runner]) -> None:
    places = {placed.number: placed.place for placed in ranked(runners)}
    claimed = [runner.claim.place for runner in runners if runner.claim]
    for runner in runners:
        wanted = runner.claim and runner.claim.place
        if wanted and claimed == [wanted]:
            assert places[runner.number] == min(wanted, len(runners))


@given(fields, st.randoms())
def test_it_does_not_matter_in_what_order_they_come(runners: list[Runner], chance) -> None:
    shuffled = list(runners)
    chance.shuffle(shuffled)
    assert ranked(shuffled) == ranked(runners)


@given(fields)
def test_ties_go_both_ways_and_are_never_wider_than_the_scale_says(runners: list[Runner]) -> None:
    exact = {runner.number: runner.exact for runner in runners}
    found: list[Placed] = ranked(runners)
    at = {placed.place: placed for placed in found}
    scale = max((score for score in exact.values() if score is not None), default=Fraction(0))
    for placed in found:
        for other in placed.ties:
            mine, its = exact[placed.number], exact[at[other].number]
            assert mine is not None
            assert its is not None
            assert abs(mine - its) <= TIE * scale
            assert placed.place in at[other].ties
