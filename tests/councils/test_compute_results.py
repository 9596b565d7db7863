"""Results equal what `statistics` says of the same answers, on 1,000 random rounds; and the few
cases that decide how one reads the rules, by hand."""

from __future__ import annotations

import statistics
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.councils.queries.results import Results
from app.councils.results import (
    Said,
    Spread,
    answers_in,
    outcome_of,
    places,
    spread_of,
    values_in,
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


@settings(max_examples=1000)
@given(rounds(), st.booleans(), st.integers(1, 25))
def test_they_equal_a_reference(said: list[list[Said]], by_organisation: bool, quorum: int) -> None:
    for candidate in said:
        outcome = outcome_of(candidate, by_organisation=by_organisation)
        for what, found in zip(("importance", "satisfaction"), outcome[:2], strict=True):
            whole = reference(candidate, what, by_organisation)
            assert spread_of(values_in(candidate, what, by_organisation=by_organisation)) == whole
            assert found == (whole if whole.n >= 5 else Spread(whole.n)), candidate
        assert outcome.conflicts == len([each for each in candidate if each.has_conflict])
        silent = [each for each in candidate if each.is_abstention and not each.has_conflict]
        assert outcome.abstentions == len(silent)
        wanted, had = outcome.importance.median, outcome.satisfaction.median
        if wanted is None or had is None:
            assert outcome.opportunity is None
        else:
            assert outcome.opportunity == max(wanted, 2 * wanted - had)
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


def test_an_organisation_with_many_seats_counts_once() -> None:
    said = [Said(seat, 1, importance=1) for seat in range(9)]
    said += [Said(20, 2, importance=9), Said(21, 3, importance=9)]
    by_organisation = spread_of(values_in(said, "importance", by_organisation=True))
    assert by_organisation == Spread(3, 9, 5, 9)
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
    assert outcome.opportunity == 16


def test_of_nothing_there_is_no_middle() -> None:
    outcome = outcome_of([], by_organisation=True)
    assert outcome == ((0, None, None, None), (0, None, None, None), 0, 0)
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
