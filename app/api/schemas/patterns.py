"""What texts may hold, written so that a program reading the OpenAPI description means the same."""

from __future__ import annotations

import re

from marshmallow import ValidationError, validate

CONTROL = r"\u0000-\u001f\u007f-\u009f"
TURNING = r"\u202a-\u202e\u2066-\u2069"
NAME = rf"^[^{CONTROL}]+$"
PLAIN = rf"^[^{CONTROL}{TURNING}]+$"
PLAIN_OR_NOTHING = rf"^[^{CONTROL}{TURNING}]*$"
TITLE = rf"^\s*[^\s{CONTROL}{TURNING}][^{CONTROL}{TURNING}]+[^\s{CONTROL}{TURNING}]\s*$"
SOMETHING_VISIBLE = rf"^[^{CONTROL}{TURNING}]*[^\s{CONTROL}{TURNING}][^{CONTROL}{TURNING}]*$"
SOMETHING = rf"^[\s\S]*[^\s{CONTROL}][\s\S]*$"
VERSION = r'^(\*|(W/)?"?[0-9]{1,9}"?)$'


class Pattern(validate.Regexp):
    """As JSON Schema reads a pattern, where `$` is the very end and not a line before it."""

    def __init__(self, pattern: str, error: str) -> None:
        super().__init__(pattern, error=error)
        self.whole = re.compile(pattern)

    def __call__(self, value: str) -> str:  # type: ignore[override]
        if self.whole.fullmatch(value) is None:
            raise ValidationError(str(self.error))
        return value
