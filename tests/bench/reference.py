"""The floor: Flask, Jinja and sqlite3 with the same rows and nothing else. No sign-in, no CSRF, no
languages, no permissions. Heed's cost is told as a multiple of this, in the same run. The list is
a page as a beginner's tutorial would end with: twenty ideas with their facts, and paging."""

from __future__ import annotations

import re
import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask, jsonify, redirect, render_template, request
from jinja2 import DictLoader

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/style.css"></head><body><header><a href="/">Ideas</a>
<form action="/similar"><input name="q"></form></header><main>{% block main %}{% endblock %}
</main></body></html>"""
LIST = """{% extends "page" %}{% block main %}<h1>Ideas</h1><ol>{% for idea in ideas %}
<li id="i{{ idea.id }}"><form method="post" action="/vote/{{ idea.id }}">
<button>&#9650; <b>{{ idea.people }}</b></button></form><article>
<h2><a href="/idea/{{ idea.id }}/{{ idea.number }}">{{ idea.title }}</a>
<span class="s {{ idea.status }}">{{ idea.status }}</span></h2><p>{{ idea.body|truncate(180) }}</p>
<footer>{{ idea.author }} &middot; <time>{{ idea.created_at[:10] }}</time> &middot;
{{ idea.comments }} comments</footer></article></li>
{% endfor %}</ol><nav><a href="?page={{ page - 1 }}">Back</a> {{ page }} / {{ pages }}
<a href="?page={{ page + 1 }}">Next</a></nav>{% endblock %}"""
IDEA = """{% extends "page" %}{% block main %}<h1>{{ idea.title }}</h1><p>{{ idea.body }}</p>
<form method="post" action="/vote/{{ idea.id }}"><button>{{ idea.people }}</button></form>
{% for comment in comments %}<article><b>{{ comment.name }}</b> {{ comment.created_at }}
<p>{{ comment.body }}</p></article>{% endfor %}{% endblock %}"""
IDEAS = """SELECT i.id, i.number, i.title, i.body, i.people, i.comments, i.created_at,
    s.key AS status, u.name AS author FROM ideas i JOIN statuses s ON s.id = i.status_id
    LEFT JOIN users u ON u.id = i.author_id """
WORD = re.compile(r"\w+")

app = Flask(__name__)
app.jinja_loader = DictLoader({"page": PAGE, "list": LIST, "idea": IDEA})
_of_thread = threading.local()


def prepare(source: Path, target: Path) -> None:
    """Copy what the reference needs out of a Heed database."""
    with sqlite3.connect(target) as copy:
        copy.execute("ATTACH ? AS heed", (str(source),))
        for table in ("ideas", "users", "statuses", "comments"):
            copy.execute(f"CREATE TABLE {table} AS SELECT * FROM heed.{table}")
        copy.execute("CREATE TABLE votes AS SELECT idea_id, user_id FROM heed.votes")
        copy.executescript(
            """CREATE TABLE length AS SELECT (count(*) + 19) / 20 AS pages FROM ideas;
            CREATE UNIQUE INDEX idea_key ON ideas(id); CREATE UNIQUE INDEX user_key ON users(id);
            CREATE UNIQUE INDEX status_key ON statuses(id);
            CREATE INDEX idea_top ON ideas(people DESC, id DESC);
            CREATE INDEX comment_idea ON comments(idea_id, id);
            CREATE UNIQUE INDEX one_vote ON votes(idea_id, user_id);
            CREATE VIRTUAL TABLE words USING fts5(title, content='ideas', content_rowid='id',
                tokenize='porter unicode61');
            INSERT INTO words(rowid, title) SELECT id, title FROM ideas;"""
        )


def database() -> sqlite3.Connection:
    found: sqlite3.Connection | None = getattr(_of_thread, "connection", None)
    if found is None:
        found = sqlite3.connect(app.config["DATABASE"], isolation_level=None, timeout=10)
        found.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "mmap_size=268435456"):
            found.execute(f"PRAGMA {pragma}")
        _of_thread.connection = found
    return found


@app.get("/healthz")
def health() -> str:
    return "ok"


@app.get("/")
def ideas() -> str:
    page = max(1, request.args.get("page", 1, int))
    shown = """WHERE i.id IN (SELECT id FROM ideas ORDER BY people DESC, id DESC LIMIT 20 OFFSET ?)
        ORDER BY i.people DESC, i.id DESC"""
    rows = database().execute(IDEAS + shown, ((page - 1) * 20,)).fetchall()
    (pages,) = database().execute("SELECT pages FROM length").fetchone()
    return render_template("list", title="Ideas", ideas=rows, page=page, pages=pages)


@app.get("/idea/<int:number>")
def idea(number: int) -> str:
    row = database().execute(IDEAS + "WHERE i.id = ?", (number,)).fetchone()
    thread = """SELECT c.body, c.created_at, u.name FROM comments c
        LEFT JOIN users u ON u.id = c.author_id WHERE c.idea_id = ? ORDER BY c.id LIMIT 20"""
    comments = database().execute(thread, (number,)).fetchall()
    return render_template("idea", title=row["title"], idea=row, comments=comments)


@app.get("/similar")
def similar():
    asked = " OR ".join(f'"{word}"' for word in WORD.findall(request.args["q"].lower())[:12])
    best = """SELECT i.id, i.title, i.people FROM
        (SELECT rowid AS hit FROM words WHERE words MATCH ? ORDER BY rank LIMIT 5)
        JOIN ideas i ON i.id = hit"""
    return jsonify([dict(row) for row in database().execute(best, (asked,))])


@app.post("/vote/<int:number>")
def vote(number: int):
    connection, voter = database(), request.form["user"]
    connection.execute("BEGIN IMMEDIATE")
    new = connection.execute("INSERT OR IGNORE INTO votes VALUES (?, ?)", (number, voter))
    if new.rowcount:
        connection.execute("UPDATE ideas SET people = people + 1 WHERE id = ?", (number,))
    connection.execute("COMMIT")
    return redirect(f"/idea/{number}", 303)


def create(path: str) -> Flask:
    """For gunicorn: `tests.bench.reference:create("…/reference.db")`."""
    app.config["DATABASE"] = path
    return app


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]))
