"""Hosts prepare a round; members see it once they may read it; what is judged is settled when it
opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import AgendaItem, Candidate, Council, Paper, Round, Seat, Stage
from app.councils.queries.papers import papers_of
from app.councils.queries.rounds import agenda_of
from app.councils.service import papers
from app.councils.service.candidates import Item, add_item, edit_item, remove_item
from app.councils.service.rounds import call_off
from app.councils.terms import clock_of
from app.ideas.models import Idea
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import begin, close, prepare, take_down
from tests.roadmap.acts import improve
from tests.statements import statements

PLAN = {"title": "What comes next?", "kind": "ballot", "counts_by": "organisation", "quorum": "2"}


def closing(hours: int) -> str:
    return clock_of(now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def the_round() -> Round:
    session.rollback()
    return session.scalars(select(Round)).one()


def test_a_host_plans_a_round_and_opens_it(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User, idea: Idea
) -> None:
    path = f"/councils/{sitting.slug}"
    hosts, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    answer = hosts.post(f"{path}/rounds/new", {**PLAN, "closes_at": closing(2)})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/rounds/1")
    plan = improve("Bank links that last", idea)
    for sent in (
        {"reference": idea.reference},
        {"reference": plan.reference},
        {"title": "Something else", "body": "So that *it* works."},
    ):
        assert hosts.post(f"{path}/rounds/1/candidates", sent).status_code == 303
    item = {"title": "Say hello", "kind": "update", "minutes": "5"}
    assert hosts.post(f"{path}/rounds/1/agenda", item).status_code == 303
    assert member.get(f"{path}/rounds/1").status_code == 404
    assert "What comes next?" not in member.get(path).text
    assert hosts.post(f"{path}/rounds/1/stage", {"do": "pre_read"}).status_code == 303
    page = member.get(f"{path}/rounds/1").text
    for words in (idea.title, "Bank links that last", "<em>it</em>", "Say hello", "5 minutes"):
        assert words in page
    assert "Asked for by 1 person" in page
    assert member.get(f"{path}/rounds/1/ballot").status_code == 404
    assert hosts.post(f"{path}/rounds/1/stage", {"do": "open"}).status_code == 303
    assert the_round().stage is Stage.OPEN
    assert member.get(f"{path}/rounds/1/ballot").status_code == 200


def test_what_is_judged_reads_as_it_did_at_the_opening(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ben: User, idea: Idea
) -> None:
    prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    hosts.post(f"{path}/candidates", {"reference": idea.reference})
    with writing():
        idea.title = "As it reads at the opening"
    assert hosts.post(f"{path}/stage", {"do": "open"}).status_code == 303
    with writing():
        session.get_one(Idea, idea.id).title = "As it reads later"
    page = Browser(app).sign_in(ben).get(path).text
    assert "As it reads at the opening" in page
    assert "As it reads later" not in page
    added = hosts.post(f"{path}/candidates", {"title": "Too late"})
    assert added.status_code == 409
    candidate = session.scalars(select(Candidate)).one()
    assert hosts.post(f"{path}/candidates/{candidate.uid}").status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", " ", "Write a title"),
        ("quorum", "0", "From 1 to 200 answers"),
        ("quorum", "", "From 1 to 200 answers"),
        ("closes_at", "soon", "Not a valid datetime value"),
        ("closes_at", "2999-01-01T10:00", "more than a year ahead"),
        ("kind", "lottery", "Invalid Choice"),
        ("question", "x" * 1001, "Up to 1000 letters"),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(
    app: Flask, sitting: Council, marta: User, field: str, value: str, said: str
) -> None:
    sent = {**PLAN, "closes_at": closing(2), "place": "What I typed", field: value}
    answer = Browser(app).sign_in(marta).post(f"/councils/{sitting.slug}/rounds/new", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What I typed" in answer.text


def test_a_proposal_is_added_once_and_only_what_the_host_may_read(
    app: Flask, sitting: Council, marta: User, idea: Idea
) -> None:
    prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/candidates"
    assert hosts.post(path, {"reference": idea.reference}).status_code == 303
    twice = hosts.post(path, {"reference": idea.reference})
    assert twice.status_code == 409
    for missing in ("H-909", "I-909", "nothing"):
        answer = hosts.post(path, {"reference": missing, "body": "Kept words"})
        assert answer.status_code == 422
        assert "There is no idea or improvement" in answer.text
        assert "Kept words" in answer.text
    assert hosts.post(path, {"title": " "}).status_code == 422


def test_a_round_opens_once_with_something_to_judge_and_an_end(
    app: Flask, sitting: Council, marta: User
) -> None:
    prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/stage"
    assert "nothing to judge yet" in hosts.post(path, {"do": "open"}).text
    assert hosts.post(path, {"do": "dance"}).status_code == 422
    hosts.post(f"/councils/{sitting.slug}/rounds/1/candidates", {"title": "Something"})
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        later = Browser(app).sign_in(marta).post(path, {"do": "open"})
        assert later.status_code == 409
        assert "lie ahead" in later.text
    assert hosts.post(path, {"do": "close"}).status_code == 409
    assert hosts.post(path, {"do": "open"}).status_code == 303
    assert hosts.post(path, {"do": "open"}).status_code == 409


def test_an_open_round_keeps_its_rules_and_may_last_longer(
    app: Flask, sitting: Council, marta: User
) -> None:
    begin(sitting, "One", by=marta, quorum=2)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/edit"
    version = the_round().version
    longer = {**PLAN, "closes_at": closing(9), "version": version}
    assert hosts.post(path, longer).status_code == 303
    assert the_round().closes_at > now() + timedelta(hours=8)
    ruled = hosts.post(path, {**longer, "counts_by": "person", "version": version + 1})
    assert ruled.status_code == 409
    past = hosts.post(path, {**longer, "closes_at": closing(-1), "version": version + 1})
    assert "press “Close now”" in past.text
    assert hosts.post(path, longer).status_code == 412


def test_once_closed_a_round_stays_as_it_was_and_is_reported_once(
    app: Flask, sitting: Council, marta: User
) -> None:
    begin(sitting, "One", by=marta, quorum=2)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 409, "it is still open"
    assert hosts.post(f"{path}/stage", {"do": "close"}).status_code == 303
    changed = {**PLAN, "closes_at": closing(9), "version": the_round().version}
    assert hosts.post(f"{path}/edit", changed).status_code == 409
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 303
    assert hosts.post(f"{path}/stage", {"do": "report"}).status_code == 409


def test_points_of_the_agenda_come_and_go(app: Flask, sitting: Council, marta: User) -> None:
    prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/agenda"
    wrong = hosts.post(path, {"title": "Kept", "kind": "update", "minutes": "many"})
    assert wrong.status_code == 422
    assert 'value="Kept"' in wrong.text
    hosts.post(path, {"title": "Hello", "kind": "update", "minutes": "5"})
    uid = session.scalars(select(AgendaItem.uid)).one()
    assert hosts.post(f"{path}/{uid}").status_code == 422, "nothing was said"
    assert hosts.post(f"{path}/{uid}", {"do": "remove"}).status_code == 303
    assert hosts.post(f"{path}/{uid}", {"do": "remove"}).status_code == 404


def test_points_of_the_agenda_change_their_words_and_places(
    app: Flask, sitting: Council, marta: User
) -> None:
    of = prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/agenda"
    for title in ("First", "Second", "Third"):
        hosts.post(path, {"title": title, "kind": "update", "minutes": "5"})
    first, second, third = (item.uid for item in agenda_of(of))
    for uid, do in ((third, "up"), (third, "up"), (third, "up"), (first, "down"), (first, "down")):
        assert hosts.post(f"{path}/{uid}", {"do": do}).status_code == 303
    session.rollback()
    assert [item.uid for item in agenda_of(of)] == [third, second, first]
    other = {"do": "save", "title": "Other words", "kind": "decision", "minutes": "20"}
    assert hosts.post(f"{path}/{second}", {**other, "speaker": "Marta"}).status_code == 303
    page = hosts.get(path.removesuffix("/agenda")).text
    for words in ("Other words", "20 minutes", "Decision · Marta"):
        assert words in page
    wrong = hosts.post(f"{path}/{second}", {**other, "title": "Kept", "minutes": "many"})
    assert wrong.status_code == 422
    assert 'value="Kept"' in wrong.text


def test_a_calendar_hears_of_every_change_of_the_agenda(
    app: Flask, sitting: Council, marta: User
) -> None:
    of = prepare(sitting, by=marta, meets_at=now() + timedelta(days=9))
    before = of.version
    with writing():
        item = add_item(of, Item("Long", minutes=90))
    assert the_round().version > before
    with writing():
        edit_item(item, of, Item("Longer", minutes=120))
    with writing():
        remove_item(item, of)
    assert the_round().version == before + 3


@pytest.mark.parametrize("field", ["speaker", "question"])
def test_nothing_of_a_point_is_cut_off(
    app: Flask, sitting: Council, marta: User, field: str
) -> None:
    prepare(sitting, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1/agenda"
    item = {"title": "Hello", "kind": "update", "minutes": "5", field: "x" * 5001}
    answer = hosts.post(path, item)
    assert answer.status_code == 422
    assert "x" * 5001 in answer.text


def test_the_page_asks_as_often_for_many_proposals_as_for_one(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    begin(sitting, "One", by=marta)
    begin(sitting, *(f"Number {n}" for n in range(12)), by=marta)
    for person in (ada, marta):
        browser, counts = Browser(app).sign_in(person), []
        for number in (1, 2):
            with statements() as sent:
                assert browser.get(f"/councils/{sitting.slug}/rounds/{number}").status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1]


def test_points_of_the_agenda_begin_when_those_before_them_end(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    noon = (now() + timedelta(days=9)).replace(hour=12, minute=0)
    of, _cards = begin(sitting, "One", by=marta, meets_at=noon)
    for title, minutes in (("News", 20), ("Results", 45), ("Anything else", 5)):
        with writing():
            add_item(of, Item(title, minutes=minutes))
    shown = [clock_of(noon + timedelta(minutes=after)) for after in (0, 20, 65)]
    times = [f">{moment:%H:%M}</time>" for moment in shown]
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1"
    for page in (member.get(path).text, member.get(f"{path}/ballot").text):
        assert [each in page for each in times] == [True] * 3
    with writing():
        call_off(of, actor=marta)
    assert not any(each in member.get(path).text for each in times)


def test_a_draft_nobody_was_told_of_is_discarded_with_all_that_was_prepared(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of = prepare(sitting, "One", by=marta)
    text = papers.text("Numbers", "Words")
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    with writing():
        add_item(of, Item("Hello"))
        papers.add(of, text, actor=marta)
    assert hosts.get(f"{path}/papers/{papers_of(of)[0].uid}").status_code == 200
    assert "Discard this draft" in hosts.get(path).text
    discarded = hosts.post(f"{path}/stage", {"do": "discard"})
    assert discarded.headers["Location"] == f"/councils/{sitting.slug}"
    assert hosts.get(path).status_code == 404
    session.rollback()
    for table in (Round, AgendaItem, Candidate, Paper):
        assert session.scalars(select(table)).all() == []


def test_what_members_saw_or_what_was_taken_down_is_not_discarded(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    prepare(sitting, "One", by=marta)
    met = prepare(sitting, by=marta, meets_at=now() - timedelta(days=1), closes_at=None)
    take_down(met, "We met.", by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds"
    hosts.post(f"{path}/1/stage", {"do": "pre_read"})
    for number, said in ((1, "Members were told of this round"), (2, "Something was taken down")):
        refused = hosts.post(f"{path}/{number}/stage", {"do": "discard"})
        assert refused.status_code == 409
        assert said in refused.text


def test_a_refused_button_leads_back_to_the_round(
    app: Flask, sitting: Council, marta: User
) -> None:
    prepare(sitting, by=marta, title="The round itself")
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    for do, status in (("open", 409), ("report", 409), ("dance", 422)):
        page = hosts.post(f"{path}/stage", {"do": do})
        assert page.status_code == status
        assert "The round itself" in page.text
        assert 'role="alert"' in page.text


LINK = "https://meet.example.com/" + "x" * 300


def test_where_it_meets_is_a_link_as_long_as_it_is(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds"
    plan = {**PLAN, "closes_at": closing(2), "meets_at": closing(3)}
    refused = hosts.post(f"{path}/new", {**plan, "place": "x" * 2001})
    assert refused.status_code == 422
    assert "Up to 2000 letters" in refused.text
    assert "x" * 2001 in refused.text
    places = f"Room 5 or {LINK}&y=<b> javascript:alert(1) http://[ ftp://files.example.com"
    assert hosts.post(f"{path}/new", {**plan, "place": places}).status_code == 303
    page = hosts.get(f"{path}/1").text
    link = f'<a href="{LINK}&amp;y=&lt;b&gt;" rel="noopener noreferrer">meet.example.com</a>'
    assert f"Room 5 or {link} javascript:alert(1) http://[ ftp://files.example.com" in page
    assert 'href="javascript' not in page


def test_a_moved_meeting_is_where_it_was_said_in_whole(
    app: Flask, sitting: Council, marta: User
) -> None:
    of, _cards = begin(sitting, "One", by=marta, meets_at=now() + timedelta(days=9))
    close(of, by=marta)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    moved = {"meets_at": closing(90), "version": str(of.version)}
    refused = hosts.post(f"{path}/meeting", {**moved, "place": "x" * 2001})
    assert refused.status_code == 422
    assert hosts.post(f"{path}/meeting", {**moved, "place": LINK}).status_code == 303
    assert the_round().place == LINK


def test_hosts_hear_before_the_opening_that_the_quorum_is_out_of_reach(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    prepare(sitting, "One", by=marta, quorum=3)
    hosts, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    page = hosts.get(path).text
    for words in ("2 members can answer,", "it takes 3 answers to count"):
        assert words in page
    hosts.post(f"{path}/stage", {"do": "open"})
    page = hosts.get(path).text
    assert "How many answers it takes no longer changes" in page
    for impossible in ("Ask for fewer answers", "more answers and the round counts"):
        assert impossible not in page
    prepare(sitting, "Two", by=marta, quorum=2)
    assert "members can answer," not in hosts.get(f"/councils/{sitting.slug}/rounds/2").text
