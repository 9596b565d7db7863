"""Files put before a round, in few words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Flask
from pypdf import PageObject, PdfReader
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from app.core.db import session
from app.councils.models import Council, Paper
from tests.browsers import Browser


def url(sitting: Council, rest: str = "") -> str:
    return f"/councils/{sitting.slug}/rounds/1{rest}"


def add(host: Browser, sitting: Council, content: bytes, name: str = "deck.pdf") -> TestResponse:
    file = FileStorage(BytesIO(content), name)
    form = {"title": "Prices of 2027", "body": "", "file": file}
    return host.send(url(sitting, "/papers"), form)


def added(host: Browser, sitting: Council, content: bytes, name: str = "deck.pdf") -> str:
    """The address of its page."""
    assert add(host, sitting, content, name).status_code == 303
    session.rollback()
    uid = session.scalars(select(Paper.uid).order_by(Paper.id.desc())).first()
    return url(sitting, f"/papers/{uid}")


def pages_of(content: bytes) -> list[PageObject]:
    return list(PdfReader(BytesIO(content)).pages)


def kept(app: Flask) -> list[Path]:
    return [path for path in app.config["HEED"].papers_dir.glob("??/*") if path.is_file()]
