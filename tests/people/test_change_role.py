"""What somebody may do, who decides it, and that there is always an administrator."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, Stale
from app.people.models import ApiToken, Role, User, UserSession
from app.people.service import roles
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.personas import PASSWORD, make_person

ROUNDS = 10


def path(person: User, what: str = "role") -> str:
    return f"/manage/people/{person.uid}/{what}"


def admins() -> int:
    session.rollback()
    is_admin = (User.role == Role.ADMIN, User.deactivated_at.is_(None))
    return session.scalar(select(func.count(User.id)).where(*is_admin)) or 0


def test_an_administrator_changes_a_role(browser: Browser, root: User, ada: User) -> None:
    browser.sign_in(root)
    answer = browser.post(path(ada), {"role": "employee", "version": ada.version})
    assert answer.status_code == 303
    assert ada.role is Role.EMPLOYEE
    assert "Now Employee, before Customer." in browser.get(answer.location).text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.role")).one()
    assert (entry.before, entry.after) == ({"role": "customer"}, {"role": "employee"})


@pytest.mark.parametrize("what", ["role", "organisation", "deactivate", "reactivate"])
def test_managers_and_everybody_else_decide_nothing(
    app: Flask, ada: User, ben: User, jun: User, marta: User, what: str
) -> None:
    for person in (ben, jun, marta):
        answer = Browser(app).sign_in(person).post(path(ada, what), {"role": "admin", "version": 1})
        assert answer.status_code == 403
    assert Browser(app).post(path(ada, what), {"role": "admin"}).status_code == 401
    assert (ada.role, ada.is_active) == (Role.CUSTOMER, True)


def test_the_service_asks_again(ada: User, marta: User) -> None:
    with pytest.raises(Forbidden), writing():
        roles.change_role(ada, Role.ADMIN, version=ada.version, actor=marta)


def test_after_ten_minutes_the_password_is_asked_for(app: Flask, root: User, ada: User) -> None:
    browser = Browser(app).sign_in(root)
    wanted = {"role": "manager", "version": ada.version}
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        asked = browser.post(path(ada), wanted)
        assert asked.status_code == 401
        assert "Is it still you?" in asked.text
        assert 'name="role" value="manager"' in asked.text, "the choice stays"
        refused = browser.post(path(ada), {**wanted, "proof": "not-my-password"})
        assert refused.status_code == 401
        assert "neither your password nor a new code" in refused.text
        assert "not-my-password" not in refused.text
        assert ada.role is Role.CUSTOMER
        assert browser.post(path(ada), {**wanted, "proof": PASSWORD}).status_code == 303
        assert ada.role is Role.MANAGER
        again = {"role": "employee", "version": ada.version}
        assert browser.post(path(ada), again).status_code == 303, "proven a moment ago"


def test_the_second_of_two_sees_what_the_first_did(app: Flask, root: User, ada: User) -> None:
    drawn = ada.version
    with writing():
        roles.change_role(ada, Role.EMPLOYEE, version=drawn, actor=root)
    answer = Browser(app).sign_in(root).post(path(ada), {"role": "manager", "version": drawn})
    assert answer.status_code == 412
    assert "Someone changed this person" in answer.text
    with pytest.raises(Stale), writing():
        roles.change_role(ada, Role.MANAGER, version=drawn, actor=root)


@pytest.mark.parametrize("what", ["role", "deactivate"])
def test_the_last_administrator_stays(browser: Browser, root: User, what: str) -> None:
    make_person("Invited Only", role=Role.ADMIN, email="not-in@heed.example")
    with writing():
        session.scalars(
            select(User).where(User.email_key == "not-in@heed.example")
        ).one().confirmed_at = None
    browser.sign_in(root)
    answer = browser.post(path(root, what), {"role": "employee", "version": root.version})
    assert answer.status_code == 409
    assert "last administrator" in answer.text
    assert root.role is Role.ADMIN
    assert root.is_active


def test_two_who_demote_each_other_leave_one(app: Flask) -> None:
    for number in range(ROUNDS):
        pair = [
            make_person(f"{name} {number}", role=Role.ADMIN, email=f"{name}{number}@heed.example")
            for name in ("anna", "otto")
        ]
        ids = [person.id for person in pair]
        together(app, [(ids[0], ids[1]), (ids[1], ids[0])], demote)
        left = [session.get_one(User, each) for each in ids]
        assert [each.role for each in left].count(Role.ADMIN) == 1, f"round {number}"
        with writing():
            for person in left:
                person.role = Role.CUSTOMER
    assert admins() == 0


def test_many_who_leave_at_once_leave_one(app: Flask) -> None:
    ids = [
        make_person(f"Admin {number}", role=Role.ADMIN, email=f"admin{number}@heed.example").id
        for number in range(8)
    ]
    together(app, [(each, each) for each in ids], close)
    assert admins() == 1


def together(app: Flask, pairs: list[tuple[int, int]], act: Callable[[User, User], None]) -> None:
    """Each acts on the other at the same moment; what is refused is as good as done."""
    session.rollback()
    start = threading.Barrier(len(pairs))

    def one(actor_id: int, person_id: int) -> None:
        with app.app_context():
            start.wait()
            with suppress(Conflict, Forbidden, Stale), writing():
                actor, person = (session.get_one(User, each) for each in (actor_id, person_id))
                act(person, actor)
            session.remove()

    threads = [threading.Thread(target=one, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()


def demote(person: User, actor: User) -> None:
    roles.change_role(person, Role.EMPLOYEE, version=person.version, actor=actor)


def close(person: User, actor: User) -> None:
    roles.deactivate(person, actor=actor)


def test_a_closed_account_is_out_at_once(app: Flask, root: User, ada: User) -> None:
    phone, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    assert phone.get("/me").status_code == program.get("/boards").status_code == 200
    admin = Browser(app).sign_in(root)
    assert admin.post(path(ada, "deactivate")).status_code == 303
    assert phone.get("/me").status_code == 302
    assert program.get("/boards").status_code == 401
    assert (
        session.scalar(select(func.count(UserSession.id)).where(UserSession.user_id == ada.id)) == 0
    )

    assert admin.post(path(ada, "reactivate")).status_code == 303
    assert ada.is_active
    tokens = session.scalars(select(ApiToken).where(ApiToken.user_id == ada.id)).all()
    assert [token.revoked_at is not None for token in tokens] == [True], "tokens stay revoked"
    assert (
        Browser(app).post("/sign-in", {"email": ada.email, "password": PASSWORD}).status_code == 303
    )


def test_an_organisation_is_set_by_its_name(
    browser: Browser, root: User, ada: User, contoso: object
) -> None:
    browser.sign_in(root)
    unknown = browser.post(path(ada, "organisation"), {"organisation": "Nowhere", "version": 1})
    assert unknown.status_code == 422
    assert "There is no organisation called “Nowhere”" in unknown.text
    assert 'value="Nowhere"' in unknown.text, "what was typed stays"
    form = {"organisation": "Contoso", "version": ada.version}
    assert browser.post(path(ada, "organisation"), form).status_code == 303
    assert ada.organisation is contoso
