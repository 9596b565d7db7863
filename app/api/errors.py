"""Refusals of the API beside those of the whole portal."""

from __future__ import annotations

from app.core.errors import HeedError


class NotJson(HeedError):
    status = 400
