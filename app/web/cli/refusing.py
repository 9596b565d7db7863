"""What is said to whoever is refused before the application hears of them: a plain sentence, with
the headers that every answer of ours carries."""

from __future__ import annotations

from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from app.core.web.headers import ALWAYS, ONE_YEAR

SENTENCES = {
    408: "This came too slowly. Try again where the network is better.",
    414: "This address is longer than we take.",
    431: "The head of this request is larger than we take.",
    500: "That did not work, and it is our fault. Try again in a minute.",
    503: "Too much is going on right now. Try again in a moment.",
}
OTHERWISE = "This is no request that we understand."


def refusal(status: int, *, is_https: bool, **more: str) -> bytes:
    """The whole answer, after which the connection ends. `more` are headers, with `_` for `-`."""
    text = SENTENCES.get(status, OTHERWISE) + "\n"
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(text)),
        "Cache-Control": "no-store",
        "Vary": "Cookie",
        **ALWAYS,
        **({"Strict-Transport-Security": ONE_YEAR} if is_https else {}),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {HTTP_STATUS_CODES[status]}\r\n{head}\r\n{text}".encode()


class Plainly:
    """A socket for gunicorn's own refusals: their status is said, and not their page, which repeats
    what came in."""

    def __init__(self, sock: Any, *, is_https: bool) -> None:
        self.sock = sock
        self.is_https = is_https

    def sendall(self, answer: bytes) -> None:
        status = int(answer.split(b" ", 2)[1])
        self.sock.sendall(refusal(status, is_https=self.is_https))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)
