"""Puts the demonstration's script into an empty portal, as if it had all happened."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import insert, select

from app.core.clock import stopped_at
from app.core.db import Base, session, writing
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.settings import Setting, portal
from app.core.text import email_key
from app.duplicates.service.pairs import look_again
from app.ideas.models import Audience, Board, BoardGroup, Tag, Topic
from app.ideas.searchable import KIND
from app.journey.queries import all_elements, all_stages
from app.people.models import Group, GroupOrganisation, MailChoice, Organisation, Role, User
from app.search.service import enqueue
from app.web.demo.clearing import empty_portal
from app.web.demo.content import records
from app.web.demo.councils import sit_together
from app.web.demo.history import Cast, rendered, tell
from app.web.demo.improvements import promote
from app.web.demo.merges import merge_some
from app.web.demo.notices import leave_notices

SETTINGS = {
    "name": "Larch",
    "company": "Larch Accounting, Utrecht",
    "time_zone": "Europe/Amsterdam",
    # A portal that runs has its first steps behind it.
    "sign_up": "anyone",
    "answer_within_days": 3,
    "not_needed": ["mail", "bring"],
    "is_demonstration": True,
    "second_factor_for_staff": False,
}
SIGN_INS = {
    "ruben-verhoeven": "admin",
    "marta-de-vries": "manager",
    "jun-okafor": "employee",
    "priya-raman": "customer",
    "lena-vos": "member",
}
AUDIENCES = {
    "public": Audience.PUBLIC,
    "organisations": Audience.GROUPS,
    "employees": Audience.EMPLOYEES,
}


def has_people() -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def refuse_real_people() -> None:
    """Raises Conflict in a portal that people use in earnest."""
    if has_people() and not portal().is_demonstration:
        raise Conflict(
            _(
                "This portal has real accounts, so it takes no demonstration. "
                "Use another HEED_DATA_DIR for one."
            )
        )


def load(script: records.Script, *, password_hash: str) -> None:
    """Make the portal what the script tells, in place of an earlier demonstration. Owes no mail
    and writes no audit entries. It is one unit because a demonstration is there whole or not at
    all, and nobody else is here yet. Raises Conflict where there are real people."""
    html = rendered(script)
    opening = datetime.combine(script.since, time(), UTC)
    with writing(), stopped_at(opening):
        refuse_real_people()
        empty_portal()
        session.execute(insert(Setting), [{"key": k, "value": v} for k, v in SETTINGS.items()])
        session().info.pop("portal", None)
        cast = _cast(script, password_hash)
        cast.ideas = tell(script, cast, html)
        merge_some(script.merges, cast)
        promote(script.improvements, cast, until=script.until)
        sit_together(cast, until=script.until)
        leave_notices(cast.people["priya-raman"])
        enqueue(KIND, *cast.ideas.values())
        look_again(cast.ideas.values())


def _cast(script: records.Script, password_hash: str) -> Cast:
    """What the ideas speak of: people, boards, topics and tags."""
    cast = Cast()
    organisations = {each.key: _organisation(each) for each in script.organisations}
    cast.organisations = _insert(Organisation, organisations)
    people = {each.key: _person(each, cast, password_hash) for each in script.people}
    cast.people = _insert(User, people)
    cast.topics = _insert(
        Topic,
        {
            each.key: {"slug": each.key, "name": each.name, "position": position}
            for position, each in enumerate(script.topics)
        },
    )
    cast.stages = {stage.key: stage.id for stage in all_stages()}
    cast.elements = {element.key: element.id for element in all_elements()}
    cast.tags = _insert(Tag, {name: {"name": name} for name in script.tags})
    cast.boards = _insert(
        Board,
        {
            each.key: {
                "slug": each.key,
                "name": each.name,
                "question": each.question,
                "audience": AUDIENCES[each.visibility],
                "position": position,
            }
            for position, each in enumerate(script.boards)
        },
    )
    for board in script.boards:
        if board.organisations:
            _show_to(board, cast)
    return cast


def _organisation(organisation: records.Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "domains": [organisation.domain],
        "segment": organisation.segment,
        "region": organisation.region,
        "plan": organisation.plan,
        "revenue": organisation.annual_revenue,
        "lifecycle": organisation.lifecycle,
    }


def _person(person: records.Person, cast: Cast, password_hash: str) -> dict[str, object]:
    """Those who may sign in have addresses that are easy to remember."""
    called = SIGN_INS.get(person.key)
    email = f"{called}@heed.example" if called else person.email
    return {
        "email": email,
        "email_key": email_key(email),
        "name": person.name,
        "role": Role(person.role),
        "organisation_id": cast.organisations.get(person.organisation or ""),
        "password_hash": password_hash if called else None,
        "locale": person.language,
        "time_zone": person.time_zone,
        "mail_choice": MailChoice.DAILY,
        "confirmed_at": person.joined_at,
        "welcomed_at": person.joined_at,
        "created_at": person.joined_at,
        "updated_at": person.joined_at,
    }


def _show_to(board: records.Board, cast: Cast) -> None:
    """Let the people of some organisations see a board."""
    group = Group(name=board.name)
    session.add(group)
    session.flush()
    session.add(BoardGroup(board_id=cast.boards[board.key], group_id=group.id))
    session.add_all(
        GroupOrganisation(group_id=group.id, organisation_id=cast.organisations[key])
        for key in board.organisations
    )
    session.flush()


def _insert(table: type[Base], rows: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Ids by the script's keys."""
    in_order = insert(table).returning(table.id, sort_by_parameter_order=True)
    return dict(zip(rows, session.scalars(in_order, list(rows.values())), strict=True))
