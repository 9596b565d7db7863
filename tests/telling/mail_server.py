"""A real SMTP server on loopback that keeps what it accepted before it says so."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope

from app.core.clock import now

HANG = "hang"


class Accepted(NamedTuple):
    at: str
    recipient: str
    message_id: str


class MailServer:
    """Answers 250 unless told otherwise: `answers[recipient]` are its next answers to that one,
    `HANG` meaning none at all."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.log.touch()
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accepted(self) -> list[Accepted]:
        return [Accepted(**json.loads(line)) for line in self.log.read_text().splitlines()]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["To"])]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        if self.answers[recipient]:
            answer = self.answers[recipient].pop(0)
            if answer == HANG:
                await asyncio.Event().wait()
            return answer
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self._keep(Accepted(now().isoformat(), recipient, str(message["Message-ID"])))
        self.messages.append(message)
        return "250 kept"

    def _keep(self, accepted: Accepted) -> None:
        with self.log.open("a") as out:
            out.write(json.dumps(accepted._asdict()) + "\n")
            out.flush()
            os.fsync(out.fileno())


@contextmanager
def running_mail_server(log: Path) -> Iterator[MailServer]:
    server = MailServer(log)
    server.port = _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
