"""The list of people, for those who look after them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.ideas.queries.asked import asked_by
from app.ideas.urls import query
from app.people import directory as lists
from app.people.directory import Kind, Wanted
from app.people.models import Role
from app.people.roles import role_words
from app.people.session import signed_in
from app.people.views.blueprint import bp
from app.votes.queries import votes_of


@bp.get("/manage/people")
def directory() -> ResponseReturnValue:
    wanted = _wanted()
    page = lists.people_page(wanted, cursor=request.args.get("cursor"))
    ids = [person.id for person in page.items]
    asked = _asked(wanted)
    return render_template(
        "people/directory.html",
        page=page,
        wanted=wanted,
        counts=lists.how_many(),
        kinds={kind: _url(**{**asked, "show": kind}) for kind in Kind},
        roles={role: role_words(role) for role in Role},
        asked=asked_by(ids, reader=signed_in()),
        voted=votes_of(ids),
        seen=lists.last_seen(page.items),
        invited=lists.open_invitations(page.items),
        organisations=lists.organisation_count(),
        previous_url=page.previous and _url(**asked, cursor=page.previous),
        next_url=page.next and _url(**asked, cursor=page.next),
    )


def _wanted() -> Wanted:
    """Raises Invalid for an address that means nothing."""
    kind, role = request.args.get("show", Kind.ALL.value), request.args.get("role", "")
    if kind not in list(Kind) or (role and role not in list(Role)):
        message = _("There is no such list: “%(word)s”.", word=role or kind)
        raise Invalid(message, errors={"show": message})
    named = request.args.get("organisation", "")
    try:
        organisation = lists.one_organisation(UUID(named)) if named else None
    except ValueError:
        raise NotFound(_("There is nothing at this address.")) from None
    words = request.args.get("q", "")[:200]
    return Wanted(words, Kind(kind), Role(role) if role else None, organisation)


def _asked(wanted: Wanted) -> dict[str, str]:
    return {
        "q": wanted.words,
        "show": "" if wanted.kind is Kind.ALL else wanted.kind.value,
        "role": wanted.role.value if wanted.role else "",
        "organisation": str(wanted.organisation.uid) if wanted.organisation else "",
    }


def _url(**asked: str) -> str:
    if asked.get("show") == Kind.ALL:
        asked["show"] = ""
    return "/manage/people" + query(**asked)
