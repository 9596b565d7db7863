"""Portal settings: what an administrator may change while Heed runs, typed, one row each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, cast

from sqlalchemy import JSON, Table, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit
from app.core.accent import FIRST_HUE
from app.core.db import Base, hold, session
from app.core.errors import Invalid, Stale
from app.core.i18n import _


class Setting(Base):
    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)


# Plain columns: for entities the session would do twice the work, at every request.
_ALL = select(*cast(Table, Setting.__table__).c["key", "value"])


@dataclass(frozen=True)
class Portal:
    """The portal's settings with their first values.

    `accent_hue` is in degrees. `answer_within_days` counts working days, 0 promises nothing.
    `sign_up` says who may make an account: `anyone`, those of `domains` or who was `invited`.
    `second_factor_for_staff` asks an app or a passkey of managers and administrators.
    `privacy_notes` is Markdown; without any nobody is asked to agree. For
    `keep_removed_days` the words of removed comments stay, for `keep_unconfirmed_days` people who
    signed up and never came in and addresses of ideas that nobody confirmed, for `keep_mail_days`
    messages that are kept as files.
    `is_private` opens public boards to those who signed in alone. No `starters`: the first three
    stand. `not_needed` names steps of the first start that this portal leaves out.
    `mail_proven_for` is the fingerprint of the mail server that took the last test,
    `mail_last_words` what the last one that did not take it said. `welcome_until` is the moment up
    to which people brought in are being sent `welcome_words`; empty while nobody is. `likeness` is
    what `flask search calibrate --keep` learnt; empty for what Heed ships with. `shows_deflection`
    puts how many voted instead of posting a copy on the public page of figures. `search_language`
    says whose endings words have, `search_ignored` are words that say nothing here, and each of
    `search_synonyms` holds words that mean the same.
    """

    name: str = "Heed"
    company: str = ""
    accent_hue: int = FIRST_HUE
    locale: str = "en"
    time_zone: str = "UTC"
    answer_within_days: int = 3
    sign_up: str = "anyone"
    sign_up_domains: list[str] = field(default_factory=list)
    second_factor_for_staff: bool = True
    is_private: bool = False
    privacy_notes: str = ""
    keep_removed_days: int = 30
    keep_unconfirmed_days: int = 30
    keep_mail_days: int = 90
    starters: list[str] = field(default_factory=list)
    not_needed: list[str] = field(default_factory=list)
    mail_proven_for: str = ""
    mail_last_words: str = ""
    welcome_words: str = ""
    welcome_until: str = ""
    is_demonstration: bool = False
    embed_origins: str = ""
    likeness: dict[str, list[float]] = field(default_factory=dict)
    shows_deflection: bool = False
    search_language: str = "en"
    search_ignored: list[str] = field(default_factory=list)
    search_synonyms: list[list[str]] = field(default_factory=list)


def portal() -> Portal:
    """The settings as they are now; one statement for each session, that is for each request."""
    seen = session().info.get("portal")
    if isinstance(seen, Portal):
        return seen
    stored = {row.key: row.value for row in session.execute(_ALL)}
    known = {field.name for field in fields(Portal)}
    read = replace(Portal(), **{key: value for key, value in stored.items() if key in known})
    session().info.update(portal=read, decided=frozenset(stored))
    return read


def read_again() -> Portal:
    """The settings as they are at this moment, for work that goes on for longer than a request."""
    session().info.pop("portal", None)
    return portal()


def is_decided(name: str) -> bool:
    """Whether somebody chose this setting, be it as it was at first."""
    portal()
    decided: frozenset[str] = session().info["decided"]
    return name in decided


def as_read(*names: str) -> str:
    """What these settings are now, as a short text for a form to bring back."""
    present = asdict(portal())
    held = json.dumps([present[name] for name in names], sort_keys=True)
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def change_as_read(actor: audit.Actor, read: str, **values: Any) -> Portal:
    """`change`, unless one of these settings is no longer what it was when the form was drawn.
    Raises Stale, so that of two administrators the second sees what the first one did."""
    hold("settings")
    read_again()
    if read != as_read(*values):
        raise Stale(_("Someone changed this a moment ago. Look at what stands now, then decide."))
    return change(actor, **values)


def change(actor: audit.Actor | None, **values: Any) -> Portal:
    """Set some settings; what stays as it was is left alone. Raises Invalid for a value of another
    type than the first one's."""
    before = portal()
    after = replace(before, **values)
    for name, value in values.items():
        if type(value) is not type(getattr(Portal(), name)):
            raise Invalid(_("This setting takes another kind of value."), errors={name: str(value)})
        if value == getattr(before, name) and is_decided(name):
            continue
        row = session.scalar(select(Setting).where(Setting.key == name))
        if row is None:
            row = Setting(key=name, value=value)
            session.add(row)
        row.value = value
        session.flush()
        audit.record(
            actor,
            "settings.change",
            row,
            before={name: asdict(before)[name]},
            after={name: value},
        )
    session().info.pop("portal", None)
    return after
