"""Taking an erased person out of what others wrote, outside the request."""

from __future__ import annotations

import json

import structlog
from sqlalchemy import select

from app.core.clock import now
from app.core.db import empty_journal, forget_deleted, session, writing
from app.core.jobs import job
from app.core.sealing import unseal
from app.people.events import names_sought
from app.people.models import Erasure
from app.people.privacy import copies
from app.people.privacy.names import Names
from app.people.privacy.rewriting import take_out
from app.search.errors import IndexUnavailable
from app.search.jobs import forget_removed, rebuild

log = structlog.get_logger()


@job
def take_out_names() -> None:
    """Take what erased people were called out of texts, files and the index. What fails midway,
    as while another process writes the index, is done once more within a minute, and keeps nobody
    else waiting.
    """
    session.rollback()
    waiting = select(Erasure.id).where(Erasure.ended_at.is_(None)).order_by(Erasure.id)
    for erasure_id in session.scalars(waiting).all():
        try:
            _take_out_names_of(erasure_id)
        except Exception:
            session.rollback()
            log.exception("an erasure did not end; it is tried again", erasure=erasure_id)


def _take_out_names_of(erasure_id: int) -> None:
    sealed = session.scalars(select(Erasure.sealed_names).where(Erasure.id == erasure_id)).one()
    names = Names(json.loads(unseal(sealed)))
    take_out(names)
    names_sought.send(names)
    copies.sweep()
    _let_the_index_forget()
    with writing():
        forget_deleted()
        erasure = session.get_one(Erasure, erasure_id)
        erasure.sealed_names, erasure.ended_at = "", now()
    empty_journal()


def _let_the_index_forget() -> None:
    """One that cannot be read is built anew, from texts that name nobody any more."""
    try:
        forget_removed()
    except IndexUnavailable:
        rebuild()
