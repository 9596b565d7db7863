"""The log of what was changed, for administrators."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from app.core import audit
from app.core.audit import Wanted
from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.settings import portal
from app.ideas.urls import query
from app.people.models import User
from app.web.audit_words import family_words, lines
from app.web.views.blueprint import bp
from app.web.views.settings.frame import settings_page

SIZE = 50
MOST_PEOPLE = 100
ADDRESS = "/manage/settings/audit"


@bp.get(ADDRESS)
def audit_log() -> ResponseReturnValue:
    asked = {
        name: request.args.get(name, "")[:200] for name in ("who", "what", "about", "from", "to")
    }
    wanted = Wanted(
        actors=_named(asked["who"]) if asked["who"].strip() else None,
        family=asked["what"],
        subject=asked["about"],
        since=_morning(asked["from"], "from"),
        until=_morning(asked["to"], "to", days=1),
    )
    page = audit.entries_page(wanted, request.args.get("cursor"), SIZE)
    return settings_page(
        "web/settings/audit.html",
        lines=lines(page.items),
        asked=asked,
        families={family: family_words(family) for family in audit.families()},
        everything=ADDRESS,
        about=lambda entry: ADDRESS + query(about=entry.subject),
        previous_url=page.previous and ADDRESS + query(**asked, cursor=page.previous),
        next_url=page.next and ADDRESS + query(**asked, cursor=page.next),
    )


def _named(words: str) -> list[int]:
    """Whoever's name or address holds these words; administrators see both."""
    held = f"%{words.strip()}%"
    theirs = or_(User.name.ilike(held), User.email_key.ilike(held))
    return list(session.scalars(select(User.id).where(theirs).limit(MOST_PEOPLE)))


def _morning(written: str, field: str, *, days: int = 0) -> datetime | None:
    """The moment that a day, and so many `days` more, begin at the portal's place."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written) + timedelta(days=days)
        begun = datetime.combine(day, time(), ZoneInfo(portal().time_zone))
        return begun.astimezone(UTC)
    except (ValueError, OverflowError):
        message = _("Write a day as in 2026-11-27.")
        raise Invalid(message, errors={field: message}) from None
