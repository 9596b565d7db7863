"""What the search makes of words here: their language, which say nothing, which mean the same."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.settings import as_read, change_as_read, portal
from app.core.web.forms import typed
from app.people.session import signed_in
from app.search.service import read_words_anew
from app.search.wording import ignored_in, synonyms_in
from app.web.forms import SearchingForm
from app.web.views.blueprint import bp
from app.web.views.settings.frame import changes_of_settings, settings_page

SEARCHING = ("search_language", "search_ignored", "search_synonyms")


@bp.get("/manage/settings/searching")
def searching() -> ResponseReturnValue:
    now = portal()
    stands = {
        "language": now.search_language,
        "ignored": "\n".join(now.search_ignored),
        "synonyms": "\n".join(", ".join(group) for group in now.search_synonyms),
    }
    return _page(SearchingForm(formdata=None, data=stands))


@bp.post("/manage/settings/searching")
def change_searching() -> ResponseReturnValue:
    form = SearchingForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        wanted = {
            "search_language": form.language.data,
            "search_ignored": ignored_in(typed(form.ignored)),
            "search_synonyms": synonyms_in(typed(form.synonyms), form.language.data),
        }
        with writing():
            change_as_read(signed_in(), typed(form.read), **wanted)
            read_words_anew()
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(_("Saved. What is looked for from now on is looked for this way."), "ok")
    return redirect(url_for("web.searching"), 303)


def _page(form: SearchingForm) -> str:
    form.offer()
    form.read.data = as_read(*SEARCHING)
    return settings_page(
        "web/settings/searching.html", form=form, changes=changes_of_settings(*SEARCHING)
    )
