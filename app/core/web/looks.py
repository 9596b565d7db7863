"""What somebody looks at by right alone is kept in the audit log."""

from __future__ import annotations

from flask import Response, after_this_request

from app.core import audit
from app.core.db import Base, writing
from app.core.web.limits import is_first_this_hour


def note_look(actor: audit.Actor, action: str, subject: Base) -> None:
    """One entry an hour, however many pages are turned. Written once the page is made, and before
    it is sent: what could not be noted is not shown."""
    who, what = str(actor.id), str(subject.uid)

    @after_this_request
    def note(response: Response) -> Response:
        if response.status_code < 400 and is_first_this_hour(action, who, what):
            with writing():
                audit.record(actor, action, subject)
        return response
