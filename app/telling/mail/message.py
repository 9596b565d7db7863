"""A letter as a message: a text part, an HTML part with its styles in the tags, and headers."""

from __future__ import annotations

from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core.clock import now
from app.core.i18n import direction, gettext, in_locale, ngettext
from app.core.settings import portal
from app.core.text import one_line
from app.telling.mail.letter import STEPS, Letter
from app.telling.mail.settings import mail_settings

TEMPLATES = Path(__file__).parents[3] / "templates" / "telling" / "mail"


def write(letter: Letter, *, uid: UUID) -> EmailMessage:
    """The message of `letter`. `uid` becomes its Message-ID, the same at every attempt. Raises
    ValueError for an address that cannot stand in a header."""
    message = EmailMessage(policy=_policy())
    message["From"] = mail_settings().sender
    address = letter.sent_to or letter.to.email or ""
    message["To"] = Address(_header(letter.to.name), addr_spec=address)
    message["Subject"] = _header(letter.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{uid}@{mail_settings().domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_filled("letter.txt", letter), cte="quoted-printable")
    html = _inliner().inline(_filled("letter.html", letter))
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _header(text: str) -> str:
    """On one line, and read by nobody as an encoded word: the library would decode it, line ends
    in it too, and so begin a header that somebody else wrote."""
    return one_line(text).replace("=?", "= ?")


def _filled(template: str, letter: Letter) -> str:
    with in_locale(letter.locale):
        return (
            _environment()
            .get_template(template)
            .render(
                letter=letter,
                portal=portal(),
                steps=len(STEPS),
                preferences_url=f"{mail_settings().base_url}/preferences",
                direction=direction(letter.locale),
            )
        )


class WholeAddress(UnstructuredHeader):
    """List-Unsubscribe on one line: encoded in pieces, no mail program could follow its address."""

    def fold(self, *, policy: EmailPolicy[EmailMessage]) -> str:
        return f"List-Unsubscribe: {self}{policy.linesep}"


@cache
def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", WholeAddress)  # type: ignore[arg-type]
    return SMTP.clone(header_factory=headers)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def _inliner() -> CSSInliner:
    """Moves letter.css into the tags; what stands in the template's own style element (dark mode,
    small screens) stays there. Nothing is ever fetched."""
    return CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=(TEMPLATES / "letter.css").read_text(),
    )
