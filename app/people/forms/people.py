"""Forms about other people: asking them in, and what they may do."""

from __future__ import annotations

import io
import re

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    EmailField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from app.core.csv_reading import read_table
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.web.forms import RefusableForm, WholeField, typed
from app.people.addresses import checked_address
from app.people.models import Role, User
from app.people.queries import by_email

MOST_AT_ONCE = 100
LARGEST_FILE = 100_000
SHOWN = 5  # wrong addresses that are named


class InviteForm(RefusableForm):
    """`addresses` are apart by lines, commas or semicolons; those of the `file` come to stand
    there too, so that none is lost where one is wrong. `found` are those in order."""

    file = FileField(
        _l("Or a CSV file"),
        description=_l("With a column called email, or with one column in all."),
    )
    addresses = TextAreaField(
        _l("E-mail addresses"), description=_l("One a line, or apart by commas. Up to 100 at once.")
    )
    role = SelectField(_l("They may"))
    wants_links = BooleanField(_l("Show me the links too, so that I can pass them on"))
    found: tuple[str, ...] = ()

    def offer(self, roles: dict[Role, str]) -> None:
        self.role.choices = [SelectChoice(role.value, words) for role, words in roles.items()]

    def validate_file(self, field: FileField) -> None:
        content = field.data.read(LARGEST_FILE + 1) if field.data else b""
        if len(content) > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 100 kB. Bring it in parts."))
        found = [each for each in _addresses_in(content) if each] if content else []
        if content and not found:
            raise ValidationError(_("There is no address in this file."))
        if found:
            self.addresses.data = "\n".join([typed(self.addresses), *found]).strip()

    def validate_addresses(self, field: TextAreaField) -> None:
        pieces = [piece.strip() for piece in re.split(r"[\n,;]+", typed(field)) if piece.strip()]
        if not pieces:
            raise ValidationError(_("Write at least one address."))
        if len(pieces) > MOST_AT_ONCE:
            raise ValidationError(
                _("That is more than %(num)s. Send them in parts.", num=MOST_AT_ONCE)
            )
        read = [(piece, _address(piece)) for piece in pieces]
        self.found = tuple(dict.fromkeys(address for _piece, address in read if address))
        wrong = [piece for piece, address in read if not address]
        if wrong:
            raise ValidationError(_wrong_ones(wrong))


class RoleForm(RefusableForm):
    role = SelectField(_l("May do"))
    version = WholeField()

    def offer(self, roles: dict[Role, str]) -> None:
        self.role.choices = [SelectChoice(role.value, words) for role, words in roles.items()]


class FiguresForm(RefusableForm):
    is_executive = BooleanField(_l("Sees what executives see"))
    version = WholeField()


class BelongsForm(RefusableForm):
    organisation = StringField(
        _l("Organisation"),
        [Length(max=200)],
        description=_l("Its name as in the list of organisations; empty for none."),
    )
    version = WholeField()


class MergeForm(RefusableForm):
    """`into` is the address of the account that stays; `other` whose it is."""

    into = EmailField(
        _l("E-mail of the account that stays"),
        [InputRequired(_l("Write the e-mail address of the other account."))],
    )
    version = WholeField()
    other: User | None = None

    def validate_into(self, field: EmailField) -> None:
        self.other = by_email(typed(field))
        if self.other is None:
            raise ValidationError(_("There is no account with this address."))


class AgainForm(RefusableForm):
    """`way` is `mail` for another letter, `link` to see the link."""

    way = HiddenField()


def _addresses_in(content: bytes) -> list[str]:
    try:
        table = read_table(io.BytesIO(content))
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None
    called = [each for each in table.columns if each.casefold().replace("-", "") == "email"]
    if not called and len(table.columns) == 1 and "@" in table.columns[0]:
        # One column without a name: its first line is an address too.
        return [table.columns[0], *(row.cells[table.columns[0]] for row in table.rows)]
    if not called and len(table.columns) > 1:
        raise ValidationError(_("No column of this file is called email."))
    column = called[0] if called else table.columns[0]
    return [row.cells.get(column, "") for row in table.rows]


def _address(piece: str) -> str:
    """Empty for what is no address. `Ada <ada@heed.example>` names one."""
    named = re.search(r"<([^<>]+)>\s*$", piece)
    try:
        return checked_address(named[1] if named else piece)
    except Invalid:
        return ""


def _wrong_ones(wrong: list[str]) -> str:
    return ngettext(
        "%(num)s of these is no address, so nothing was sent yet: %(names)s.",
        "%(num)s of these are no addresses, so nothing was sent yet: %(names)s.",
        len(wrong),
        names=", ".join(piece[:60] for piece in wrong[:SHOWN]),
    )
