"""What a browser would find in a piece of HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

# Written anew here: an addition to what is allowed has to be made in two places.
PLAIN = ("p", "br", "em", "strong", "s", "ul", "li", "blockquote", "code", "pre", "h3", "h4", "hr")
ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in PLAIN},
    "a": {"href", "rel"},
    "ol": {"start"},
}
SCHEMES = ("", "http", "https", "mailto")


class Strangers(HTMLParser):
    """`found` are the tags, attributes and addresses that nobody may write."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name not in ALLOWED.get(tag, set()):
                self.found.append(f"<{tag} {name}>")
            if name == "href" and not _leads_where_it_may(value or ""):
                self.found.append(f"href={value}")
            if name == "rel" and value != "nofollow ugc noopener":
                self.found.append(f"rel={value}")

    def handle_comment(self, text: str) -> None:
        self.found.append(f"comment {text}")

    def handle_decl(self, text: str) -> None:
        self.found.append(f"declaration {text}")

    def unknown_decl(self, text: str) -> None:
        self.found.append(f"declaration {text}")

    def handle_pi(self, text: str) -> None:
        self.found.append(f"instruction {text}")


def strangers(html: str) -> list[str]:
    return Strangers(html).found


def _leads_where_it_may(address: str) -> bool:
    # Browsers drop these before they read the scheme.
    read = "".join(letter for letter in address if ord(letter) > 32)
    return urlsplit(read).scheme.lower() in SCHEMES
