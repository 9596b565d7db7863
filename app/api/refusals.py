"""What marshmallow found wrong, as one sentence a field."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnprocessableEntity

from app.api.blueprint import bp
from app.core.i18n import _
from app.core.web.errors import problem


@bp.errorhandler(UnprocessableEntity)
def answer_invalid(refusal: UnprocessableEntity) -> ResponseReturnValue:
    messages = getattr(refusal, "data", {}).get("messages", {})
    errors = {field: text for part in messages.values() for field, text in _flat(part).items()}
    return problem(422, _("Something in this request has to be put right."), errors=errors)


def _flat(messages: Any, under: str = "") -> dict[str, str]:
    if isinstance(messages, dict):
        found: dict[str, str] = {}
        for key, value in messages.items():
            name = str(key) if key != "_schema" else "body"
            found.update(_flat(value, f"{under}.{name}" if under else name))
        return found
    text = messages[0] if isinstance(messages, list) and messages else messages
    return {under or "body": str(text)}
