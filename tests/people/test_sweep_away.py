from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.people import jobs
from app.people.models import OneTimeToken, User, UserSession
from app.people.service import reset
from tests.browsers import Browser


def left() -> tuple[int | None, int | None]:
    session.rollback()
    count = func.count
    return (
        session.scalar(select(count(UserSession.id))),
        session.scalar(select(count(OneTimeToken.id))),
    )


def test_what_ended_is_swept_away_and_the_rest_stays(app: Flask, ada: User, marta: User) -> None:
    Browser(app).sign_in(ada)
    Browser(app).sign_in(marta)
    with writing():
        reset.reset_path(ada)
        used = reset.reset_path(marta).rpartition("/")[2]
    with writing():
        reset.set_password(used, password_hash="any")
    Browser(app).sign_in(marta)

    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        jobs.sweep_away()
        assert left() == (2, 1), "of the used link and the open one the latter stays"
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        jobs.sweep_away()
        assert left() == (1, 0), "staff are out after a day, customers are not"
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        jobs.sweep_away()
        assert left() == (0, 0)
