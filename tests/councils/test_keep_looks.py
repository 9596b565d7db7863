"""Whatever page of a council an administrator without a seat opens, it is kept that they looked."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session
from app.councils.models import Paper, Round, Seat
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser

# Only whoever has a seat answers; and a paper without a file has none to give.
NEVER_OPEN = {"councils.ballot", "councils.paper_file", "councils.meeting"}


def looks() -> int:
    session.rollback()
    kept = select(func.count(AuditEntry.id)).where(AuditEntry.action == "council.look")
    return session.scalar(kept) or 0


def pages(app: Flask, concluded: Round, seat: Seat) -> dict[str, str]:
    """The address of each page of one council, by its endpoint."""
    paper = session.scalars(select(Paper)).one()
    uids = {
        "councils.seat": seat.uid,
        "councils.paper": paper.uid,
        "councils.paper_file": paper.uid,
    }
    council, found = concluded.council.slug, {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or not rule.endpoint.startswith("councils."):
                continue
            values = {"council": council, "number": concluded.number, "year": now().year}
            values |= {"uid": uids.get(rule.endpoint)}
            if "council" in rule.arguments:
                given = {name: values[name] for name in rule.arguments}
                found[rule.endpoint] = app.url_for(rule.endpoint, **given)
    return found


def test_every_page_keeps_one_look_of_whoever_has_no_seat(
    app: Flask, concluded: Round, seats: list[Seat], root: User, marta: User
) -> None:
    by_right, host = Browser(app).sign_in(root), Browser(app).sign_in(marta)
    addresses = pages(app, concluded, seats[0])
    assert len(addresses) >= 18
    for endpoint, address in addresses.items():
        before = looks()
        answer = by_right.get(address)
        assert (answer.status_code == 200) == (endpoint not in NEVER_OPEN), endpoint
        assert looks() - before == 1, endpoint
        host.get(address)
        assert looks() - before == 1, endpoint


def test_the_api_keeps_it_too(app: Flask, concluded: Round, seats: list[Seat], root: User) -> None:
    program, at = Program(app, token_of(root, "read")), f"/councils/{concluded.council.slug}/rounds"
    for address in (at, f"{at}/1"):
        before = looks()
        assert program.get(address).status_code == 200
        assert looks() - before == 1
