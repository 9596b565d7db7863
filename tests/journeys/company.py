"""A small portal with something of everything, for tests that look at pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import change
from app.duplicates.models import Encounter, Met, Outcome, Pair
from app.duplicates.service.grouping import regroup
from app.duplicates.service.merge import merge
from app.ideas.attachments.pictures import picture_of
from app.ideas.attachments.service import attach, keep_file, upload
from app.ideas.models import Board, Comment, CommentKind, Idea, Moderation, Phase, Topic
from app.ideas.service.anonymous import submit_anonymously
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.moderate import turn_down
from app.ideas.service.submit import submit
from app.ideas.service.tend import Mark, mark, remove
from app.ideas.unconfirmed import ask_to_confirm
from app.improvements.models import Horizon, Improvement
from app.journey.metrics import Metric
from app.people.models import Passkey, Role, User
from app.people.service.providers import Described, describe
from app.roadmap.models import Precision
from app.scoring.formulas import Model
from app.scoring.models import Factor
from app.scoring.service import rank, rate
from app.search.jobs import feed_index
from app.telling.entries.service import Wording, publish, write
from app.telling.jobs import send_outbox
from app.telling.mail.folder import newest_mails
from app.telling.models import Entry, Update, UpdateKind
from app.votes.models import Importance
from app.votes.service.represent import Wish, submit_for
from tests.journeys.boardroom import meet_in_councils
from tests.personas import make_person
from tests.roadmap.acts import improve, move, promise
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
NOTES = "We keep your **name** and address.\n\n- to answer you\n- and for nothing else"
BODY = """The link stopped on a Friday and we noticed on Tuesday.

- four days of payments by hand
- **two** of them twice

> A week ahead would do. See https://bank.example/a/rather/long/address/without/any/break
"""


@dataclass(frozen=True)
class Company:
    """What addresses are made of: references of two ideas, of one behind no improvement, of one
    that Ben asked for and that was merged into the first, of one that Marta asked for Ben, of
    what Ben said on the first, of a mail that was kept, of an entry of What's new and of a draft,
    of one of Ben's that waits to be looked at and of one that was not published; links that
    confirm what somebody new and what Ben posted without signing in."""

    asked: str
    said: str
    shipped: str
    free: str
    merged: str
    represented: str
    mail: str
    entry: str
    draft: str
    waiting: str
    turned_down: str
    confirming: str
    confirming_known: str
    council: str
    text: str
    deck: str
    other_council: str
    testers: str
    year: str


ELSEWHERE = Described("Larch", "https://login.larch.example", "heed", secret="x", is_on=True)


def found_company() -> Company:
    """Ada asked it all, Ben voted, Marta decided. Mail is in files for Ruth to read."""
    people = {
        "ada": make_person("Ada Lovelace"),
        "ben": make_person("Ben Okri"),
        "marta": make_person("Marta de Vries", role=Role.MANAGER),
        "ruth": make_person("Ruth Root", role=Role.ADMIN),
    }
    board = _open_boards()
    _open_ways_in(people)
    ideas = [_posted(title, board, people["ada"]) for title in ASKED]
    vote(ideas[0], people["ben"])
    for idea, phase in zip(ideas, ASKED.values(), strict=True):
        if phase is not Phase.NEW:
            decide(idea, phase, by=people["marta"], note="We looked at it and *this* is why.")
    said = _talk_about(ideas[0], people)
    twin = _posted("Tell me when a bank link ends", board, people["ben"])
    _merge(twin, ideas[0], people["marta"])
    represented = _ask_for(people["ben"], board, people["marta"])
    decide(represented, Phase.PLANNED, by=people["ruth"], note="It comes in *spring*.")
    _show(ideas[0], people["ada"])
    entry, unpublished = _plan(ideas, people)
    _find_alike(ideas, people["ben"])
    more = _hold_back(ideas, people) | meet_in_councils(ideas, people)
    more |= _post_unsigned(board, people["ben"])
    send_outbox()
    feed_index()
    return Company(
        asked=ideas[0].reference,
        said=str(said.uid),
        shipped=ideas[4].reference,
        free=ideas[7].reference,
        merged=twin.reference,
        represented=represented.reference,
        mail=str(newest_mails()[0].uid),
        entry=entry.uid.hex,
        draft=str(unpublished.uid),
        **more,
    )


def _open_boards() -> Board:
    """One to ask on, and one that is still empty."""
    board = Board(slug="product", name="Product", question="What would make it better?")
    board.takes_anonymous = True
    with writing():
        change(None, embed_origins="https://www.example.com", privacy_notes=NOTES)
        session.add_all([board, Board(slug="empty", name="Apps", position=1)])
        session.add(Topic(slug="banking", name="Banking"))
    return board


def _mark(ideas: list[Idea], marta: User) -> None:
    with writing():
        mark(ideas[1], Mark.PINNED, actor=marta)
        mark(ideas[4], Mark.LOCKED, actor=marta)


def _hold_back(ideas: list[Idea], people: dict[str, User]) -> dict[str, str]:
    """The references of two ideas of Ben's on a one-way board where everything waits; one of the
    `ideas` is pinned, one locked."""
    _mark(ideas, people["marta"])
    board = session.scalars(select(Board).where(Board.slug == "empty")).one()
    with writing():
        board.moderation, board.is_one_way = Moderation.ALL, True
    waiting = _posted("A watch that tells me the balance", board, people["ben"])
    turned_down = _posted("Something with colours", board, people["ben"])
    said, reason = words("On my left arm."), words("Which colours do you miss, and where?")
    with writing():
        comment(waiting, said, author=people["ben"])
        turn_down(
            turned_down, turned_down, reason, version=turned_down.version, actor=people["marta"]
        )
    gone = _posted("Something I did not mean", board, people["ben"])
    with writing():
        remove(gone, actor=people["ben"])
    return {"waiting": waiting.reference, "turned_down": turned_down.reference}


def _post_unsigned(board: Board, ben: User) -> dict[str, str]:
    return {
        "confirming": _posted_unsigned("A map of all my cards", board, "nia@fern.example"),
        "confirming_known": _posted_unsigned("Bills by voice", board, ben.email or ""),
    }


def _posted_unsigned(title: str, board: Board, email: str) -> str:
    """The path of the link in the letter."""
    with writing():
        submit_anonymously(draft(title), board=board, email=email, agreed="")
    ask_to_confirm()
    letters = select(Update).where(Update.kind == UpdateKind.ACCOUNT).order_by(Update.id.desc())
    return str(session.scalars(letters.limit(1)).one().facts["path"])


def _open_ways_in(people: dict[str, User]) -> None:
    """A passkey of Marta's, and a provider to sign in at."""
    kept = Passkey(
        user_id=people["marta"].id,
        name="Phone",
        credential_id="AAAA",
        public_key="BBBB",
        sign_count=0,
    )
    with writing():
        session.add(kept)
        describe(ELSEWHERE, version=0, actor=people["ruth"])


def _find_alike(ideas: list[Idea], ben: User) -> None:
    """Three that may be one, and two; and what Ben did when he was shown one of them."""
    first, second, third, *_others, sixth, seventh, eighth = ideas
    alike = [(first, second, True), (second, third, True), (sixth, eighth, False)]
    met = Encounter(user_id=ben.id, idea_id=seventh.id, outcome=Outcome.VOTED)
    with writing():
        session.add_all(
            Pair(first_id=one.id, second_id=other.id, score=0.2, is_likely=is_likely)
            for one, other, is_likely in alike
        )
        session.add(met)
        session.flush()
        session.add(Met(encounter_id=met.id, idea_id=seventh.id, rank=1))
        regroup([idea.id for idea in ideas])


def _weigh(improvement: Improvement, marta: User) -> None:
    """Scored, and ranked by hand."""
    amounts = {Factor.REACH: 40, Factor.IMPACT: 2, Factor.CONFIDENCE: 1, Factor.EFFORT: 3}
    amounts[Factor.VALUE] = 8
    measured = {factor: Decimal(amount) for factor, amount in amounts.items()}
    with writing():
        rate(improvement, measured, version=improvement.version, actor=marta)
    version = improvement.version
    with writing():
        rank(improvement, 2, reason="It can wait.", model=Model.RICE, version=version, actor=marta)


def _posted(title: str, board: Board, author: User) -> Idea:
    written = draft(title, BODY)
    with writing():
        return submit(written, board=board, author=author)


def _merge(source: Idea, target: Idea, actor: User) -> None:
    note = words("Both of you want to know *before* it stops.")
    with writing():
        merge(source, target, note=note, actor=actor)


def _plan(ideas: list[Idea], people: dict[str, User]) -> tuple[Entry, Entry]:
    """A roadmap with something in every lane, promises of every outcome, and news of it."""
    marta, aims = people["marta"], {"metric": Metric.TYPED, "owner_id": people["marta"].id}
    links = improve(
        "Bank connections that warn before they break",
        ideas[0],
        ideas[3],
        horizon=Horizon.NOW,
        summary="A note 14 and 3 days before consent runs out, to you and your bookkeeper.",
        **aims,
        metric_name="Satisfied with bank feeds",
        metric_unit="%",
        baseline=Decimal(31),
        target=Decimal(60),
    )
    promise(links, date(2035, 1, 1), Precision.MONTH, by=marta)
    promise(links, date(2035, 3, 1), Precision.MONTH, by=marta, reason="bank audit took longer")
    approvals = improve("Approvals from the phone", ideas[2], summary="See the bill. Approve it.")
    promise(approvals, date(2035, 5, 1), Precision.QUARTER, by=marta)
    improve("One receipt, many projects", ideas[1], horizon=Horizon.LATER)
    improve(LONG, horizon=Horizon.LATER, is_public=False, summary=LONG)
    _weigh(links, marta)
    reminders = improve("Reminders in your customer’s language", ideas[4], horizon=Horizon.NOW)
    promise(reminders, date(2035, 2, 1), Precision.MONTH, by=marta)
    move(reminders, Horizon.SHIPPED, by=marta)
    improve("Faster invoice list", horizon=Horizon.SHIPPED)
    return _write_news(reminders, marta), _write_news(links, marta, is_draft=True)


def _write_news(about: Improvement, author: User, *, is_draft: bool = False) -> Entry:
    written = draft("Reminders speak eight languages", "In **your** tone.\n\nLeft out: fax.")
    with writing():
        entry = write(Wording(written, about), actor=author)
        if not is_draft:
            publish(entry, version=entry.version, tells=True, actor=author)
    return entry


def _ask_for(customer: User, board: Board, employee: User) -> Idea:
    written = draft("Let me pause a recurring invoice", BODY)
    known = Wish(ticket="https://desk.example/7", importance=Importance.CRITICAL)
    with writing():
        return submit_for(written, board=board, customer=customer, employee=employee, wish=known)


def _show(idea: Idea, uploader: User) -> None:
    """Two images beside the idea: a wide one and a tall one."""
    for size in ((1200, 600), (300, 900)):
        drawn = BytesIO()
        Image.linear_gradient("L").resize(size).save(drawn, "PNG")
        picture = picture_of(drawn.getvalue(), name=f"Bank feed at {size[0]}.png")
        digest = keep_file(picture)
        with writing():
            attach([upload(picture, digest, uploader=uploader).uid], idea=idea, uploader=uploader)


def _talk_about(idea: Idea, people: dict[str, User]) -> Comment:
    """Returns what Ben said."""
    said, note = words("It happened to us *too*."), words("Sales asked twice about this.")
    with writing():
        posted = comment(idea, said, author=people["ben"])
    with writing():
        comment(idea, note, author=people["marta"], kind=CommentKind.INTERNAL)
    answer(idea, "We are on it.\n\nMore by **Friday**.", by=people["marta"])
    return posted
