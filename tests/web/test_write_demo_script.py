"""The demonstration's script: believable, repeatable, and true to the words of the product."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

import pytest

from app.web.demo.content.records import Idea, Script
from app.web.demo.script import write_script

UNTIL = date(2026, 11, 26)
END = datetime.combine(UNTIL, time(), UTC)
PHASES = {
    "new",
    "reviewing",
    "needs_information",
    "planned",
    "in_progress",
    "shipped",
    "answered",
    "declined",
}


@pytest.fixture(scope="module")
def script() -> Script:
    return write_script(until=UNTIL)


def first_answer(idea: Idea) -> datetime | None:
    """The first public words of staff; a wordless status change does not count."""
    words = [comment.at for comment in idea.comments if comment.kind == "official"]
    words += [change.at for change in idea.status_changes if change.note]
    return min(words, default=None)


def office_days(start: datetime, end: datetime) -> float:
    """Working days of eight hours, 8:00 to 16:00, Monday to Friday, in steps of six minutes."""
    step = timedelta(minutes=6)
    steps = 0
    while start < end:
        steps += start.weekday() < 5 and 8 <= start.hour < 16
        start += step
    return steps / 80


def test_same_seed_same_script(script: Script) -> None:
    assert write_script(until=UNTIL) == script


def test_other_seed_other_script(script: Script) -> None:
    assert write_script(until=UNTIL, seed=8).ideas != script.ideas


@pytest.mark.parametrize(("ideas", "people"), [(1, 30), (20, 60), (300, 240), (1200, 500)])
def test_sizes_are_those_asked_for(ideas: int, people: int) -> None:
    script = write_script(ideas=ideas, people=people, until=UNTIL)
    assert (len(script.ideas), len(script.people)) == (ideas, people)


def test_ten_thousand_ideas_have_words_of_their_own() -> None:
    ideas = write_script(ideas=10_000, until=UNTIL).ideas
    assert len({idea.title for idea in ideas}) == 10_000
    assert max(len(idea.title) for idea in ideas) <= 120
    assert not any("{" in idea.title + idea.body for idea in ideas)


def test_sizes_out_of_reach_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 30 people"):
        write_script(people=29, until=UNTIL)
    with pytest.raises(ValueError, match="no words for so many ideas"):
        write_script(ideas=20_000, until=UNTIL)


def test_everything_happens_within_the_eighteen_months(script: Script) -> None:
    opening = datetime.combine(script.since, time(), UTC)
    assert timedelta(days=540) < END - opening < timedelta(days=560)
    for idea in script.ideas:
        later = [*idea.votes, *idea.comments, *idea.status_changes]
        assert opening <= idea.created_at < END
        assert all(idea.created_at <= event.at < END for event in later), idea.title


def test_ideas_are_numbered_in_the_order_of_asking(script: Script) -> None:
    assert [idea.number for idea in script.ideas] == list(range(1, 301))
    assert all(a.created_at <= b.created_at for a, b in pairwise(script.ideas))


def test_events_stand_in_order(script: Script) -> None:
    for idea in script.ideas:
        for events in (idea.votes, idea.comments):
            assert all(a.at <= b.at for a, b in pairwise(events)), idea.title
        assert all(a.at < b.at for a, b in pairwise(idea.status_changes)), idea.title
        assert all(change.at > idea.created_at for change in idea.status_changes), idea.title


def test_nobody_votes_twice_and_authors_vote_first(script: Script) -> None:
    for idea in script.ideas:
        voters = [vote.person for vote in idea.votes]
        assert len(set(voters)) == len(voters), idea.title
        assert idea.author == voters[0], idea.title


def test_nobody_votes_after_an_idea_is_closed(script: Script) -> None:
    for idea in script.ideas:
        if idea.phase in {"shipped", "answered", "declined"}:
            assert idea.votes[-1].at <= idea.status_changes[-1].at, idea.title


def test_nobody_speaks_before_joining(script: Script) -> None:
    joined = {person.key: person.joined_at for person in script.people}
    for idea in script.ideas:
        assert joined[idea.author] <= idea.created_at, idea.title
        assert all(joined[vote.person] <= vote.at for vote in idea.votes), idea.title
        assert all(joined[comment.author] <= comment.at for comment in idea.comments), idea.title


def test_every_phase_occurs(script: Script) -> None:
    assert {idea.phase for idea in script.ideas} == PHASES


def test_closed_ideas_say_why(script: Script) -> None:
    for idea in script.ideas:
        for change in idea.status_changes:
            if change.phase in {"shipped", "answered", "declined"}:
                assert len(change.note) > 30, idea.title
            if change.phase == "shipped":
                assert "left out" in change.note.lower(), idea.title


def test_staff_speak_for_larch_and_customers_do_not(script: Script) -> None:
    staff = {person.key for person in script.people if person.role != "customer"}
    assert Counter(person.role for person in script.people if person.key in staff) == {
        "manager": 1,
        "employee": 6,
        "admin": 1,
    }
    for idea in script.ideas:
        assert all(change.by in staff for change in idea.status_changes)
        assert all(comment.author in staff for comment in idea.comments if comment.kind != "public")
        assert all(vote.recorded_by in staff for vote in idea.votes if vote.recorded_by)


def test_only_readers_of_a_board_take_part_in_it(script: Script) -> None:
    boards = {board.key: board for board in script.boards}
    people = {person.key: person for person in script.people}
    for idea in script.ideas:
        voters = [people[vote.person] for vote in idea.votes]
        board = boards[idea.board]
        if board.visibility == "employees":
            assert all(voter.role != "customer" for voter in voters), idea.title
        if board.visibility == "organisations":
            assert all(voter.organisation in board.organisations for voter in voters), idea.title


def test_names_point_to_something(script: Script) -> None:
    topics = {topic.key for topic in script.topics}
    people = {person.key for person in script.people}
    homes = {organisation.key for organisation in script.organisations}
    assert len(people) == len(script.people) == len({person.email for person in script.people})
    assert len(homes) == len({home.domain for home in script.organisations}) >= 60
    assert all(person.organisation in homes for person in script.people if person.organisation)
    for idea in script.ideas:
        assert idea.topic in topics
        assert set(idea.tags) <= set(script.tags)
        assert {comment.author for comment in idea.comments} <= people


def test_one_idea_in_ten_repeats_another(script: Script) -> None:
    repeats = [idea for idea in script.ideas if idea.same_as]
    originals = {idea.number: idea for idea in script.ideas if not idea.same_as}
    assert len(repeats) == 30
    for idea in repeats:
        original = originals[idea.same_as or 0]
        assert original.topic == idea.topic
        assert original.title != idea.title


def test_the_most_wanted_ideas_are_those_of_the_design(script: Script) -> None:
    by_people = sorted(script.ideas, key=lambda idea: -len(idea.votes))
    assert [idea.title for idea in by_people[:3]] == [
        "Remember how I matched a bank line last time",
        "A read-only seat for our auditor, with an end date",
        "Split one receipt across several projects",
    ]
    assert median(len(idea.votes) for idea in by_people) < len(by_people[0].votes) / 15


def test_first_answers_take_about_two_working_days(script: Script) -> None:
    waits = [
        office_days(idea.created_at, answered)
        for idea in script.ideas
        if (answered := first_answer(idea))
    ]
    assert len(waits) > 270
    assert 1.5 < median(waits) < 2.1
    assert 0.88 < sum(wait <= 3 for wait in waits) / len(waits) < 0.97


def test_some_ideas_wait_for_their_first_answer(script: Script) -> None:
    waiting = [idea for idea in script.ideas if first_answer(idea) is None]
    assert len(waiting) >= 5
    assert all(END - idea.created_at < timedelta(days=10) for idea in waiting)


def test_staff_join_the_conversation_without_answering_everyone(script: Script) -> None:
    told = {idea.title: idea for idea in script.ideas}
    idea = told["Remember how I matched a bank line last time"]
    [reply] = [comment for comment in idea.comments if "Thank you, Helen" in comment.text]
    assert reply.kind == "public"
    assert idea.status_changes[-1].note.startswith("This is live for everyone.")
