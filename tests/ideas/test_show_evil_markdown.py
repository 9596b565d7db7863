"""What people write does nothing wherever it is shown: on the page, in the feed, in the mail, to
programs, and in a browser that would do it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask

from app.core.db import writing
from app.ideas.models import Idea
from app.ideas.queries.comments import SIZE
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import User
from app.telling.mail.letter import Letter
from app.telling.mail.message import write
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.chromium import OpenWindow
from tests.core.markdown_cases import CASES
from tests.core.parsed import Strangers, strangers

SAMPLE = CASES[::16]
# The text of an idea or of a comment. People can write no division, so the first end is its own.
SAID = re.compile(
    r'(?:<div class="prose[^"]*"[^>]*>|</time>\s*</div>\s*<div>)(.*?)</div>', re.DOTALL
)
CONTENT = re.compile(r'<content type="html">(.*?)</content>', re.DOTALL)


def say(cases: Sequence[str], like: Idea) -> list[Idea]:
    """Ideas that say the cases, one a comment, and the first of each in their own text."""
    ideas = []
    for start in range(0, len(cases), SIZE):
        some = cases[start : start + SIZE]
        written = draft("Bank links that warn", some[0])
        said = [words(case) for case in some]
        with writing():
            idea = submit(written, board=like.board, author=like.author)
            for each in said:
                comment(idea, each, author=like.author)
        ideas.append(idea)
    return ideas


def test_pages_feed_and_programs_get_text(app: Flask, browser: Browser, idea: Idea) -> None:
    said = say(SAMPLE, idea)
    pieces: list[str] = []
    program = Program(app, token_of(idea.author, "read"))
    for each in said:
        shown = SAID.findall(browser.get(f"/ideas/{each.reference}").text)
        assert len(shown) >= min(SIZE, len(SAMPLE))
        pieces += shown
        pieces.append(program.get(f"/ideas/{each.reference}").json["body_html"])
        comments = program.get(f"/ideas/{each.reference}/comments?limit={SIZE}").json["items"]
        pieces += [each["body_html"] for each in comments]
    pieces += map(unescape, CONTENT.findall(browser.get("/b/product/feed.atom").text))
    assert len(pieces) >= 2 * len(SAMPLE)
    assert [found for piece in pieces for found in strangers(piece)] == []


def test_a_letter_says_it_as_text(app: Flask, ada: User) -> None:
    plain = _tags_of_letter(ada, "Nothing of the kind.")
    for case in SAMPLE:
        more = _tags_of_letter(ada, case) - plain
        assert {found for found in more if not _is_known_to_letters(found)} == set(), case


def _tags_of_letter(reader: User, said: str) -> set[str]:
    """What in a letter is none of what people may write."""
    letter = Letter(
        to=reader,
        locale="en",
        subject="News",
        greeting="Hello Ada,",
        headline="News",
        action="Look",
        url="http://localhost/",
        words=said,
        words_html=words(said).body_html,
    )
    html = write(letter, uid=uuid4()).get_body(("html",))
    assert html is not None
    return set(Strangers(html.get_content()).found)


def _is_known_to_letters(found: str) -> bool:
    """Mail programs know no style sheets, so a letter carries its styles in its tags."""
    return found.endswith(" style>")


def test_a_browser_does_nothing_of_it(open_window: OpenWindow, idea: Idea, ben: User) -> None:
    assert _look_at(open_window, say(SAMPLE, idea), ben) >= len(SAMPLE)


@pytest.mark.prove
def test_a_browser_does_nothing_of_all_cases(
    open_window: OpenWindow, idea: Idea, ben: User
) -> None:
    assert len(CASES) >= 400
    assert _look_at(open_window, say(CASES, idea), ben) >= len(CASES)
    print(f"\nMarkdown in Chromium: {len(CASES)} cases, 0 dialogs, 0 reports, 0 foreign requests")


def _look_at(open_window: OpenWindow, ideas: Sequence[Idea], reader: User) -> int:
    """How many texts were shown. The windows are watched: a report of the policy, a failing script,
    or a request to another host fails the test when they close."""
    window = open_window(reader)
    dialogs: list[str] = []
    window.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    seen = 0
    for idea in ideas:
        window.goto(f"/ideas/{idea.reference}")
        seen += window.locator(TEXTS).count()
        assert window.evaluate(LOOK, TEXTS) == []
    assert dialogs == []
    return seen


TEXTS = ".prose, .comment > div:not(.by)"
# Asked of the browser's own reading of the page, in which nothing is left to our parser. A link
# that leads nowhere has the protocol ":".
LOOK = """(texts) => [...document.querySelectorAll(texts)].flatMap((text) =>
  [...text.querySelectorAll("*")]).flatMap((tag) =>
  [...tag.attributes].map((each) => `${tag.localName} ${each.name}`).filter((each) =>
    !["a href", "a rel", "ol start"].includes(each)).concat(
  /^(p|br|em|strong|s|a|ul|ol|li|blockquote|code|pre|h3|h4|hr)$/.test(tag.localName)
    ? [] : [tag.localName]).concat(
  tag.protocol && !/^(https?:|mailto:|:)$/.test(tag.protocol) ? [tag.protocol] : []))"""
