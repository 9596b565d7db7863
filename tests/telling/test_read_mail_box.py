"""Admins of a portal that writes mail to files read it there."""

from __future__ import annotations

from app.ideas.models import Idea, Phase
from app.people.models import User
from app.telling.jobs import send_outbox
from tests.browsers import Browser
from tests.telling.acts import decide, mail_of


def test_an_admin_reads_a_message_and_its_html_is_only_downloaded(
    idea: Idea, ada: User, root: User, marta: User, browser: Browser
) -> None:
    decide(idea, Phase.SHIPPED, by=marta, note="Enjoy <b>it</b>.")
    send_outbox()
    browser.sign_in(root)
    path = f"/manage/mail/{mail_of(ada).uid}"

    listed = browser.get("/manage/mail").text
    assert "It shipped: " in listed
    assert path in listed

    shown = browser.get(path).text
    assert "Enjoy &lt;b&gt;it&lt;/b&gt;." in shown
    assert "ada@heed.example" in shown

    whole = browser.get(path + ".eml")
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert whole.mimetype == "message/rfc822"


def test_only_admins_read_messages(idea: Idea, ada: User, marta: User, browser: Browser) -> None:
    send_outbox()
    browser.sign_in(marta)

    assert browser.get("/manage/mail").status_code == 403
    assert browser.get(f"/manage/mail/{mail_of(ada, 'received').uid}").status_code == 403


def test_an_unknown_message_is_not_found(root: User, browser: Browser) -> None:
    browser.sign_in(root)

    assert browser.get(f"/manage/mail/{root.uid}").status_code == 404
    assert browser.get("/manage/mail/..%2Fsecret_key").status_code == 404
