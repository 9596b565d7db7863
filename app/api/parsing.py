"""Reading requests more strictly than webargs does by itself."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from app.api.errors import NotJson
from app.core.i18n import _


class StrictParser(FlaskParser):
    """Refuses what is unknown in an address, and bodies that are not the JSON of RFC 8259."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Raises UnsupportedMediaType and NotJson; RequestEntityTooLarge comes from Flask."""
        sent = req.get_data(cache=True)
        if not sent:
            return missing
        if not req.is_json:
            raise UnsupportedMediaType
        try:
            found = json.loads(sent, parse_constant=_refuse_constant)
            # Half a surrogate pair is a text that no database and no answer can hold.
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise NotJson(_("The body of this request is not JSON as RFC 8259 has it.")) from None
        return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
