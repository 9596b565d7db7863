"""How figures read."""

from __future__ import annotations

from app.core.i18n import _, ngettext
from app.insights.queries import Share


def did_it_help(share: Share | None) -> str:
    """What those who asked say about it, with n and, from 5 answers on, the 95 % interval."""
    if share is None or not share.n:
        return _("We ask those who asked.")
    if not share.is_countable:
        return _(
            "Did it fix it? So far %(yes)s yes, %(partly)s partly, %(no)s no.",
            yes=share.yes,
            partly=share.partly,
            no=share.no,
        )
    low, high = share.interval
    facts = {"share": share.percent, "low": low, "high": high}
    if share.is_indicative:
        return ngettext(
            "%(share)s%% say it fixed it (%(low)s to %(high)s%%), %(num)s answer, indicative.",
            "%(share)s%% say it fixed it (%(low)s to %(high)s%%), %(num)s answers, indicative.",
            share.n,
            **facts,
        )
    return ngettext(
        "%(share)s%% say it fixed it (%(low)s to %(high)s%%), %(num)s answer.",
        "%(share)s%% say it fixed it (%(low)s to %(high)s%%), %(num)s answers.",
        share.n,
        **facts,
    )
