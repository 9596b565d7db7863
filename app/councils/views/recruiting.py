"""Whom a council lacks, for its hosts."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.councils.queries.recruiting import from_what_is_missing, mix_of, prospects_for
from app.councils.views.blueprint import bp, hosted
from app.councils.wording import revenue_words
from app.people.models import Lifecycle
from app.people.particulars import lifecycle_words
from app.people.session import signed_in


@bp.get("/councils/<council>/recruiting")
def recruiting(council: str) -> ResponseReturnValue:
    shown = hosted(council)
    mix = mix_of(shown)
    # Looking people up is for those who look after the portal, of hosts too.
    looks_up = signed_in().is_keeper
    prospects = prospects_for(shown, mix) if looks_up else []
    return render_template(
        "councils/recruiting.html",
        council=shown,
        mix=mix,
        lifecycles={each.value: lifecycle_words(each) for each in Lifecycle},
        revenues=revenue_words(),
        sees_figures=signed_in().sees_figures,
        looks_up=looks_up,
        prospects=prospects,
        others=from_what_is_missing(shown, mix, besides=prospects) if looks_up else [],
    )
