"""What an answer has to be, by the cell of the table and by who sees what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from app.people.gate import Row
from tests.people.holding.filling import Thing
from tests.people.holding.seeing import COLUMN, changes, hosts, hosts_any, reads, writes_story

THROUGH, SIGN_IN, NOT_ALLOWED, NOT_THERE = "let through", "sign in", "403", "404"
# Whose objects the gate itself looks up before it refuses.
LOOKED_UP = {"reference", "id", "improvement_reference", "improvement_id", "council"}
# What something else than a role decides: the token of the settings (tests/web/
# test_show_readiness.py), and whether a worker is at work, which here it is not.
ASIDE = {"web.metrics": "404", "web.ready": "503"}


class Own(NamedTuple):
    """Whose a thing is, and what others get who see it."""

    is_of: Callable[[str, Any], bool]
    others: str


# Rows with a cell `o` or `c` whose things somebody owns or hosts. A new one gets its line here.
OWN = {
    "P05-thanks": Own(lambda who, wish: who == wish.author, NOT_THERE),
    "P07": Own(lambda who, wish: who in (wish.author, wish.asked_for), NOT_ALLOWED),
    "P07-pages": Own(lambda who, wish: who in (wish.author, wish.asked_for), NOT_ALLOWED),
    # Ada spoke on every idea.
    "P08": Own(lambda who, wish: who == wish.author == "ada", NOT_ALLOWED),
    "P09-fixed": Own(lambda who, wish: not wish.has_shipped or who == wish.author, NOT_ALLOWED),
    "P12-edit": Own(lambda who, wish: who == "ada", NOT_ALLOWED),
    "P13": Own(lambda who, wish: who == "ada", NOT_ALLOWED),
    "P13-wording": Own(lambda who, wish: who == "ada", NOT_ALLOWED),
    "P21-objection": Own(lambda who, wish: who in (wish.author, wish.asked_for), NOT_ALLOWED),
    "P25-customers": Own(lambda who, nothing: who == "jun", NOT_THERE),
    "P25-for-me": Own(lambda who, wish: who == wish.asked_for, NOT_THERE),
    "P34": Own(lambda who, nothing: hosts_any(who), NOT_ALLOWED),
    "P34-edit": Own(hosts, NOT_ALLOWED),
    "P34-boards": Own(hosts, NOT_ALLOWED),
    "P35": Own(hosts, NOT_ALLOWED),
    "P35-answer": Own(lambda who, council: who in council.invited, NOT_ALLOWED),
    "P35-leave": Own(lambda who, council: who in council.members | council.hosts, NOT_ALLOWED),
    "P36-review": Own(lambda who, sitting: hosts(who, sitting.council), NOT_ALLOWED),
    "P36-action": Own(lambda who, sitting: hosts(who, sitting.council), NOT_ALLOWED),
    "P36-accept": Own(lambda who, council: who in council.members | council.hosts, NOT_ALLOWED),
    "P36-conflict": Own(lambda who, council: who in council.members | council.hosts, NOT_ALLOWED),
    "P36-prepare": Own(hosts, NOT_ALLOWED),
    "P37": Own(lambda who, sitting: who in sitting.council.members, NOT_ALLOWED),
    "P40-address-link": Own(lambda who, nothing: False, NOT_THERE),
    "P47-see": Own(reads, NOT_THERE),
    "P47": Own(changes, NOT_ALLOWED),
    "P47-read": Own(reads, NOT_THERE),
    "P47-edit": Own(changes, NOT_ALLOWED),
    "P47-news": Own(writes_story, NOT_THERE),
}
# Rows whose addresses name nothing: whoever calls them reads and changes what is their own.
ONLY_OWN = {"P40", "P40-security", "P47-list"}


def cell_of(row: Row, who: str) -> str:
    """An executive has the rights of employees where the row says no more."""
    return row.cells.get(COLUMN[who], row.cells["Em"])


def expected(row: Row, who: str, thing: Thing) -> str:
    cell = cell_of(row, who)
    if cell == "A":
        return SIGN_IN
    if cell == "N":
        return NOT_THERE
    if cell == "F":
        is_looked_up = bool(row.object and LOOKED_UP & set(thing.values))
        return NOT_THERE if is_looked_up and not thing.sees(who) else NOT_ALLOWED
    if not thing.sees(who):
        return NOT_THERE
    is_somebodys = cell == "c" or (cell == "o" and thing.values)
    return _of_own(row, who, thing) if is_somebodys else THROUGH


def of_token(row: Row, thing: Thing, scopes: set[str]) -> str:
    """What an administrator's good token gets: a lack of scope is said of what they see alone."""
    if scopes & set(row.token.split()):
        return expected(row, "ruth", thing)
    return NOT_ALLOWED if thing.sees("ruth") or not row.object else NOT_THERE


def _of_own(row: Row, who: str, thing: Thing) -> str:
    if row.id in ONLY_OWN:
        return THROUGH
    assert row.id in OWN, (
        f"{row.id} allows what is one's own: say whose it is in OWN or ONLY_OWN of"
        " tests/people/holding/expecting.py."
    )
    rule = OWN[row.id]
    return THROUGH if rule.is_of(who, thing.of) else rule.others
