"""Joins static/ into one stylesheet and one script per kind of page, once, at start.

Customers' pages load portal.css and portal.js. Staff pages load work.css and work.js instead:
the portal's files, then those in static/css/work/ and static/js/work/. A name carries a hash of
its content, so a browser may keep it for good.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.core.accent import FIRST_HUE, accent_css
from app.core.settings import portal

STATIC = Path(__file__).parents[3] / "static"

KINDS = {"portal": [""], "work": ["", "work"]}  # a kind of page: the folders it is joined from
MIMETYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
}
ACCENT = re.compile(r"accent-([0-9]{1,3})\.[0-9a-f]{12}\.css")
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"

# Whole-line comments, blank lines and indentation. No text of ours runs over two lines, so
# nothing a reader sees can be caught.
NOT_NEEDED = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)?[ \t]*\n|^[ \t]+", re.MULTILINE | re.DOTALL
)

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `name` is the hashed one."""

    name: str
    content: bytes
    gzipped: bytes

    @property
    def mimetype(self) -> str:
        return MIMETYPES[Path(self.name).suffix]


def init_app(app: Flask) -> None:
    app.extensions["assets"] = build(STATIC)
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["accent_url"] = accent_url
    app.jinja_env.globals["favicon"] = _inlined(STATIC / "img" / "favicon.svg")
    app.register_blueprint(bp)


def build(static: Path) -> dict[str, Asset]:
    """Everything that can be asked for, by plain name: portal.css, work.js, icons.svg."""
    contents = {file.name: file.read_bytes() for file in (static / "img").iterdir()}
    for kind, folders in KINDS.items():
        contents[f"{kind}.css"] = _joined(static / "css", folders, "*.css", "%s")
        contents[f"{kind}.js"] = _joined(static / "js", folders, "*.js", "{\n%s}\n")
    return {name: _asset(name, content) for name, content in contents.items()}


def asset_url(name: str) -> str:
    """The address of `portal.css` and the like. Called for every icon, so it routes nothing."""
    asset: Asset = current_app.extensions["assets"][name]
    return f"{request.script_root}/assets/{asset.name}"


def accent_url() -> str:
    """The address of the portal's own accent; empty where it is the one in the stylesheet."""
    hue = portal().accent_hue
    return "" if hue == FIRST_HUE else f"{request.script_root}/assets/{_accent(hue).name}"


@bp.get("/assets/<name>")
@bp.get("/favicon.ico", defaults={"name": "favicon.ico"})
def serve(name: str) -> ResponseReturnValue:
    """An asset under its hashed name; a name from before an upgrade is not found.

    /favicon.ico is for whatever asks for it without reading a page: pages hold their icon.
    """
    assets: dict[str, Asset] = current_app.extensions["assets"]
    if name == "favicon.ico":
        return _sent(assets[name], FOR_A_DAY)
    known = (asset for asset in assets.values() if asset.name == name)
    asset = next(known, None) or _accent_named(name)
    return _sent(asset, FOR_GOOD) if asset else abort(404)


@cache
def _accent(hue: int) -> Asset:
    return _asset(f"accent-{hue}.css", accent_css(hue).encode())


def _accent_named(name: str) -> Asset | None:
    asked = ACCENT.fullmatch(name)
    if asked is None or int(asked[1]) >= 360:
        return None
    asset = _accent(int(asked[1]))
    return asset if asset.name == name else None


def _joined(top: Path, folders: list[str], pattern: str, frame: str) -> bytes:
    """The sources in the order of their names, each in `frame`: a block keeps what a script
    declares to itself, as a module of its own would."""
    sources = [file for folder in folders for file in sorted((top / folder).glob(pattern))]
    return "".join(
        frame % NOT_NEEDED.sub("", source.read_text(encoding="utf-8")) for source in sources
    ).encode()


def _asset(name: str, content: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{suffix}", content, gzip.compress(content, mtime=0))


def _inlined(drawing: Path) -> str:
    """As an address that holds the file itself, which saves every page a request."""
    return "data:image/svg+xml," + quote(drawing.read_text(encoding="utf-8"), safe=" :/='")


def _sent(asset: Asset, caching: str) -> Response:
    zipped = request.accept_encodings["gzip"] > 0
    response = Response(asset.gzipped if zipped else asset.content, mimetype=asset.mimetype)
    if zipped:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = caching
    response.add_etag()
    response.make_conditional(request)
    return response
