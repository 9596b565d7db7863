from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict, Invalid
from app.people.models import User
from app.people.secret import hashed
from app.people.service.tokens import issue_token


def test_a_token_is_shown_once_and_kept_as_a_hash(ada: User) -> None:
    with writing():
        token, secret = issue_token(ada, scopes=["write", "read", "read"], name="My script")

    assert secret.startswith("heed_")
    assert len(secret) == 5 + 43
    assert token.secret_hash == hashed(secret)
    assert token.scopes == ["read", "write"]
    assert timedelta(days=364) < token.expires_at - now() <= timedelta(days=365)
    entry = session.scalars(select(AuditEntry)).one()
    assert secret not in str(entry.after)


@pytest.mark.parametrize("scopes", [[], ["read", "everything"]])
def test_an_unknown_scope_is_refused(ada: User, scopes: list[str]) -> None:
    with pytest.raises(Invalid, match="read, write, triage, admin"), writing():
        issue_token(ada, scopes=scopes)


def test_who_may_not_sign_in_holds_no_token(ada: User) -> None:
    with writing():
        ada.deactivated_at = now()
    with pytest.raises(Conflict), writing():
        issue_token(ada, scopes=["read"])
