"""Rounds of an advisory board and what came of them, for programs of those who sit in it."""

from __future__ import annotations

import json

from flask import Flask

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.councils.models import Adoption, Advice, Council, CountsBy, Quoting, Seat
from app.councils.service import papers, worth
from app.councils.service.advice import Taken
from app.people.models import User
from tests.api.programs import Program
from tests.browsers import Browser
from tests.councils.acts import (
    advise,
    answer,
    approve,
    begin,
    close,
    council,
    join,
    prepare,
    say,
    sign,
)
from tests.personas import make_person


def seated(root: User, marta: User, *members: User) -> tuple[Council, list[Seat]]:
    sitting = council("Product council", marta, by=root)
    return sitting, join(sitting, *members, by=marta)


def test_results_are_there_once_the_round_has_closed(
    adas: Program, juns: Program, root: User, marta: User, ada: User, ben: User
) -> None:
    people = [make_person(f"Person{number} Seated") for number in range(3)]
    sitting, seats = seated(root, marta, ada, ben, *people)
    of, (second, first) = begin(sitting, "A second", "More colours", by=marta)
    say(of, first, seats[0], 9, 3, comment="Ours alone.")
    for seat in seats[1:]:
        say(of, first, seat, 8, 4)
        say(of, second, seat, 10, 1)
    at = f"/councils/{sitting.slug}/rounds"
    assert juns.get(at).status_code == 404
    assert adas.get(f"{at}/1").json["results"] is None
    (listed,) = adas.get(at).json["items"]
    assert (listed["number"], listed["stage"]) == (1, "open")
    close(of, by=marta)
    results = adas.get(f"{at}/1").json["results"]
    assert results["answers"] == 5
    proposal, of_few = results["proposals"]
    assert proposal["importance"] == {"n": 5, "median": 8, "low": 8, "high": 8}
    assert proposal["opportunity"] == 4, "one in five says 9 or 10 of its importance"
    assert of_few["importance"] == {"n": 4, "median": None, "low": None, "high": None}
    assert of_few["opportunity"] is None
    said = {"words": "Ours alone.", "name": "", "may_be_quoted": "never"}
    assert proposal["comments"] == [said]


def test_a_draft_is_not_listed_and_a_charter_comes_first(
    adas: Program, root: User, marta: User, ada: User
) -> None:
    sitting, seats = seated(root, marta, ada)
    prepare(sitting, "Later", by=marta)
    at = f"/councils/{sitting.slug}/rounds"
    assert adas.get(at).json["items"] == []
    assert adas.get(f"{at}/1").status_code == 404
    approve(sitting, "We judge first.", by=marta)
    refused = adas.get(at)
    assert refused.status_code == 403
    assert "First read what the members of this board agreed on." in refused.json["detail"]
    sign(sitting, seats[0])
    assert adas.get(at).status_code == 200


def test_hosts_take_everything_with_them_but_no_ballot(
    app: Flask, root: User, marta: User, ada: User, ben: User
) -> None:
    sitting, seats = seated(root, marta, ada, ben)
    of, (first,) = begin(sitting, "More colours", by=marta)
    say(of, first, seats[0], 9, 3, comment="Said in the open round.")
    where = f"/councils/{sitting.slug}/export.json"
    assert Browser(app).sign_in(ada).get(where).status_code == 403
    host = Browser(app).sign_in(marta)
    file = host.get(where)
    assert "attachment" in file.headers["Content-Disposition"]
    assert "Said in the open round." not in file.text
    assert json.loads(file.text)["rounds"][0]["results"] is None
    close(of, by=marta)
    everything = json.loads(host.get(where).text)
    (proposal,) = everything["rounds"][0]["results"]["proposals"]
    assert proposal["importance"] == {"n": 1, "median": None, "low": None, "high": None}
    said = {"words": "Said in the open round.", "name": "", "may_be_quoted": "never"}
    assert proposal["comments"] == [said]
    assert [seat["kind"] for seat in everything["seats"]] == ["host", "member", "member"]
    kept = session.query(AuditEntry).filter_by(action="council.export").count()
    assert kept == 2


def test_what_hosts_take_with_them_is_whole(
    app: Flask, root: User, marta: User, ada: User, ben: User
) -> None:
    sitting = council("Product council", marta, by=root, sponsor=marta.email)
    approve(sitting, "We judge first.", by=marta)
    seats = join(sitting, ada, ben, by=marta)
    sign(sitting, seats[0])
    more = {"counts_by": CountsBy.PERSON, "place": "Room 2", "quorum": 2}
    of, (first,) = begin(sitting, "More colours", by=marta, **more)
    text = papers.text("Numbers", "What they **mean**.")
    with writing():
        papers.note_reading(papers.add(of, text, actor=marta), seats[0])
    say(of, first, seats[0], 9, 3, comment="We need it.", quoting=Quoting.UNNAMED)
    close(of, by=marta)
    with writing():
        worth.rate(of, seats[0], 4)
    taken = advise(of, Taken(Advice.GO, first.uid, "", 2), by=marta)
    answer(taken, of, Adoption.ADOPTED, "In May.", by=marta)
    where = f"/councils/{sitting.slug}/export.json"
    everything = json.loads(Browser(app).sign_in(marta).get(where).text)
    assert everything["council"]["sponsor"] == marta.name
    (accepted,) = everything["charters"][0]["accepted"]
    assert (accepted["typed_name"], accepted["seat"]) == (ada.name, str(seats[0].uid))
    assert all(seat["answered_at"] for seat in everything["seats"])
    (told,) = everything["rounds"]
    assert (told["counts_by"], told["place"], told["quorum"]) == ("person", "Room 2", 2)
    assert told["confidentiality"] == "unattributed"
    assert told["proposals"][0]["body"] == "Because."
    assert told["results"]["proposals"][0]["comments"][0]["may_be_quoted"] == "unnamed"
    assert told["worth"] == {"n": 1, "median": None}
    (reading,) = told["papers"][0]["readings"]
    assert (reading["seat"], reading["times"]) == (str(seats[0].uid), 1)
    assert told["advice"][0]["answered_at"]
