from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.people.errors import LinkOver

bp = Blueprint("people", __name__)


@bp.errorhandler(LinkOver)
def link_is_over(refusal: LinkOver) -> ResponseReturnValue:
    return render_template("people/link_over.html", message=refusal.message), refusal.status


@bp.after_request
def never_keep(response: Response) -> Response:
    """These pages hold secrets in their address or form."""
    response.headers["Cache-Control"] = "no-store"
    return response
