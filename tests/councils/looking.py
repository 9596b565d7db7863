"""What a search in a council answers, and a council in which there is much to find."""

from __future__ import annotations

import re
from html import unescape

from app.core.db import writing
from app.councils.models import Adoption, Advice, Council, Round, Seat
from app.councils.queries.rounds import agenda_of, candidates_of
from app.councils.service import candidates, papers, rounds
from app.councils.service.advice import Taken
from app.councils.service.minutes import draft
from app.councils.service.minutes import write as write_minutes
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts

TITLE = re.compile(r'<li class="stack tight">\s*<h2[^>]*><a class="plain" href="([^"]+)">(.*?)</a>')
COUNT = re.compile(r'role="status">([\d,]+) found<')
TAB = re.compile(r'<a href="[^"]+"(?: aria-current="page")?>(\w+) <span class="num">(\d+)</span>')
PLACE = re.compile(r"/councils/[^/]+/|[0-9a-f]{8}-[0-9a-f-]{27}")
TAGS = re.compile(r"<[^>]+>")


def look(browser: Browser, council: Council, words: str, **more: str) -> str:
    asked = {"q": words, **more}
    answer = browser.get(f"/councils/{council.slug}/search", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def found(page: str) -> dict[str, str]:
    """What the hits are called, by their address within the council, as far as it is named."""
    return {PLACE.sub("", url): unescape(TAGS.sub("", title)) for url, title in TITLE.findall(page)}


def count(page: str) -> int:
    said = COUNT.search(page)
    return int(said.group(1)) if said else 0


def conclude(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """A closed round with something of each kind in which the giraffe is named, and minutes that
    are a draft."""
    of = acts.prepare(sitting, "Giraffe export", by=marta, title="The giraffe round")
    with writing():
        candidates.add_item(of, candidates.Item("Welcome", speaker="Gina Giraffe"))
    text = papers.text("Numbers", "What a **giraffe** eats.")
    with writing():
        papers.add(of, text, actor=marta)
        rounds.open_round(of, actor=marta)
    (judged,) = candidates_of(of)
    acts.say(of, judged, seats[0], 9, 2, comment="Every giraffe wants it.")
    acts.say(of, judged, seats[1], 8, 3, comment="A giraffe is tall.", is_attributed=True)
    acts.close(of, by=marta)
    _take_down(of, "We spoke of *giraffes*.", "The giraffe was late.", by=marta)
    advised = acts.advise(of, Taken(Advice.GO, None, "Feed it", 2, dissent="No giraffe."), by=marta)
    acts.answer(advised, of, Adoption.ADOPTED, "We buy hay for it.", by=marta)
    acts.agree(of, "Call the giraffe", seats[0], by=marta)
    return of


def _take_down(of: Round, summary: str, notes: str, *, by: User) -> None:
    (item,) = agenda_of(of)
    written = draft(summary, {item.uid: notes}, set())
    with writing():
        write_minutes(of, written, version=0, actor=by)
