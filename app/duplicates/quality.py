"""How well duplicates are found here, from what people and managers did, and the search's own words
for it. Counts are of the whole portal; titles are read only where their reader may."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.clock import now
from app.core.db import session
from app.core.figures import Proportion
from app.core.settings import portal
from app.duplicates.models import Encounter, Merge, Met, Outcome, Pair, RecallMeasure
from app.ideas.models import Idea, State
from app.ideas.queries.visible import visible_boards
from app.people.models import Reader
from app.search.lexicon import lexicon

MONTH, YEAR = timedelta(days=30), timedelta(days=365)
MONTHS = 12
NEWEST = 300
MOST_WORDS = 12
_shown, _posted = aliased(Idea), aliased(Idea)


class Quality(NamedTuple):
    """`deflected`: voted for one that was shown, of all who voted or posted after being shown some.
    `different`: of those, how many said so of one. Of those who posted, whose idea was merged into
    one that was shown (`overlooked`) and into another (`not_shown`). `likely`: shown ones called
    very likely the same that were voted for or merged with. `apart`: pairs told apart."""

    deflected: Proportion
    different: Proportion
    overlooked: Proportion
    not_shown: Proportion
    likely: Proportion
    apart: int

    @property
    def posted(self) -> Proportion:
        return Proportion(self.deflected.n - self.deflected.part, self.deflected.n)


class Month(NamedTuple):
    """`recall` is the last measure of the month, if there is one."""

    first: date
    deflected: Proportion
    recall: RecallMeasure | None


def quality(period: timedelta) -> Quality:
    """Of the time up to now, in three statements."""
    since = now() - period
    voted, posted, different, overlooked, not_shown = session.execute(
        select(
            _how_many(Encounter.outcome == Outcome.VOTED),
            _how_many(Encounter.outcome == Outcome.POSTED),
            _how_many(exists().where(Met.encounter_id == Encounter.id, Met.is_different)),
            _how_many(_was_merged(), _into_one_shown()),
            _how_many(_was_merged(), ~_into_one_shown()),
        )
        .join(_posted, _posted.id == Encounter.idea_id)
        .where(Encounter.created_at >= since)
    ).one()
    apart = select(func.count(Pair.id)).where(Pair.apart_at >= since)
    return Quality(
        deflected=Proportion(voted, voted + posted),
        different=Proportion(different, voted + posted),
        overlooked=Proportion(overlooked, posted),
        not_shown=Proportion(not_shown, posted),
        likely=_likely(since),
        apart=session.scalar(apart) or 0,
    )


def deflected(period: timedelta) -> Proportion:
    """Who voted for one that was shown, of all who voted or posted after being shown some."""
    counted = select(_how_many(Encounter.outcome == Outcome.VOTED), func.count(Encounter.id))
    recent = counted.where(Encounter.created_at >= now() - period)
    return Proportion(*session.execute(recent).one())


def last_months() -> list[Month]:
    """The present month and the eleven before, the oldest first; two statements."""
    firsts = _first_days()
    starts = [_start_of(day) for day in firsts]
    bounds = list(zip(starts, [*starts[1:], now() + timedelta(days=1)], strict=True))
    within = [
        and_(Encounter.created_at >= low, Encounter.created_at < high) for low, high in bounds
    ]
    columns = [
        _how_many(condition, Encounter.outcome == outcome)
        for condition in within
        for outcome in (Outcome.VOTED, Outcome.POSTED)
    ]
    counts = session.execute(select(*columns).where(Encounter.created_at >= starts[0])).one()
    measures = _last_of_each_month(firsts[0])
    return [
        Month(first, Proportion(voted, voted + posted), measures.get((first.year, first.month)))
        for first, voted, posted in zip(firsts, counts[::2], counts[1::2], strict=True)
    ]


def newest_recall() -> RecallMeasure | None:
    newest = select(RecallMeasure).order_by(RecallMeasure.day.desc()).limit(1)
    return session.scalars(newest).first()


def words_in_common(reader: Reader) -> list[tuple[str, int]]:
    """The words that ideas share most often which were merged, or were posted beside one like them:
    each with in how many pairs, of the newest ones that this reader may read both of."""
    pairs = {*_pairs(_merged_pairs(), reader), *_pairs(_met_pairs(), reader)}
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for first, second in pairs:
        here, there = _terms(first), _terms(second)
        for term in here.keys() & there.keys():
            counts[term] += 1
            written[term][here[term].lower()] += 1
    often = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_WORDS]
    return [(written[term].most_common(1)[0][0], count) for term, count in often]


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Encounter.id).filter(and_(*conditions))


def _was_merged() -> ColumnElement[bool]:
    return and_(Encounter.outcome == Outcome.POSTED, _posted.merged_into_id.is_not(None))


def _into_one_shown() -> ColumnElement[bool]:
    """What was shown may itself have been merged since."""
    return exists().where(
        Met.encounter_id == Encounter.id,
        _shown.id == Met.idea_id,
        or_(_shown.id == _posted.merged_into_id, _shown.merged_into_id == _posted.merged_into_id),
    )


def _likely(since: datetime) -> Proportion:
    was_true = or_(
        and_(Encounter.outcome == Outcome.VOTED, Encounter.idea_id == Met.idea_id),
        and_(
            _was_merged(),
            _posted.merged_into_id == func.coalesce(_shown.merged_into_id, _shown.id),
        ),
    )
    counted = (
        select(func.count(Met.id).filter(was_true), func.count(Met.id))
        .join(Encounter, Encounter.id == Met.encounter_id)
        .join(_posted, _posted.id == Encounter.idea_id)
        .join(_shown, _shown.id == Met.idea_id)
        .where(Met.is_likely, Encounter.created_at >= since)
    )
    return Proportion(*session.execute(counted).one())


def _first_days() -> list[date]:
    today = now().astimezone(ZoneInfo(portal().time_zone)).date()
    month = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(month - MONTHS + 1, month + 1)]


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, 1, tzinfo=ZoneInfo(portal().time_zone)).astimezone(UTC)


def _last_of_each_month(since: date) -> dict[tuple[int, int], RecallMeasure]:
    kept = select(RecallMeasure).where(RecallMeasure.day >= since).order_by(RecallMeasure.day)
    return {(each.day.year, each.day.month): each for each in session.scalars(kept)}


def _merged_pairs() -> Select[str, str]:
    pairs = select(_posted.title, _shown.title).join(Merge, Merge.source_id == _posted.id)
    pairs = pairs.join(_shown, _shown.id == Merge.target_id).where(Merge.undone_at.is_(None))
    return pairs.order_by(Merge.id.desc())


def _met_pairs() -> Select[str, str]:
    pairs = select(_posted.title, _shown.title).join(Encounter, Encounter.idea_id == _posted.id)
    pairs = pairs.join(Met, Met.encounter_id == Encounter.id).join(_shown, _shown.id == Met.idea_id)
    return pairs.where(Encounter.outcome == Outcome.POSTED).order_by(Met.id.desc())


def _pairs(titles: Select[str, str], reader: Reader) -> list[tuple[str, str]]:
    boards = [board.id for board in visible_boards(reader)]
    readable = [
        condition
        for idea in (_posted, _shown)
        for condition in (
            idea.board_id.in_(boards),
            idea.state == State.PUBLISHED,
            idea.deleted_at.is_(None),
        )
    ]
    rows = session.execute(titles.where(*readable).limit(NEWEST))
    return [(first, second) for first, second in rows]


def _terms(title: str) -> dict[str, str]:
    """The terms of a title, each as it is written there."""
    return {word.term: title[word.start : word.end] for word in lexicon().words(title)}
