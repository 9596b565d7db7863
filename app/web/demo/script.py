"""Eighteen months of the portal of Larch, an accounting-software maker that does not exist.

`write_script` is pure: the same arguments give the same script. The texts are in `content/`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.web.demo.content.cast import cast_organisations, cast_people
from app.web.demo.content.course import asked_at, settle_phase, tell_course
from app.web.demo.content.improvements import promote_some
from app.web.demo.content.merges import merge_some
from app.web.demo.content.records import Board, Idea, Organisation, Person, Script, Topic
from app.web.demo.content.texts import fill, read
from app.web.demo.content.voices import Audience, cast_votes, first_words, gather_comments
from app.web.demo.content.wishes import Wish, choose_wishes

EIGHTEEN_MONTHS = timedelta(days=548)
FEWEST_PEOPLE = 30  # the staff and the customers with a name of their own have to be among them


def write_script(*, ideas: int = 300, people: int = 240, seed: int = 7, until: date) -> Script:
    """Exactly so many ideas and people (staff included), all of it before the day `until` begins.

    Raises ValueError for fewer than 30 people or more ideas than there are words for.
    """
    if people < FEWEST_PEOPLE:
        raise ValueError(f"The demonstration needs at least {FEWEST_PEOPLE} people.")
    end = datetime.combine(until, time(), UTC)
    opening = end - EIGHTEEN_MONTHS
    organisations = cast_organisations(_dice(seed, "organisations"), people)
    cast = cast_people(_dice(seed, "people"), organisations, people, opening, end)
    boards = _boards(organisations)
    wishes = choose_wishes(_dice(seed, "wishes"), ideas)
    story = _Story(_dice(seed, "story"), organisations, cast, boards, end)
    told, merges = merge_some(_dice(seed, "merges"), _numbered(list(story.tell(wishes))), end)
    told, improvements = promote_some(
        _dice(seed, "improvements"), told, {merge.source for merge in merges}, end
    )
    return Script(
        since=opening.date(),
        until=until,
        organisations=tuple(organisations),
        people=tuple(cast),
        boards=boards,
        topics=tuple(Topic(row["key"], row["name"]) for row in read("portal.yaml")["topics"]),
        tags=tuple(sorted({tag for wish in wishes for tag in wish.tags})),
        ideas=tuple(told),
        merges=tuple(merges),
        improvements=tuple(improvements),
    )


def _dice(seed: int, purpose: str) -> Random:
    """Dice of their own for each part, so that a change in one leaves the others as they are."""
    return Random(f"{seed} {purpose}")  # noqa: S311 - repeatable on purpose, nothing secret


def _boards(organisations: list[Organisation]) -> tuple[Board, ...]:
    keys = {organisation.name: organisation.key for organisation in organisations}
    return tuple(
        Board(
            key=row["key"],
            name=row["name"],
            question=row["question"],
            visibility=row["visibility"],
            organisations=tuple(keys[name] for name in row.get("organisations", ())),
        )
        for row in read("portal.yaml")["boards"]
    )


def _numbered(told: list[Idea]) -> list[Idea]:
    """Numbers in the order of asking; until here `number` and `same_as` are places in the list."""
    by_age = sorted(told, key=lambda idea: (idea.created_at, idea.number))
    numbers = {idea.number: number for number, idea in enumerate(by_age, start=1)}
    return [
        replace(
            idea,
            number=numbers[idea.number],
            same_as=None if idea.same_as is None else numbers[idea.same_as],
        )
        for idea in by_age
    ]


class _Story:
    """Tells what became of each wish."""

    def __init__(
        self,
        rng: Random,
        organisations: list[Organisation],
        people: list[Person],
        boards: tuple[Board, ...],
        end: datetime,
    ) -> None:
        self._rng = rng
        self._end = end
        self._homes = {organisation.key: organisation for organisation in organisations}
        self._by_name = {person.name: person for person in reversed(people)}
        self._keys = {name: person.key for name, person in self._by_name.items()}
        self._audiences = {
            board.key: Audience.of(rng, self._readers(board, people)) for board in boards
        }

    def tell(self, wishes: list[Wish]) -> Iterator[Idea]:
        """An idea for each wish, in the same order; originals stand before what repeats them."""
        asked: list[datetime] = []
        for number, wish in enumerate(wishes):
            original = None if wish.same_as is None else wishes[wish.same_as].title
            idea = self._tell_one(number, settle_phase(self._rng, wish), original, asked)
            asked.append(idea.created_at)
            yield idea

    def _readers(self, board: Board, people: list[Person]) -> list[Person]:
        """Who asks and votes on a board; on the board for accountants these are accountants."""
        if board.visibility == "employees":
            return [person for person in people if person.role != "customer"]
        customers = [person for person in people if person.organisation]
        if board.visibility == "organisations":
            return [person for person in customers if person.organisation in board.organisations]
        if board.key == "accountants":
            return [
                person
                for person in customers
                if self._homes[person.organisation or ""].segment == "accountants"
            ]
        return customers

    def _tell_one(
        self, number: int, wish: Wish, original: str | None, asked: list[datetime]
    ) -> Idea:
        rng, end = self._rng, self._end
        created = asked_at(rng, wish, end)
        audience = self._audiences[wish.board]
        author = self._by_name[wish.by] if wish.by else audience.author(rng, created)
        is_known = wish.same_as is not None and asked[wish.same_as] < created
        answer = first_words(rng, wish, author, original if is_known else None)
        course = tell_course(rng, wish, answer=answer, asked=created, end=end, staff=self._keys)
        votes = cast_votes(rng, wish, author, audience, created, course.ends_at(end), self._keys)
        return Idea(
            number=number,
            board=wish.board,
            topic=wish.topic,
            title=wish.title,
            body=self._body(wish, author),
            tags=wish.tags,
            author=author.key,
            recorded_by=self._keys[wish.recorded_by] if wish.recorded_by else None,
            created_at=created,
            votes=votes,
            comments=gather_comments(rng, wish, author, votes, course, end, self._keys),
            status_changes=course.status_changes,
            same_as=wish.same_as,
        )

    def _body(self, wish: Wish, author: Person) -> str:
        if not wish.words:
            return wish.body
        home = self._homes[author.organisation or ""]
        return fill(wish.body, {**wish.words, "firm": home.trade, "town": home.town})
