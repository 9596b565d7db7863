"""The audit log: who did what, narrowed by the address, and as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from flask import request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.core.audit import AuditEntry, mark, record
from app.core.csv_writing import write_rows
from app.core.db import writing
from app.core.errors import Invalid
from app.ideas.urls import query
from app.people.session import signed_in
from app.people.wording import names_of
from app.web import audit_log as log
from app.web.audit_log import Wanted
from app.web.audit_words import differences, family_words, said
from app.web.views.blueprint import bp
from app.web.views.settings.frame import settings_page

LONGEST = 254
HEADER = ("at", "who", "action", "what", "about", "subject", "before", "after", "chain")


@bp.get("/manage/settings/audit")
def audit() -> ResponseReturnValue:
    try:
        wanted = _wanted()
    except Invalid as refusal:
        return _page(Wanted(), (), refusal=refusal.message), refusal.status
    found = log.entries_page(wanted, request.args.get("cursor"))
    asked = wanted.in_address()
    return _page(
        wanted,
        found.items,
        previous_url=found.previous and _url(asked, found.previous),
        next_url=found.next and _url(asked, found.next),
    )


@bp.post("/manage/settings/audit.csv")
def export_audit() -> ResponseReturnValue:
    """A change, because it goes on record itself."""
    wanted, asking = _wanted(), signed_in()
    with writing():
        record(asking, "audit.export", asking, after=wanted.in_address())
    kept = TemporaryFile()  # noqa: SIM115 - sending closes it
    kept.writelines(write_rows(HEADER, _rows(wanted)))
    kept.seek(0)
    return send_file(kept, "text/csv", as_attachment=True, download_name="heed-audit.csv")


def _wanted() -> Wanted:
    """Raises Invalid for a day that is none."""
    asked = {name: request.values.get(name, "").strip()[:LONGEST] for name in ("who", "what")}
    return Wanted(
        **asked,
        about=request.values.get("about", "").strip()[:LONGEST],
        begins=log.day_in(request.values.get("from", "").strip(), "from"),
        ends=log.day_in(request.values.get("to", "").strip(), "to"),
    )


def _url(asked: dict[str, str], cursor: str) -> str:
    return url_for("web.audit") + query(**asked, cursor=cursor)


def _page(
    wanted: Wanted,
    entries: Iterable[AuditEntry],
    *,
    refusal: str = "",
    previous_url: str | None = None,
    next_url: str | None = None,
) -> str:
    shown = list(entries)
    return settings_page(
        "web/settings/audit.html",
        wanted=wanted,
        asked=wanted.in_address() | (request.args.to_dict() if refusal else {}),
        refusal=refusal,
        entries=shown,
        who=names_of(shown),
        subjects=log.subjects_of(shown),
        families=family_words(),
        said=said,
        differences=differences,
        mark=mark(),
        previous_url=previous_url,
        next_url=next_url,
    )


def _rows(wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for some in log.all_entries(wanted):
        who, subjects = names_of(some), log.subjects_of(some)
        for entry in some:
            about = subjects.get(entry.subject)
            changed = differences(entry)
            yield (
                entry.created_at.isoformat(),
                who.get(entry.actor_id or 0, ""),
                entry.action,
                said(entry),
                about.name if about else "",
                entry.subject,
                "; ".join(f"{each.what}: {each.before}" for each in changed if each.before),
                "; ".join(f"{each.what}: {each.after}" for each in changed if each.after),
                entry.chain,
            )
