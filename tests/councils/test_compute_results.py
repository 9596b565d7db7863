"""Results equal what `statistics` says of the same answers, on 1,000 random rounds; and the few
cases that decide how one reads the rules, by hand."""

from __future__ import annotations

import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.councils.queries.results import Results
from app.councils.results import (
    Said,
    Spread,
    answers_in,
    median_of,
    opportunity_of,
    outcome_of,
    places,
    spread_of,
    voices_in,
)

scores = st.one_of(st.none(), st.integers(1, 10))


@st.composite
def rounds(draw: st.DrawFn) -> list[list[Said]]:
    """Up to 20 seats of up to 6 organisations, some of none, on up to 4 candidates."""
    belongs = draw(st.lists(st.one_of(st.none(), st.integers(1, 6)), max_size=20))
    return [
        [
            draw(st.builds(Said, st.just(seat), st.just(of), scores, scores, st.booleans(), rare))
            for seat, of in enumerate(belongs)
            if draw(st.integers(0, 9))
        ]
        for _candidate in range(draw(st.integers(1, 4)))
    ]


rare = st.sampled_from([False] * 5 + [True])


@settings(max_examples=100)
@given(rounds(), st.booleans(), st.integers(1, 25))
def test_some_equal_a_reference(said: list[list[Said]], by_organisation: bool, quorum: int) -> None:
    compare(said, by_organisation, quorum)


@pytest.mark.prove
@settings(max_examples=1000)
@given(rounds(), st.booleans(), st.integers(1, 25))
def test_they_equal_a_reference(said: list[list[Said]], by_organisation: bool, quorum: int) -> None:
    compare(said, by_organisation, quorum)


def compare(said: list[list[Said]], by_organisation: bool, quorum: int) -> None:
    for candidate in said:
        outcome = outcome_of(candidate, by_organisation=by_organisation)
        for what, found in zip(("importance", "satisfaction"), outcome[:2], strict=True):
            whole = reference(candidate, what, by_organisation)
            voices = voices_in(candidate, what, by_organisation=by_organisation)
            assert spread_of([*map(median_of, voices)]) == whole
            assert found == (whole if whole.n >= 5 else Spread(whole.n)), candidate
        assert outcome.conflicts == len([each for each in candidate if each.has_conflict])
        silent = [each for each in candidate if each.is_abstention and not each.has_conflict]
        assert outcome.abstentions == len(silent)
        opportunity = reference_opportunity(candidate, by_organisation)
        if min(outcome.importance.n, outcome.satisfaction.n) < 5:
            assert outcome.opportunity is None
        else:
            assert float(outcome.opportunity or 0) == pytest.approx(opportunity, abs=1e-9)
        middle = outcome.importance
        far = middle.n >= 5 and float((middle.high or 0) - (middle.low or 0)) >= 4.0
        assert outcome.is_wide == far
    everybody = [each.person for candidate in said for each in candidate]
    answers = answers_in(each for candidate in said for each in candidate)
    assert answers == len(set(everybody))
    has_quorum = len(set(everybody)) >= quorum
    assert Results([], answers, quorum, by_organisation).is_quorate == has_quorum


def reference(said: list[Said], what: str, by_organisation: bool) -> Spread:
    """By the standard library, in numbers with a point."""
    groups: dict[str, list[int]] = {}
    for each in said:
        score = getattr(each, what)
        if score is None or each.is_abstention or each.has_conflict:
            continue
        alone = not by_organisation or each.organisation is None
        name = f"person {each.person}" if alone else f"organisation {each.organisation}"
        groups.setdefault(name, []).append(score)
    values = [Fraction(statistics.median(map(Fraction, group))) for group in groups.values()]
    if not values:
        return Spread()
    if len(values) == 1:
        return Spread(1, values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    assert middle == statistics.median(values)
    return Spread(len(values), middle, low, high)


def reference_opportunity(said: list[Said], by_organisation: bool) -> float:
    """From counts of weighted answers, in numbers with a point."""
    shares = []
    for what in ("importance", "satisfaction"):
        scores = {}
        for each in said:
            if getattr(each, what) and not each.is_abstention and not each.has_conflict:
                is_alone = not by_organisation or each.organisation is None
                scores[each.person] = (each.person if is_alone else -each.organisation, each)
        sizes = Counter(whose for whose, _each in scores.values())
        weights = [
            (1 / sizes[whose], getattr(each, what) in (9, 10)) for whose, each in scores.values()
        ]
        top, all_of_them = sum(w for w, is_top in weights if is_top), sum(w for w, _top in weights)
        shares.append(10 * top / all_of_them if weights else 0.0)
    importance, satisfaction = shares
    return importance + max(importance - satisfaction, 0)


def test_the_opportunity_is_that_of_the_product() -> None:
    """As in its table of figures: I 9.2, S 4 -> 14.4; I 9.2, S 9.8 -> 9.2."""

    def voices(top: int) -> list[list[Fraction]]:
        return [[Fraction(9)]] * top + [[Fraction(8)]] * (50 - top)

    assert opportunity_of(voices(46), voices(20)) == Fraction("14.4")
    assert opportunity_of(voices(46), voices(49)) == Fraction("9.2")


def test_the_answers_of_an_organisation_share_its_vote() -> None:
    said = [Said(1, 1, 10, 1), Said(2, 1, 1, 1)] + [Said(n, n, 9, 1) for n in range(3, 7)]
    assert outcome_of(said, by_organisation=True).opportunity == 18
    assert outcome_of(said, by_organisation=False).opportunity == Fraction(50, 3)


def test_an_organisation_with_many_seats_counts_once() -> None:
    said = [Said(seat, 1, importance=1) for seat in range(9)]
    said += [Said(20, 2, importance=9), Said(21, 3, importance=9)]
    voices = voices_in(said, "importance", by_organisation=True)
    assert spread_of([*map(median_of, voices)]) == Spread(3, 9, 5, 9)
    assert outcome_of(said, by_organisation=False).importance == Spread(11, 1, 1, 1)


def test_of_fewer_than_five_values_only_their_number_is_told() -> None:
    said = [Said(seat, seat, 10, 1) for seat in range(4)]
    outcome = outcome_of(said, by_organisation=True)
    assert outcome.importance == outcome.satisfaction == Spread(4)
    assert outcome.opportunity is None
    shared = [*said, Said(4, 3, 10, 1)]
    assert outcome_of(shared, by_organisation=True).importance == Spread(4), "of one organisation"
    assert outcome_of(shared, by_organisation=False).importance == Spread(5, 10, 10, 10)


def test_a_conflict_is_left_out_even_with_an_abstention() -> None:
    said = [Said(seat, seat, 9, 2) for seat in range(5)]
    said += [Said(9, 9, 1, 1, is_abstention=True, has_conflict=True)]
    outcome = outcome_of(said, by_organisation=True)
    assert (outcome.importance.n, outcome.abstentions, outcome.conflicts) == (5, 0, 1)
    assert outcome.opportunity == 20


def test_of_nothing_there_is_no_middle() -> None:
    outcome = outcome_of([], by_organisation=True)
    assert outcome == ((0, None, None, None), (0, None, None, None), 0, 0, None)
    assert outcome.opportunity is None
    assert not outcome.is_wide


def test_halves_are_told_apart_from_agreement() -> None:
    torn = [Said(seat, seat, 1 if seat % 2 else 10) for seat in range(8)]
    assert outcome_of(torn, by_organisation=True).is_wide
    assert not outcome_of(torn[:4], by_organisation=True).is_wide, "that would tell of a range"
    assert spread_of([Fraction(5), Fraction(8)]) == Spread(
        2, Fraction(13, 2), Fraction(23, 4), Fraction(29, 4)
    )


def test_equal_amounts_share_a_place() -> None:
    amounts = {1: Fraction(9), 2: Fraction(7), 3: Fraction(9), 4: Fraction(1)}
    assert places(amounts) == {1: 1, 3: 1, 2: 3, 4: 4}
