"""`flask search evaluate` and `calibrate`: how well duplicates are found, and learning how likely a
hit is one."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from app.core.db import writing
from app.core.errors import Conflict
from app.core.figures import Proportion
from app.duplicates.recall import own_questions
from app.search import semantic
from app.search.documents import Document
from app.search.engine import Engine, Finder
from app.search.errors import IndexUnavailable
from app.search.fitting import calibrate as learn
from app.search.likeness import Calibration, Calibrations
from app.search.measuring import Answer, Question, ask_all, figures, precision
from app.search.samples import read_samples
from app.search.service import finder, keep_calibrations, promise, shipped
from app.search.whoosh_engine import WhooshEngine
from app.web.cli.failing import one_clear_line
from app.web.cli.search import search

__all__ = ["search"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PORTION = 32
MODES = ("title", "title and body")


class Asked(NamedTuple):
    """What came of asking one way: for those with a duplicate, and for those without."""

    positives: list[Answer]
    negatives: list[Answer]

    def half(self, which: int) -> Asked:
        return Asked(self.positives[which::2], self.negatives[which::2])


@search.command()
@click.argument("folder", type=FOLDER)
@one_clear_line
def evaluate(folder: Path) -> None:
    """Measure recall, rank, false alarms and time on the reports in FOLDER.

    FOLDER holds corpus, queries and negatives as .jsonl or .jsonl.gz, or folders that do. They are
    put into an index of their own; the portal is not touched.
    """
    with _asked_of_samples(folder) as ways:
        for mode, asked, used in zip(MODES, ways, shipped(), strict=True):
            if not asked.positives:
                raise Conflict("There is no query to measure with.")
            measured = figures(asked.positives, asked.negatives, used)
            click.echo(f"{mode}: {len(asked.positives)} queries, {len(asked.negatives)} negatives")
            for k, found in measured.recall.items():
                click.echo(f"  recall@{k:<3}     {_three_places(found)}  {_interval(found)}")
            click.echo(f"  MRR@10         {measured.reciprocal:.3f}")
            click.echo(f"  false alarms   {_share(measured.false_alarms)}")
            click.echo(f"  p50, p95       {measured.median:.1f} ms, {measured.slowest:.1f} ms")


@search.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--own", is_flag=True, help="Learn from this portal's own merges.")
@click.option("--half", is_flag=True, help="Learn from one half and check on the other.")
@click.option("--keep", is_flag=True, help="Let this portal use what was learnt.")
@one_clear_line
def calibrate(folder: Path | None, own: bool, half: bool, keep: bool) -> None:
    """Learn how likely a hit is a duplicate, from the reports in FOLDER or from --own merges.

    The shipped constants stand until others are kept with --keep.
    """
    if (folder is None) is not own:
        raise click.UsageError("Name a FOLDER, or say --own.")
    with _asked_of_own() if folder is None else _asked_of_samples(folder) as ways:
        fitted = [learn(*(asked.half(0) if half else asked)) for asked in ways]
        checked = [_checked(asked) for asked in ways]
    for mode, fit, found in zip(MODES, fitted, checked, strict=True):
        click.echo(f"{mode}: slope {fit.slope:.2f}, offset {fit.offset:.2f}, likely {fit.likely}")
        click.echo(f"  true among likely, learnt from one half, on the other: {_share(found)}")
    if keep:
        with writing():
            keep_calibrations(Calibrations(*fitted), promise=checked[0], actor=None)
        click.echo("Kept: this portal uses these from now on.")
    click.echo(f"The page of how well duplicates are found says: {_share(promise())}")


@contextmanager
def _asked_of_samples(folder: Path) -> Iterator[list[Asked]]:
    samples = read_samples(folder)
    with tempfile.TemporaryDirectory(prefix="heed-samples-") as place:
        built = WhooshEngine(Path(place))
        built.rebuild(samples.documents)
        asked = _with_meaning(built, samples.documents) if semantic.is_on() else built
        yield _asked(asked, samples.queries, samples.negatives)


def _with_meaning(built: Engine, documents: Sequence[Document]) -> Finder:
    portions = [documents[start : start + PORTION] for start in range(0, len(documents), PORTION)]
    is_hidden = not sys.stderr.isatty()
    label = "Reading for meaning"
    with click.progressbar(portions, label=label, file=sys.stderr, hidden=is_hidden) as bar:
        return semantic.over_samples(built, bar)


@contextmanager
def _asked_of_own() -> Iterator[list[Asked]]:
    positives, negatives = own_questions()
    try:
        yield _asked(finder(), positives, negatives)
    except IndexUnavailable as reason:
        raise Conflict(f"{reason}; make it anew with `flask search rebuild`") from None


def _asked(
    asked: Finder, positives: Sequence[Question], negatives: Sequence[Question]
) -> list[Asked]:
    return [
        Asked(
            ask_all(asked, positives, with_body=with_body),
            ask_all(asked, negatives, with_body=with_body),
        )
        for with_body in (False, True)
    ]


def _checked(asked: Asked) -> Proportion:
    """How often what is called likely is true, on the half that was not learnt from."""
    learnt: Calibration = learn(*asked.half(0))
    other = asked.half(1)
    return precision([*other.positives, *other.negatives], learnt)


def _three_places(found: Proportion) -> str:
    return f"{found.part / found.n:.3f}"


def _share(found: Proportion) -> str:
    if not found.n:
        return "no data"
    counts = f"{found.part} of {found.n}"
    return f"{counts} = {found.percent}% {_interval(found)}" if found.is_countable else counts


def _interval(found: Proportion) -> str:
    low, high = found.interval
    return f"[{low}%, {high}%]"
