from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import writing
from app.core.errors import Conflict, Invalid
from app.people.models import Organisation, Role, User
from app.people.queries import all_users, by_email
from app.people.service.accounts import create_user


def test_an_account_made_by_hand_is_open_at_once(northwind: Organisation) -> None:
    with writing():
        create_user("Grace@Heed.Example", role=Role.EMPLOYEE, name="Grace", organisation="Acme")
        create_user("joe@heed.example", role=Role.CUSTOMER, organisation="Northwind")

    grace, joe = all_users()
    assert grace.is_active
    assert (grace.role, grace.organisation.name) == (Role.EMPLOYEE, "Acme")
    assert (joe.name, joe.organisation_id) == ("joe", northwind.id)
    assert by_email(" grace@heed.EXAMPLE") is grace


def test_a_known_address_is_a_conflict(ada: User) -> None:
    with pytest.raises(Conflict, match="already an account"), writing():
        create_user("ADA@heed.example", role=Role.ADMIN)


def test_what_is_no_address_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid), writing():
        create_user("ada", role=Role.CUSTOMER)
