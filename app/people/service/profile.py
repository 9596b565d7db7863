"""What people say of themselves: what they are called, and how they read pages and letters."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.audit import record
from app.core.db import lock, session
from app.core.errors import Stale
from app.core.i18n import _
from app.people.models import User
from app.people.service.naming import rename


@dataclass(frozen=True)
class Profile:
    """`locale` and `time_zone` are empty for whoever reads as the portal is read."""

    name: str
    locale: str = ""
    time_zone: str = ""


def change_profile(person: User, wanted: Profile, *, version: int) -> None:
    """Whoever signs in elsewhere is called as the provider says only until they say otherwise.
    Raises Stale when their row was changed meanwhile."""
    lock(person)
    if person.version != version:
        raise Stale(
            _("This was changed a moment ago, perhaps in another tab. Look again, then save it.")
        )
    if person.name != wanted.name:
        rename(person, wanted.name)
        # Without the names: nobody can take them out of the log again.
        record(person, "user.rename", person)
    person.locale, person.time_zone = wanted.locale, wanted.time_zone
    person.version += 1
    session.flush()
