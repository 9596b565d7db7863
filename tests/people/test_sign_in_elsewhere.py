"""Signing in at a provider: whose account that opens, what it gives, and how it is taken back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.core.settings import change
from app.people.models import (
    Group,
    GroupMember,
    Identity,
    OneTimeToken,
    Organisation,
    Purpose,
    Role,
    User,
    UserSession,
)
from app.people.service.accounts import sign_up
from app.people.service.invitations import invite
from app.people.service.links import make_link
from app.telling.jobs import send_outbox
from app.telling.mail.folder import newest_mails
from tests.browsers import Browser
from tests.people.evil_addresses import EVIL_ADDRESSES
from tests.people.fake_provider import Provider
from tests.people.signing_in_elsewhere import (
    come_in,
    connect_portal,
    how_many_identities,
    how_many_sessions,
    reasons,
    sent_back,
    sent_there,
)
from tests.people.test_sign_in import is_ours
from tests.people.test_use_second_factor import set_up
from tests.personas import PASSWORD, make_person, password_hash
from tests.statements import statements


def test_the_button_leads_there_and_back_into_ones_account(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    browser = Browser(app)
    assert "Example login" not in browser.get("/sign-in").text
    connect_portal(provider, root)
    page = browser.get("/sign-in?next=/me")
    assert "Continue with Example login" in page.text
    assert f"form-action 'self' {provider.issuer};" in page.headers["Content-Security-Policy"]
    assert provider.issuer not in browser.get("/").headers["Content-Security-Policy"]

    assert come_in(browser).location == "/me"
    assert browser.get("/security").status_code == 200
    identity = session.scalar(select(Identity))
    assert (identity.user_id, identity.issuer) == (ada.id, provider.issuer)
    assert provider.faults == []
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["provider.describe", "identity.link", "session.open"]

    provider.claims = {"email": "ada@elsewhere.example", "email_verified": False}
    assert come_in(Browser(app)).location == "/me", "who they are there stays, an address need not"
    assert how_many_identities() == 1


def test_a_new_person_comes_in_by_the_portals_rule_and_to_the_organisation_of_the_domain(
    app: Flask, root: User, northwind: Organisation, provider: Provider
) -> None:
    connect_portal(provider, root, domains=["northwind.example"])
    provider.claims = {"email": "Cleo@Northwind.example", "name": "Cleo/evil.example"}
    with writing():
        change(root, sign_up="invited")
    answer = come_in(Browser(app))
    assert answer.status_code == 422
    assert "by invitation" in answer.text
    assert reasons() == ["rule"]
    with writing():
        change(root, sign_up="anyone")
    assert come_in(Browser(app)).status_code == 303
    cleo = session.scalar(select(User).where(User.email_key == "cleo@northwind.example"))
    assert (cleo.organisation_id, cleo.role, cleo.is_active) == (northwind.id, Role.CUSTOMER, True)
    assert cleo.name.casefold() == "cleo", "a name is no way to send a link"

    connect_portal(provider, root, domains=[], secret="")
    provider.claims = {"email": "dan@northwind.example", "sub": "dan"}
    assert come_in(Browser(app)).status_code == 303
    dan = session.scalar(select(User).where(User.email_key == "dan@northwind.example"))
    assert dan.organisation_id is None, "this provider does not speak for the domain"


@pytest.mark.parametrize(
    ("role", "domains", "claims"),
    [
        (Role.ADMIN, ["heed.example"], {}),
        (Role.CUSTOMER, [], {}),
        (Role.MANAGER, ["example"], {}),
    ],
)
def test_an_address_alone_opens_no_account(
    app: Flask, root: User, provider: Provider, role: Role, domains: list, claims: dict
) -> None:
    eva = make_person("Eva Holt", role=role)
    connect_portal(provider, root, domains=domains)
    provider.claims = {"email": eva.email, **claims}
    answer = come_in(Browser(app))
    assert answer.status_code == 422
    assert "account with this address already" in answer.text
    assert (how_many_sessions(), how_many_identities(), reasons()) == (0, 0, ["known"])


def test_an_address_that_went_to_somebody_else_there_opens_nothing(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    come_in(Browser(app))
    provider.claims = {"sub": "another person"}
    assert come_in(Browser(app)).status_code == 422
    assert (how_many_sessions(), how_many_identities()) == (1, 1)


def test_a_strangers_sign_up_with_the_address_does_not_keep_its_password(
    app: Flask, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    with writing():
        change(root, sign_up="anyone")
        sign_up("Mallory", "ada@heed.example", password_hash=password_hash())
    assert come_in(Browser(app)).location == "/me"
    form = {"email": "ada@heed.example", "password": PASSWORD}
    assert Browser(app).post("/sign-in", form).status_code == 422


def test_a_closed_account_stays_closed(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    come_in(Browser(app))
    Browser(app).sign_in(root).post(f"/manage/people/{ada.uid}/deactivate")
    assert session.get(User, ada.id).deactivated_at is not None
    before = how_many_sessions()
    assert come_in(Browser(app)).status_code == 422
    assert (how_many_sessions(), reasons()) == (before, ["closed"])


def test_groups_there_give_a_role_and_groups_here_and_take_them_back(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    with writing():
        session.add(Group(name="Council"))
    council = session.scalar(select(Group.id))
    grants = {"pm": "manager", "staff": "employee", "cab": f"group:{council}"}
    connect_portal(provider, root, group_claim="groups", grants=grants)

    def standing(groups: object) -> tuple[Role, int]:
        provider.claims = {"groups": groups}
        assert come_in(Browser(app)).location == "/me"
        session.rollback()
        return session.get(User, ada.id).role, len(session.scalars(select(GroupMember)).all())

    phone = Browser(app).sign_in(ada)
    assert standing(["staff", "cab", "admin"]) == (Role.EMPLOYEE, 1)
    assert phone.get("/security").status_code == 302, "another role is signed in anew"
    assert standing(["pm", "staff"]) == (Role.MANAGER, 0)
    assert standing("staff") == (Role.EMPLOYEE, 0)
    assert standing({"pm": True}) == (Role.CUSTOMER, 0)
    with writing():
        session.get(User, ada.id).role = Role.MANAGER
    assert standing(["staff"]) == (Role.MANAGER, 0), "given here, so not taken there"
    assert standing(None) == (Role.MANAGER, 0)
    with writing():
        session.get(User, ada.id).role = Role.ADMIN
    assert standing(["staff"]) == (Role.ADMIN, 0)


def test_whoever_came_in_leaves_no_other_letter_open(
    app: Flask, root: User, provider: Provider
) -> None:
    """An invitation would set another name, password and role; so would a welcome."""
    connect_portal(provider, root)
    address = "grace@heed.example"
    with writing():
        invited = invite([address], role=Role.ADMIN, actor=root)[0].path
        grace = session.scalars(select(User).where(User.email_key == address)).one()
        welcomed = make_link(grace, Purpose.WELCOME)
    provider.claims = {"email": address, "name": "Grace Hopper", "sub": "grace"}
    assert come_in(Browser(app)).status_code == 303
    session.refresh(grace)
    assert grace.confirmed_at is not None
    used = select(OneTimeToken.used_at).where(OneTimeToken.user_id == grace.id)
    assert None not in session.scalars(used).all()

    with writing():
        session.execute(update(OneTimeToken).values(used_at=None))
    coming_in = {"name": "Somebody Else", "password": PASSWORD}
    for path in (invited, welcomed):
        assert Browser(app).get(path).status_code == 404, "whether or not it was used up"
        assert Browser(app).post(path, coming_in).status_code == 404
    session.refresh(grace)
    assert (grace.name, grace.role, grace.password_hash) == ("Grace Hopper", Role.CUSTOMER, None)


@pytest.mark.parametrize(
    ("is_asked", "amr", "is_strong"),
    [(True, ["pwd", "mfa"], True), (True, ["pwd"], False), (False, ["mfa"], False)],
)
def test_a_second_factor_there_counts_where_an_administrator_says_so(
    app: Flask,
    ada: User,
    root: User,
    provider: Provider,
    is_asked: bool,
    amr: list,
    is_strong: bool,
) -> None:
    connect_portal(provider, root, asks_second_factor=is_asked)
    provider.claims = {"amr": amr}
    come_in(Browser(app))
    assert session.scalar(select(UserSession.is_strong)) is is_strong


def test_whoever_has_an_app_is_asked_for_its_code(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    set_up(ada)
    connect_portal(provider, root)
    assert come_in(Browser(app)).location == "/sign-in/code"
    assert how_many_sessions() == 0


def test_it_is_connected_from_inside_and_taken_away_again(
    app: Flask, root: User, provider: Provider, letters: list
) -> None:
    connect_portal(provider, root)
    provider.claims = {"email": "nobody@known.example", "email_verified": False}
    browser = Browser(app).sign_in(root)
    page = browser.get("/security")
    assert "Connect Example login" in page.text
    assert provider.issuer in page.headers["Content-Security-Policy"]
    there = browser.post("/security/elsewhere/connect").location
    assert browser.get(sent_back(there)).location == "/security"
    assert session.scalar(select(Identity.user_id)) == root.id
    assert come_in(Browser(app)).location == "/me"

    page = browser.get("/security").text
    named = re.search(r'name="identity" value="([^"]+)"', page)[1]
    assert (
        Browser(app)
        .sign_in(make_person("Eva Holt"))
        .post("/security/elsewhere/disconnect", {"identity": named})
        .status_code
        == 404
    )
    assert how_many_identities() == 1
    gone = browser.post("/security/elsewhere/disconnect", {"identity": named})
    assert gone.status_code == 303
    assert how_many_identities() == 0
    assert [letter.purpose for letter in letters] == ["elsewhere-on", "elsewhere-off"]
    send_outbox()
    subjects = [mail.message["Subject"] for mail in newest_mails()]
    assert "You may sign in with another account now" in subjects
    assert "An account elsewhere no longer signs you in" in subjects
    assert come_in(Browser(app)).status_code == 422


def test_what_was_begun_inside_ends_in_the_same_session_only(
    app: Flask, ada: User, ben: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    browser = Browser(app).sign_in(ada)
    way = sent_back(browser.post("/security/elsewhere/connect").location)
    browser.sign_in(ben)
    assert browser.get(way).status_code == 303
    assert (how_many_identities(), reasons()) == (0, ["session"])


def test_who_is_somebody_elses_already_is_not_connected(
    app: Flask, ada: User, ben: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    come_in(Browser(app))
    browser = Browser(app).sign_in(ben)
    browser.get(sent_back(browser.post("/security/elsewhere/connect").location))
    assert session.scalars(select(Identity.user_id)).all() == [ada.id]
    assert "Somebody else signs in with this account" in browser.get("/security").text


def test_only_administrators_name_a_provider(app: Flask, marta: User, provider: Provider) -> None:
    with pytest.raises(Forbidden):
        connect_portal(provider, marta)


def test_nobody_takes_away_the_only_thing_they_sign_in_with(
    app: Flask, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    with writing():
        change(root, sign_up="anyone")
    browser = Browser(app)
    come_in(browser)
    named = str(session.scalar(select(Identity.uid)))
    answer = browser.post("/security/elsewhere/disconnect", {"identity": named})
    assert answer.status_code == 409
    assert how_many_identities() == 1


def test_the_way_on_stays_here(app: Flask, ada: User, root: User, provider: Provider) -> None:
    connect_portal(provider, root)
    breaches = 0
    for number, target in enumerate(EVIL_ADDRESSES):
        place = {"REMOTE_ADDR": f"198.51.100.{number}"}  # so that no limit is reached
        browser = Browser(app)
        there = browser.post("/sign-in/elsewhere", {"next": target}, environ_overrides=place)
        back = browser.get(sent_back(there.location), environ_overrides=place)
        breaches += not is_ours(back.location)
    print(f"{len(EVIL_ADDRESSES)} addresses to go on to, {breaches} breaches")
    assert breaches == 0


def test_the_sign_in_page_asks_a_constant_number_of_statements(
    app: Flask, root: User, provider: Provider
) -> None:
    browser = Browser(app)
    browser.get("/sign-in")
    with statements() as before:
        browser.get("/sign-in")
    connect_portal(provider, root)
    sent_there(browser)
    with statements() as after:
        browser.get("/sign-in")
    assert len(after) == len(before)
