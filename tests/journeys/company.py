"""A small portal with something of everything, for tests that look at pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.core.db import session, writing
from app.duplicates.service.merge import merge
from app.ideas.models import Board, CommentKind, Idea, Phase, Topic
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.improvements.models import Horizon
from app.improvements.service.drafts import Aims, Charge
from app.improvements.service.drafts import draft as draft_of
from app.improvements.service.promote import promote
from app.journey.metrics import Metric
from app.people.models import Role, User
from app.scoring.formulas import Model
from app.scoring.models import Factor
from app.scoring.service import rank, rate
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
    merged into the first, and of a mail that was kept."""

    asked: str
    shipped: str
    merged: str
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
    _improve(ideas, people["marta"])
    send_outbox()
    feed_index()
    mail = str(newest_mails()[0].uid)
    return Company(ideas[0].reference, ideas[4].reference, twin.reference, mail)


def _improve(ideas: list[Idea], marta: User) -> None:
    """Two improvements of ideas that stand where these do already, one scored and ranked by hand,
    and a third without ideas."""
    aims, charge = Aims(metric=Metric.ORGANISATIONS), Charge(owner=marta)
    written = [
        draft_of("Receipts that can be split", problem=BODY, aims=aims, charge=charge),
        draft_of("Approvals from the phone", aims=aims, charge=charge, horizon=Horizon.NEXT),
        draft_of(LONG, charge=Charge(reason_without="Nobody is hired yet.")),
    ]
    amounts = {Factor.REACH: 40, Factor.IMPACT: 2, Factor.CONFIDENCE: 1, Factor.EFFORT: 3}
    amounts[Factor.VALUE] = 8
    with writing():
        made = [
            promote(some, each, actor=marta).improvement
            for some, each in zip((ideas[1:2], ideas[2:3], []), written, strict=True)
        ]
        first = made[0]
        rate(
            first,
            {factor: Decimal(amount) for factor, amount in amounts.items()},
            version=first.version,
            actor=marta,
        )
        rank(first, 2, reason="It can wait.", model=Model.RICE, version=first.version, actor=marta)


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
