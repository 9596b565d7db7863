"""A manager lets somebody post no more, and again, on the person's page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden
from app.people.models import User
from app.people.service.standing import block, trust, unblock
from tests.browsers import Browser


def page_of(person: User) -> str:
    return f"/manage/people/{person.uid}"


def test_a_manager_blocks_and_lets_in_again(browser: Browser, ben: User, marta: User) -> None:
    browser.sign_in(marta)
    assert browser.post(f"{page_of(ben)}/block").status_code == 303
    session.refresh(ben)
    assert ben.blocked_at is not None
    page = browser.get(page_of(ben)).text
    assert "they read and vote, and post nothing." in page
    assert "May post no more." in page

    assert browser.post(f"{page_of(ben)}/unblock").status_code == 303
    session.refresh(ben)
    assert ben.blocked_at is None
    assert "May post again." in browser.get(page_of(ben)).text
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["user.block", "user.unblock"]


def test_staff_are_not_blocked(browser: Browser, jun: User, marta: User) -> None:
    browser.sign_in(marta)
    assert "Let them post no more" not in browser.get(page_of(jun)).text
    refused = browser.post(f"{page_of(jun)}/block")
    assert refused.status_code == 409
    with pytest.raises(Conflict), writing():
        block(jun, actor=marta)


@pytest.mark.parametrize("change", [block, unblock, trust])
def test_others_do_not_decide_it(browser: Browser, ben: User, jun: User, change: object) -> None:
    assert browser.sign_in(jun).post(f"{page_of(ben)}/block").status_code == 403
    with pytest.raises(Forbidden), writing():
        change(ben, actor=jun)  # type: ignore[operator]


def test_who_is_blocked_is_trusted_no_longer(ben: User, marta: User) -> None:
    with writing():
        trust(ben, actor=marta)
        block(ben, actor=marta)
    assert ben.trusted_at is None
