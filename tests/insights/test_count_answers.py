"""Shares of those who say it fixed it: who counts, n and interval."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.insights.models import FixAnswer, Fixed
from app.insights.queries import Share, shares_of
from app.insights.wording import did_it_help
from app.people.models import User
from app.roadmap.queries.lanes import ideas_behind
from tests.roadmap.acts import ask_for, improve, merge
from tests.statements import statements


def say(idea: Idea, person: User, answer: Fixed, *, days_ago: int = 0) -> None:
    moment = now() - timedelta(days=days_ago)
    with writing():
        session.add(
            FixAnswer(
                idea_id=idea.id,
                user_id=person.id,
                answer=answer,
                created_at=moment,
                updated_at=moment,
            )
        )


def test_a_person_counts_once_in_a_group_with_their_last_answer(
    idea: Idea, board: Board, ada: User, ben: User, jun: User
) -> None:
    other, merged = (ask_for(title, on=board, by=ben) for title in ("Tell me", "Warn me"))
    merge(merged, other)
    elsewhere = ask_for("Dark mode", on=board, by=ada)
    improvement, unheard = improve("Bank links", idea, other), improve("Nothing said")
    say(idea, ada, Fixed.NO, days_ago=2)
    say(other, ada, Fixed.YES, days_ago=1)
    say(merged, ben, Fixed.PARTLY)
    say(idea, jun, Fixed.NO)
    say(elsewhere, jun, Fixed.YES)

    ids = [improvement.id, unheard.id]

    with statements() as sent:
        shares = shares_of(ideas_behind(ids))

    assert shares == {ids[0]: Share(yes=1, partly=1, no=1)}
    assert len(sent) == 1


# 95 % intervals by Wilson (1927), as product.md has it: 74 of 107 is 69 % (59.9 to 77.1).
@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "We ask those who asked."),
        (Share(), "We ask those who asked."),
        (Share(3, 1, 0), "Did it fix it? So far 3 yes, 1 partly, 0 no."),
        (
            Share(4, 1, 0),
            "80% say it fixed it (38 to 96%), 5 answers, indicative.",
        ),
        (Share(20, 5, 4), "69% say it fixed it (51 to 83%), 29 answers, indicative."),
        (Share(74, 20, 13), "69% say it fixed it (60 to 77%), 107 answers."),
    ],
)
def test_a_share_is_said_with_n_and_its_interval(share: Share | None, words: str) -> None:
    assert did_it_help(share) == words
