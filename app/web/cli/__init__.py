"""The `flask …` commands, one subject a file."""

from flask import Flask

from app.web.cli import (
    audit,
    demo,
    doctor,
    ideas,
    measuring,
    outbox,
    serve,
    setup,
    tokens,
    users,
)


def init_app(app: Flask) -> None:
    for command in (
        setup.setup,
        demo.demo,
        serve.serve,
        serve.worker,
        users.users,
        tokens.tokens,
        ideas.ideas,
        measuring.search,
        outbox.outbox,
        audit.audit,
        doctor.doctor,
    ):
        app.cli.add_command(command)
