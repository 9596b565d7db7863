"""Of 50 who use the same link or code at the same moment exactly one gets in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.people.errors import LinkOver
from app.people.models import Purpose, User
from app.people.service import accounts, address, entering, invitations, reset, second_factor
from app.people.service.links import make_link

MANY = 50
Try = Callable[[], bool]


def used_up(redeem: Callable[[], object]) -> bool:
    try:
        redeem()
    except LinkOver:
        return False
    return True


def way_in(kind: str, ada: User, root: User) -> Try:
    """What each of them does inside their unit of change; true for whoever gets in."""
    ada_id = ada.id
    with writing():
        second_factor.begin(ada)
    maker = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(ada)))
    with writing():
        codes = second_factor.confirm(ada, maker.now())
        carried = {"onward": "/", "role": "customer", "by": root.id}
        carried |= {"name": "Ada", "password_hash": "x", "email": "new@heed.example"}
        secrets = {
            purpose: make_link(ada, purpose, **carried).rpartition("/")[2] for purpose in Purpose
        }
        if kind in ("invitation", "confirmation"):
            ada.confirmed_at = None
    later = maker.at(now() + timedelta(seconds=30))
    ways: dict[str, Try] = {
        "reset": lambda: used_up(
            lambda: reset.set_password(secrets[Purpose.RESET], password_hash="y")
        ),
        "link": lambda: used_up(lambda: entering.enter(secrets[Purpose.ENTER])),
        "invitation": lambda: used_up(
            lambda: invitations.accept(secrets[Purpose.INVITE], name="Ada", password_hash="y")
        ),
        "confirmation": lambda: used_up(lambda: accounts.confirm(secrets[Purpose.CONFIRM])),
        "address": lambda: used_up(
            lambda: address.change(session.get_one(User, ada_id), secrets[Purpose.ADDRESS])
        ),
        "code": lambda: second_factor.accept(session.get_one(User, ada_id), later),
        "recovery code": lambda: second_factor.accept(session.get_one(User, ada_id), codes[0]),
    }
    return ways[kind]


@pytest.mark.parametrize(
    "kind", ["reset", "link", "invitation", "confirmation", "address", "code", "recovery code"]
)
def test_one_of_fifty_gets_in(app: Flask, ada: User, root: User, kind: str) -> None:
    with time_machine.travel(now(), tick=False):
        redeem = way_in(kind, ada, root)
        session.rollback()
        together, got_in = threading.Barrier(MANY), list[bool]()

        def come() -> None:
            together.wait()
            with app.app_context():
                with writing():
                    is_in = redeem()
                got_in.append(is_in)

        everyone = [threading.Thread(target=come) for _ in range(MANY)]
        for each in everyone:
            each.start()
        for each in everyone:
            each.join()
    assert sorted(got_in) == [False] * (MANY - 1) + [True]
