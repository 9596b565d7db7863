"""Every word on a page comes from the catalogue: with one in which each text stands in brackets, no
Latin word is left outside them. What people wrote is Greek here, so that it does not count."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import get_babel

from app.core.db import writing
from app.core.web.language import TIME_ZONES
from app.ideas.models import Board, CommentKind, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.improvements.models import Horizon
from app.improvements.service.drafts import Aims, Charge, TypedFigure
from app.improvements.service.drafts import draft as draft_of
from app.improvements.service.promote import promote
from app.journey.metrics import Metric
from app.people.models import Role, User
from app.people.queries import by_email
from app.roadmap.models import Precision
from app.scoring.formulas import Model
from app.scoring.models import Factor
from app.scoring.service import rank, rate
from app.search.analysis import LANGUAGES, NO_LANGUAGE
from app.telling.entries.service import Wording, publish, write
from tests.browsers import Browser
from tests.personas import make_person
from tests.roadmap.acts import improve, promise

ROOT = Path(__file__).resolve().parents[2]
WAYS = [("app/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2")]
WAYS += [("templates/**.txt", "jinja2")]
OPTIONS = {pattern: {"silent": "false"} for pattern, _ in WAYS}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None}
LANGUAGE_NAMES = "|".join(
    str(Locale(code).english_name) for code in LANGUAGES if code != NO_LANGUAGE
)
PLACES = sorted((zone for zone in TIME_ZONES if "/" in zone), key=len, reverse=True)
ZONES = "|".join([*PLACES, "UTC"]).replace("_", " ")
# Addresses, the portal's own name, keys of the keyboard; dates and languages, which Babel writes;
# time zones, which are called as they are everywhere.
NOT_OURS = re.compile(
    r"\S+@\S+|\b(Heed|Enter|H|AM|PM|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    rf"|{LANGUAGE_NAMES}|{ZONES})\b"
)
LATIN = re.compile(r"[A-Za-z]{2,}")
WITHIN_SENTENCE = ("a", "em", "strong", "time")
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-said", "data-failed", "content")


@pytest.fixture(scope="session")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of catalogues in which every text of Heed stands in brackets."""
    catalogue = Catalog(locale="en")
    found = extract_from_dir(ROOT, WAYS, OPTIONS, KEYWORDS, directory_filter=_is_source)
    for _, _, text, *_rest in found:
        many = text if isinstance(text, tuple) else None
        catalogue.add(text, tuple(f"⟦{each}⟧" for each in many) if many else f"⟦{text}⟧")
    folder = tmp_path_factory.mktemp("translations")
    target = folder / "en" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as out:
        write_mo(out, catalogue)
    return folder


@pytest.fixture
def greek(app: Flask, bracketed: Path) -> Idea:
    """An idea with a history, on a board, all in Greek; the portal speaks in brackets."""
    get_babel(app).translation_directories[:] = [str(bracketed)]
    get_babel(app).instance.domain_instance.cache.clear()
    ada = make_person("Αδα Λαβλεις", email="ada@heed.example")
    marta = make_person("Μαρτα Βρις", role=Role.MANAGER, email="marta@heed.example")
    make_person("Ρουθ Ριζα", role=Role.ADMIN, email="root@heed.example")
    written, said = draft("Πες μου πριν", "Μια εβδομαδα πριν"), words("Και εγω το θελω")
    planned = first_status(Phase.PLANNED)
    note = note_for(planned, "Την ανοιξη")
    with writing():
        board = Board(slug="product", name="Προιον", question="Τι θα το εκανε καλυτερο;")
        idea = submit(written, board=board, author=ada)
        comment(idea, said, author=ada)
        comment(idea, said, author=marta, kind=CommentKind.INTERNAL)
        comment(idea, said, author=marta, kind=CommentKind.OFFICIAL)
        change_status(idea, planned, note=note, actor=marta)
    _plan(idea, marta)
    _improve(marta)
    return idea


def _plan(idea: Idea, marta: User) -> None:
    """What is promised of the idea, what shipped, and news of both."""
    aim = {"metric": Metric.ORGANISATIONS, "owner_id": marta.id, "target": Decimal(9)}
    planned = improve("Καλυτερο", idea, horizon=Horizon.NOW, summary="Ερχεται", **aim)
    promise(planned, date(2035, 1, 1), Precision.MONTH, by=marta)
    promise(planned, date(2035, 3, 1), Precision.MONTH, by=marta, reason="Αργησε")
    shipped = improve("Εγινε", horizon=Horizon.SHIPPED, is_public=False)
    written = draft("Νεα του μηνα", "Ολα καλα")
    with writing():
        write(Wording(written, planned), actor=marta)
        entry = write(Wording(written, shipped, [idea], is_public=False), actor=marta)
        publish(entry, version=1, tells=True, actor=marta)


def _improve(marta: User) -> None:
    """An improvement with a score, ranked by hand."""
    figure = TypedFigure("Δελτια", "την ημερα", Decimal(7), 30, date(2026, 11, 2), "Γραφειο")
    aims = Aims(metric=Metric.TYPED, figure=figure, target=Decimal(3))
    written = draft_of("Να το λεει πριν", aims=aims, charge=Charge(owner=marta))
    amounts = {Factor.IMPACT: Decimal(2), Factor.CONFIDENCE: Decimal(1), Factor.EFFORT: Decimal(3)}
    amounts[Factor.VALUE] = Decimal(8)
    with writing():
        made = promote([], written, actor=marta).improvement
        rate(made, amounts, version=made.version, actor=marta)
        rank(made, 1, reason="Επειδη", model=Model.RICE, version=made.version, actor=marta)


EVERYONE = ["/", "/?sort=top", "/search?q=πριν", "/search?q=ψψψψ", "/ideas/H-1", "/updates"]
EVERYONE += ["/roadmap", "/progress", "/sign-in", "/sign-up", "/forgot", "/nothing-here"]
SIGNED_IN = [
    "/me",
    "/notices",
    "/preferences",
    "/security",
    "/me/profile",
    "/ideas/new",
    "/ideas/H-1",
    "/ideas/H-1/vote",
]
SIGNED_IN += ["/roadmap", "/roadmap/I-1/want", "/ideas/H-1/fixed"]
STAFF = ["/manage/mail", "/ideas/H-1", "/roadmap", "/roadmap/I-1/want", "/updates"]
STAFF += ["/manage/improvements/I-1/promise", "/manage/improvements/I-2/promise"]
STAFF += ["/manage/updates", "/manage/updates?show=published", "/manage/updates/new"]
STAFF += ["/manage/start", "/manage/people"]
STAFF += ["/manage/people/invite", "/manage/organisations", "/manage/organisations/new"]
STAFF += ["/manage/organisations/bring", "/manage/settings/boards/product"]
STAFF += [f"/manage/settings/{page}" for page in ("look", "coming-in", "promise", "starters")]
STAFF += ["/manage/settings/embedding", "/manage/settings/searching"]
STAFF += [f"/manage/settings/{page}" for page in ("mail", "boards", "groups", "statuses")]
STAFF += [f"/manage/settings/{page}" for page in ("topics", "tags", "steps", "parts")]
LIST = "/manage/improvements"
STAFF += [LIST, f"{LIST}?score=value_effort&open=I-3", f"{LIST}?show=shipped", f"{LIST}?part=sales"]
STAFF += [f"{LIST}/new", f"{LIST}/new?idea=H-2", f"{LIST}/I-3", f"{LIST}/I-3/edit"]
STAFF += [f"{LIST}/I-3/ratings", f"{LIST}/I-3/move?to=now", f"{LIST}/I-1/move?to=set_aside"]
STAFF += ["/manage/inbox", "/manage/inbox?show=all", "/manage/inbox/H-1?act=ask"]


@pytest.mark.parametrize(
    ("email", "paths"),
    [("", EVERYONE), ("ada@heed.example", SIGNED_IN), ("root@heed.example", STAFF)],
    ids=["everyone", "customers", "staff"],
)
def test_no_word_stands_outside_the_catalogue(
    app: Flask, browser: Browser, greek: Idea, email: str, paths: list[str]
) -> None:
    if email:
        browser.sign_in(_person(email))
    left = {path: _left_over(_followed(browser, path)) for path in paths}
    assert {path: found for path, found in left.items() if found} == {}


def test_what_went_wrong_is_said_in_the_readers_language(
    app: Flask, browser: Browser, greek: Idea
) -> None:
    browser.sign_in(_person("ada@heed.example"))
    refused = browser.post("/ideas", {"title": "", "body": "", "board": "product"})
    assert refused.status_code == 422
    assert _left_over(refused.text) == []


def _followed(browser: Browser, path: str) -> str:
    return browser.get(path, follow_redirects=True).text


def _person(email: str) -> User:
    found = by_email(email)
    assert found is not None
    return found


def _is_source(folder: str) -> bool:
    name = Path(folder).name
    is_ours = name in ("app", "templates") or "/app/" in folder or "/templates/" in folder
    return (is_ours and name != "__pycache__") or Path(folder) == ROOT


def _left_over(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    spoken = (NOT_OURS.sub("", text) for text in reader.texts)
    return [text.strip() for text in spoken if LATIN.search(text)]


def _outside(text: str, depth: int = 0) -> tuple[str, int]:
    """What stands in no bracket, and how many are still open; brackets may hold others."""
    kept = []
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        if depth == 0 and letter != "⟧":
            kept.append(letter)
    return "".join(kept), depth


class _Reader(HTMLParser):
    """The text a person sees or hears that stands in no bracket. A sentence may hold links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.is_silent = False
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_silent = tag in ("script", "style", "code")
        self._end_sentence(tag)
        if tag not in ("meta", "link"):
            self.texts += [_outside(value)[0] for name, value in attrs if value and name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self.is_silent = False
        self._end_sentence(tag)

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            text, self.depth = _outside(data, self.depth)
            self.texts.append(text)

    def _end_sentence(self, tag: str) -> None:
        if tag not in WITHIN_SENTENCE:
            self.depth = 0
