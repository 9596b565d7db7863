"""The worker sweeps each job as often as it wants to be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
import time_machine

from app.core import jobs
from app.core.clock import now


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], list[str]]:
    """Sweeps at a moment; the names of what ran then. One job fails before noon."""
    monkeypatch.setattr(jobs, "_jobs", {})
    ran: list[str] = []

    @jobs.job
    def look() -> None:
        ran.append("look")

    @jobs.hourly
    def tidy() -> None:
        ran.append("tidy")

    @jobs.hourly
    def stumble() -> None:
        ran.append("stumble")
        if now().hour < 12:
            raise RuntimeError("before noon nothing works")

    def at(moment: datetime) -> list[str]:
        ran.clear()
        with time_machine.travel(moment, tick=False):
            jobs.sweep(nullcontext)
        return ran.copy()

    return at


NOON = datetime.fromisoformat("2026-11-28T12:00:00+00:00")


def test_what_is_hourly_waits_for_its_hour(swept: Callable[[datetime], list[str]]) -> None:
    assert swept(NOON) == ["look", "tidy", "stumble"]
    assert swept(NOON + timedelta(minutes=59)) == ["look"]
    assert swept(NOON + timedelta(minutes=60)) == ["look", "tidy", "stumble"]


def test_what_failed_is_tried_again_within_the_minute(
    swept: Callable[[datetime], list[str]],
) -> None:
    before = NOON - timedelta(minutes=2)
    assert swept(before) == ["look", "tidy", "stumble"]
    assert swept(before + timedelta(minutes=1)) == ["look", "stumble"]


def test_a_clock_set_back_keeps_nothing_waiting(swept: Callable[[datetime], list[str]]) -> None:
    assert len(swept(NOON)) == len(swept(NOON - timedelta(days=3))) == 3
