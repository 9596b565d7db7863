"""Where brought files lie until they are done with: the data folder, under the import's uid."""

from __future__ import annotations

import os
import secrets
from collections.abc import Set
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import _
from app.people.privacy.names import Names

CHUNK = 1024 * 1024
_folder: Path | None = None


def connect(folder: Path) -> None:
    """Choose the folder. It is made with the first file."""
    global _folder
    _folder = folder


def take_in(stream: IO[bytes]) -> Path:
    """Keep what was uploaded under a name of its own until `name` gives it the import's. Raises
    Invalid where the disk has no room; nothing is left behind then."""
    folder = _opened_folder()
    path = folder / f"new-{secrets.token_hex(8)}"
    try:
        with path.open("xb") as kept:
            while part := stream.read(CHUNK):
                kept.write(part)
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as reason:
        path.unlink(missing_ok=True)
        message = _(
            "The file could not be kept: %(reason)s. Nothing was brought in; tell whoever looks "
            "after this server.",
            reason=reason.strerror or reason,
        )
        raise Invalid(message, errors={"file": message}) from None
    return path


def name(path: Path, uid: UUID) -> None:
    path.replace(file_of(uid))


def file_of(uid: UUID) -> Path:
    return _opened_folder() / uid.hex


def rejected_file_of(uid: UUID) -> Path:
    return _opened_folder() / f"{uid.hex}.rejected.csv"


def forget(uid: UUID) -> None:
    """Take the file away. The rejected rows stay: they are the report."""
    file_of(uid).unlink(missing_ok=True)


def take_out(names: Names) -> None:
    """Take an erased person's names out of the reports of rejected rows."""
    for path in _opened_folder().glob("*.rejected.csv"):
        before = path.read_text("utf-8")
        after = names.taken_out(before)
        if after != before:
            # Two workers may be at it: none takes the other's file away.
            aside = path.with_name(f"new-{secrets.token_hex(8)}")
            aside.write_text(after, "utf-8")
            aside.replace(path)


def sweep(before: datetime, *, needed: Set[UUID]) -> None:
    """Take away files as old as that which no import needs. Reports stay."""
    kept = {uid.hex for uid in needed}
    for path in _opened_folder().iterdir():
        if path.suffix != ".csv" and path.name not in kept:
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()


def _opened_folder() -> Path:
    if _folder is None:
        raise RuntimeError("store.connect() comes first")
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _folder
