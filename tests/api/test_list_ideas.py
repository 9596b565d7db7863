from __future__ import annotations

import base64
import json

import pytest

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.statuses import first_status, status_named
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import draft
from app.ideas.service.sort import set_tags
from app.ideas.service.submit import submit
from app.people.models import Role, User
from app.votes import service as votes
from tests.api.conftest import PostIdea
from tests.api.programs import Program
from tests.personas import make_person
from tests.statements import statements

FIELDS = (
    "id reference external_id board title body body_html author on_behalf_of state status phase "
    "topic tags element stage owner votes organisations importance viewer_voted "
    "merged_into version created_at updated_at url"
)


def titles(program: Program, query: str = "") -> list[str]:
    return [idea["title"] for idea in program.get(f"/ideas?{query}").json["items"]]


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([0, values]).encode()).decode().rstrip("=")


def test_an_idea_has_the_fields_of_the_contract(adas: Program, idea: Idea):
    (listed,) = adas.get("/ideas").json["items"]
    assert set(listed) == set(FIELDS.split())
    assert listed["reference"] == "H-1"
    assert listed["board"] == "product"
    assert (listed["state"], listed["status"], listed["phase"]) == ("published", "new", "new")
    assert (listed["votes"], listed["organisations"], listed["viewer_voted"]) == (1, 1, True)
    assert listed["url"] == "http://localhost/ideas/H-1-warn-me-before-the-bank-link-expires"
    assert listed["body_html"] == "<p>A week ahead would do.</p>\n"
    assert listed["created_at"].endswith("Z")


def test_only_the_viewers_own_vote_counts_as_theirs(bens: Program, idea: Idea):
    assert bens.get("/ideas").json["items"][0]["viewer_voted"] is False


def test_orders(adas: Program, post_idea: PostIdea, ben: User):
    first, _second = post_idea("Posted first"), post_idea("Posted second")
    with writing():
        votes.cast(first, voter=ben)
    assert titles(adas, "sort=new") == ["Posted second", "Posted first"]
    assert titles(adas, "sort=oldest") == ["Posted first", "Posted second"]
    assert titles(adas, "sort=top") == ["Posted first", "Posted second"]
    assert titles(adas, "sort=trending") == ["Posted first", "Posted second"]


@pytest.mark.parametrize("sort", ["top", "new", "trending", "oldest"])
def test_cursors_lead_past_every_idea_once(adas: Program, post_idea: PostIdea, sort: str):
    posted = {post_idea(f"Idea number {n}").title for n in range(7)}
    seen, after = [], ""
    while after is not None:
        page = adas.get(f"/ideas?sort={sort}&limit=3" + (f"&cursor={after}" if after else "")).json
        seen += [idea["title"] for idea in page["items"]]
        after = page["next"]
    assert len(seen) == 7
    assert set(seen) == posted


def test_filters(adas: Program, post_idea: PostIdea, marta: User):
    planned, tagged = post_idea("Planned one"), post_idea("Tagged one")
    with writing():
        change_status(
            planned,
            first_status(Phase.PLANNED),
            note=note_for(first_status(Phase.PLANNED), "Yes"),
            actor=marta,
        )
        set_tags(tagged, ["billing"], actor=marta)
    assert titles(adas, "phase=planned") == ["Planned one"]
    assert titles(adas, f"status={status_named('planned').key}") == ["Planned one"]
    assert titles(adas, "tag=billing") == ["Tagged one"]
    assert titles(adas, "tag=billing&phase=planned") == []
    assert set(titles(adas, "board=product")) == {"Planned one", "Tagged one"}


def test_words_find_ideas(adas: Program, post_idea: PostIdea):
    post_idea("Export invoices as PDF")
    post_idea("Dark mode")
    assert titles(adas, "q=invoice+export") == ["Export invoices as PDF"]
    assert titles(adas, "q=invoice+export&board=product") == ["Export invoices as PDF"]
    assert titles(adas, "q=nothing+alike") == []


def test_what_its_owner_does_not_see_is_not_listed(
    adas: Program, bens: Program, martas: Program, idea: Idea, contosos_idea: Idea
):
    assert titles(adas) == [idea.title]
    assert set(titles(bens)) == {idea.title, contosos_idea.title}
    assert set(titles(martas)) == {idea.title, contosos_idea.title}
    assert titles(adas, "q=sign-on+contoso") == []


def test_another_organisations_board_is_as_missing_as_no_board(
    adas: Program, contosos_board: Board
):
    hidden, missing = adas.get("/ideas?board=contoso"), adas.get("/ideas?board=nowhere")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=" + "9" * 400, "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=NaN", "limit"),
        ("sort=password_hash", "sort"),
        ("phase=sold", "phase"),
        ("status=sold", "status"),
        ("colour=red", "colour"),
        ("tag=%00", "tag"),
        ("cursor=broken", "cursor"),
        (f"cursor={cursor('x', 'y')}", "cursor"),
        (f"cursor={cursor(1)}", "cursor"),
        (f"sort=new&cursor={cursor('2026-01-01', 1)}", "cursor"),
        (f"sort=new&cursor={cursor('0001-01-01T00:00:00+14:00', 1)}", "cursor"),
        (f"sort=top&cursor={cursor(10**40, 1)}", "cursor"),
    ],
)
def test_a_query_it_cannot_answer_is_refused_by_field(
    adas: Program, idea: Idea, query: str, field: str
):
    refused = adas.get(f"/ideas?{query}")
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert list(refused.json["errors"]) == [field]


def test_a_hundred_ideas_cost_as_many_statements_as_one(martas: Program, board: Board, marta: User):
    authors = [make_person(f"Writer{n} Smith", role=Role.EMPLOYEE) for n in range(20)]
    owners = [make_person(f"Owner{n} Smith", role=Role.EMPLOYEE) for n in range(5)]
    with writing():
        for n in range(100):
            posted = submit(draft(f"Idea number {n}"), board=board, author=authors[n % 20])
            posted.owner = owners[n % 5]
            set_tags(posted, [f"tag {n % 7}"], actor=marta)
    session.remove()
    with statements() as for_one:
        martas.get("/ideas?limit=1&board=product&phase=new&tag=tag+1")
    with statements() as for_all:
        listed = martas.get("/ideas?limit=100").json["items"]
    assert len(listed) == 100
    assert len(for_all) <= len(for_one) <= 10
