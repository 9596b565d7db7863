"""The fan-out, the claim and the last look speak PostgreSQL too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app.core import jobs
from app.core.db import database, session, writing
from app.ideas.models import Idea, Phase
from app.people.models import User
from app.telling.jobs import send_outbox
from app.telling.models import Channel, DeliveryState
from app.telling.queries import audience_size
from app.votes.service import unfollow
from app.web import create_app
from tests.conftest import settings_for
from tests.postgresql import postgresql_url
from tests.telling.acts import decide, forget_receipts, mail_of, told, vote
from tests.telling.mail_server import MailServer

__all__ = ["postgresql_url"]
pytestmark = pytest.mark.postgresql


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    url = request.getfixturevalue("postgresql_url")
    made = create_app(settings_for(tmp_path / "data", HEED_DATABASE_URL=url))
    with made.app_context():
        upgrade()
        yield made
        session.remove()
        database.engine.dispose()
        jobs.disconnect()


def test_everyone_is_told_once_and_who_changed_their_mind_is_not(
    idea: Idea, ada: User, ben: User, jun: User, marta: User, mail_server: MailServer
) -> None:
    forget_receipts()
    vote(idea, ben, jun)
    assert audience_size(idea, actor=marta) == 3

    news = decide(idea, Phase.PLANNED, by=marta)
    decide(idea, Phase.REVIEWING, by=marta)
    assert len({row.uid for row in told(news, Channel.MAIL).values()}) == 3
    assert mail_of(ben).is_digest
    with writing():
        unfollow(idea, follower=jun)
    send_outbox()

    counts = Counter(mail.recipient for mail in mail_server.accepted())
    assert counts == {"ada@heed.example": 2, "ben@heed.example": 1}
    assert told(news, Channel.MAIL)["Jun"].state == DeliveryState.SUPPRESSED
