"""Which news comes by mail at once, which waits for the mail of the day, which stays a notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.clock import now
from app.core.db import writing
from app.ideas.models import Idea, Phase
from app.people.models import MailChoice, User
from app.telling.models import Channel
from app.telling.timing import next_monday_morning, next_morning
from app.votes.service import follow
from tests.telling.acts import answer, decide, prefer, told, vote

URGENT = [Phase.PLANNED, Phase.SHIPPED, Phase.ANSWERED, Phase.DECLINED]
PATIENT = [Phase.REVIEWING, Phase.IN_PROGRESS]


@pytest.mark.parametrize("phase", URGENT)
def test_decisions_come_at_once(idea: Idea, ben: User, marta: User, phase: Phase) -> None:
    vote(idea, ben)
    prefer(ben, MailChoice.WEEKLY)

    mails = told(decide(idea, phase, by=marta), Channel.MAIL)

    assert all(mail.next_at <= now() and not mail.is_digest for mail in mails.values())
    assert set(mails) == {"Ada", "Ben"}


@pytest.mark.parametrize("phase", PATIENT)
def test_progress_comes_at_once_to_the_submitter_and_to_others_as_they_chose(
    idea: Idea, ben: User, jun: User, root: User, marta: User, phase: Phase
) -> None:
    vote(idea, ben, jun)
    prefer(jun, MailChoice.WEEKLY)
    prefer(root, MailChoice.NOW)
    with writing():
        follow(idea, follower=root)

    mails = told(decide(idea, phase, by=marta), Channel.MAIL)

    assert {name: mail.is_digest for name, mail in mails.items()} == {
        "Ada": False,
        "Ruth": False,
        "Ben": True,
        "Jun": True,
    }
    assert mails["Ben"].next_at == next_morning(now(), zone="UTC")
    assert mails["Jun"].next_at == next_monday_morning(now(), zone="UTC")


def test_an_answer_waits_for_the_mail_of_the_day_of_a_voter(
    idea: Idea, ben: User, marta: User
) -> None:
    vote(idea, ben)

    mails = told(answer(idea, "Tell us more about the bank.", by=marta), Channel.MAIL)

    assert {name: mail.is_digest for name, mail in mails.items()} == {"Ada": False, "Ben": True}


def test_a_question_is_mailed_to_the_submitter_alone_and_noticed_by_all(
    idea: Idea, ben: User, marta: User
) -> None:
    vote(idea, ben)

    news = decide(idea, Phase.NEEDS_INFORMATION, by=marta)

    assert set(told(news, Channel.MAIL)) == {"Ada"}
    assert set(told(news, Channel.NOTICE)) == {"Ada", "Ben"}


def test_who_wants_no_mail_has_the_notice(idea: Idea, ada: User, marta: User) -> None:
    prefer(ada, MailChoice.NEVER)

    news = decide(idea, Phase.SHIPPED, by=marta)

    assert told(news, Channel.MAIL) == {}
    assert set(told(news, Channel.NOTICE)) == {"Ada"}


@pytest.mark.parametrize(
    ("moment", "zone", "morning", "monday"),
    [
        ("2026-11-20 07:59", "UTC", "2026-11-20 08:00", "2026-11-23 08:00"),
        ("2026-11-20 08:00", "UTC", "2026-11-21 08:00", "2026-11-23 08:00"),
        ("2026-11-23 06:00", "Europe/Berlin", "2026-11-23 07:00", "2026-11-23 07:00"),
        ("2026-03-28 12:00", "Europe/Berlin", "2026-03-29 06:00", "2026-03-30 06:00"),
    ],
)
def test_morning_is_eight_where_the_portal_is(
    moment: str, zone: str, morning: str, monday: str
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert f"{next_morning(at, zone=zone):%Y-%m-%d %H:%M}" == morning
    assert f"{next_monday_morning(at, zone=zone):%Y-%m-%d %H:%M}" == monday
    assert next_morning(at, zone=zone) - at <= timedelta(days=1, hours=1)
