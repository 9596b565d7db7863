"""What people write about an organisation, read: by hand, or a row of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.csv_reading import Row, Shape, Table
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.core.unseen import refuse_unseen
from app.people.domains import domains_in, refuse_free_mail
from app.people.models import Lifecycle, Organisation

COLUMNS = ("name", "domains", "segment", "region", "plan", "revenue", "lifecycle")
LINES = ("segment", "region", "plan")
LONGEST = 200
LARGEST_REVENUE = 2**31 - 1
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Particulars:
    """What is known of an organisation. `revenue` is a year's, in whole units; None: not known."""

    name: str
    domains: tuple[str, ...] = ()
    segment: str = ""
    region: str = ""
    plan: str = ""
    revenue: int | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE

    @classmethod
    def of(cls, organisation: Organisation) -> Particulars:
        return cls(
            organisation.name,
            tuple(organisation.domains),
            organisation.segment,
            organisation.region,
            organisation.plan,
            organisation.revenue,
            organisation.lifecycle,
        )


@dataclass
class Listed:
    """A list that was read: which columns it has, what it says of each organisation, and what is
    wrong with it by line. `shape` is how the file was read."""

    columns: tuple[str, ...] = ()
    found: list[Particulars] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    shape: Shape | None = None


def particulars(written: Mapping[str, str]) -> Particulars:
    """Raises Invalid naming the field."""
    refuse_unseen(**{each: written.get(each, "") for each in ("name", *LINES)})
    name = one_line(written.get("name", ""))
    if not name or len(name) > LONGEST:
        message = _("Write a name of up to %(num)s letters.", num=LONGEST)
        raise Invalid(message, errors={"name": message})
    lines = {each: one_line(written.get(each, ""))[:LONGEST] for each in LINES}
    return Particulars(
        name=name,
        domains=tuple(domains_in(written.get("domains", ""))),
        revenue=revenue_in(written.get("revenue", "")),
        lifecycle=_lifecycle_in(written.get("lifecycle", "")),
        **lines,
    )


def read_list(table: Table) -> Listed:
    """Every row of a table whose columns are named as in COLUMNS, in any order."""
    names = {column: column.casefold() for column in table.columns}
    listed = Listed(tuple(names.values()), shape=table.shape)
    listed.faults += [(1, fault) for fault in table.faults]
    if "name" not in names.values():
        listed.faults.append((1, _("There is no column called “name”.")))
    unknown = [column for column in table.columns if names[column] not in COLUMNS]
    if unknown:
        said = _("Nobody knows the column “%(name)s”. Take it out.", name=", ".join(unknown))
        listed.faults.append((1, said))
    if not listed.faults:
        _read_rows(table, names, listed)
    return listed


def revenue_in(text: str) -> int | None:
    """None for nothing. Raises Invalid for what is no whole number."""
    digits = one_line(text).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 10:
        raise _no_revenue()
    if int(digits) > LARGEST_REVENUE:
        raise _no_revenue()
    return int(digits)


def lifecycle_words(lifecycle: Lifecycle) -> str:
    return {
        Lifecycle.PROSPECT: _("Prospect"),
        Lifecycle.ONBOARDING: _("Onboarding"),
        Lifecycle.ACTIVE: _("Active"),
        Lifecycle.RENEWAL: _("Renewal"),
        Lifecycle.CHURNED: _("Left"),
    }[lifecycle]


def _read_rows(table: Table, names: Mapping[str, str], listed: Listed) -> None:
    first_line: dict[str, int] = {}
    owner: dict[str, str] = {}
    for number, row in enumerate(table.rows):
        if number >= MOST_ROWS:
            said = _("A list may have %(num)s rows. Bring the rest in another.", num=MOST_ROWS)
            listed.faults.append((row.line, said))
            return
        try:
            found = _read(row, names)
            if first_line.setdefault(found.name, row.line) != row.line:
                raise Invalid(_("“%(name)s” is in this list twice.", name=found.name))
            refuse_free_mail(found.domains)
            for domain in found.domains:
                if owner.setdefault(domain, found.name) != found.name:
                    raise Invalid(_("%(domain)s is in this list twice.", domain=domain))
            listed.found.append(found)
        except Invalid as refusal:
            listed.faults.append((row.line, refusal.message))


def _read(row: Row, names: Mapping[str, str]) -> Particulars:
    if row.fault:
        raise Invalid(row.fault)
    return particulars({names[column]: cell for column, cell in row.cells.items()})


def _lifecycle_in(text: str) -> Lifecycle:
    word = one_line(text).casefold()
    if not word:
        return Lifecycle.ACTIVE
    if word not in list(Lifecycle):
        message = _("“%(word)s” is none of %(known)s.", word=word, known=", ".join(Lifecycle))
        raise Invalid(message, errors={"lifecycle": message})
    return Lifecycle(word)


def _no_revenue() -> Invalid:
    message = _("Write revenue as a whole number, without currency or decimals.")
    return Invalid(message, errors={"revenue": message})
