"""What people do with an idea: they vote, and some say something."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import sqrt
from random import Random

from app.web.demo.content.course import Course
from app.web.demo.content.office_hours import by_day, when_staff_act
from app.web.demo.content.records import Comment, Importance, Person, Vote
from app.web.demo.content.texts import fill, read
from app.web.demo.content.wishes import Wish

MOST_VOTED = 429  # people behind the first idea of the mocks
MOST_VOTED_SHARE = 0.6  # of all customers, in the demonstration
COMMENTS_A_VOTE = 0.11
IMPORTANCE: dict[Importance | None, int] = {"critical": 11, "important": 16, "nice": 9, None: 64}
RECORDERS = ("Jun Okafor", "Elif Yıldız")
NOTE_WRITERS = ("Jun Okafor", "Elif Yıldız", "Femke Aalbers", "Tomás Rivera", "Sanne de Wit")


@dataclass(frozen=True)
class Audience:
    """Those who can see a board, with how readily each of them speaks up."""

    people: tuple[Person, ...]
    readiness: tuple[float, ...]  # running totals

    @classmethod
    def of(cls, rng: Random, people: list[Person]) -> "Audience":
        totals = accumulate(rng.lognormvariate(0, 0.8) for _ in people)
        return cls(tuple(people), tuple(totals))

    def somebody(self, rng: Random) -> Person:
        return rng.choices(self.people, cum_weights=self.readiness)[0]

    def author(self, rng: Random, asked: datetime) -> Person:
        """Somebody who had joined by then; the first of the list always had."""
        tries = (self.somebody(rng) for _ in range(50))
        return next((person for person in tries if person.joined_at < asked), self.people[0])


def cast_votes(
    rng: Random,
    wish: Wish,
    author: Person,
    audience: Audience,
    asked: datetime,
    closed: datetime,
    staff: dict[str, str],
) -> tuple[Vote, ...]:
    """The author's vote and those of others, each person once, between asking and closing."""
    recorder = staff[wish.recorded_by] if wish.recorded_by else None
    votes = {author.key: Vote(author.key, asked, _importance(rng), recorder)}
    wanted = _people_wanted(rng, wish, len(audience.people), closed - asked)
    for _ in range(wanted * 6):
        if len(votes) >= wanted:
            break
        person = audience.somebody(rng)
        start = max(asked, person.joined_at)
        if person.key not in votes and start < closed:
            votes[person.key] = _vote(rng, person, start, closed, staff)
    return tuple(sorted(votes.values(), key=lambda vote: vote.at))


def _vote(
    rng: Random, person: Person, start: datetime, closed: datetime, staff: dict[str, str]
) -> Vote:
    """Most votes come early; one in 25 is recorded by an employee."""
    at = start + (closed - start) * rng.betavariate(0.9, 2.2)
    is_recorded = person.role == "customer" and rng.random() < 0.04
    recorded_by = staff[rng.choice(RECORDERS)] if is_recorded else None
    moment = min(by_day(at.replace(microsecond=0)), closed)
    return Vote(person.key, moment, _importance(rng), recorded_by)


def _people_wanted(rng: Random, wish: Wish, audience: int, lifetime: timedelta) -> int:
    if wish.people:
        share = wish.people / MOST_VOTED * MOST_VOTED_SHARE
        return max(1, round(audience * share))
    spread = rng.lognormvariate(1.6, 0.8) * sqrt(audience / 230)
    if wish.words or wish.same_as is not None:
        spread /= 2
    youth = min(1.0, lifetime / timedelta(days=25))
    return max(1, min(round(spread * youth), max(4, audience // 6)))


def _importance(rng: Random) -> Importance | None:
    return rng.choices(list(IMPORTANCE), list(IMPORTANCE.values()))[0]


def gather_comments(
    rng: Random,
    wish: Wish,
    author: Person,
    votes: tuple[Vote, ...],
    course: Course,
    end: datetime,
    keys: dict[str, str],
) -> tuple[Comment, ...]:
    """All comments, oldest first; `keys` is name to key of everybody named in the texts."""
    comments = [course.answer] if course.answer else []
    comments += _written(rng, wish, votes[0].at, course, end, keys)
    if wish.board != "inside":
        others = [vote for vote in votes if vote.person != author.key and not vote.recorded_by]
        comments += _from_voters(rng, wish, others, end)
    comments += _internal(rng, wish, votes[0].at, end, keys)
    if course.answer and len(comments) > 4 and rng.random() < 0.6:
        comments += _follow_up(rng, comments, course.answer.author, end)
    return tuple(sorted(comments, key=lambda comment: comment.at))


def _written(
    rng: Random, wish: Wish, asked: datetime, course: Course, end: datetime, keys: dict[str, str]
) -> list[Comment]:
    """The comments written for this idea, in their order, after the first answer."""
    begin = (course.first_answer_at or asked) + timedelta(hours=2)
    span = max((course.ends_at(end) - begin) * 0.7, timedelta(0))
    moments = sorted(begin + span * rng.random() for _ in wish.comments)
    comments = []
    for entry, moment in zip(wish.comments, moments, strict=True):
        kind = entry.get("kind", "public")
        at = (moment if kind == "public" else when_staff_act(rng, moment)).replace(microsecond=0)
        comments.append(Comment(keys[entry["by"]], at, kind, entry["text"]))
    return comments


def _from_voters(rng: Random, wish: Wish, votes: list[Vote], end: datetime) -> list[Comment]:
    """A few voters say why, soon after their vote."""
    texts = read("voices/customers.yaml")
    fitting = texts[wish.topic] * 2 + texts["any"]
    wanted = min(round(rng.expovariate(1 / (COMMENTS_A_VOTE * (len(votes) + 3)))), len(votes), 12)
    chosen = dict.fromkeys(rng.sample(fitting, k=min(2 * wanted, len(fitting))))
    speakers = rng.sample(votes, k=wanted)
    comments = []
    for vote, text in zip(speakers, chosen, strict=False):
        at = by_day(vote.at + timedelta(minutes=rng.randrange(2, 2000)))
        if at < end:
            comments.append(Comment(vote.person, at, "public", text))
    return comments


def _internal(
    rng: Random, wish: Wish, asked: datetime, end: datetime, keys: dict[str, str]
) -> list[Comment]:
    """One idea in six carries a note of the staff."""
    if wish.board == "inside" or rng.random() > 1 / 6:
        return []
    notes = read("voices/staff.yaml")["inside"]
    text = rng.choice(notes["any"] + notes[wish.topic] * 2)
    at = when_staff_act(rng, asked + (end - asked) * rng.uniform(0.02, 0.6)).replace(microsecond=0)
    author = keys[rng.choice(NOTE_WRITERS)]
    return [Comment(author, at, "internal", text)] if at < end else []


def _follow_up(rng: Random, comments: list[Comment], by: str, end: datetime) -> list[Comment]:
    latest = max(comment.at for comment in comments)
    at = when_staff_act(rng, latest + timedelta(hours=rng.randrange(3, 60)))
    text = rng.choice(read("voices/staff.yaml")["follow_ups"])
    return [Comment(by, at, "official", text)] if at < end else []


def first_words(rng: Random, wish: Wish, author: Person, original: str | None) -> str:
    """The first answer: written for the idea, pointing to the original, or put together."""
    if wish.answer:
        return wish.answer
    texts = read("voices/first_answers.yaml")
    name = {"name": author.name.split()[0]}
    if original:
        return fill(rng.choice(texts["again"]), {**name, "title": original})
    opening = fill(rng.choice(texts["openings"]), name)
    return f"{opening} {rng.choice(texts['topics'][wish.topic])} {rng.choice(texts['next'])}"
