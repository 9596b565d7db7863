"""Refusals that only `people` knows."""

from __future__ import annotations

from app.core.errors import HeedError, NotFound


class LinkOver(NotFound):
    """A link sent by mail that was used already, is too old or was never made."""


class FromElsewhere(HeedError):
    """A browser says that another site's page asked for this change."""

    status = 400
