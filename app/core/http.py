"""The one place from which Heed asks other servers for something.

A name is looked up once, every address it has must be one of the open internet, and the connection
goes to the very address that was checked: a name that leads elsewhere a moment later leads nowhere.
No redirect is followed, no proxy of the environment used; time and size have an end.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Event, Thread, Timer
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from app.core.errors import Invalid, Unavailable
from app.core.i18n import _

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
FORM = "application/x-www-form-urlencoded"
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_WORLD = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
# Said to be global, and answered by the machine next door: relays and gateways.
_NEXT_DOOR = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"))
_inside: set[str] = set()


class Answer(NamedTuple):
    status: int
    body: bytes


class Target(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


class Refused(Invalid):
    """An address Heed does not ask."""


class Unreachable(Unavailable):
    """The other server gave no answer that could be used."""


def install(inside: Iterable[str]) -> None:
    """Which `host:port` may be asked though they are not on the open internet; once, at start."""
    _inside.clear()
    _inside.update(inside)


def is_inside(url: str) -> bool:
    """Whether this was named in HEED_INSIDE. Raises Refused for what is no address to ask."""
    target = _target(url)
    return f"{target.host}:{target.port}" in _inside


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers compare them. Raises Refused."""
    target = _target(url)
    is_usual = target.port == PORTS[target.scheme]
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{target.scheme}://{host}" + ("" if is_usual else f":{target.port}")


def fetch(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 5.0,
    most: int = 1_000_000,
) -> Answer:
    """GET the URL, or POST `form` to it, within `seconds` in all and `most` bytes of answer. A
    redirect is an answer like any other. Raises Refused or Unreachable."""
    target, ends_at = _target(url), monotonic() + seconds
    addresses = _resolved(target, seconds)
    if f"{target.host}:{target.port}" not in _inside:
        _refuse_inside(target, addresses)
    with _connected(target, addresses, ends_at) as connection:
        body = urlencode(form) if form is not None else None
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        sent |= {"Content-Type": FORM} if body is not None else {}
        connection.request(
            "GET" if body is None else "POST", target.path, body, {**sent, **(headers or {})}
        )
        return _answer(connection.getresponse(), target, most)


def is_public(address: str) -> bool:
    """Whether this is one machine on the open internet, whatever it is wrapped in."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    if isinstance(read, IPv6Address):
        wrapped = _wrapped_in(read)
        if wrapped is None:
            return read in _WORLD and read.is_global and read.teredo is None
        read = wrapped
    is_next_door = any(read in network for network in _NEXT_DOOR)
    return read.is_global and not (read.is_multicast or read.is_reserved or is_next_door)


def _wrapped_in(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def _target(url: str) -> Target:
    if len(url) > LONGEST or any(ord(c) < 33 or ord(c) > 126 or c == "\\" for c in url):
        raise Refused(_("This is no address of a server: it holds a character that none has."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(_("This is no address of a server.")) from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in PORTS or not _HOST.fullmatch(host):
        raise Refused(_("Write an address like https://login.example.com."))
    if "@" in parts.netloc:
        raise Refused(_("An address with a name or password in it is not asked."))
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and f"{host}:{port}" not in _inside:
        raise Refused(_("Only the ports 80 and 443 are asked, and this address names another."))
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port, (parts.path or "/") + query)


def _resolved(target: Target, seconds: float) -> list[str]:
    """Every address the name has now. Looked up beside, as nothing can interrupt the system."""
    found: list[str] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(each[4][0]) for each in known))

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    if not found:
        raise Unreachable(_("There is no server called %(host)s.", host=target.host))
    return list(found)


def _refuse_inside(target: Target, addresses: Sequence[str]) -> None:
    if not all(is_public(address) for address in addresses):
        raise Refused(
            _(
                "%(host)s is not on the open internet, so it is not asked. Whoever runs this "
                "portal may name it in HEED_INSIDE.",
                host=target.host,
            )
        )


@contextmanager
def _connected(
    target: Target, addresses: Sequence[str], ends_at: float
) -> Iterator[HTTPConnection]:
    """A connection that is cut once its time is over, even in the middle of a byte a second."""
    is_over = Event()
    try:
        plain = _socket(target, addresses, ends_at)
        with _secured(plain, target) as line, _cut_at(ends_at, line, is_over):
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            connection = _spoken_over(line, target)
            yield connection
            if is_over.is_set():
                raise TimeoutError
    except ssl.SSLCertVerificationError as fault:
        raise Unreachable(
            _(
                "The certificate of %(host)s is not valid: %(reason)s.",
                host=target.host,
                reason=fault.verify_message,
            )
        ) from None
    except (OSError, HTTPException, ValueError) as fault:
        took_too_long = is_over.is_set() or isinstance(fault, TimeoutError)
        raise Unreachable(_said_of_silence(target, took_too_long)) from None


def _socket(target: Target, addresses: Sequence[str], ends_at: float) -> socket.socket:
    for address in addresses:
        left = max(0.05, ends_at - monotonic())
        try:
            return socket.create_connection((address, target.port), timeout=left)
        except OSError:
            if ends_at <= monotonic():
                break
    raise ConnectionError


def _secured(plain: socket.socket, target: Target) -> socket.socket:
    if target.scheme == "http":
        return plain
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)


@contextmanager
def _cut_at(ends_at: float, line: socket.socket, is_over: Event) -> Iterator[None]:
    def cut() -> None:
        is_over.set()
        try:
            socket.socket.shutdown(line, socket.SHUT_RDWR)
        except OSError:
            return

    timer = Timer(max(0.05, ends_at - monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _spoken_over(line: socket.socket, target: Target) -> HTTPConnection:
    """HTTP over a line that stands; the name stays what Host says."""
    kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
    connection = kind(target.host, target.port)
    connection.sock = line
    return connection


def _answer(response: HTTPResponse, target: Target, most: int) -> Answer:
    body = response.read(most + 1)
    if len(body) > most:
        raise Unreachable(
            _("%(host)s sent more than anything we asked for can be.", host=target.host)
        )
    if response.length:
        raise ConnectionError
    return Answer(response.status, body)


def _said_of_silence(target: Target, took_too_long: bool) -> str:
    if took_too_long:
        return _("%(host)s took too long to answer.", host=target.host)
    return _("%(host)s does not answer, or not as a web server does.", host=target.host)
