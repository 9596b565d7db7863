"""What is changed outside a unit of change is refused before it reaches the database."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.core.db import session, writing
from app.people.models import User


def test_a_changed_row_is_not_written_outside(ada: User) -> None:
    ada.name = "Somebody Else"
    with pytest.raises(RuntimeError, match="inside core"):
        session.flush()
    session.rollback()
    assert ada.name == "Ada Lovelace"


def test_no_statement_changes_rows_outside(ada: User) -> None:
    with pytest.raises(RuntimeError, match="inside core"):
        session.execute(update(User).values(name="Somebody Else"))
    session.rollback()
    assert ada.name == "Ada Lovelace"


def test_what_was_changed_before_a_unit_is_not_lost_silently(ada: User) -> None:
    ada.name = "Somebody Else"
    with pytest.raises(RuntimeError, match="before writing"), writing():
        pass
    session.rollback()


def test_units_do_not_nest(ada: User) -> None:
    with pytest.raises(RuntimeError, match="does not nest"), writing(), writing():
        pass
