"""A council with two members of two organisations, and who runs it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.councils.models import Candidate, Council, Round, Seat
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import begin, council, join
from tests.councils.looking import conclude


@pytest.fixture
def sitting(app: Flask, root: User, marta: User) -> Council:
    """Hosted by Marta."""
    return council("Product council", marta, by=root)


@pytest.fixture
def seats(sitting: Council, ada: User, ben: User, marta: User) -> list[Seat]:
    """Ada's and Ben's."""
    return join(sitting, ada, ben, by=marta)


@pytest.fixture
def opened(sitting: Council, seats: list[Seat], marta: User) -> tuple[Round, list[Candidate]]:
    return begin(sitting, "Hold a return open", "Match bank lines", "Auditor seats", by=marta)


@pytest.fixture
def concluded(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """As `looking.conclude` says."""
    return conclude(sitting, seats, marta)


@pytest.fixture
def host(app: Flask, sitting: Council, seats: list[Seat], marta: User) -> Browser:
    """Marta's browser. The first round is open."""
    begin(sitting, "One", by=marta)
    return Browser(app).sign_in(marta)
