"""The first start: seven steps that tick themselves."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.settings import change, portal
from app.ideas.queries.boards import access_sentence
from app.people.session import signed_in
from app.web.board_templates import begin_with, board_templates
from app.web.first_steps import MAY_BE_LEFT_OUT, MINUTES, Step, first_steps
from app.web.views.blueprint import bp


@bp.get("/manage/start")
def start() -> ResponseReturnValue:
    steps = first_steps(signed_in())
    ahead = [step for step in steps if not step.is_settled]
    return render_template(
        "web/start.html",
        steps=steps,
        settled=len(steps) - len(ahead),
        minutes=sum(MINUTES[step.key] for step in ahead),
        next_key=ahead[0].key if ahead else "",
        urls=_urls(steps),
        templates=board_templates(),
        access=lambda template: access_sentence(template.outline.audience, []),
    )


@bp.post("/manage/start/leave-out")
def leave_out() -> ResponseReturnValue:
    """Say that a step is not needed here, or with `again` that it is."""
    key, again = request.form.get("step", ""), "again" in request.form
    if key not in MAY_BE_LEFT_OUT:
        raise Invalid(_("This step cannot be left out."))
    with writing():
        others = [each for each in portal().not_needed if each != key]
        change(signed_in(), not_needed=others if again else [*others, key])
    return redirect(url_for("web.start"), 303)


@bp.post("/manage/start/board")
def begin_board() -> ResponseReturnValue:
    wanted = request.form.get("template", "")
    template = next((each for each in board_templates() if each.key == wanted), None)
    if template is None:
        raise Invalid(_("Choose one of the boards in the list."))
    with writing():
        board = begin_with(template, actor=signed_in())
        name = board.name
    flash(_("“%(name)s” is open.", name=name), "ok")
    return redirect(url_for("web.start"), 303)


def _urls(steps: list[Step]) -> dict[str, str]:
    """Where each step leads, by key."""
    urls = {step.key: url_for(f"web.{step.key}") for step in steps if step.key in _OWN_PAGES}
    urls["board"] = url_for("web.boards")
    urls["bring"] = "/manage/import"
    urls["invite"] = url_for("people.invite", role="employee")
    return urls


_OWN_PAGES = ("look", "coming_in", "promise", "mail")
