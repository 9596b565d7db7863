"""A small portal with something of everything, for tests that look at pages."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.db import session, writing
from app.duplicates.service.merge import merge
from app.ideas.models import Board, CommentKind, Idea, Phase, Topic
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import Role, User
from app.search.jobs import feed_index
from app.telling.jobs import send_outbox
from app.telling.mail.folder import newest_mails
from tests.personas import make_person
from tests.telling.acts import answer, decide, vote

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzbuchhaltung exportieren"
ASKED = {
    "Warn me before the bank link expires": Phase.NEW,
    "Split one receipt over two projects": Phase.REVIEWING,
    "Approve bills on my phone": Phase.PLANNED,
    "Close a month so that nobody changes it": Phase.IN_PROGRESS,
    "Send reminders in the customer's language": Phase.SHIPPED,
    "Show who changed an invoice": Phase.ANSWERED,
    "A dark ages mode with parchment": Phase.DECLINED,
    LONG: Phase.NEEDS_INFORMATION,
}
BODY = """The link stopped on a Friday and we noticed on Tuesday.

- four days of payments by hand
- **two** of them twice

> A week ahead would do. See https://bank.example/a/rather/long/address/without/any/break
"""


@dataclass(frozen=True)
class Company:
    """What addresses are made of: references of two ideas, of one that Ben asked for and that was
    merged into the first, of one with a long word in its title, and of a mail that was kept."""

    asked: str
    shipped: str
    merged: str
    long: str
    mail: str


def found_company() -> Company:
    """Ada asked it all, Ben voted, Marta decided. Mail is in files for Ruth to read."""
    people = {
        "ada": make_person("Ada Lovelace"),
        "ben": make_person("Ben Okri"),
        "marta": make_person("Marta de Vries", role=Role.MANAGER),
        "ruth": make_person("Ruth Root", role=Role.ADMIN),
    }
    with writing():
        board = Board(slug="product", name="Product", question="What would make it better?")
        session.add_all([board, Board(slug="empty", name="Apps", position=1)])
        session.add(Topic(slug="banking", name="Banking"))
    ideas = [_posted(title, board, people["ada"]) for title in ASKED]
    vote(ideas[0], people["ben"])
    for idea, phase in zip(ideas, ASKED.values(), strict=True):
        if phase is not Phase.NEW:
            decide(idea, phase, by=people["marta"], note="We looked at it and *this* is why.")
    _talk_about(ideas[0], people)
    twin = _posted("Tell me when a bank link ends", board, people["ben"])
    _merge(twin, ideas[0], people["marta"])
    send_outbox()
    feed_index()
    asked, shipped, long = (ideas[number].reference for number in (0, 4, 7))
    return Company(asked, shipped, twin.reference, long, str(newest_mails()[0].uid))


def _posted(title: str, board: Board, author: User) -> Idea:
    written = draft(title, BODY)
    with writing():
        return submit(written, board=board, author=author)


def _merge(source: Idea, target: Idea, actor: User) -> None:
    note = words("Both of you want to know *before* it stops.")
    with writing():
        merge(source, target, note=note, actor=actor)


def _talk_about(idea: Idea, people: dict[str, User]) -> None:
    said, note = words("It happened to us *too*."), words("Sales asked twice about this.")
    with writing():
        comment(idea, said, author=people["ben"])
    with writing():
        comment(idea, note, author=people["marta"], kind=CommentKind.INTERNAL)
    answer(idea, "We are on it.\n\nMore by **Friday**.", by=people["marta"])
