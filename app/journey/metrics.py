"""The catalogue of metrics: what an improvement may set out to move."""

from __future__ import annotations

import enum


class Metric(enum.StrEnum):
    """FIXED_IT: the share of those who asked that says yes to “did this fix it?”.
    ORGANISATIONS: how many distinct organisations ask. TYPED: a figure from elsewhere, typed in
    with its n, date and source."""

    FIXED_IT = "fixed_it"
    ORGANISATIONS = "organisations_asking"
    TYPED = "typed_figure"
