"""What the demonstration is told in: frozen records that know nothing of a database.

People and organisations are named by `key`, ideas by `number` (1 is the oldest).
All moments are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

Role = Literal["customer", "employee", "manager", "admin"]
Phase = Literal[
    "new",
    "reviewing",
    "needs_information",
    "planned",
    "in_progress",
    "shipped",
    "answered",
    "declined",
]
Importance = Literal["nice", "important", "critical"]
Horizon = Literal["considering", "later", "next", "now", "shipped", "set_aside"]
Fixed = Literal["yes", "partly", "no"]
Said = Mapping[str, Any]  # an entry of improvements.yaml


@dataclass(frozen=True)
class Organisation:
    key: str
    name: str
    domain: str
    country: str  # two letters
    region: str
    town: str
    trade: str  # with its article: "a joinery"
    segment: Literal["small", "mid-size", "accountants"]
    plan: str
    lifecycle: Literal["prospect", "onboarding", "active", "renewal", "churned"]
    annual_revenue: int  # what they pay Larch, euros a year


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    email: str
    role: Role
    job: str
    organisation: str | None  # key; None for the staff of Larch
    language: str  # two letters
    time_zone: str
    joined_at: datetime


@dataclass(frozen=True)
class Board:
    key: str
    name: str
    question: str
    visibility: Literal["public", "organisations", "employees"]
    organisations: tuple[str, ...]  # keys; employees may read these boards too


@dataclass(frozen=True)
class Topic:
    key: str
    name: str


@dataclass(frozen=True)
class Vote:
    person: str
    at: datetime
    importance: Importance | None
    recorded_by: str | None  # the employee who voted for this customer


@dataclass(frozen=True)
class Comment:
    author: str
    at: datetime
    kind: Literal["public", "internal", "official"]
    text: str


@dataclass(frozen=True)
class StatusChange:
    by: str
    at: datetime
    phase: Phase
    note: str  # public; may be empty, but never for answered and declined


@dataclass(frozen=True)
class Idea:
    number: int
    board: str
    topic: str
    title: str  # at most 120 characters
    body: str  # Markdown
    tags: tuple[str, ...]
    author: str
    recorded_by: str | None  # the employee who wrote it down for the author
    created_at: datetime
    votes: tuple[Vote, ...]  # oldest first, the author's own among them
    comments: tuple[Comment, ...]  # oldest first
    status_changes: tuple[StatusChange, ...]  # oldest first; none means new
    same_as: int | None  # number of the idea it repeats in other words

    @property
    def phase(self) -> Phase:
        return self.status_changes[-1].phase if self.status_changes else "new"


@dataclass(frozen=True)
class Merge:
    """`source` is counted with `target` from this moment on."""

    source: int
    target: int
    by: str
    at: datetime
    objection: str  # what whoever asked says against it; "" where they do not

    @property
    def objected_at(self) -> datetime:
        return self.at + timedelta(days=1)


@dataclass(frozen=True)
class Move:
    at: datetime
    horizon: Horizon


@dataclass(frozen=True)
class DateGiven:
    at: datetime
    due_on: date
    reason: str  # why it replaces the one before


@dataclass(frozen=True)
class FixAnswer:
    idea: int
    person: str
    at: datetime
    fixed: Fixed


@dataclass(frozen=True)
class Improvement:
    """The first move is the promotion."""

    said: Said
    ideas: tuple[int, ...]
    moves: tuple[Move, ...]
    dates: tuple[DateGiven, ...]  # oldest first
    answers: tuple[FixAnswer, ...]


@dataclass(frozen=True)
class Script:
    since: date
    until: date
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    boards: tuple[Board, ...]
    topics: tuple[Topic, ...]
    tags: tuple[str, ...]
    ideas: tuple[Idea, ...]
    merges: tuple[Merge, ...]
    improvements: tuple[Improvement, ...]
