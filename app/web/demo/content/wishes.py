"""What is asked for: ideas written by hand, then patterns filled from their lists."""

from dataclasses import dataclass, field, replace
from itertools import cycle, product
from random import Random
from string import Formatter
from typing import Any

from app.web.demo.content.records import Phase
from app.web.demo.content.texts import fill, read, read_folder


@dataclass(frozen=True)
class Wish:
    """An idea before anybody says it. `people` and `ago` (days) stand where the mocks show them."""

    topic: str
    title: str
    body: str
    board: str = "business"
    tags: tuple[str, ...] = ()
    by: str | None = None
    recorded_by: str | None = None
    ago: int | None = None
    people: int | None = None
    unanswered: bool = False
    phase: Phase | None = None
    answer: str | None = None
    notes: dict[str, str] = field(default_factory=dict)
    comments: tuple[dict[str, Any], ...] = ()
    again: tuple["Wish", ...] = ()  # the same in other words
    same_as: int | None = None  # place of the original among the chosen wishes
    words: dict[str, str] = field(default_factory=dict)  # for the braces of body and notes


def choose_wishes(rng: Random, size: int) -> list[Wish]:
    """Exactly `size` wishes; one in ten repeats another in other words, after all that do not.

    Raises ValueError when the texts do not suffice.
    """
    repeats = size // 10
    originals = _originals(rng, size - repeats)
    again = [
        replace(twin, same_as=place) for place, wish in enumerate(originals) for twin in wish.again
    ]
    again.sort(key=lambda twin: bool(twin.words))  # those written by hand first
    return originals + again[:repeats]


def _originals(rng: Random, size: int) -> list[Wish]:
    written = [
        _written(topic, entry) for topic, entries in read_folder("ideas") for entry in entries
    ]
    rng.shuffle(written)
    written.sort(key=lambda wish: -(wish.people or 0))
    varied = _varied(rng, size - len(written))
    return (written + varied)[:size]


def _written(topic: str, entry: dict[str, Any]) -> Wish:
    facts = {
        name: value for name, value in entry.items() if name not in ("again", "tags", "comments")
    }
    tags = tuple(entry.get("tags", ()))
    twins = tuple(_written(topic, {"tags": tags, **twin}) for twin in entry.get("again", ()))
    comments = tuple(entry.get("comments", ()))
    return Wish(topic=topic, tags=tags, again=twins, comments=comments, **facts)


def _varied(rng: Random, size: int) -> list[Wish]:
    """Wishes from the patterns in turn, so that few of them look alike."""
    patterns = [
        pattern
        for stem, entries in read_folder("patterns")
        if stem != "lists"
        for pattern in entries
    ]
    rng.shuffle(patterns)
    fillings = [_fillings(rng, pattern) for pattern in patterns]
    if size > sum(map(len, fillings)):
        raise ValueError(
            "The demonstration has no words for so many ideas; ask for 11,000 at most."
        )
    wishes: list[Wish] = []
    for pattern, left in cycle(zip(patterns, fillings, strict=True)):
        if len(wishes) >= size:
            return wishes
        if left:
            wishes.append(_filled(rng, pattern, left.pop()))
    return wishes


def _fillings(rng: Random, pattern: dict[str, Any]) -> list[dict[str, str]]:
    """Every way to fill the titles of a pattern, in random order."""
    lists = read("patterns/lists.yaml")
    names = [name for _, name, _, _ in Formatter().parse(pattern["titles"][0]) if name]
    fillings = [dict(zip(names, words, strict=True)) for words in product(*map(lists.get, names))]
    rng.shuffle(fillings)
    return fillings


def _filled(rng: Random, pattern: dict[str, Any], filling: dict[str, str]) -> Wish:
    lists = read("patterns/lists.yaml")
    words = {"month": rng.choice(lists["month"]), "count": rng.choice(lists["count"]), **filling}
    titles = rng.sample(pattern["titles"], k=2)
    bodies = rng.sample(pattern["bodies"], k=2)
    wish = Wish(
        topic=pattern["topic"],
        title=fill(titles[0], words),
        body=bodies[0],
        board=pattern.get("board", "business"),
        tags=tuple(pattern["tags"]),
        words=words,
    )
    twin = replace(wish, title=fill(titles[1], words), body=bodies[1])
    outcomes = pattern.get("outcomes", {})
    if not outcomes or rng.random() < 0.55:
        return replace(wish, again=(twin,))
    phase = rng.choice(list(outcomes))
    return replace(wish, again=(twin,), phase=phase, notes={phase: outcomes[phase]})
