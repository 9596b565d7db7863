"""The page of one idea, as different readers see it."""

from __future__ import annotations

import re

from flask import Flask

from app.core.db import session, writing
from app.duplicates.service.merge import merge
from app.ideas.models import Attachment, Board, CommentKind, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.also_said import also_say
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import Words, draft, words
from app.ideas.service.submit import submit
from app.ideas.urls import idea_url
from app.improvements.models import Horizon
from app.people.models import User
from app.votes.models import Proxy
from tests.browsers import Browser
from tests.personas import make_person
from tests.roadmap.acts import improve
from tests.statements import statements


def say(idea: Idea, author: User, text: str, kind: CommentKind = CommentKind.PUBLIC) -> None:
    said = words(text)
    with writing():
        comment(idea, said, author=author, kind=kind)


def decide(idea: Idea, actor: User, phase: Phase, text: str = "") -> None:
    status = first_status(phase)
    note = note_for(status, text)
    with writing():
        change_status(idea, status, note=note, actor=actor)


def test_everyone_reads_an_idea_on_a_public_board(browser: Browser, idea: Idea) -> None:
    page = browser.get(idea_url(idea))

    assert page.status_code == 200
    assert "Warn me before the bank link expires" in page.text
    assert "A week ahead would do." in page.text
    assert "Ada L." in page.text
    assert "Ada Lovelace" not in page.text
    assert "heed.example" not in page.text


def test_staff_read_full_names(browser: Browser, idea: Idea, jun: User) -> None:
    assert "Ada Lovelace" in browser.sign_in(jun).get(idea_url(idea)).text


def test_the_page_tells_other_sites_what_it_is(browser: Browser, idea: Idea) -> None:
    page = browser.get(idea_url(idea)).text

    assert f'<link rel="canonical" href="http://localhost{idea_url(idea)}">' in page
    assert 'property="og:title" content="Warn me before the bank link expires"' in page
    assert 'name="description" content="A week ahead would do."' in page


def test_a_wrong_name_in_the_address_leads_to_the_right_one(browser: Browser, idea: Idea) -> None:
    for address in (f"/ideas/{idea.reference}-something-else", f"/ideas/h-{idea.number}"):
        answer = browser.get(address)
        assert (answer.status_code, answer.location) == (301, idea_url(idea))
    assert browser.get(f"/ideas/{idea.reference}").status_code == 200


def test_a_merged_idea_leads_to_where_it_went(
    browser: Browser, idea: Idea, board: Board, staff_board: Board, ben: User, jun: User
) -> None:
    twin, inside = draft("Bank link expiry warning"), draft("Warnings, all of them")
    with writing():
        merged = submit(twin, board=board, author=ben)
        hidden = submit(inside, board=staff_board, author=jun)
    with writing():
        merged.merged_into_id = idea.id
    answer = browser.get(idea_url(merged))
    assert (answer.status_code, answer.location) == (302, idea_url(idea))

    with writing():
        merged.merged_into_id = hidden.id
    assert browser.get(idea_url(merged)).status_code == 404


def test_a_hidden_idea_answers_as_one_that_does_not_exist(
    browser: Browser, staff_board: Board, jun: User, ada: User
) -> None:
    written = draft("Retire the old importer")
    with writing():
        hidden = submit(written, board=staff_board, author=jun)
    browser.sign_in(ada)

    pages = [browser.get(f"/ideas/{reference}") for reference in (hidden.reference, "H-999999")]

    assert [page.status_code for page in pages] == [404, 404]
    assert len({without_request_id(page.text, page.request.path) for page in pages}) == 1


def without_request_id(text: str, path: str) -> str:
    text = re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", text).replace(path, "")
    return re.sub(r'value="[^"]+"', "", text)


def test_internal_notes_stay_with_staff(
    browser: Browser, app: Flask, idea: Idea, jun: User, ada: User
) -> None:
    say(idea, jun, "They think of leaving us", CommentKind.INTERNAL)

    assert "They think of leaving us" not in browser.get(idea_url(idea)).text
    assert "They think of leaving us" not in Browser(app).sign_in(ada).get(idea_url(idea)).text
    assert "They think of leaving us" in Browser(app).sign_in(jun).get(idea_url(idea)).text


def test_the_official_answer_stands_above_the_journey(
    browser: Browser, idea: Idea, marta: User, ben: User
) -> None:
    say(idea, ben, "Please, yes")
    say(idea, marta, "It comes in spring", CommentKind.OFFICIAL)

    page = browser.get(idea_url(idea)).text

    assert page.count("It comes in spring") == 1
    assert page.index("It comes in spring") < page.index("The journey of this idea")
    assert page.index("The journey of this idea") < page.index("Please, yes")
    assert "1 comment<" in page


def test_the_journey_shows_where_it_stands_and_what_comes(
    browser: Browser, idea: Idea, marta: User
) -> None:
    first = browser.get(idea_url(idea)).text
    assert "First answer" in first
    assert "A person reads it and writes back." in first

    decide(idea, marta, Phase.REVIEWING, "We look at it this month.")
    decide(idea, marta, Phase.PLANNED)
    page = browser.get(idea_url(idea)).text

    assert "All 3 steps" in page
    assert "We start on it" in page
    now, steps = page.split("All 3 steps")
    assert "Planned</h3>" in now
    assert "Planned</h3>" in steps
    assert "We look at it" in steps


def test_support_from_elsewhere_is_shown_apart(browser: Browser, idea: Idea) -> None:
    with writing():
        idea.external_support = 40

    page = browser.get(idea_url(idea)).text

    assert "1 person, counted once." in page
    assert "40 more votes came along" in page


def test_text_of_an_older_renderer_is_rendered_anew(browser: Browser, idea: Idea) -> None:
    with writing():
        idea.body_html, idea.renderer_version = "<p>stale</p>", 0

    page = browser.get(idea_url(idea)).text

    assert "A week ahead would do." in page
    assert "stale" not in page
    assert session.get_one(Idea, idea.id).body_html == "<p>stale</p>"


def test_a_long_conversation_comes_in_pages(browser: Browser, idea: Idea, ben: User) -> None:
    for number in range(60):
        say(idea, ben, f"word number {number:02}")

    first = browser.get(idea_url(idea)).text
    assert "word number 49" in first
    assert "word number 50" not in first

    follow = re.search(r'href="(\?comments=[^"#]+)#talk"', first)
    assert follow
    second = browser.get(idea_url(idea) + follow[1]).text
    assert "word number 50" in second
    assert "word number 49" not in second


def test_an_idea_costs_the_same_however_much_was_said(
    app: Flask, idea: Idea, ben: User, marta: User
) -> None:
    """Where the page shows only a part of it, the official answer is asked for: one more."""
    asked = []
    for so_far, total in ((0, 3), (3, 60), (60, 200)):
        for number in range(so_far, total):
            say(idea, ben, f"word {number}")
        decide(idea, marta, Phase.REVIEWING, f"note {total}")
        for reader in (ben, marta):
            browser = Browser(app).sign_in(reader)
            with statements() as sent:
                assert browser.get(idea_url(idea)).status_code == 200
            asked.append((reader.first_name, len(sent)))

    short, long, longer = asked[:2], asked[2:4], asked[4:]
    assert long == longer == [(name, count + 1) for name, count in short]
    assert max(count for _, count in asked) <= 14
    print("statements of an idea page:", asked)


def test_somebody_without_a_name_is_a_customer(browser: Browser, idea: Idea, ada: User) -> None:
    with writing():
        ada.name = ""

    page = browser.get(idea_url(idea)).text
    assert "Asked by A customer" in page
    assert "<span>A customer</span>" in browser.get("/b/product").text

    hers = browser.sign_in(ada).get(idea_url(idea)).text
    assert "Others see “A customer”" in hers
    assert "ada@heed.example" not in hers


def test_a_note_said_later_is_the_official_answer(
    browser: Browser, idea: Idea, marta: User
) -> None:
    say(idea, marta, "We look at it this month", CommentKind.OFFICIAL)
    decide(idea, marta, Phase.SHIPPED, "It is live for everyone")

    page = browser.get(idea_url(idea)).text

    above, below = page.split("The journey of this idea")
    assert "It is live for everyone" in above
    assert "Marta de Vries" in above
    now, steps = below.split("All 2 steps")
    assert "It is live for everyone" not in now, "it stands right above"
    assert "It is live for everyone" in steps
    assert "We look at it this month" in steps
    assert "1 comment<" in page


def test_an_answer_said_after_a_note_is_the_official_one(
    browser: Browser, idea: Idea, marta: User
) -> None:
    decide(idea, marta, Phase.PLANNED, "It comes in spring")
    say(idea, marta, "It comes in May", CommentKind.OFFICIAL)

    above, below = browser.get(idea_url(idea)).text.split("The journey of this idea")

    assert "It comes in May" in above
    assert "It comes in spring" in below
    assert "No comments yet" in below


def test_in_a_long_conversation_the_answer_stands_above_and_in_its_place(
    browser: Browser, idea: Idea, ben: User, marta: User
) -> None:
    say(idea, marta, "It comes in May", CommentKind.OFFICIAL)
    for number in range(50):
        say(idea, ben, f"word {number}")

    above, below = browser.get(idea_url(idea)).text.split("The journey of this idea")
    last = browser.get(idea_url(idea) + "?comments=" + below.split("?comments=")[1].split("#")[0])

    assert "It comes in May" in above
    assert "51 comments" in below
    assert "It comes in May" in below
    assert "word 49" in last.text, "no page of the conversation is empty"


def test_customers_have_no_menu_for_staff(
    browser: Browser, app: Flask, idea: Idea, ben: User, marta: User
) -> None:
    menu = '<nav class="nav staff" aria-label="Staff">'

    assert menu not in browser.sign_in(ben).get(idea_url(idea)).text
    assert menu in Browser(app).sign_in(marta).get(idea_url(idea)).text


def test_an_idea_with_everything_costs_no_more_than_the_limit(
    app: Flask, board: Board, ada: User, ben: User, jun: User, marta: User
) -> None:
    """Put down for a customer who agreed, answered in every way, with images, said in other words,
    with another merged into it, and behind an improvement."""
    lee, said = make_person("Lee Agreed"), words("We look at it.")
    with writing():
        full = submit(draft("What Lee needs"), board=board, author=jun, on_behalf_of=lee)
        session.add(Proxy(idea_id=full.id, customer=lee, employee=jun, has_consented=True))
        twin = submit(draft("What Ben needs too"), board=board, author=ben)
    with writing():
        merge(twin, full, note=Words("", ""), actor=marta)
        spoken = comment(full, said, author=ada)
        for kind in (CommentKind.OFFICIAL, CommentKind.DIRECT, CommentKind.INTERNAL):
            comment(full, said, author=marta, kind=kind)
        session.add_all(image_of(full, comment_id) for comment_id in (None, spoken.id))
        also_say(twin, draft("In Ada's words"), actor=ada)
    improve("Better", full, horizon=Horizon.NEXT)

    for reader in (marta, jun, ada, lee):
        browser, url = Browser(app).sign_in(reader), idea_url(full)
        browser.get(url)
        with statements() as sent:
            assert browser.get(url).status_code == 200
        assert len(sent) <= 14, reader.first_name


def image_of(idea: Idea, comment_id: int | None) -> Attachment:
    measures = {"width": 3, "height": 3, "size": 3}
    return Attachment(
        idea_id=idea.id, comment_id=comment_id, digest="ab" * 32, mimetype="image/png", **measures
    )
