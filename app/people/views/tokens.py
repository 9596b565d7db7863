"""One's own tokens, with which programs act as oneself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.forms import typed
from app.people.forms.tokens import TokenForm
from app.people.queries import tokens_of
from app.people.service import tokens as service
from app.people.session import signed_in
from app.people.views.blueprint import bp


@bp.get("/security/tokens")
def tokens() -> ResponseReturnValue:
    return _page(TokenForm(formdata=None, scopes=["read"], days=service.LIFETIME.days))


@bp.post("/security/tokens")
def issue_token() -> ResponseReturnValue:
    asking, form = signed_in(), TokenForm()
    form.offer(service.OF_ROLE[asking.role])
    if not form.validate_on_submit():
        return _page(form), 422
    with writing():
        token, secret = service.issue_token(
            asking,
            scopes=form.scopes.data or [],
            name=typed(form.name),
            lifetime=timedelta(days=form.days.data),
            actor=asking,
        )
    # Shown once and kept nowhere, so this answer is the page itself and not a way to it.
    return render_template("people/token.html", issued=token, secret=secret)


@bp.post("/security/tokens/revoke")
def revoke_token() -> ResponseReturnValue:
    asking, named = signed_in(), request.form.get("token", "")
    with writing():
        service.revoke_token(asking, _uid(named))
    flash(_("That token no longer works."))
    return redirect(url_for("people.tokens"), 303)


def _uid(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise NotFound(_("This token is over already.")) from None


def _page(form: TokenForm) -> str:
    form.offer(service.OF_ROLE[signed_in().role])
    return render_template("people/tokens.html", form=form, tokens=tokens_of(signed_in()))
