"""The application, put together in one place: what listens to what and who serves which address."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app.api import wiring as api
from app.core import http, jobs, sealing
from app.core.db import database
from app.core.web import assets, errors, haste, headers, language, limits, logs, requests, uploads
from app.councils.files.store import files as papers
from app.ideas.attachments.store import files as images
from app.ideas.importing import store as brought_files
from app.people import gate
from app.people import session as people_session
from app.people.privacy import copies
from app.people.views import denials
from app.search import searchable, semantic
from app.web import cli, context

TOP = Path(__file__).resolve().parents[2]
VIEWS = (
    "core.web",
    "people",
    "search",
    "ideas",
    "duplicates",
    "votes",
    "triage",
    "improvements",
    "roadmap",
    "councils",
    "telling",
    "insights",
    "web",
)
MODELS = (
    "people",
    "search",
    "journey",
    "ideas",
    "duplicates",
    "votes",
    "improvements",
    "scoring",
    "roadmap",
    "councils",
    "telling",
    "insights",
    "api",
)
LISTENERS = (
    "ideas.searchable",
    "ideas.listeners",
    "improvements.searchable",
    "telling.entries.searchable",
    "duplicates.listeners",
    "votes.listeners",
    "scoring.listeners",
    "roadmap.listeners",
    "councils.listeners",
    "telling.listeners",
)
JOBS = (
    "ideas.importing.jobs",
    "ideas.attachments.jobs",
    "ideas.removed",
    "ideas.unconfirmed",
    "search.jobs",
    "duplicates.comparing",
    "duplicates.recall",
    "councils.jobs",
    "telling.jobs",
    "telling.asking_back",
    "telling.old_mail",
    "telling.welcoming",
    "people.jobs",
    "people.asked_letters",
    "people.privacy.jobs",
    "people.sealed",
    "api.jobs",
)
ONE_MEGABYTE = 1024 * 1024


def create_app(settings: config.Config | None = None) -> Flask:
    """A ready application. `settings` are read from the environment unless given.

    Raises config.ConfigError for a wrong setting.
    """
    settings = settings or config.load()
    app = Flask(
        "app",
        static_folder=None,
        template_folder=str(TOP / "templates"),
        root_path=str(TOP / "app"),
    )
    app.jinja_environment = context.Pages
    app.jinja_options = {"cache_size": -1}  # all templates are kept: a page looks up dozens
    _configure(app, settings)
    logs.init(settings.log)
    sealing.install(settings.secret_keys)
    http.install(settings.inside_hosts)
    database.init_app(app)
    searchable.connect(settings.index_dir, in_database=settings.search == "postgresql")
    semantic.connect(settings.semantic)
    brought_files.connect(settings.data_dir / "imports")
    images.connect(settings.images_dir)
    papers.connect(settings.papers_dir)
    copies.connect(settings.data_dir / "copies")
    Migrate(app, database, directory=str(TOP / "migrations"), render_as_batch=True)
    jobs.connect(
        data_dir=settings.data_dir,
        database_url=settings.database_url,
        redis_url=settings.redis_url,
    )
    _serve(app, settings)
    cli.init_app(app)
    return app


def _configure(app: Flask, settings: config.Config) -> None:
    app.config.update(
        HEED=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=settings.secret_keys[:-1],
        WTF_CSRF_SECRET_KEY=settings.secret_keys,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=ONE_MEGABYTE,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=200,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/atom+xml"],
    )


def _engine_options(settings: config.Config) -> dict[str, object]:
    """What a statement was about stands in no error, and so in no log."""
    options: dict[str, object] = {"hide_parameters": True}
    if settings.is_sqlite:
        return options
    return {**options, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 5}


def _serve(app: Flask, settings: config.Config) -> None:
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    assets.init_app(app)
    errors.init_app(app)
    requests.init_app(app)
    people_session.init_app(app)
    language.init_app(app)
    gate.init_app(app)
    denials.init_app(app)
    uploads.init_app(app)
    haste.init_app(app)
    limits.init_app(app, settings)
    csrf = CSRFProtect(app)
    context.init_app(app)
    for name in VIEWS:
        app.register_blueprint(import_module(f"app.{name}.views").bp)
    for name in (*LISTENERS, *JOBS, *(f"{package}.models" for package in MODELS)):
        import_module(f"app.{name}")
    api.init_app(app, csrf)
    Compress(app)
    headers.init_app(app, is_https=settings.is_https)
