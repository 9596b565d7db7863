"""What a mail looks like to the program that shows it."""

from __future__ import annotations

from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import Idea, Phase
from app.people.events import letter_asked
from app.people.models import User
from app.telling.jobs import send_outbox
from app.telling.models import Delivery, DeliveryState
from app.votes.service import follow
from tests.telling.acts import answer, decide, vote
from tests.telling.mail_server import MailServer

SUBJECTS = {
    Phase.NEW: "Open again: ",
    Phase.REVIEWING: "Under review: ",
    Phase.NEEDS_INFORMATION: "A question for you: ",
    Phase.PLANNED: "Planned: ",
    Phase.IN_PROGRESS: "In progress: ",
    Phase.SHIPPED: "It shipped: ",
    Phase.ANSWERED: "Already possible: ",
    Phase.DECLINED: "Not planned, and why: ",
}
TITLE = "Warn me before the bank link expires"


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())


def html_of(mail: EmailMessage) -> str:
    return str(mail.get_body(("html",)).get_content())


@pytest.mark.parametrize("phase", Phase)
def test_the_subject_is_the_news(
    idea: Idea, ada: User, marta: User, mail_server: MailServer, phase: Phase
) -> None:
    decide(idea, phase, by=marta, note="Because **we can**.")
    send_outbox()

    mail = mail_server.mails_to("ada@heed.example")[-1]
    assert mail["Subject"] == SUBJECTS[phase] + TITLE
    assert "Because **we can**." in text_of(mail)
    assert "<strong>we can</strong>" in html_of(mail)


def test_the_receipt_names_reference_and_date(
    idea: Idea, ada: User, mail_server: MailServer
) -> None:
    send_outbox()

    [mail] = mail_server.mails_to("ada@heed.example")
    assert mail["Subject"] == f"We have it: {TITLE}"
    assert idea.reference in text_of(mail)
    assert str(idea.answer_due_at.year) in text_of(mail)


def test_every_mail_has_both_parts_and_fetches_nothing(
    idea: Idea, ada: User, ben: User, jun: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    with writing():
        follow(idea, follower=jun)
        for purpose in ("confirm", "reset", "known", "changed"):
            letter_asked.send(ben, purpose=purpose, path=f"/{purpose}/abc")
    answer(
        idea, "Tell us [more](https://example.com/x) <img src=https://evil.example/p.gif>", by=marta
    )
    for phase in Phase:
        decide(idea, phase, by=marta)
    with writing():
        for row in session.scalars(select(Delivery).where(Delivery.is_digest)):
            row.next_at = row.created_at
    send_outbox()

    assert len(mail_server.messages) > 20
    for mail in mail_server.messages:
        tags = Tags(html_of(mail)).found
        assert text_of(mail).strip()
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"] is not None
        assert not {"img", "link", "script", "iframe", "form"} & {tag for tag, _ in tags}
        assert "url(" not in html_of(mail)
        assert "http://localhost/" in text_of(mail)
        [body] = [attrs for tag, attrs in tags if tag == "body"]
        assert "background-color" in (body["style"] or "")
    assert not session.scalars(select(Delivery).where(Delivery.state == DeliveryState.QUEUED)).all()


def test_who_asked_what_changed_why_it_came_and_who_wrote_in_that_order(
    idea: Idea, ada: User, ben: User, marta: User, mail_server: MailServer
) -> None:
    with writing():
        change(marta, company="Larch Accounting")
    vote(idea, ben)
    decide(idea, Phase.SHIPPED, by=marta, note="Seven days before, by mail.")
    send_outbox()

    [mail] = mail_server.mails_to("ben@heed.example")
    text = " ".join(text_of(mail).split())
    parts = [
        "Hello Ben, you and 1 other asked for this.",
        TITLE,
        "Shipped ",
        "Seven days before, by mail.",
        f"Open the idea: http://localhost/ideas/{idea.reference}-",
        "Marta de Vries, Larch Accounting",
        f"You get this because you voted on idea {idea.reference}.",
        "Stop mail about this idea: http://localhost/unsubscribe/",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, list(zip(parts, places, strict=True))
    assert places == sorted(places)
