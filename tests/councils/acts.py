"""What happens in councils, in few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.db import writing
from app.councils.models import Council
from app.councils.service.councils import Outline, found
from app.people.models import User


def council(name: str, *hosts: User, by: User | None = None, **more: Any) -> Council:
    """A hidden one unless said otherwise, founded by its first host or by somebody else."""
    addresses: Sequence[str] = [host.email or "" for host in hosts]
    with writing():
        return found(Outline(name, hosts=addresses, **more), actor=by or hosts[0])
