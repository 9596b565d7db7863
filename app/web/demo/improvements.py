"""The script's improvements with their scores, dates and news, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, zip_longest
from typing import Any

from sqlalchemy import insert, select

from app.core.db import session
from app.core.markup import RENDERER_VERSION, render
from app.improvements.models import Decision, Evidence, Horizon, Improvement, Verdict
from app.insights.models import FixAnswer, Fixed
from app.journey.metrics import Metric
from app.journey.models import Touchpoint
from app.roadmap.models import Outcome, Precision, Promise
from app.scoring.models import Factor, Rank, Rating
from app.telling.models import Entry, EntryIdea
from app.web.demo.content import records
from app.web.demo.content.texts import slug
from app.web.demo.history import Cast
from app.web.demo.rows import add

DECIDER = "marta-de-vries"
PLACES_GAINED = 3
AN_HOUR = timedelta(hours=1)


def promote(improvements: Sequence[records.Improvement], cast: Cast, *, until: date) -> None:
    for number, told in enumerate(improvements, start=1):
        _keep(number, told, cast, until)


def _keep(number: int, told: records.Improvement, cast: Cast, until: date) -> None:
    made = _improvement(number, told, cast)
    add(made, at=made.created_at)
    promoted_at, decider_id = told.moves[0].at, cast.people[DECIDER]
    about: dict[str, Any] = {"improvement_id": made.id}
    for idea in told.ideas:
        add(Evidence(**about, idea_id=cast.ideas[idea]), at=promoted_at)
    for decision in _decisions(told):
        add(Decision(**about, **decision, decider_id=decider_id), at=decision["created_at"])
    for factor, amount in told.said.get("factors", {}).items():
        rating = Rating(**about, factor=Factor(factor), amount=Decimal(str(amount)))
        add(rating, at=promoted_at + AN_HOUR)
    if rank := told.said.get("rank"):
        place = {"place": rank["place"], "place_before": rank["place"] + PLACES_GAINED}
        ranked = Rank(**about, **place, reason=rank["reason"], actor_id=decider_id)
        add(ranked, at=told.moves[-1].at + AN_HOUR)
    for promise in _promises(told, made.shipped_at):
        promise |= {"precision": Precision.MONTH, "actor_id": decider_id}
        add(Promise(**about, **promise), at=promise["created_at"])
    _write_news(told, made, cast)
    _answer(told, cast)


def _improvement(number: int, told: records.Improvement, cast: Cast) -> Improvement:
    said, promoted, last = told.said, told.moves[0], told.moves[-1]
    horizon = Horizon(last.horizon)
    return Improvement(
        number=number,
        title=said["title"],
        problem=said["problem"],
        outcome=said["outcome"],
        summary=said.get("summary", ""),
        owner_id=cast.people[slug(said["owner"])] if "owner" in said else None,
        stage_id=cast.stages.get(said.get("stage", "")),
        element_id=cast.elements.get(said["element"]),
        touchpoint_id=_touchpoint(said, cast, at=promoted.at),
        horizon=horizon,
        horizon_since=last.at,
        is_public=not said.get("internal", False),
        shipped_at=last.at if horizon is Horizon.SHIPPED else None,
        reason_without=said.get("reason_without", ""),
        version=1 + len(told.moves),
        created_at=promoted.at,
        updated_at=last.at,
        **_metric(said.get("metric"), promoted.at.date(), has_owner="owner" in said),
    )


def _touchpoint(said: records.Said, cast: Cast, *, at: datetime) -> int | None:
    if "touchpoint" not in said:
        return None
    stage_id = cast.stages[said["stage"]]
    wanted = (Touchpoint.stage_id == stage_id, Touchpoint.name == said["touchpoint"])
    found = session.scalar(select(Touchpoint.id).where(*wanted))
    if found is None:
        made = Touchpoint(stage_id=stage_id, name=said["touchpoint"])
        add(made, at=at)
        found = made.id
    return found


def _metric(figure: dict[str, Any] | None, day: date, *, has_owner: bool) -> dict[str, Any]:
    if figure is None:
        return {"metric": Metric.FIXED_IT if has_owner else None}
    return {
        "metric": Metric.TYPED,
        "metric_name": figure["name"],
        "metric_unit": figure["unit"],
        "baseline": Decimal(str(figure["baseline"])),
        "baseline_n": figure["n"],
        "baseline_on": day,
        "baseline_source": figure["source"],
        "target": Decimal(str(figure["target"])),
    }


def _decisions(told: records.Improvement) -> Iterator[dict[str, Any]]:
    first = told.moves[0]
    yield {
        "verdict": Verdict.PROMOTED,
        "became": first.horizon,
        "reason": told.said.get("reason_without", ""),
        "created_at": first.at,
    }
    for before, move in pairwise(told.moves):
        yield {
            "verdict": Verdict.MOVED,
            "was": before.horizon,
            "became": move.horizon,
            "reason": told.said.get("because", "") if move is told.moves[-1] else "",
            "created_at": move.at,
        }


def _promises(told: records.Improvement, shipped_at: datetime | None) -> Iterator[dict[str, Any]]:
    for given, following in zip_longest(told.dates, told.dates[1:]):
        ended_at, outcome = shipped_at, None
        if following is not None:
            ended_at, outcome = following.at, Outcome.MOVED
        elif shipped_at is not None:
            is_kept = shipped_at.date() <= given.due_on
            outcome = Outcome.KEPT if is_kept else Outcome.BROKEN
        yield {
            "due_on": given.due_on,
            "reason": given.reason,
            "ended_at": ended_at,
            "outcome": outcome,
            "created_at": given.at,
        }


def _write_news(told: records.Improvement, made: Improvement, cast: Cast) -> None:
    """Published with the shipping; a draft where nothing has shipped yet."""
    if "news" not in told.said:
        return
    at = told.moves[-1].at + AN_HOUR
    entry = Entry(
        title=made.title,
        body=told.said["news"],
        body_html=render(told.said["news"]),
        renderer_version=RENDERER_VERSION,
        improvement_id=made.id,
        author_id=made.owner_id,
        published_at=at if made.shipped_at else None,
    )
    add(entry, at=at)
    for idea in told.ideas:
        add(EntryIdea(entry_id=entry.id, idea_id=cast.ideas[idea]), at=at)


def _answer(told: records.Improvement, cast: Cast) -> None:
    rows = [
        {
            "idea_id": cast.ideas[answer.idea],
            "user_id": cast.people[answer.person],
            "answer": Fixed(answer.fixed),
            "created_at": answer.at,
            "updated_at": answer.at,
        }
        for answer in told.answers
    ]
    if rows:
        session.execute(insert(FixAnswer), rows)
