"""Portal settings: what an administrator may change while Heed runs, typed, one row each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

from sqlalchemy import JSON, Table, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit
from app.core.db import Base, session
from app.core.errors import Invalid
from app.core.i18n import _


class Setting(Base):
    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)


# Plain columns: for entities the session would do twice the work, at every request.
_ALL = select(*cast(Table, Setting.__table__).c["key", "value"])


@dataclass(frozen=True)
class Portal:
    """The portal's settings with their first values."""

    name: str = "Heed"
    company: str = ""
    locale: str = "en"
    time_zone: str = "UTC"
    answer_within_days: int = 3
    is_demonstration: bool = False


def portal() -> Portal:
    """The settings as they are now; one statement for each session, that is for each request."""
    seen = session().info.get("portal")
    if isinstance(seen, Portal):
        return seen
    stored = {row.key: row.value for row in session.execute(_ALL)}
    known = {field.name for field in fields(Portal)}
    read = replace(Portal(), **{key: value for key, value in stored.items() if key in known})
    session().info["portal"] = read
    return read


def change(actor: audit.Actor | None, **values: Any) -> Portal:
    """Set some settings. Raises Invalid for a value of another type than the first one's."""
    before = portal()
    after = replace(before, **values)
    for name, value in values.items():
        if type(value) is not type(getattr(Portal(), name)):
            raise Invalid(_("This setting takes another kind of value."), errors={name: str(value)})
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
