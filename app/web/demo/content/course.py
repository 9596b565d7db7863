"""What becomes of an idea: when it was asked, first answered, and each change of its status."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from app.web.demo.content.office_hours import after_working_days, when_staff_act
from app.web.demo.content.records import Comment, Phase, StatusChange
from app.web.demo.content.texts import fill, read
from app.web.demo.content.wishes import Wish

MEDIAN_FIRST_ANSWER = 1.8  # working days
FIRST_ANSWER_SPREAD = 0.34  # of the logarithm: 93 % within 3 working days
LONGEST_FIRST_ANSWER = 5.0  # working days
LONGEST_WAY = timedelta(days=330)  # from the first answer to the last change

# Youngest and oldest age in days at which an idea is in a phase today.
AGES: dict[Phase, tuple[int, int]] = {
    "new": (1, 150),
    "reviewing": (10, 240),
    "needs_information": (10, 90),
    "planned": (40, 420),
    "in_progress": (60, 430),
    "shipped": (120, 540),
    "answered": (10, 540),
    "declined": (14, 540),
}
WAYS: dict[Phase, tuple[Phase, ...]] = {
    "new": (),
    "reviewing": ("reviewing",),
    "needs_information": ("needs_information",),
    "planned": ("reviewing", "planned"),
    "in_progress": ("reviewing", "planned", "in_progress"),
    "shipped": ("reviewing", "planned", "in_progress", "shipped"),
    "answered": ("answered",),
    "declined": ("declined",),
}
UNDECIDED: dict[Phase, int] = {  # how often an idea without a note of its own is there
    "new": 48,
    "reviewing": 30,
    "needs_information": 6,
    "planned": 9,
    "in_progress": 7,
}
CLOSED = ("shipped", "answered", "declined")


@dataclass(frozen=True)
class Course:
    first_answer_at: datetime | None
    answer: Comment | None  # None when a status note was the first answer
    status_changes: tuple[StatusChange, ...]

    def ends_at(self, end: datetime) -> datetime:
        """When the idea was closed, or the end of the story."""
        if self.status_changes and self.status_changes[-1].phase in CLOSED:
            return self.status_changes[-1].at
        return end


def settle_phase(rng: Random, wish: Wish) -> Wish:
    """The wish with the phase it has reached today."""
    if wish.phase:
        return wish
    if wish.unanswered or wish.ago:
        return replace(wish, phase="new")
    if wish.same_as is not None or not wish.words:
        return replace(wish, phase="new" if rng.random() < 0.6 else "reviewing")
    return replace(wish, phase=rng.choices(list(UNDECIDED), list(UNDECIDED.values()))[0])


def asked_at(rng: Random, wish: Wish, end: datetime) -> datetime:
    """A moment in the day; two weekend ideas in three were asked on the Friday before."""
    youngest, oldest = AGES[wish.phase or "new"]
    age = wish.ago or youngest + round((oldest - youngest) * rng.random() ** 1.3)
    day = end - timedelta(days=age)
    if not wish.ago and day.weekday() > 4 and rng.random() < 2 / 3:
        day -= timedelta(days=day.weekday() - 4)
    return datetime.combine(day, time(6), end.tzinfo) + timedelta(minutes=rng.randrange(15 * 60))


def tell_course(
    rng: Random, wish: Wish, *, answer: str, asked: datetime, end: datetime, staff: dict[str, str]
) -> Course:
    """`answer` holds the first words of Larch unless a note says them; `staff` is name to key."""
    days = rng.lognormvariate(0, FIRST_ANSWER_SPREAD) * MEDIAN_FIRST_ANSWER
    answered = after_working_days(asked, min(days, LONGEST_FIRST_ANSWER))
    if wish.unanswered or answered >= end:
        return Course(None, None, ())
    owner = staff[_owner(rng, wish.topic)]
    way = _way(rng, wish)
    speaks_by_status = bool(way) and bool(_note(rng, wish, way[0])) and not wish.answer
    if speaks_by_status and (way[0] in wish.notes or rng.random() < 0.3):
        changes = _changes(rng, wish, way, answered, end, owner)
        return Course(answered, None, changes)
    begin = after_working_days(answered, rng.uniform(0.01, 0.5))
    changes = _changes(rng, wish, way, begin, end, owner) if begin < end else ()
    if changes and changes[0].phase == "reviewing" and rng.random() < 0.7:
        changes = (replace(changes[0], note=""), *changes[1:])  # the answer has just said it
    return Course(answered, Comment(owner, answered, "official", answer), changes)


def _owner(rng: Random, topic: str) -> str:
    """The owner of the topic, or in one case of three Marta, who reads everything."""
    owners = {entry["key"]: entry["owner"] for entry in read("portal.yaml")["topics"]}
    return str(owners[topic]) if rng.random() < 2 / 3 else "Marta de Vries"


def _way(rng: Random, wish: Wish) -> tuple[Phase, ...]:
    """Wishes many people share are looked at before they are answered or declined."""
    way = WAYS[wish.phase or "new"]
    if way in (("answered",), ("declined",)) and (wish.people or rng.random() < 0.5):
        return ("reviewing", *way)
    return way


def _changes(
    rng: Random, wish: Wish, way: tuple[Phase, ...], begin: datetime, end: datetime, by: str
) -> tuple[StatusChange, ...]:
    span = min(end - begin, LONGEST_WAY)
    step = span * 0.92 / max(len(way) - 1, 1)
    moments = [
        begin,
        *(begin + step * (place + rng.uniform(0.3, 1)) for place in range(len(way) - 1)),
    ]
    changes: list[StatusChange] = []
    for phase, moment in zip(way, moments, strict=False):
        if changes:
            moment = when_staff_act(rng, max(moment, changes[-1].at + timedelta(hours=1)))
        note = _note(rng, wish, phase)
        changes.append(StatusChange(by, moment.replace(microsecond=0), phase, note))
    return tuple(change for change in changes if change.at < end)


def _note(rng: Random, wish: Wish, phase: Phase) -> str:
    """The wish's own words on this phase, else words that fit its topic."""
    if phase in wish.notes:
        note = wish.notes[phase]
        return fill(note, wish.words) if wish.words else note
    staff_words: dict[str, Any] = read("voices/staff.yaml")
    if phase == "needs_information":
        return str(rng.choice(staff_words["questions"][wish.topic]))
    return str(rng.choice(staff_words[phase]))
