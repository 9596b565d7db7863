"""The gate every request passes: one table says who may call what, anything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Flask, request
from flask_login import current_user
from werkzeug.exceptions import UnsupportedMediaType

from app.core.db import writing
from app.core.errors import Forbidden, NotFound, ProofNeeded, SignInNeeded, StepNeeded
from app.core.i18n import _
from app.core.settings import portal
from app.core.web.errors import PROOF
from app.core.web.limits import READS, count_proof
from app.core.web.requests import is_post_from_elsewhere
from app.people import passwords
from app.people.errors import FromElsewhere
from app.people.models import Role
from app.people.passkey_proof import is_proof_of
from app.people.service import passkeys, second_factor
from app.people.session import (
    is_fresh,
    is_strong,
    note_proof,
    presented_token,
    signed_in,
)
from app.people.urls import SECOND_FACTOR

TABLE = Path(__file__).with_name("permissions.yaml")
COLUMNS = {None: "An", Role.CUSTOMER: "Cu", Role.EMPLOYEE: "Em", Role.MANAGER: "VM"}
COLUMNS[Role.ADMIN] = "Ad"
EXECUTIVE = "Ex"
ALLOWED = {"Y", "v", "o", "c"}


@dataclass(frozen=True)
class Row:
    """One right: Y allowed, v on visible objects, o on own ones, c on those of a council one hosts,
    F 403, A sign in, N 404. The cell Ex is for employees with an executive's grant; without it they
    have the rights of employees.

    `object` names what the address points to, so that a refusal may first ask whether this
    reader can see it at all; `token` is the scope a bearer token needs, or a choice of scopes
    where that depends on what is sent: the route then asks `require_scope`. A change in a `fresh`
    row needs a proof of who asks that is minutes old. A `weak` row is open to those too who look
    after the portal and have yet to set up the second factor that it asks of them. One of these
    that is `first` too sets up or takes away what they sign in with: once they have a passkey, a
    change there needs it.
    """

    id: str
    about: str
    endpoints: tuple[str, ...]
    cells: dict[str, str]
    object: str = ""
    token: str = ""
    fresh: bool = False
    weak: bool = False
    first: bool = False


_finders: dict[str, Callable[..., Any]] = {}


def find_objects(name: str, finder: Callable[..., Any]) -> None:
    """`finder(**address values)` raises NotFound where this reader may not see the object that
    the address value called `name` stands for."""
    _finders[name] = finder


@cache
def rows() -> tuple[Row, ...]:
    entries = yaml.safe_load(TABLE.read_text())
    return tuple(Row(**{**entry, "endpoints": tuple(entry["endpoints"])}) for entry in entries)


@cache
def _row_of() -> dict[str, Row]:
    return {endpoint: row for row in rows() for endpoint in row.endpoints}


def row_for(method: str, endpoint: str) -> Row | None:
    return _row_of().get(f"{'GET' if method == 'HEAD' else method} {endpoint}")


def may(method: str, endpoint: str) -> bool:
    """Whether the present reader's role lets them try this: for showing links and buttons."""
    row = row_for(method, endpoint)
    return row is not None and _cell(row) in ALLOWED


def _cell(row: Row) -> str:
    own = COLUMNS[current_user.role]
    is_executive = current_user.sees_figures and not current_user.is_keeper
    return row.cells.get(EXECUTIVE, row.cells[own]) if is_executive else row.cells[own]


def require_scope(*scopes: str) -> None:
    """Raises SignInNeeded without a valid bearer token and Forbidden for one that has none of
    these scopes."""
    token = presented_token()
    if token is None:
        raise SignInNeeded(_("This address needs a valid bearer token."))
    if not set(scopes) & set(token.scopes):
        message = _("This token lacks the scope “%(scope)s”.", scope="”, “".join(scopes))
        raise Forbidden(message)


def init_app(app: Flask) -> None:
    app.before_request(check)


def check() -> None:
    if request.endpoint is None:
        return
    if request.blueprint != "api":
        _refuse_what_no_page_of_ours_sends()
    row = row_for(request.method, request.endpoint)
    if row is None:
        raise Forbidden(_("This address has no row in the table of permissions."))
    if request.blueprint == "api" and row.token:
        _check_token(row)
    cell = _cell(row)
    if cell not in ALLOWED:
        _refuse(row, cell)
    if _owes_second_factor() and not (row.weak and not _needs_passkey(row)):
        message = _("This portal asks for a second step of whoever looks after it.")
        raise StepNeeded(message, path=SECOND_FACTOR)
    if row.fresh and request.method != "GET" and not is_fresh():
        _prove_again(request.form.get(PROOF, ""))


def _owes_second_factor() -> bool:
    return current_user.is_keeper and not is_strong() and portal().second_factor_for_staff


def _needs_passkey(row: Row) -> bool:
    """Else whoever learns the password could set up an app of their own beside it."""
    return row.first and request.method not in READS and passkeys.has_passkey(signed_in())


def _prove_again(proof: str) -> None:
    asking = signed_in()
    has_passkey = passkeys.has_passkey(asking)
    if not proof:
        message = _("You signed in a while ago, and this decides about others. Is it still you?")
        raise ProofNeeded(message, by_passkey=has_passkey)
    count_proof()
    is_proven = passwords.fits(proof, asking.password_hash) or (
        has_passkey and is_proof_of(asking, proof)
    )
    with writing():
        if not is_proven and not second_factor.accept(asking, proof):
            message = _("This is neither your password nor a new code. Nothing was changed.")
            raise ProofNeeded(message, by_passkey=has_passkey)
        note_proof()


def _refuse_what_no_page_of_ours_sends() -> None:
    """Beside the token in every form: browsers say where a change was asked for, and forms are
    never JSON, whose values need not be texts."""
    if is_post_from_elsewhere():
        raise FromElsewhere(_("Another site asked for this change, so nothing was changed."))
    if request.is_json:
        raise UnsupportedMediaType


def _check_token(row: Row) -> None:
    try:
        require_scope(*row.token.split())
    except Forbidden:
        _refuse_hidden(row)
        raise


def _refuse(row: Row, cell: str) -> None:
    if cell == "N":
        raise NotFound(_("There is nothing at this address."))
    if cell == "A":
        raise SignInNeeded(_("Please sign in first."))
    _refuse_hidden(row)
    raise Forbidden(_("Your account may not do this."))


def _refuse_hidden(row: Row) -> None:
    """What the reader may not see is not there, whatever else they may not do."""
    values = request.view_args or {}
    for name in values:
        if row.object and name in _finders:
            _finders[name](**values)
