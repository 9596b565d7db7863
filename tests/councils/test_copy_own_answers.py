"""The copy of what is kept about a member holds what they said in their seat, and of the others'
nothing."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import Base, session, writing
from app.councils.models import Council, FindingKind, Paper, Round, RoundKind, Seat
from app.councils.queries.rounds import candidates_of
from app.councils.service import findings, papers, rounds, worth
from app.duplicates.models import Encounter, Met, Outcome
from app.ideas.models import Board
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.people.privacy import columns, copies
from tests.browsers import Browser
from tests.councils import acts

# Whose rows say who made them, and on which rows hang that are others' or everybody's. A table
# that hangs on any other one with people in it belongs into the copy.
SHARED = {
    "comments",
    "council_charters",
    "councils",
    "entries",
    "ideas",
    "improvements",
    "imports",
    "merges",
    "touchpoints",
    "updates",
}
IN_A_SEAT = {
    "council_acceptances": "typed_name",
    "council_attendances": "round_id",
    "council_ballots": "comment",
    "council_ballot_saves": "comment",
    "council_findings": "body",
    "council_readings": "times",
    "council_worths": "score",
}


@pytest.fixture
def said(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """A round in which Ada and Ben left one row of each kind."""
    acts.approve(sitting, "Speak freely.", by=marta)
    of = acts.prepare(sitting, "Exports", by=marta)
    with writing():
        papers.add(of, papers.text("Numbers", "Many."), actor=marta)
        rounds.open_round(of, actor=marta)
    (judged,) = candidates_of(of)
    tested, _none = acts.begin(sitting, "Try it", by=marta, kind=RoundKind.TEST)
    for score, seat in enumerate(seats, start=3):
        acts.sign(sitting, seat)
        acts.say(of, judged, seat, score, 2, comment=f"{seat.user.name} wants it.")
        with writing():
            papers.note_reading(session.scalars(select(Paper)).one(), seat)
            findings.report(tested, seat, FindingKind.ISSUE, f"{seat.user.name} saw it fail.")
    acts.close(of, by=marta)
    acts.take_down(of, "We spoke.", *seats, by=marta)
    acts.publish(of, by=marta)
    with writing():
        for score, seat in enumerate(seats, start=3):
            worth.rate(of, seat, score)
    return of


def copy_for(app: Flask, person: User) -> dict[str, list[dict[str, Any]]]:
    """The rows in it by table."""
    with writing():
        copies.ask(person)
    copies.make_copies()
    archive = ZipFile(BytesIO(Browser(app).sign_in(person).get("/me/data/copy").data))
    tables = [name for name in archive.namelist() if name.endswith(".json")]
    return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in tables}


def test_what_they_said_in_their_seat_is_in_it(
    app: Flask, said: Round, seats: list[Seat], ada: User
) -> None:
    kept = copy_for(app, ada)
    assert {name: len(kept.get(name, [])) for name in IN_A_SEAT} == dict.fromkeys(IN_A_SEAT, 1)
    (words,) = {kept[name][0]["comment"] for name in ("council_ballots", "council_ballot_saves")}
    assert words == "Ada Lovelace wants it."
    assert kept["council_ballots"][0]["importance"] == 3
    assert kept["council_ballots"][0]["seat_id"] == str(seats[0].uid)
    assert kept["council_ballot_saves"][0]["ballot_id"] == kept["council_ballots"][0]["uid"]
    assert kept["council_findings"][0]["body"] == "Ada Lovelace saw it fail."
    assert kept["council_acceptances"][0]["typed_name"] == "Ada Lovelace"
    assert kept["council_worths"][0]["score"] == 3
    assert "Ben Okri" not in json.dumps(kept)


def test_who_invited_members_does_not_get_what_those_said(
    app: Flask, said: Round, marta: User
) -> None:
    kept = copy_for(app, marta)
    assert len(kept["council_seats"]) == 3  # hers, and those she offered
    assert not IN_A_SEAT.keys() & kept.keys()


def test_what_they_were_shown_before_they_posted_is_in_it(
    app: Flask, ada: User, ben: User, board: Board
) -> None:
    with writing():
        idea = submit(draft("Exports", "Soon."), board=board, author=ben)
        for person in (ada, ben):
            met = Encounter(user_id=person.id, idea_id=idea.id, outcome=Outcome.POSTED)
            session.add(met)
            session.flush()
            session.add(Met(encounter_id=met.id, idea_id=idea.id, rank=1))
    (shown,) = copy_for(app, ada)["encounter_ideas"]
    assert shown["idea_id"] == idea.number


def test_every_table_that_hangs_on_somebodys_rows_is_walked() -> None:
    """A new table that hangs on rows with people in them fails here, unless its parent's name is
    written down above as what belongs to more than one."""
    tables = Base.metadata.sorted_tables
    with_people = {each.name for each in tables if columns.references(each)} - SHARED
    forgotten = []
    for table in tables:
        for column in table.columns:
            above = {key.column.table.name for key in column.foreign_keys} - {table.name}
            if above & with_people and column not in columns.owned_above(table):
                forgotten.append(str(column))
            if above & with_people:
                with_people |= {table.name}
    assert forgotten == []
    assert with_people >= IN_A_SEAT.keys()
