"""Figures for Prometheus, all read from the database, so that any process tells the same."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from sqlalchemy import SQLColumnExpression, func, select

from app.core.clock import now
from app.core.db import session
from app.core.jobs import last_beat
from app.ideas.models import Idea
from app.people.models import User
from app.search.queries import queue_length
from app.telling.service import outbox_status
from app.votes.models import Vote

__all__ = ["CONTENT_TYPE", "exposition"]


def exposition() -> bytes:
    """The figures of this moment as Prometheus reads them."""
    registry = CollectorRegistry()
    outbox = outbox_status()
    mails = Gauge("heed_mails", "Mails by state.", ["state"], registry=registry)
    for state, count in outbox.counts.items():
        mails.labels(state).set(count)
    for name, about, value in (
        (
            "heed_oldest_mail_seconds",
            "How long the oldest due mail waits.",
            _age(outbox.oldest_queued),
        ),
        ("heed_worker_silence_seconds", "Since a worker last showed itself.", _age(last_beat())),
        ("heed_index_queue", "Changes the search index has still to learn.", queue_length()),
        ("heed_ideas", "Ideas in lists.", _count(Idea.is_listed)),
        ("heed_votes", "Votes.", _count(Vote.id.is_not(None))),
        ("heed_users", "People who may sign in.", _count(User.confirmed_at.is_not(None))),
    ):
        Gauge(name, about, registry=registry).set(value)
    return generate_latest(registry)


def _age(moment: datetime | None) -> float:
    """In seconds; not a number where there is nothing to measure."""
    return float("nan") if moment is None else (now() - moment).total_seconds()


def _count(condition: SQLColumnExpression[bool]) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0
