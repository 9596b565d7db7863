"""A date is a promise: kept, moved with a reason, or broken, and all of it stays."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from app.core.db import session, writing
from app.core.errors import Conflict, Invalid
from app.core.settings import change
from app.improvements.models import Horizon
from app.people.models import User
from app.roadmap import service
from app.roadmap.events import date_moved
from app.roadmap.keeping import last_day
from app.roadmap.lines import line_of, settled_line
from app.roadmap.models import Outcome, Precision, Promise
from app.roadmap.queries.promises import history_of, promises_of
from tests.roadmap.acts import at, improve, move, promise

MONDAY = at("2026-11-02T09:00:00+00:00")


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        ("2027-03-04", Precision.DAY, "2027-03-04"),
        ("2027-03-04", Precision.MONTH, "2027-03-31"),
        ("2027-02-04", Precision.MONTH, "2027-02-28"),
        ("2028-02-04", Precision.MONTH, "2028-02-29"),
        ("2027-02-04", Precision.QUARTER, "2027-03-31"),
        ("2027-12-31", Precision.QUARTER, "2027-12-31"),
    ],
)
def test_a_month_or_quarter_lasts_to_its_last_day(
    day: str, precision: Precision, last: str
) -> None:
    assert last_day(date.fromisoformat(day), precision) == date.fromisoformat(last)


# Amsterdam is an hour ahead of UTC in winter: 23:30 UTC is the next day there.
@pytest.mark.parametrize(
    ("shipped_at", "outcome", "words"),
    [
        ("2026-11-03T10:00:00+00:00", Outcome.KEPT, "November 10, 2026, kept"),
        ("2026-11-10T22:30:00+00:00", Outcome.KEPT, "November 10, 2026, kept"),
        ("2026-11-10T23:30:00+00:00", Outcome.BROKEN, "November 10, 2026, 1 day late"),
        ("2026-11-13T09:00:00+00:00", Outcome.BROKEN, "November 10, 2026, 3 days late"),
        ("2027-01-10T09:00:00+00:00", Outcome.BROKEN, "November 10, 2026, 61 days late"),
    ],
)
def test_shipping_settles_the_promise(
    marta: User, shipped_at: str, outcome: Outcome, words: str
) -> None:
    with writing():
        change(None, time_zone="Europe/Amsterdam")
    improvement = improve("Bank links that warn", horizon=Horizon.NOW)
    with time_machine.travel(MONDAY, tick=False):
        promise(improvement, date(2026, 11, 10), by=marta)
    with time_machine.travel(at(shipped_at), tick=False):
        move(improvement, Horizon.SHIPPED, by=marta)

    [kept] = history_of(improvement)
    assert kept.outcome is outcome
    assert settled_line([kept]).words == words


@pytest.mark.parametrize(
    ("set_aside_at", "outcome"),
    [
        ("2026-11-10T22:30:00+00:00", Outcome.WITHDRAWN),
        ("2026-11-11T00:30:00+00:00", Outcome.BROKEN),
    ],
)
def test_setting_aside_withdraws_in_time_and_breaks_late(
    marta: User, set_aside_at: str, outcome: Outcome
) -> None:
    improvement = improve("Bank links that warn")
    with time_machine.travel(MONDAY, tick=False):
        promise(improvement, date(2026, 11, 10), by=marta)
    with time_machine.travel(at(set_aside_at), tick=False):
        move(improvement, Horizon.SET_ASIDE, by=marta)

    [given] = history_of(improvement)
    assert given.outcome is outcome


def test_a_moved_date_never_replaces_the_old_one(marta: User) -> None:
    improvement = improve("Bank links that warn", horizon=Horizon.NOW)
    moves: list[tuple[date, date]] = []

    def note(given: Promise, before: Promise, actor: User) -> None:
        moves.append((before.due_on, given.due_on))

    date_moved.connect(note)
    try:
        with time_machine.travel(MONDAY, tick=False) as clock:
            promise(improvement, date(2026, 12, 1), Precision.MONTH, by=marta)
            clock.shift(60)
            promise(
                improvement, date(2027, 1, 5), Precision.MONTH, by=marta, reason="bank was slow"
            )
            clock.shift(60)
            promise(
                improvement, date(2027, 3, 1), Precision.MONTH, by=marta, reason="audit was long"
            )
            line = line_of(promises_of([improvement.id])[improvement.id])
    finally:
        date_moved._listeners.remove(note)

    history = history_of(improvement)
    assert [each.outcome for each in history] == [None, Outcome.MOVED, Outcome.MOVED]
    assert moves == [
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 3, 31)),
    ]
    assert line is not None
    assert line.words == "By March 2027"
    assert line.was == ["Was January: audit was long", "Was December 2026: bank was slow"]

    with time_machine.travel(at("2027-03-31T20:00:00+00:00"), tick=False):
        move(improvement, Horizon.SHIPPED, by=marta)
    settled = settled_line(promises_of([improvement.id])[improvement.id])
    assert settled.words == "March, kept"
    assert len(settled.was) == 2


def test_a_date_that_passed_was_due_and_is_not_broken_yet(marta: User) -> None:
    improvement = improve("Bank links that warn", horizon=Horizon.NOW)
    with time_machine.travel(MONDAY, tick=False):
        promise(improvement, date(2026, 11, 10), by=marta)
    with time_machine.travel(at("2026-11-11T09:00:00+00:00"), tick=False):
        line = line_of(history_of(improvement))

    assert line is not None
    assert line.words == "Was due November 10, 2026"
    assert line.is_late
    assert history_of(improvement)[0].outcome is None


def test_what_had_not_shipped_after_all_is_promised_again(marta: User) -> None:
    improvement = improve("Bank links that warn", horizon=Horizon.NOW)
    with time_machine.travel(MONDAY, tick=False):
        given = promise(improvement, date(2026, 11, 10), by=marta)
        move(improvement, Horizon.SHIPPED, by=marta)
        move(improvement, Horizon.NOW, by=marta)

    [again] = history_of(improvement)
    assert (again.id, again.outcome, again.ended_at) == (given.id, None, None)


@time_machine.travel(MONDAY, tick=False)
def test_what_cannot_be_promised_is_refused_with_the_reason(marta: User) -> None:
    improvement = improve("Bank links that warn")
    for day in (date(2026, 11, 1), date(2037, 1, 1)):
        with pytest.raises(Invalid) as refused:
            promise(improvement, day, by=marta)
        assert list(refused.value.errors) == ["due_on"]

    promise(improvement, date(2026, 11, 2), by=marta)
    with pytest.raises(Invalid) as refused:
        promise(improvement, date(2026, 11, 5), by=marta)
    assert list(refused.value.errors) == ["reason"]
    with pytest.raises(Invalid) as refused:
        promise(improvement, date(2026, 11, 2), by=marta, reason="None")
    assert list(refused.value.errors) == ["due_on"]

    shipped = improve("Done", horizon=Horizon.SHIPPED)
    with pytest.raises(Conflict):
        promise(shipped, date(2026, 11, 5), by=marta)


@time_machine.travel(MONDAY, tick=False)
def test_the_second_of_two_managers_sees_the_first_ones_date(marta: User, root: User) -> None:
    improvement = improve("Bank links that warn")
    promise(improvement, date(2026, 12, 1), by=marta)
    with pytest.raises(Conflict), writing():
        service.promise(
            improvement, date(2027, 2, 1), Precision.DAY, reason="Mine", actor=root, seen=None
        )
    session.rollback()
    assert [each.due_on for each in history_of(improvement)] == [date(2026, 12, 1)]
