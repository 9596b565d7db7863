"""Who reads inside a council finds words in it, in what they may read there and in nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import (
    Council,
    Existence,
    FindingKind,
    Reading,
    Round,
    RoundKind,
    Seat,
    SeatKind,
)
from app.councils.queries.meeting import minutes_of
from app.councils.service import candidates, findings, papers, rounds
from app.councils.service.minutes import approve, send_to_chair
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts
from tests.councils.looking import TAB, count, found, look
from tests.people.holding.calling import FORM_TOKEN, REQUEST_ID
from tests.personas import make_person

BEFORE_MINUTES = {
    "rounds/1": "The giraffe round",
    "rounds/1#agenda": "Welcome",
    "rounds/1#judged": "Giraffe export",
    "rounds/1/papers/": "Numbers",
    "rounds/1/results": "Giraffe export",
}
WITH_MINUTES = {
    **BEFORE_MINUTES,
    "rounds/1/minutes": "Welcome",
    "rounds/1/minutes#advice": "Feed it",
    "rounds/1/minutes#actions": "Call the giraffe",
}


def test_a_member_finds_every_kind_of_text_with_the_words_marked(
    app: Flask, sitting: Council, concluded: Round, marta: User, ada: User
) -> None:
    acts.publish(concluded, by=marta)
    member = Browser(app).sign_in(ada)
    page = look(member, sitting, "giraffes")
    assert found(page) == WITH_MINUTES
    assert count(page) == 10
    assert TAB.findall(page) == [
        ("All", "10"),
        ("Round", "1"),
        ("Agenda", "1"),
        ("Proposal", "1"),
        ("Paper", "1"),
        ("Minutes", "2"),
        ("Advice", "1"),
        ("Action", "1"),
        ("Comment", "2"),
    ]
    for shown in (
        "<mark>Giraffe</mark> export",
        "Gina <mark>Giraffe</mark>",
        "We spoke of <mark>giraffes</mark>.",
        "The <mark>giraffe</mark> was late.",
        "No <mark>giraffe</mark>. · We buy hay for it.",
        "Every <mark>giraffe</mark> wants it.",
        "Round 1: The giraffe round",
    ):
        assert shown in page
    assert page.index("<mark>Giraffe</mark> export") < page.index("Gina <mark>"), "titles first"
    assert "1–" not in page, "there is one page"
    assert 'name="q"' in member.get(f"/councils/{sitting.slug}").text


def test_comments_carry_the_names_their_writers_gave(
    app: Flask, sitting: Council, concluded: Round, ada: User, ben: User
) -> None:
    page = look(Browser(app).sign_in(ada), sitting, "giraffe", kind="comment")
    assert count(page) == 2
    assert f"· {ben.name}" in page
    assert "· A member" in page
    assert f"· {ada.name}" not in page


def test_of_a_paper_the_search_shows_the_title_alone(
    app: Flask, sitting: Council, concluded: Round, ada: User
) -> None:
    """Its words are only ever shown with the reader's name on them, and that is noted."""
    page = look(Browser(app).sign_in(ada), sitting, "giraffe eats")
    assert found(page) == {"rounds/1/papers/": "Numbers"}
    assert "What a" not in page
    assert session.scalars(select(Reading)).all() == []


def test_minutes_are_found_by_those_who_may_read_them_at_their_stage(
    app: Flask, sitting: Council, concluded: Round, marta: User, ada: User
) -> None:
    carla = make_person("Carla Chair")
    acts.join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    host, chair, member = (Browser(app).sign_in(who) for who in (marta, carla, ada))
    assert found(look(host, sitting, "giraffe")) == WITH_MINUTES
    for reader in (chair, member):
        page = look(reader, sitting, "giraffe")
        assert found(page) == BEFORE_MINUTES
        assert count(page) == 6
        assert count(look(reader, sitting, "hay")) == 0, "no advice before its minutes"
        assert ("Minutes", "2") not in TAB.findall(page)
    with writing():
        written = minutes_of(concluded)
        assert written is not None
        send_to_chair(written, sitting, actor=marta)
    assert found(look(chair, sitting, "giraffe")) == WITH_MINUTES
    assert found(look(member, sitting, "giraffe")) == BEFORE_MINUTES
    with writing():
        approve(written, actor=carla)
    acts.publish(concluded, by=marta)
    assert count(look(member, sitting, "giraffe")) == 10
    with writing():
        concluded.opened_at, concluded.closes_at = None, None
    for reader in (host, member):
        page = look(reader, sitting, "giraffe")
        assert "Minutes" not in dict(TAB.findall(page)), "as long as there is no page of them"
        assert "Comment" not in dict(TAB.findall(page))


def test_drafts_are_found_by_hosts(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of = acts.prepare(sitting, "Okapi", by=marta, title="Okapi round")
    text = papers.text("Okapi paper", "Okapi.")
    with writing():
        papers.add(of, text, actor=marta)
        candidates.add_item(of, candidates.Item("Okapi item"))
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert count(look(host, sitting, "okapi")) == 4
    page = look(member, sitting, "okapi")
    assert count(page) == 0
    assert "Nothing in this board has all of these words" in page
    with writing():
        rounds.begin_pre_read(of, actor=marta)
    assert count(look(member, sitting, "okapi")) == 4


def test_nobody_finds_what_was_answered_before_the_round_has_closed(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, root: User
) -> None:
    of, (judged,) = acts.begin(sitting, "One", by=marta)
    acts.say(of, judged, seats[0], 9, 2, comment="Only okapis.", is_attributed=True)
    for reader in (marta, root, ben, ada):
        page = look(Browser(app).sign_in(reader), sitting, "okapi")
        assert count(page) == 0, reader.name
    acts.close(of, by=marta)
    for reader in (marta, root, ben, ada):
        assert count(look(Browser(app).sign_in(reader), sitting, "okapi")) == 1


def test_what_a_tester_found_is_theirs_and_the_hosts_until_the_round_has_closed(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User
) -> None:
    of, _judged = acts.begin(sitting, "One", by=marta, kind=RoundKind.TEST)
    with writing():
        findings.report(of, seats[0], FindingKind.ISSUE, "The okapi\ndoes not load.")
    host, writer, other = (Browser(app).sign_in(who) for who in (marta, ada, ben))
    for reader in (host, writer):
        page = look(reader, sitting, "okapi")
        assert found(page) == {"rounds/1#findings": "Finding"}
        assert "The <mark>okapi</mark> does not load." in page
        assert f"· {ada.name}" in page
    assert count(look(other, sitting, "okapi")) == 0
    acts.close(of, by=marta)
    assert count(look(other, sitting, "okapi")) == 1
    with writing():
        of.kind = RoundKind.BALLOT
    assert count(look(host, sitting, "okapi")) == 0, "its page does not show them"


def test_to_everybody_else_there_is_nothing_to_search(
    app: Flask, sitting: Council, concluded: Round, root: User, marta: User, jun: User, ada: User
) -> None:
    known = acts.council("Known council", marta, by=root, existence=Existence.PUBLIC)
    manager = make_person("Mila Manager", role=marta.role)
    observer, alumnus = make_person("Olga Observer"), make_person("Alma Alumna")
    invited, early = make_person("Ines Invited"), make_person("Early Bird")
    acts.join(sitting, observer, by=marta, kind=SeatKind.OBSERVER)
    (left,) = acts.join(sitting, alumnus, by=marta)
    (later,) = acts.join(sitting, early, by=marta)
    acts.invite(sitting, invited, by=marta)
    with writing():
        left.ends_at = now() - timedelta(minutes=1)
        later.starts_at = now() + timedelta(days=1)
    for person in (alumnus, invited, early, jun, manager):
        browser = Browser(app).sign_in(person)
        for slug in (sitting.slug, known.slug):
            hidden = browser.get(f"/councils/{slug}/search", query_string={"q": "giraffe"})
            missing = browser.get("/councils/nowhere/search", query_string={"q": "giraffe"})
            assert (hidden.status_code, missing.status_code) == (404, 404), person.name
            told = plain(hidden.text).replace(slug, "nowhere")
            assert told == plain(missing.text), person.name
    assert Browser(app).get(f"/councils/{sitting.slug}/search").status_code == 404
    assert count(look(Browser(app).sign_in(observer), sitting, "giraffe")) == 6
    other = acts.council("Other council", manager, by=root)
    acts.prepare(other, "Giraffe", by=manager)
    assert count(look(Browser(app).sign_in(manager), other, "giraffe")) == 1, "of this one alone"


def plain(page: str) -> str:
    """Without what is new in every answer."""
    return FORM_TOKEN.sub("", REQUEST_ID.sub("", page))


def test_who_owes_the_charter_reads_it_first_and_administrators_are_noted(
    app: Flask, sitting: Council, concluded: Round, marta: User, ada: User, root: User
) -> None:
    looks = select(func.count(AuditEntry.id)).where(AuditEntry.action == "council.look")
    assert count(look(Browser(app).sign_in(root), sitting, "giraffe")) == 10
    assert session.scalar(looks) == 1
    acts.approve(sitting, "We judge before we talk.", by=marta)
    member = Browser(app).sign_in(ada)
    answer = member.get(f"/councils/{sitting.slug}/search", query_string={"q": "giraffe"})
    assert answer.status_code in (302, 303)
    assert "giraffe" not in answer.text
    assert session.scalar(looks) == 1
