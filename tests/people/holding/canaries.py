"""Words that exist nowhere else, each put where only some may read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import session, writing
from app.ideas.models import CommentKind, Idea, Phase, Wording
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.service.sort import sort
from app.improvements.models import Evidence
from app.journey.models import Element
from app.people.models import MailChoice, Organisation, User
from app.search.jobs import feed_index
from app.search.service import enqueue
from app.telling.jobs import send_outbox
from tests.people.holding import seeing
from tests.people.holding.council_canaries import plant_councils
from tests.people.holding.portal import Called
from tests.people.holding.seeing import COLUMN, KEEPERS, STAFF, Wish
from tests.personas import make_person
from tests.telling.acts import answer, decide, prefer, vote

REMOVED = "/manage/removed"


class Canary(NamedTuple):
    """`among` is the one address at which keepers read it, who else do not."""

    word: str
    where: str
    sees: Callable[[str], bool]
    among: str = ""

    def is_told_to(self, who: str, place: str) -> bool:
        return self.sees(who) or (place == self.among and COLUMN[who] in KEEPERS)


class Aviary:
    """All words that were put somewhere."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []

    def put(self, where: str, sees: Callable[[str], bool], *, among: str = "") -> str:
        number, letters = len(self.canaries), ""
        for _letter in range(3):
            number, letter = divmod(number, 13)
            letters += "bdfghkmnprstw"[letter] + "aeiou"[letter % 5]
        word = f"zq{letters}vox"
        self.canaries.append(Canary(word, where, sees, among))
        return word

    def hidden_from(self, who: str) -> list[Canary]:
        return [canary for canary in self.canaries if not canary.sees(who)]


def plant(called: Called) -> Aviary:
    aviary = Aviary()
    _name_boards(called, aviary)
    for wish, idea in called.ideas.items():
        if not all(seeing.sees(who, wish) for who in COLUMN):
            _plant_beside(called, aviary, wish, idea)
    _plant_plans(called, aviary)
    plant_councils(called, aviary)
    _tell_of_what_was_moved(called, aviary)
    with writing():
        enqueue("idea", *(idea.id for idea in called.ideas.values()))
        enqueue("improvement", *(plan.id for plan in called.plans.values()))
        enqueue("entry", *(story.id for story in called.stories))
    feed_index()
    send_outbox()
    session.commit()
    return aviary


def _name_boards(called: Called, aviary: Aviary) -> None:
    with writing():
        for name, board in called.boards.items():
            if not seeing.sees_board("nobody", name):
                sees = lambda who, name=name: seeing.sees_board(who, name)  # noqa: E731
                board.name = aviary.put(f"the name of {name}", sees)


def _plant_beside(called: Called, aviary: Aviary, wish: Wish, idea: Idea) -> None:
    def put(what: str, sees: Callable[[str], bool], **more: str) -> str:
        return aviary.put(f"{what} of the {wish.name}", sees, **more)

    def sees(who: str) -> bool:
        return seeing.sees(who, wish)

    def keeps_or_sees(who: str) -> bool:
        """Tags are of the whole portal for those who sort ideas by them."""
        return COLUMN[who] in KEEPERS or sees(who)

    def is_staff_and_sees(who: str) -> bool:
        return COLUMN[who] in STAFF and sees(who)

    with writing():
        idea.title = f"{put('the title', sees, among=REMOVED)} wanted"
        idea.body = put("the body", sees)
        idea.body_html = f"<p>{idea.body}</p>"
        by = called.people["marta"]
        sort(idea, {"tags": [put("a tag", keeps_or_sees)]}, actor=by)
        session.add(Wording(idea_id=idea.id, user_id=by.id, words=put("a wording", sees)))
        if wish.state != "deleted":
            said, noted = words(put("a comment", sees)), words(put("a note", is_staff_and_sees))
            comment(idea, said, author=called.people["ada"])
            comment(idea, noted, author=by, kind=CommentKind.INTERNAL)
    if wish.state == "published":
        _voice(put, sees, idea)


def _voice(put: Callable[..., str], sees: Callable[[str], bool], idea: Idea) -> None:
    """Somebody of their own who says something there."""

    def is_staff_or_sees(who: str) -> bool:
        return COLUMN[who] in STAFF or sees(who)

    with writing():
        belongs = Organisation(name=put("the organisation", lambda who: COLUMN[who] in STAFF))
        session.add(belongs)
    email = put("an address", lambda who: COLUMN[who] in KEEPERS)
    name = put("somebody", is_staff_or_sees)
    person = make_person(name.title(), organisation=belongs, email=f"{email}@example.org")
    said = words("This is how it is for me.")
    with writing():
        comment(idea, said, author=person)


def _plant_plans(called: Called, aviary: Aviary) -> None:
    _ask_for_each(called)
    with writing():
        for plan, improvement in called.plans.items():
            on_roadmap = lambda who, plan=plan: (  # noqa: E731
                seeing.is_on_roadmap_of(who, plan) or seeing.reads(who, plan)
            )
            reads = lambda who, plan=plan: seeing.reads(who, plan)  # noqa: E731
            if not on_roadmap("nobody"):
                improvement.title = aviary.put(f"the title of the {plan.name}", on_roadmap)
            improvement.problem = aviary.put(f"the problem of the {plan.name}", reads)
            improvement.reason_without = aviary.put(f"the reason of the {plan.name}", reads)
        for number, story in enumerate(seeing.STORIES):
            entry = called.stories[number]
            reads = lambda who, story=story: (  # noqa: E731
                seeing.reads_story(who, story) or seeing.writes_story(who, story)
            )
            if not reads("nobody"):
                entry.title = aviary.put(f"the title of {story.name}", reads)
                entry.body = aviary.put(f"the body of {story.name}", reads)
                entry.body_html = f"<p>{entry.body}</p>"


def _ask_for_each(called: Called) -> None:
    """Those that not everybody may know of are what customers want most, each in a part of the
    experience of its own: lists by part and by demand would name them first."""
    parts = session.scalars(select(Element).order_by(Element.id)).all()
    hidden = [
        made for plan, made in called.plans.items() if not seeing.is_on_roadmap_of("nobody", plan)
    ]
    for improvement, part in zip(hidden, parts, strict=False):
        asked = called.posted(Wish("public", "published", "ruth"))
        with writing():
            improvement.element_id = part.id
            session.add(Evidence(improvement_id=improvement.id, idea_id=asked.id))


def _tell_of_what_was_moved(called: Called, aviary: Aviary) -> None:
    """Everybody voted while it was public; then it became somebody's alone, and was decided."""
    everybody = [called.people[name] for name in seeing.PEOPLE]
    for person in everybody:
        prefer(person, MailChoice.NOW)
    for board in ("ours", "theirs", "staff", "one-way"):
        now = Wish(board, "published", "ruth")
        sees = lambda who, now=now: seeing.sees(who, now)  # noqa: E731
        wish = Wish("public", "published", "ruth")
        _moved(called, aviary, board, called.posted(wish), everybody, sees)


def _moved(
    called: Called,
    aviary: Aviary,
    board: str,
    idea: Idea,
    everybody: list[User],
    sees: Callable[[str], bool],
) -> None:
    vote(idea, *everybody)
    called.others.append(idea.reference)
    with writing():
        idea.board_id = called.boards[board].id
        idea.title = aviary.put(f"the title of what was moved to {board}", sees)
    marta = called.people["marta"]
    note = aviary.put(f"the reason given on {board}", sees)
    decide(idea, Phase.PLANNED, by=marta, note=note)
    answer(idea, aviary.put(f"the answer on {board}", sees), by=marta)
