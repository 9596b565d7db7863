"""How promises read beside an improvement, with all the dates they had before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.core.clock import now
from app.core.i18n import _, format_date, ngettext
from app.roadmap.keeping import days_late, portal_day
from app.roadmap.models import Outcome, Precision, Promise
from app.roadmap.wording import by_when

PATTERNS = {Precision.MONTH: "MMMM yyyy", Precision.QUARTER: "QQQ yyyy"}
WITHOUT_YEAR = {Precision.MONTH: "MMMM", Precision.QUARTER: "QQQ"}


class Line(NamedTuple):
    """`words` of the promise, and of every date before it with the reason it moved."""

    words: str
    was: list[str]
    is_late: bool = False


def line_of(promises: Sequence[Promise]) -> Line | None:
    """What is promised now, of promises that come the oldest first. One whose date passed reads
    “was due”; none where nothing is promised."""
    if not promises or promises[-1].ended_at is not None:
        return None
    held = promises[-1]
    if days_late(held.due_on, now()):
        return Line(_("Was due %(date)s", date=when(held)), _moves(promises), is_late=True)
    return Line(by_when(held.due_on, held.precision), _moves(promises))


def settled_line(promises: Sequence[Promise]) -> Line:
    """What became of the promise once the improvement shipped: “October, 3 days late”."""
    last = promises[-1] if promises else None
    if last is None or last.outcome is Outcome.WITHDRAWN or last.ended_at is None:
        return Line(_("No date given"), [])
    date_given = when(last, beside=portal_day(last.ended_at))
    if last.outcome is Outcome.KEPT:
        return Line(_("%(date)s, kept", date=date_given), _moves(promises))
    late = max(1, days_late(last.due_on, last.ended_at))
    words = ngettext(
        "%(date)s, %(num)s day late", "%(date)s, %(num)s days late", late, date=date_given
    )
    return Line(words, _moves(promises), is_late=True)


def when(promise: Promise, *, beside: date | None = None) -> str:
    """The date as exact as it was given; a month without its year `beside` a date of that year."""
    is_clear = beside is not None and beside.year == promise.due_on.year
    patterns = WITHOUT_YEAR if is_clear else PATTERNS
    return format_date(promise.due_on, patterns.get(promise.precision, "long"))


def _moves(promises: Sequence[Promise]) -> list[str]:
    """The last move first. A promise that was withdrawn, or settled before it was given anew, ends
    the story."""
    moves = []
    for old, new in zip(promises[-2::-1], promises[:0:-1], strict=False):
        if old.outcome is not Outcome.MOVED:
            break
        was = when(old, beside=new.due_on)
        moves.append(_("Was %(date)s: %(reason)s", date=was, reason=new.reason))
    return moves
