"""`letters fetch`: what is new or changed from the sources of sources.yaml."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from pipeline.authorities import Authorities, Authority
from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, problem_line, table
from pipeline.errors import FetchError, UsageError
from pipeline.fetch import stage
from pipeline.fetch.assumptions import ASSUMPTIONS
from pipeline.fetch.config import load_config
from pipeline.fetch.documents import Progress
from pipeline.fetch.listing import Scope
from pipeline.fetch.report import SourceReport, Summary
from pipeline.filelist import find_authority, parse_date

_COUNTS = (
    ("new", "new"),
    ("changed", "changed"),
    ("duplicate", "held already from elsewhere"),
    ("same", "checked and the same"),
    ("forgotten", "kept out as forgotten"),
    ("unlisted", "no longer listed"),
    ("failed", "failed"),
    ("waiting", "left for the next run"),
    ("planned", "to be fetched"),
)


@letters_command(
    "fetch",
    "letters fetch --dry-run",
    "letters fetch --source ofsted --authority leeds --since 2024-01-01",
)
@click.option("--source", default="", metavar="ID", help="Only this source of sources.yaml.")
@click.option("--authority", default="", metavar="SLUG", help="Only of this authority: leeds.")
@click.option("--since", default="", metavar="DATE", help="Only what was published since this day.")
@click.option("--dry-run", is_flag=True, help="List what would be fetched; write nothing.")
def command(settings: Settings, source: str, authority: str, since: str, dry_run: bool) -> None:
    """Fetch what is new or changed from the sources in sources.yaml.

    Sites are asked slowly (once a second and host) and conditionally: a run with nothing new
    downloads no document. It can be stopped at any moment; run it again and it goes on. Exit code
    1 if a source ends blocked or broken; the others are fetched all the same.
    """
    corpus = settings.corpus
    corpus.check()
    scope = Scope(_authority(Authorities.load(corpus.authorities), authority), _day(since))
    config = load_config(corpus.sources)
    with _progress(settings) as progress:
        summary = stage.run(
            corpus, config, source_id=source, scope=scope, dry_run=dry_run, progress=progress
        )
    report(settings, summary)


def report(settings: Settings, summary: Summary) -> None:
    """What came to stdout; counts, news and problems to stderr; fail if a source did."""
    if summary.planned:
        rows = []
        for plan in summary.planned:
            listed = plan.listed
            address = listed.url or listed.address
            facts = (listed.authority_id, listed.published_date, listed.label, address)
            rows.append((plan.source_id, plan.why, *facts))
        click.echo(table(rows, indent=""))
    if summary.entries:
        entries = [
            (e.publication_id, e.source, e.authority_id, e.published_date, e.kind or e.label, e.url)
            for e in summary.entries
        ]
        click.echo(table(entries, indent=""))
    for source in summary.sources:
        settings.say(_line(source))
        for line in _checks(source):
            settings.say(line)
    for news in summary.news:
        settings.say(f"News: {news}")
    for problem in summary.new_problems:
        settings.say(f"Problem: {problem_line(problem)}")
    if failed := summary.failed:
        first = failed[0]
        names = ", ".join(state.source_id for state in failed)
        raise FetchError(f"{names}: {first.state}. {first.source_id}: {first.message}")
    settings.check_strict(summary.new_problems)


def _line(report: SourceReport) -> str:
    state, counts = report.state, report.counts
    said = [f"{counts[name]:,} {words}" for name, words in _COUNTS if counts[name]]
    return (
        f"{state.source_id}: {state.state}, {plural(counts['pages'], 'page')} read, "
        f"{state.listed:,} listed, {state.held:,} held; {', '.join(said) or 'nothing new'}"
        + (f". {state.message}" if state.message else "")
    )


def _checks(report: SourceReport) -> Iterator[str]:
    """The assumptions that did not hold; at the first contact with a site all of them."""
    for number, check in report.checks.to_dict().items():
        if not check["failed"] and not report.is_first_contact:
            continue
        words = "held" if not check["failed"] else f"DID NOT HOLD {check['failed']} times"
        first = f" First: {check['first']}" if "first" in check else ""
        yield f"  {number} {ASSUMPTIONS[number]}: {words}.{first}"


def _authority(authorities: Authorities, said: str) -> Authority | None:
    if not said:
        return None
    found = find_authority("", said, authorities)
    if found is None:
        raise UsageError(f"no authority {said!r}; give its slug, name or code, such as 'leeds'")
    return found


def _day(said: str) -> str:
    day = parse_date(said)
    if said and not day:
        raise UsageError(f"--since {said!r} is no date like 2024-03-26")
    return day


@contextmanager
def _progress(settings: Settings) -> Iterator[Progress]:
    """A bar with counts on a terminal; the number of pages is not known before they are read."""
    bar: Any = None
    label = ""

    def end_line() -> None:
        nonlocal bar, label
        if bar is not None:
            bar.render_finish()
        elif label:
            click.echo(err=True)
        bar, label = None, ""

    def draw(source: str, phase: str, done: int, total: int) -> None:
        nonlocal bar, label
        if settings.silent or not sys.stderr.isatty():
            return
        if label != f"{source} {phase}":
            end_line()
            label = f"{source} {phase}"
        if not total:
            click.echo(f"\r{source}: {done} pages asked for", nl=False, err=True)
            return
        if bar is None:
            bar = click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True)
        bar.update(done - bar.pos)

    try:
        yield draw
    finally:
        end_line()
