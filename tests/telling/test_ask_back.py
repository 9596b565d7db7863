"""Two weeks after something shipped, those who asked are asked once whether it fixed it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.people.models import User
from app.telling import asking_back
from app.telling.asking_back import ask_back
from app.telling.models import Channel, Update, UpdateKind
from tests.roadmap.acts import ask_for, merge
from tests.telling.acts import decide, told, vote

DAY = timedelta(days=1)


def asked() -> int:
    """How often anything was asked about."""
    asking = select(func.count(Update.id)).where(Update.kind == UpdateKind.ASK_BACK)
    session.rollback()
    return session.scalar(asking) or 0


def after(days: float) -> time_machine.travel:
    return time_machine.travel(now() + days * DAY, tick=False)


def test_it_is_asked_after_two_weeks_and_once(idea: Idea, marta: User) -> None:
    decide(idea, Phase.SHIPPED, by=marta)
    with after(13.9):
        ask_back()
    assert asked() == 0
    with after(14.1):
        ask_back()
        ask_back()
    assert asked() == 1
    with after(30):
        decide(idea, Phase.IN_PROGRESS, by=marta)
        decide(idea, Phase.SHIPPED, by=marta)
    with after(50):
        ask_back()
    assert asked() == 1, "once in the life of an idea"


def test_those_who_put_it_down_are_asked(idea: Idea, ada: User, ben: User, marta: User) -> None:
    vote(idea, ben)
    decide(idea, Phase.SHIPPED, by=marta)
    with after(15):
        ask_back()
    news = session.scalars(select(Update).where(Update.kind == UpdateKind.ASK_BACK)).one()
    assert set(told(news, Channel.NOTICE)) == {"Ada"}


def test_two_workers_at_once_ask_once(app: Flask, board: Board, ada: User, marta: User) -> None:
    for number in range(5):
        decide(ask_for(f"Wish number {number}", on=board, by=ada), Phase.SHIPPED, by=marta)
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            try:
                start.wait()
                ask_back()
            except BaseException as failure:
                failures.append(failure)
            finally:
                session.remove()

    with after(15):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert failures == []
    assert asked() == 5


def test_a_crash_in_the_middle_leaves_each_asked_once(
    board: Board, ada: User, marta: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        decide(ask_for(f"Wish number {number}", on=board, by=ada), Phase.SHIPPED, by=marta)
    tell = asking_back.tell

    def tell_and_die(news: Update) -> int:
        told = tell(news)
        if asked_in_this_unit() == 2:
            raise KeyboardInterrupt
        return told

    with after(15):
        monkeypatch.setattr(asking_back, "tell", tell_and_die)
        with pytest.raises(KeyboardInterrupt):
            ask_back()
        assert asked() == 1, "what died with its unit was not kept"
        monkeypatch.undo()
        ask_back()
    assert asked() == 3


def asked_in_this_unit() -> int:
    asking = select(func.count(Update.id)).where(Update.kind == UpdateKind.ASK_BACK)
    return session.scalar(asking) or 0


def test_nobody_is_asked_about_what_did_not_ship_here(
    idea: Idea, board: Board, ada: User, marta: User
) -> None:
    imported, declined, merged, old = (
        ask_for(f"Wish number {number}", on=board, by=ada) for number in range(4)
    )
    with writing():
        imported.is_imported = True
        imported.status, imported.status_since = first_status(Phase.SHIPPED), now()
    decide(declined, Phase.DECLINED, by=marta)
    for each in (merged, old):
        decide(each, Phase.SHIPPED, by=marta)
    merge(merged, idea)
    with writing():
        old.status_since = now() - 50 * DAY

    with after(15):
        ask_back()
    assert asked() == 0
