"""What became of the demonstration's ideas: improvements with scores and dates, and their news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from app.core.db import session
from app.core.markup import RENDERER_VERSION, render
from app.core.settings import portal
from app.ideas.models import Idea, Phase, Status
from app.improvements.models import Decision, Evidence, Horizon, Improvement, Verdict
from app.insights.models import FixAnswer, Fixed
from app.journey.metrics import Metric
from app.roadmap.models import Outcome, Precision, Promise
from app.scoring.models import Factor, Rank, Rating
from app.telling.models import Entry, EntryIdea
from app.votes.models import Vote
from app.web.demo.content.texts import read, slug
from app.web.demo.history import Cast

MOST_IDEAS = 5
DECIDED = timedelta(days=30)  # before the story's last day, where nothing says otherwise
ANSWERS = (Fixed.YES, Fixed.YES, Fixed.PARTLY, Fixed.YES, Fixed.NO, Fixed.YES, Fixed.YES)
PHASES = {
    Horizon.CONSIDERING: Phase.REVIEWING,
    Horizon.LATER: Phase.REVIEWING,
    Horizon.NEXT: Phase.PLANNED,
    Horizon.NOW: Phase.IN_PROGRESS,
    Horizon.SHIPPED: Phase.SHIPPED,
    Horizon.SET_ASIDE: Phase.REVIEWING,
}


def promote_some(cast: Cast, until: date) -> None:
    """Tell what the file says, of ideas that stand where it says they do. An idea is behind one
    improvement at most; a small demonstration may have none left for the last."""
    used: set[int] = set()
    for number, said in enumerate(read("improvements.yaml"), start=1):
        ideas = _ideas_for(said, cast, used)
        used |= {idea.id for idea in ideas}
        _improve(number, said, ideas, cast, until)


def _improve(number: int, said: dict[str, Any], ideas: list[Idea], cast: Cast, until: date) -> None:
    made = _improvement(number, said, cast, until)
    session.add(made)
    session.flush()
    session.add_all([Evidence(improvement_id=made.id, idea_id=idea.id) for idea in ideas])
    session.add(_decision(made, cast))
    session.add_all(_ratings(said, made))
    if rank := said.get("rank"):
        place = {"place": rank["place"], "place_before": rank["place"] + 3}
        session.add(
            Rank(improvement_id=made.id, reason=rank["reason"], actor_id=_marta(cast), **place)
        )
    session.add_all(_promises(said, made, cast, until))
    if news := said.get("news"):
        _publish(news, made, ideas)
    if made.horizon is Horizon.SHIPPED:
        _ask_whether_it_helped(ideas)
    session.flush()


def _ideas_for(said: dict[str, Any], cast: Cast, used: set[int]) -> list[Idea]:
    wanted = (
        select(Idea)
        .join(Status, Status.id == Idea.status_id)
        .where(
            Idea.is_listed,
            Idea.topic_id == cast.topics[said["topic"]],
            Status.phase == PHASES[Horizon(said["horizon"])],
            Idea.id.not_in(used),
        )
        .order_by(Idea.people.desc(), Idea.id)
    )
    return list(session.scalars(wanted.limit(MOST_IDEAS)))


def _improvement(number: int, said: dict[str, Any], cast: Cast, until: date) -> Improvement:
    shipped_at = _moment(until, said["shipped"]) if "shipped" in said else None
    since = shipped_at or _moment(until, -DECIDED.days)
    return Improvement(
        number=number,
        title=said["title"],
        problem=said["problem"],
        outcome=said["outcome"],
        summary=said.get("summary", ""),
        owner_id=cast.people[slug(said["owner"])] if "owner" in said else None,
        stage_id=cast.stages.get(said.get("stage", "")),
        element_id=cast.elements.get(said["element"]),
        horizon=Horizon(said["horizon"]),
        horizon_since=since,
        shipped_at=shipped_at,
        reason_without=said.get("reason_without", ""),
        created_at=since,
        **_metric(said.get("metric"), since.date(), has_owner="owner" in said),
    )


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


def _decision(made: Improvement, cast: Cast) -> Decision:
    return Decision(
        improvement_id=made.id,
        decider_id=_marta(cast),
        verdict=Verdict.PROMOTED,
        became=made.horizon.value,
        reason=made.reason_without,
        created_at=made.created_at,
    )


def _ratings(said: dict[str, Any], made: Improvement) -> Iterator[Rating]:
    for factor, amount in said.get("factors", {}).items():
        yield Rating(improvement_id=made.id, factor=Factor(factor), amount=Decimal(str(amount)))


def _promises(
    said: dict[str, Any], made: Improvement, cast: Cast, until: date
) -> Iterator[Promise]:
    given = said.get("promise")
    if given is None:
        return
    shared = {"improvement_id": made.id, "precision": Precision.MONTH, "actor_id": _marta(cast)}
    moved_at = _moment(until, -20)
    if "was" in given:
        yield Promise(
            due_on=until + timedelta(days=given["was"]),
            ended_at=moved_at,
            outcome=Outcome.MOVED,
            created_at=made.created_at,
            **shared,
        )
    due_on = until + timedelta(days=given["in"])
    outcome = None
    if made.shipped_at is not None:
        outcome = Outcome.KEPT if made.shipped_at.date() <= due_on else Outcome.BROKEN
    yield Promise(
        due_on=due_on,
        reason=given.get("reason", ""),
        ended_at=made.shipped_at,
        outcome=outcome,
        created_at=moved_at if "was" in given else made.created_at,
        **shared,
    )


def _publish(news: str, made: Improvement, ideas: list[Idea]) -> None:
    entry = Entry(
        title=made.title,
        body=news,
        body_html=render(news),
        renderer_version=RENDERER_VERSION,
        improvement_id=made.id,
        author_id=made.owner_id,
        published_at=made.shipped_at,
        created_at=made.shipped_at,
    )
    session.add(entry)
    session.flush()
    session.add_all([EntryIdea(entry_id=entry.id, idea_id=idea.id) for idea in ideas])


def _ask_whether_it_helped(ideas: list[Idea]) -> None:
    voters = select(Vote.idea_id, Vote.user_id).where(
        Vote.idea_id.in_([idea.id for idea in ideas]), Vote.user_id % 3 == 0
    )
    rows = [
        {"idea_id": vote.idea_id, "user_id": vote.user_id, "answer": ANSWERS[place % len(ANSWERS)]}
        for place, vote in enumerate(session.execute(voters.order_by(Vote.id)))
    ]
    if rows:
        session.execute(insert(FixAnswer), rows)


def _marta(cast: Cast) -> int:
    return cast.people["marta-de-vries"]


def _moment(until: date, days: int) -> datetime:
    """Ten in the morning of the portal's day."""
    return datetime.combine(until + timedelta(days=days), time(10), ZoneInfo(portal().time_zone))
