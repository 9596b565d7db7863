from __future__ import annotations

import threading

from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Idea
from app.people.models import User
from app.votes import service
from app.votes.models import Importance, Vote


def test_a_vote_counts_once_however_often_it_is_cast(idea: Idea, ben: User) -> None:
    with writing():
        assert service.cast(idea, voter=ben) is True
    with writing():
        assert service.cast(idea, voter=ben, importance=Importance.CRITICAL) is False

    assert idea.people == 2
    assert session.scalar(select(Vote.importance).where(Vote.user_id == ben.id)) == "critical"


def test_withdrawing_takes_back_vote_and_following(idea: Idea, ben: User) -> None:
    with writing():
        service.cast(idea, voter=ben)
    warm = idea.hot
    with writing():
        assert service.withdraw(idea, voter=ben) is True
    assert idea.people == 1
    assert idea.hot < warm
    with writing():
        assert service.withdraw(idea, voter=ben) is False


def test_parallel_votes_of_one_person_are_one_vote(app: Flask, idea: Idea, ben: User) -> None:
    idea_id, ben_id = idea.id, ben.id
    session.rollback()
    failures: list[BaseException] = []

    def vote() -> None:
        try:
            with app.app_context(), writing():
                service.cast(session.get_one(Idea, idea_id), voter=session.get_one(User, ben_id))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=vote) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert session.scalar(select(func.count(Vote.id)).where(Vote.idea_id == idea_id)) == 2
    assert session.get_one(Idea, idea_id).people == 2
