"""What was refused to somebody who is signed in, on the addresses of staff, goes on record.

Once an hour for each person and address: who asks again and again cannot fill the disk.
"""

from __future__ import annotations

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError

from app.core.audit import record
from app.core.db import session, writing
from app.core.web.limits import is_first_this_hour
from app.people.gate import ALLOWED, row_for
from app.people.models import User
from app.people.session import reader

REFUSED = 403
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.after_request(note)


def note(answer: Response) -> Response:
    if answer.status_code == REFUSED and _is_for_staff():
        asking = reader()
        address = f"{request.method} {request.endpoint}"
        if isinstance(asking, User) and is_first_this_hour("denied", str(asking.id), address):
            _keep(asking.id)
    return answer


def _keep(person_id: int) -> None:
    session.rollback()
    try:
        with writing():
            person = session.get_one(User, person_id)
            tried = {"address": f"{request.method} {request.path[:200]}"}
            record(person, "access.deny", person, after=tried)
    except (OperationalError, TimeoutError):
        log.exception("a refusal could not be put on record")


def _is_for_staff() -> bool:
    row = row_for(request.method, request.endpoint or "")
    return row is not None and row.cells["Cu"] not in ALLOWED
