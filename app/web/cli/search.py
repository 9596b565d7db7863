"""`flask search`: the index, which is derived and may be made anew at any time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask.cli import AppGroup

from app.core.figures import FEWEST_FOR_SHARE, Share, percent
from app.search import jobs
from app.search.calibrating import fit, judged
from app.search.corpora import Corpus, read_corpora
from app.search.documents import Key
from app.search.engine import WhooshEngine
from app.search.errors import IndexBusy, IndexUnavailable
from app.search.evaluating import Quality, ask, quality
from app.search.queries import count
from app.web.cli.failing import one_clear_line

A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
MODES = (("title", False), ("title and body", True))
search = AppGroup("search", help="The search index.")


@search.command()
@one_clear_line
def rebuild() -> None:
    """Make the index anew from the database, beside the old one, and switch over."""
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(length=count(), file=sys.stderr, hidden=is_hidden) as bar:
        try:
            size = jobs.rebuild(lambda done: bar.update(done - bar.pos))
        except IndexBusy as reason:
            raise click.ClickException(f"{reason}; try again in a minute") from None
    click.echo(f"{size} documents indexed")


@search.command()
@one_clear_line
def check() -> None:
    """Compare index and database; exit 0 only if they agree and nothing waits."""
    try:
        found = jobs.check()
    except IndexUnavailable as reason:
        raise click.ClickException(f"{reason}; make it anew with `flask search rebuild`") from None
    for word, keys in (
        ("missing", found.missing),
        ("outdated", found.outdated),
        ("surplus", found.surplus),
    ):
        click.echo(f"{word:9} {len(keys):>7}  {_some(keys)}".rstrip())
    click.echo(f"{'waiting':9} {found.waiting:>7}")
    if not found.is_clean:
        raise SystemExit(1)


@search.command()
@click.argument("folder", nargs=-1, required=True, type=A_FOLDER)
@one_clear_line
def evaluate(folder: tuple[Path, ...]) -> None:
    """Measure how well the known duplicates in FOLDER are found; in several, in one index.

    FOLDER holds corpus.jsonl, queries.jsonl and, for false alarms, negatives.jsonl (or .gz)."""
    corpus = read_corpora(folder)
    with _index_of(corpus) as engine:
        for words, with_body in MODES:
            click.echo(words)
            _show(quality(ask(engine, corpus.queries, with_body=with_body)))


@search.command()
@click.argument("folder", nargs=-1, required=True, type=A_FOLDER)
@click.option("--half", is_flag=True, help="Learn from one half of the texts, test on the other.")
@one_clear_line
def calibrate(folder: tuple[Path, ...], half: bool) -> None:
    """Fit the score, and what is called likely, to the known duplicates in FOLDER.

    Prints the constants of app/search/likeness.py."""
    corpus = read_corpora(folder)
    learned = corpus.queries[::2] if half else corpus.queries
    with _index_of(corpus) as engine:
        for words, with_body in MODES:
            fitted = fit(ask(engine, learned, with_body=with_body))
            click.echo(f"{words}: slope {fitted.slope:.2f}, offset {fitted.offset:.2f}, ", nl=False)
            click.echo(f"likely from {fitted.likely:.2f}")
            if half:
                others = ask(engine, corpus.queries[1::2], with_body=with_body)
                _show(quality([judged(answer, fitted) for answer in others]))


@contextmanager
def _index_of(corpus: Corpus) -> Iterator[WhooshEngine]:
    with TemporaryDirectory(prefix="heed-search-") as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild(corpus.documents)
        yield engine


def _show(found: Quality) -> None:
    for first, recall in found.recall.items():
        click.echo(f"  {f'recall@{first}':22} {recall.part / recall.n:.3f}  (n {recall.n})")
    click.echo(f"  {'MRR':22} {found.mrr:.3f}")
    click.echo(f"  {'right among likely':22} {_share(found.right)}")
    click.echo(f"  {'false alarms':22} {_share(found.alarms)}")
    click.echo(f"  {'search, p50 and p95':22} {found.p50:.1f} and {found.p95:.1f} ms")


def _share(share: Share) -> str:
    """As product.md has it: with its n and interval; below five the counts alone."""
    if share.n < FEWEST_FOR_SHARE:
        return f"{share.part} of {share.n}"
    low, high = share.interval
    return f"{percent(share.part / share.n)} %  [{low}, {high}]  ({share.part} of {share.n})"


def _some(keys: list[Key]) -> str:
    shown = ", ".join(f"{kind} {number}" for kind, number in keys[:5])
    return f"{shown}, …" if len(keys) > 5 else shown
