"""One letter to see whether mail leaves, and the server's own words when it does not."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from flask import Flask

from app.core.settings import portal
from app.people.models import User
from app.telling.mail.folder import newest_mails
from app.telling.mail.settings import install, mail_settings
from app.telling.mail.testing import mail_goes, what_to_check
from tests.browsers import Browser
from tests.people.conftest import mail_server
from tests.telling.mail_server import MailServer

__all__ = ["mail_server"]
PATH = "/manage/settings/mail"


@pytest.fixture
def desk(app: Flask, root: User) -> Browser:
    return Browser(app).sign_in(root)


def test_a_server_that_takes_it_is_proven(
    desk: Browser, root: User, mail_server: MailServer
) -> None:
    sent = desk.post(f"{PATH}/test", {"next": "/manage/start"})
    assert (sent.status_code, sent.location) == (303, "/manage/start")
    (letter,) = mail_server.mails_to(root.email or "")
    assert letter["Subject"] == "Mail from Heed arrives"
    assert "The server took the last test." in desk.get(PATH).text
    install(replace(mail_settings(), url="smtp://elsewhere.example:25"))
    assert "The server took the last test." not in desk.get(PATH).text, "that one proves nothing"


def test_a_server_that_refuses_is_quoted(
    desk: Browser, root: User, mail_server: MailServer
) -> None:
    mail_server.answers[root.email or ""] = ["550 5.7.1 Sender <heed@localhost> not allowed here"]
    answer = desk.post(f"{PATH}/test")
    assert answer.status_code == 422
    assert "550 5.7.1 Sender &lt;heed@localhost&gt; not allowed here" in answer.text
    assert "HEED_MAIL_FROM: the server may only take letters from addresses it knows" in answer.text
    assert "The last try said: 550 5.7.1 Sender" in desk.get("/manage/start").text

    assert desk.post(f"{PATH}/test").status_code == 303, "it takes the next one"
    assert portal().mail_last_words == ""


def test_a_closed_port_is_named(desk: Browser) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    install(replace(mail_settings(), url=f"smtp://heed:s3cret%40x@127.0.0.1:{port}"))
    answer = desk.post(f"{PATH}/test")
    assert answer.status_code == 422
    assert "127.0.0.1 cannot be reached" in answer.text
    assert "Connection refused" in answer.text
    assert f"it is 127.0.0.1, port {port}" in answer.text
    for page in (answer.text, desk.get(PATH).text, desk.get("/manage/start").text):
        assert "s3cret" not in page


def test_a_refused_sign_in_points_to_the_password(app: Flask) -> None:
    install(replace(mail_settings(), url="smtp://heed:s3cret@mail.example:587"))
    checks = what_to_check("mail.example cannot be reached: (535, b'5.7.8 Bad credentials')")
    assert "User name and password" in checks[0]
    assert mail_goes() == "smtp://heed@mail.example:587"


def test_files_take_it_and_say_so(desk: Browser) -> None:
    assert desk.post(f"{PATH}/test").status_code == 303
    assert len(newest_mails()) == 1
    assert "Mail from Heed arrives" in desk.get("/manage/mail").text
    assert "Mail stays in files" in desk.get(PATH).text
    assert "Letters stay in files" in desk.get("/manage/start").text, "that is no mail yet"


def test_only_administrators_send_it(app: Flask, marta: User, ada: User) -> None:
    for person in (marta, ada):
        assert Browser(app).sign_in(person).post(f"{PATH}/test").status_code == 403
