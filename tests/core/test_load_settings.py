"""Settings that cannot be meant are refused with one line before anything starts."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import config
from config import ConfigError, keep_secret

LONG = "an-earlier-key-" * 3


def load(folder: Path, **settings: str) -> config.Config:
    return config.load({"HEED_DATA_DIR": str(folder), **settings})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEED_BASE_URL", "ideas.example"),
        ("HEED_BASE_URL", "https://ideas.example/portal"),
        ("HEED_BASE_URL", "https://ideas.example?from=mail"),
        ("HEED_BASE_URL", "https://ideas.example#top"),
        ("HEED_BASE_URL", "https://ada:secret@ideas.example"),
        ("HEED_BASE_URL", "https://ideas.example:99999"),
        ("HEED_BASE_URL", "https://ideas.example:port"),
        ("HEED_BASE_URL", "https://ideas.example:"),
        ("HEED_BASE_URL", "https://ideas example"),
        ("HEED_BASE_URL", "https://[ideas"),
        ("HEED_INSIDE", "https://login.corp.example"),
        ("HEED_INSIDE", "login.corp.example:99999"),
        ("HEED_INSIDE", "login.corp.example/realm"),
        ("HEED_DATABASE_URL", "mysql://localhost/heed"),
        ("HEED_DATABASE_URL", "sqlite://"),
        ("HEED_DATABASE_URL", "sqlite:///:memory:"),
        ("HEED_DATABASE_URL", "sqlite:///file::memory:?uri=true"),
        ("HEED_DATABASE_URL", "sqlite:///file:heed?mode=memory&uri=true"),
        ("HEED_MAIL_URL", "file:/var/mail"),
        ("HEED_MAIL_URL", "file:///var/mail"),
        ("HEED_MAIL_URL", "smtp://"),
        ("HEED_MAIL_URL", "smtp://mail.example:port"),
        ("HEED_MAIL_FROM", "Larch ideas"),
        ("HEED_MAIL_FROM", "ideas@"),
        ("HEED_MAIL_FROM", "Larch <@larch.example>"),
        ("HEED_MAIL_FROM", "Larch (ideas@larch.example)"),
        ("HEED_MAIL_FROM", "Larch <ideas@larch.example>\nBcc: eve@heed.example"),
        ("HEED_SECRET_KEY_FALLBACKS", "too-short"),
        ("HEED_SECRET_KEY_FALLBACKS", f"{LONG},"),
        ("HEED_SECRET_KEY_FALLBACKS", f"{LONG},too-short"),
        ("HEED_LIMITS", "maybe"),
        ("HEED_COLOUR", "green"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} is .+$"):
        load(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("HEED_BASE_URL", "HTTPS://Ideas.Example/", "https://ideas.example"),
        ("HEED_BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("HEED_DATABASE_URL", "sqlite:///heed.db", "sqlite:///heed.db"),
        ("HEED_DATABASE_URL", "postgresql://ada@db/heed", "postgresql+psycopg://ada@db/heed"),
        ("HEED_INSIDE", "Login.Corp.Example, 10.0.0.5:80", "login.corp.example:443 10.0.0.5:80"),
        ("HEED_MAIL_URL", "file:", "file:"),
        ("HEED_MAIL_URL", "smtp://mail.example:25", "smtp://mail.example:25"),
        ("HEED_MAIL_FROM", "ideas@larch.example", "ideas@larch.example"),
        ("HEED_MAIL_FROM", '"Larch, Ltd" <i@larch.example>', '"Larch, Ltd" <i@larch.example>'),
    ],
)
def test_a_good_setting_is_taken(tmp_path: Path, name: str, value: str, read: str) -> None:
    settings = load(tmp_path, **{name: value})
    assert getattr(settings, name.removeprefix("HEED_").lower()) == read


def test_earlier_keys_are_read_and_never_shown(tmp_path: Path) -> None:
    settings = load(
        tmp_path, HEED_SECRET_KEY=f"{LONG}2", HEED_SECRET_KEY_FALLBACKS=f"{LONG} ,{LONG}1"
    )
    assert settings.secret_keys == (LONG, f"{LONG}1", f"{LONG}2")
    with pytest.raises(ConfigError, match="is \\(hidden\\)"):
        load(tmp_path, HEED_SECRET_KEY_FALLBACKS=f"{LONG},too-short")
    assert len(load(tmp_path).secret_keys) == 1


def test_https_is_seen_however_it_is_spelt(tmp_path: Path) -> None:
    assert load(tmp_path, HEED_BASE_URL="HTTPS://ideas.example").is_https


def test_an_env_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    shutil.copy(config.__file__, tmp_path)
    (tmp_path / ".env").write_bytes("HEED_MAIL_FROM=Größe <a@b.example>".encode("latin-1"))
    script = "import config\ntry: config.load()\nexcept config.ConfigError as e: print(e)"
    shown = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert shown.stderr == ""
    assert shown.stdout.splitlines() == [
        f"the file '{tmp_path / '.env'}' cannot be read: it is not UTF-8."
    ]


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", [b"", b"short", b"\xff" * 64])
def test_a_damaged_secret_key_is_one_line(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(kept)
    with pytest.raises(ConfigError, match=r"^the secret key kept in '.*' is damaged; .+$"):
        load(tmp_path)


def test_of_many_who_keep_a_secret_at_once_the_first_wins(tmp_path: Path) -> None:
    path, together, kept = tmp_path / "secret", threading.Barrier(20), []

    def make() -> str:
        together.wait()  # everyone has seen that there is no secret yet
        return threading.current_thread().name * 1000

    threads = [
        threading.Thread(target=lambda: kept.append(keep_secret(path, make))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kept) == 20
    assert set(kept) == {path.read_text()}
    assert [left.name for left in tmp_path.iterdir()] == ["secret"]
