"""Who hears of a change: everyone who asked, each once, nobody else."""

from __future__ import annotations

import itertools

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.telling.models import Channel, DeliveryState
from app.telling.queries import audience_size
from app.telling.service import tell
from app.votes.models import Follow, FollowState
from app.votes.service import cast, follow, unfollow
from tests.personas import make_person
from tests.telling.acts import answer, decide, newest_news, told, vote


def test_submitter_voters_and_followers_are_told_once_each(
    idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    vote(idea, ben)
    with writing():
        follow(idea, follower=jun)
        follow(idea, follower=ada)

    news = decide(idea, Phase.PLANNED, by=marta)

    for channel in Channel:
        rows = told(news, channel)
        reasons = {name: row.because for name, row in rows.items()}
        assert reasons == {"Ada": "submitter", "Ben": "voter", "Jun": "follower"}
    assert {row.state for row in told(news, Channel.NOTICE).values()} == {DeliveryState.SENT}
    assert {row.state for row in told(news, Channel.MAIL).values()} == {DeliveryState.QUEUED}
    assert len({row.uid for row in told(news, Channel.MAIL).values()}) == 3


def test_submitting_tells_the_submitter_alone(idea: Idea, ada: User) -> None:
    news = newest_news(idea)

    assert set(told(news, Channel.MAIL)) == {"Ada"}
    assert set(told(news, Channel.NOTICE)) == {"Ada"}


def test_who_muted_acted_left_or_was_never_welcomed_is_not_told(
    idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    imported, gone = make_person("Iris Import"), make_person("Gus Gone")
    vote(idea, ben, jun, marta, imported, gone)
    with writing():
        unfollow(idea, follower=ben)
        imported.welcomed_at = None
        gone.deactivated_at = now()

    news = decide(idea, Phase.SHIPPED, by=marta)

    assert set(told(news, Channel.NOTICE)) == {"Ada", "Jun"}
    assert set(told(news, Channel.MAIL)) == {"Ada", "Jun"}


def test_who_may_not_see_the_board_is_not_told(
    staff_board: Board, ben: User, jun: User, marta: User
) -> None:
    with writing():
        hidden = submit(draft("Only for us"), board=staff_board, author=jun)
    with writing():
        session.add(Follow(idea_id=hidden.id, user_id=ben.id, state=FollowState.FOLLOWING))

    news = decide(hidden, Phase.PLANNED, by=marta)

    assert set(told(news, Channel.NOTICE)) == {"Jun"}


def test_people_of_merged_in_ideas_are_told_unless_they_muted_either(
    idea: Idea, board: Board, ben: User, jun: User, marta: User
) -> None:
    carl, dora = make_person("Carl Quiet"), make_person("Dora Done")
    with writing():
        twin = submit(draft("Tell me before the bank link ends"), board=board, author=ben)
        quiet = submit(draft("A quiet twin of it"), board=board, author=carl)
    vote(twin, jun, dora)
    with writing():
        unfollow(idea, follower=dora)
        twin.merged_into_id = idea.id
        quiet.merged_into_id = idea.id
        unfollow(quiet, follower=carl)

    news = decide(idea, Phase.PLANNED, by=marta)

    assert set(told(news, Channel.NOTICE)) == {"Ada", "Ben", "Jun"}


def test_telling_the_same_news_again_tells_nobody_twice(idea: Idea, ben: User, marta: User) -> None:
    vote(idea, ben)
    news = answer(idea, "We are on it.", by=marta)

    with writing():
        assert tell(news) == 0

    assert set(told(news, Channel.NOTICE)) == {"Ada", "Ben"}


NUMBERS = itertools.count()
FACES = st.tuples(
    st.booleans(),  # votes
    st.sampled_from([None, FollowState.FOLLOWING, FollowState.MUTED]),
    st.booleans(),  # welcomed
    st.booleans(),  # gone
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faces=st.lists(FACES, max_size=6), actor=st.integers(0, 6))
def test_the_number_on_the_form_is_the_number_told(
    app: Flask, board: Board, marta: User, faces: list[tuple], actor: int
) -> None:
    people = [make_person(f"P{next(NUMBERS)} Smith") for _ in faces]
    with writing():
        idea = submit(draft("Count who is told"), board=board, author=marta)
    for person, (votes, follows, welcomed, gone) in zip(people, faces, strict=True):
        with writing():
            if votes:
                cast(idea, voter=person)
            if follows is not None:
                act = follow if follows is FollowState.FOLLOWING else unfollow
                act(idea, follower=person)
            person.welcomed_at = now() if welcomed else None
            person.deactivated_at = now() if gone else None
    by = people[actor] if actor < len(people) else marta

    announced = audience_size(idea, actor=by)
    news = decide(idea, Phase.PLANNED, by=by)

    expected = sum(
        welcomed
        and not gone
        and follows is not FollowState.MUTED
        and (votes or follows is not None)
        and person is not by
        for person, (votes, follows, welcomed, gone) in zip(people, faces, strict=True)
    ) + (by is not marta)
    assert announced == len(told(news, Channel.NOTICE)) == len(told(news, Channel.MAIL)) == expected
