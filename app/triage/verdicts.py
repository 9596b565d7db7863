"""What can be done with an idea in one press: an answer ready to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from app.core.i18n import _
from app.ideas.models import Phase
from app.ideas.service.reply import To


class Verdict(NamedTuple):
    """Which status the answer moves the idea to ("" where it stays), and who hears it. Under `url`
    the form is filled in so."""

    label: str
    url: str
    status: str
    to: To
    is_current: bool


class KnownStatus(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def phase(self) -> str: ...


def verdicts_for(
    statuses: Iterable[KnownStatus], *, address: Callable[[str], str], wanted: str, has_asker: bool
) -> list[Verdict]:
    """`statuses` in their order; `address` makes the url of a verdict's name. The one `wanted` is
    the current one, else the first. A question goes to whoever asked, where that is known."""
    first: dict[str, str] = {}
    for status in statuses:
        first.setdefault(status.phase, status.key)
    kinds = [
        ("", _("Answer"), "", To.EVERYONE),
        ("ask", _("Ask"), Phase.NEEDS_INFORMATION, To.SUBMITTER if has_asker else To.EVERYONE),
        ("possible", _("Already possible"), Phase.ANSWERED, To.EVERYONE),
        ("decline", _("Not planned"), Phase.DECLINED, To.EVERYONE),
    ]
    current = wanted if wanted in {name for name, *_rest in kinds} else ""
    return [
        Verdict(label, address(name), first.get(phase, ""), to, name == current)
        for name, label, phase, to in kinds
    ]


def blank_answer(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """What the form of an answer begins with."""
    chosen = next(verdict for verdict in verdicts if verdict.is_current)
    return {"to": chosen.to.value, "status": chosen.status}
