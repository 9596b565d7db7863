"""One handler for every refusal and failure: a page, or problem+json for programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.core.db import session
from app.core.errors import (
    Conflict,
    HeedError,
    ProofNeeded,
    SignInNeeded,
    StepNeeded,
    TooMany,
    Unavailable,
)
from app.core.i18n import _
from app.core.web.haste import DRAWN_AT
from app.core.web.headers import let_use_passkeys
from app.core.web.requests import (
    is_post_from_elsewhere,
    request_id,
    safe_next,
    wants_fragment,
    wants_json,
)

PROOF = "proof"  # the field of a form that is sent again with one's password, or a code
SECRET_FIELDS = ("csrf_token", "password", PROOF)
NOTHING_WRONG = (400, 401, 429)  # with the form itself: it only came too late or too often
SEND_AGAIN = (*NOTHING_WRONG, 409, 500, 503)
SHORTEST_TEXT = 20
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    for kind, answer_it in (
        (HeedError, answer_refusal),
        (HTTPException, answer_http),
        (ParseException, answer_garbled),
        (OperationalError, answer_busy_database),
        (IntegrityError, answer_lost_race),
        (Exception, answer_failure),
    ):
        app.register_error_handler(kind, _surely(answer_it))


def answer_refusal(refusal: HeedError) -> ResponseReturnValue:
    if isinstance(refusal, SignInNeeded) and _can_be_led_elsewhere():
        return redirect(url_for("people.sign_in", next=_way_back()), 302)
    if isinstance(refusal, StepNeeded) and _can_be_led_elsewhere():
        return redirect(refusal.path, 302)
    if isinstance(refusal, ProofNeeded) and not wants_json() and not wants_fragment():
        return make_response(_proof_page(refusal), 401)
    response = answer(refusal.status, refusal.message, errors=refusal.errors)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = "10"
    if isinstance(refusal, SignInNeeded) and wants_json():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_http(refusal: HTTPException) -> ResponseReturnValue:
    if refusal.response is not None:
        return refusal.response
    status = refusal.code or 500
    if isinstance(refusal, CSRFError):
        return answer(400, _("This form was open for too long. Nothing is lost: send it again."))
    response = answer(status, _sentence(status))
    for name, value in refusal.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def answer_garbled(_failure: ParseException) -> ResponseReturnValue:
    """A body in pieces that are none: the server notices only when the body is read."""
    return answer(400, _sentence(400))


def answer_busy_database(failure: OperationalError) -> ResponseReturnValue:
    log.exception("the database did not answer", request_id=request_id())
    session.rollback()
    return answer_refusal(
        Unavailable(_("Too much is going on right now. Nothing was lost; try again in a moment."))
    )


def answer_lost_race(failure: IntegrityError) -> ResponseReturnValue:
    """Two did the same at the same moment and a unique key let one of them through."""
    # Its first line names the key, and PostgreSQL's second what somebody typed.
    key = str(failure.orig).partition("\n")[0]
    log.warning("a race was lost", request_id=request_id(), key=key)
    session.rollback()
    return answer_refusal(Conflict(_("Someone did the same just now. Look again, then go on.")))


def answer_failure(failure: Exception) -> ResponseReturnValue:
    # Not the address: some hold what lets somebody in.
    log.exception("a request failed", request_id=request_id(), endpoint=request.endpoint)
    session.rollback()
    return answer(500, _sentence(500))


def answer(status: int, message: str, *, errors: dict[str, str] | None = None) -> Response:
    """A refusal in the form the asker reads."""
    if wants_json():
        return problem(status, message, errors=errors)
    if wants_fragment():
        return make_response(message, status, {"Content-Type": "text/plain; charset=utf-8"})
    return make_response(_page(status, message), status)


def problem(status: int, message: str, *, errors: dict[str, str] | None = None) -> Response:
    """RFC 9457."""
    return _problem(status, _title(status), message, errors)


def _surely(answer_it: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], Any]:
    """Answers look up the portal's name, the reader and their language: what failed may be the
    database that tells these."""

    @wraps(answer_it)
    def answer_or_say_sorry(failure: Exception) -> ResponseReturnValue:
        try:
            return answer_it(failure)
        except Exception:
            log.exception("a failure could not be answered", request_id=request_id())
            return _sorry()

    return answer_or_say_sorry


def _sorry() -> Response:
    """A failure in constant English."""
    title, message = "That did not work, and it is our fault", "Try again in a minute."
    if wants_json():
        return _problem(500, title, message)
    text = f"{title}. {message} If you write to us, mention {request_id()}."
    return make_response(text, 500, {"Content-Type": "text/plain; charset=utf-8"})


def _problem(
    status: int, title: str, message: str, errors: dict[str, str] | None = None
) -> Response:
    content: dict[str, object] = {"title": title, "status": status, "detail": message}
    if errors:
        content["errors"] = errors
    if status >= 500:
        content["request_id"] = request_id()
    response = jsonify(content)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _page(status: int, message: str, *, asks_proof: bool = False, by_passkey: bool = False) -> str:
    return render_template(
        "errors/page.html",
        status=status,
        title=_title(status),
        message=message,
        request_id=request_id(),
        kept=_kept_fields(status),
        can_send_again=status in SEND_AGAIN,
        asks_proof=asks_proof,
        files=_sent_files() if asks_proof else [],
        by_passkey=by_passkey,
        action=request.path,
    )


def _proof_page(refusal: ProofNeeded) -> str:
    if refusal.by_passkey:
        let_use_passkeys()
    return _page(401, refusal.message, asks_proof=True, by_passkey=refusal.by_passkey)


def _can_be_led_elsewhere() -> bool:
    """Words somebody wrote while their session ended are shown to them instead."""
    is_page = not wants_json() and not wants_fragment()
    return is_page and not any(each.value for each in _typed_fields() if each.name != DRAWN_AT)


def _way_back() -> str:
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    from_page = urlsplit(request.referrer or "")
    return safe_next(from_page.path if from_page.netloc == request.host else None)


class TypedField(NamedTuple):
    """What a form sent; `is_text` where a person wrote it and would miss it."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        return self.name not in ("next", DRAWN_AT) and (
            len(self.value) > SHORTEST_TEXT or "\n" in self.value
        )


class SentFile(NamedTuple):
    """In which field a form sent a file, and what that is called."""

    name: str
    filename: str


def _kept_fields(status: int) -> list[TypedField]:
    """What the page gives back: a whole form with nothing wrong, any other for its texts."""
    typed = _typed_fields()
    return typed if status in NOTHING_WRONG or any(field.is_text for field in typed) else []


def _typed_fields() -> list[TypedField]:
    if is_post_from_elsewhere():
        return []
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return []
    try:
        sent = request.form.items(multi=True)
    except (RequestEntityTooLarge, ParseException):
        return []
    return [TypedField(name, value) for name, value in sent if name not in SECRET_FIELDS]


def _sent_files() -> list[SentFile]:
    """Files go with a form once: no page can put them into another."""
    sent = request.files.items(multi=True)
    return [SentFile(name, file.filename) for name, file in sent if file.filename]


def _title(status: int) -> str:
    return {
        400: _("This needs to be sent again"),
        401: _("Please sign in"),
        403: _("Not yours to do"),
        404: _("Nothing here"),
        405: _("Not this way"),
        409: _("Things have moved on"),
        412: _("Changed in the meantime"),
        413: _("Too large"),
        415: _("Another kind of content"),
        422: _("Something to put right"),
        429: _("A little slower, please"),
        503: _("Not right now"),
    }.get(status, _("That did not work, and it is our fault"))


def _sentence(status: int) -> str:
    return {
        400: _("This request was not complete. Go back and try again."),
        404: _("There is nothing at this address."),
        405: _("This address does not take that kind of request."),
        413: _("What you sent is larger than we take. Shorten it and send it again."),
        415: _takes(),
        429: _("Too many requests from here. Wait a minute, then try again."),
    }.get(status, _try_again())


def _takes() -> str:
    if request.path.startswith("/api/"):
        return _("This address takes JSON.")
    return _("This address takes a form, as its page sends it.")


def _try_again() -> str:
    if wants_fragment() and request.method != "GET":
        return _("Your text is still in this tab. Try again in a minute.")
    return _("Try again in a minute.")
