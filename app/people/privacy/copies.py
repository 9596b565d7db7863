"""Copies of what is known of a person: asked for, made by the worker, fetched for a day."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import delete, select, update

from app.core.clock import now
from app.core.db import changed_rows, insert_new, session, writing
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.jobs import job, ring
from app.people.events import copy_asked, letter_asked
from app.people.models import PersonalCopy, User
from app.people.privacy.rows import rows_of
from app.people.urls import MY_DATA

KEPT_FOR = timedelta(hours=24)
_folder: Path | None = None
Put = Callable[[str, Path], None]


def connect(folder: Path) -> None:
    """Choose the folder. It is made with the first copy."""
    global _folder
    _folder = folder


def ask(person: User) -> None:
    """Ask for a copy; a second time while one is being made changes nothing. A new one takes the
    place of one that was made."""
    made = PersonalCopy.made_at.is_not(None)
    session.execute(delete(PersonalCopy).where(PersonalCopy.user_id == person.id, made))
    session.execute(insert_new(PersonalCopy), {"user_id": person.id})
    ring(make_copies)


def copy_of(person: User) -> PersonalCopy | None:
    """The one they asked for, made or not; none that is over."""
    found = session.scalar(select(PersonalCopy).where(PersonalCopy.user_id == person.id))
    return None if found is None or _is_over(found) else found


def file_for(person: User) -> Path:
    """Raises NotFound where there is none that is ready."""
    found = copy_of(person)
    if found is None or found.made_at is None or not path_of(found.uid).is_file():
        raise NotFound(_("There is no copy here any more. Ask for a new one."))
    return path_of(found.uid)


def path_of(uid: UUID) -> Path:
    if _folder is None:
        raise RuntimeError("copies.connect() comes first")
    return _folder / f"{uid.hex}.zip"


@job
def make_copies() -> None:
    """Make the files of those asked for, and take away those whose time is over. The row says that
    the file is there after it is."""
    sweep()
    session.rollback()
    waiting = select(PersonalCopy.id).where(PersonalCopy.made_at.is_(None))
    for copy_id in session.scalars(waiting.order_by(PersonalCopy.id)).all():
        asked = session.get(PersonalCopy, copy_id)
        if asked is None:
            continue
        person = session.get_one(User, asked.user_id)
        _write(path_of(asked.uid), person)
        with writing():
            _say_ready(copy_id, person)


def sweep() -> None:
    """Take away rows that are over and files without a row."""
    with writing():
        session.execute(delete(PersonalCopy).where(PersonalCopy.expires_at <= now()))
    session.rollback()
    folder = path_of(UUID(int=0)).parent
    kept = {path_of(uid).name for uid in session.scalars(select(PersonalCopy.uid))}
    for path in folder.glob("*.zip*"):
        if path.name.removesuffix(".new") not in kept:
            path.unlink(missing_ok=True)


def _is_over(found: PersonalCopy) -> bool:
    return found.expires_at is not None and found.expires_at <= now()


def _say_ready(copy_id: int, person: User) -> None:
    """The row may be gone meanwhile: the person was erased or asked anew."""
    is_waiting = (PersonalCopy.id == copy_id, PersonalCopy.made_at.is_(None))
    ready = update(PersonalCopy).where(*is_waiting)
    if changed_rows(ready.values(made_at=now(), expires_at=now() + KEPT_FOR)):
        letter_asked.send(person, purpose="copy", path=MY_DATA)


def _write(path: Path, person: User) -> None:
    """Whole or not at all: written aside, then renamed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.new")
    with aside.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, rows in rows_of(person):
                archive.writestr(f"{name}.json", _as_json(rows))
            copy_asked.send(person, put=lambda name, found: archive.write(found, f"files/{name}"))
    aside.replace(path)


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2, default=str)
