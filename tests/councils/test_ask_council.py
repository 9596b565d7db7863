"""How a search in a council takes what is typed: every word counts, and anything is answered."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import settings
from app.core.db import writing
from app.councils.models import Council, FindingKind, Round, RoundKind, Seat
from app.councils.service import findings
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts
from tests.councils.looking import TITLE, count, found, look
from tests.statements import statements


def test_all_words_are_needed_and_the_language_of_the_portal_counts(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, root: User
) -> None:
    acts.begin(sitting, "Copies of every invoice", "A copy machine", by=marta)
    host = Browser(app).sign_in(marta)
    assert count(look(host, sitting, "copying the invoices")) == 1
    assert count(look(host, sitting, "copy")) == 2
    assert count(look(host, sitting, "copy xylophone")) == 0
    assert count(look(host, sitting, '"copy machine"')) == 1
    assert count(look(host, sitting, "copy -invoice")) == 1
    with writing():
        settings.change(root, search_synonyms=[["bill", "invoice"]])
    assert "<mark>invoice</mark>" in look(host, sitting, "bills")
    with writing():
        settings.change(root, search_language="de")
    assert count(look(host, sitting, "copying")) == 0


def test_rare_words_and_titles_come_first_and_the_newest_round_among_equals(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    for title in ("First", "Second"):
        acts.begin(sitting, "Faster okapi", by=marta, title=title)
    acts.begin(sitting, "One", by=marta, title="Third", question="Is an okapi faster?")
    page = look(Browser(app).sign_in(marta), sitting, "okapi faster")
    assert list(found(page)) == ["rounds/2#judged", "rounds/1#judged", "rounds/3"]


def test_many_hits_are_cut_into_pages_after_they_were_counted(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    titles = [f"Okapi {number}" for number in range(45)]
    acts.begin(sitting, *titles, by=marta)
    acts.prepare(sitting, "Okapi of a draft", by=marta)
    member = Browser(app).sign_in(ada)
    page = look(member, sitting, "okapi")
    assert count(page) == 45
    assert len(TITLE.findall(page)) == 20
    assert "1–20 of 45" in page
    last = look(member, sitting, "okapi", page="3")
    assert "41–45 of 45" in last
    assert "Next" not in last
    for wrong in ("0", "4", "-1", "x", "²", "9" * 400):
        assert "1–20 of 45" in look(member, sitting, "okapi", page=wrong)
    assert count(look(member, sitting, "okapi", kind="paper")) == 45, "none of that kind: all"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "as far as you may read them"),
        ("   ", "as far as you may read them"),
        ("the of and", "There is nothing to look for"),
        ("-giraffe", "There is nothing to look for"),
        ("a" * 300, "Only the first 200 letters"),
        ("giraffe " * 10_000, "Only the first 200 letters"),
        ("xylophone", "Nothing in this board has all of these words"),
        ('"giraffe', "10 found"),
        ("giraffe AND (", "10 found"),
        ("kind:paper * [giraffe^2 TO z] ~", "Nothing in this board"),
        ("%' OR 1=1 --", "There is nothing to look for"),
        ("<b>giraffe</b>", "10 found"),
        ("長頸鹿 🦒", "Nothing in this board"),
    ],
)
def test_whatever_is_typed_is_answered_with_a_sentence(
    app: Flask, sitting: Council, concluded: Round, marta: User, words: str, said: str
) -> None:
    page = look(Browser(app).sign_in(marta), sitting, words)
    assert said in page
    assert "<b>giraffe" not in page


def test_what_is_no_text_is_refused_with_a_sentence(
    app: Flask, sitting: Council, marta: User
) -> None:
    host = Browser(app).sign_in(marta)
    for typed in ("giraffe%00", "%ED%A0%80giraffe", "%FF"):
        answer = host.get(f"/councils/{sitting.slug}/search?q={typed}")
        assert answer.status_code in (200, 422), typed
        assert "</h1>" in answer.text


def test_it_asks_as_often_for_many_texts_as_for_one(
    app: Flask, sitting: Council, concluded: Round, seats: list[Seat], marta: User, ada: User
) -> None:
    acts.publish(concluded, by=marta)
    test, _judged = acts.begin(sitting, "One", by=marta, kind=RoundKind.TEST)
    with writing():
        findings.report(test, seats[0], FindingKind.IDEA, "A giraffe.")
    browser = Browser(app).sign_in(ada)
    with statements() as few:
        look(browser, sitting, "giraffe")
    for number in range(3):
        of, (judged, _other) = acts.begin(
            sitting, "Giraffe", "Okapi", by=marta, title=f"Giraffe {number}"
        )
        for seat in seats:
            acts.say(of, judged, seat, 5, 5, comment="Giraffe!")
            with writing():
                findings.report(test, seat, FindingKind.IDEA, "One more giraffe.")
        acts.close(of, by=marta)
        acts.take_down(of, "Giraffes.", by=marta)
        acts.agree(of, "Feed the giraffe", seats[0], by=marta)
        acts.publish(of, by=marta)
    with statements() as many:
        page = look(browser, sitting, "giraffe")
    assert count(page) > 25
    assert len(few) == len(many)
