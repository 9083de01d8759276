"""`letters run`: all stages, then what is new."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from pipeline.cli.options import Settings, jobs_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, shortened, table
from pipeline.cli.stages import STAGES, Outcome, report_stage
from pipeline.engine import Engine
from pipeline.errors import FetchError
from pipeline.news import LinkNews, News, read_link_news, read_news
from pipeline.records import Problem

SHOWN = 20
"""How many new publications are named; a first run may bring hundreds."""


@letters_command(
    "run",
    "letters run",
    "letters run --corpus my-letters --jobs 2",
    "letters run --cluster local:2",
)
@click.option("--fetch", "fetching", is_flag=True, help="First fetch from the sources.")
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="A Dask cluster reads and tags: tcp://HOST:PORT, or local:N for N processes.",
)
@click.pass_context
def command(
    context: click.Context,
    settings: Settings,
    fetching: bool,
    jobs: int | None,
    cluster: str | None,
) -> None:
    """Do all stages, then say what is new.

    Only what is new or changed is worked on. It can be stopped at any moment; run it again and it
    goes on. With --fetch, what came is worked on even if a source was blocked or broken; exit
    code 1 says so at the end. With --cluster other machines read and tag (docs/scale.md).
    """
    failed = _fetch(context) if fetching else None
    problems: dict[str, Problem] = {}
    publications: list[str] = []
    links: list[str] = []
    with settings.corpus.lock(), _engine(cluster) as settings.engine:
        for stage in STAGES:
            outcome = stage(settings, jobs)
            unseen = [p for p in outcome.new_problems if p.problem_id not in problems]
            problems |= {problem.problem_id: problem for problem in unseen}
            publications += outcome.new_publications
            links += outcome.new_links
            report_stage(settings, Outcome(outcome.stage, outcome.counts, tuple(unseen)))
        database = settings.corpus.database
        news = read_news(database, publications) if publications else News()
        linked = LinkNews()
        if publications or links:
            linked = read_link_news(database, publications, links)
    show(settings, news, linked, list(problems.values()))
    settings.check_strict(problems.values())
    if failed is not None:
        raise failed


def _engine(address: str | None) -> AbstractContextManager[Engine | None]:
    """The machines that read and tag; None for processes of this one."""
    if address is None:
        return nullcontext()
    from pipeline.cluster.client import Cluster  # noqa: PLC0415 - nothing of it without --cluster

    return Cluster(address)


def _fetch(context: click.Context) -> FetchError | None:
    """Fetch from all sources; a source that ended blocked or broken is no reason to stop."""
    from pipeline.cli.fetch import command as fetch  # noqa: PLC0415 - loads the network libraries

    try:
        context.invoke(fetch, source="", authority="", since="", dry_run=False)
    except FetchError as error:
        return error
    return None


def show(settings: Settings, news: News, linked: LinkNews, problems: list[Problem]) -> None:
    """What is new, to stdout."""
    if not news.publications and not linked.links and not problems:
        settings.say("Nothing new.")
        return
    shown = news.publications[:SHOWN]
    click.echo(f"New publications: {len(news.publications):,}")
    if shown:
        click.echo(table(_cells(row) for row in shown))
    if len(news.publications) > len(shown):
        click.echo(f"  … and {len(news.publications) - len(shown):,} more")
    kinds = ", ".join(plural(number, kind.replace("_", " ")) for kind, number in news.asking)
    total = sum(number for _, number in news.asking)
    click.echo(f"New findings that ask for action: {total:,}{f' ({kinds})' if kinds else ''}")
    click.echo(f"New links suggested: {linked.links:,}")
    click.echo(f"New findings that no action answers: {linked.uncovered:,}")
    click.echo(f"New findings that were raised before: {linked.recurrences:,}")
    reasons = Counter(problem.reason for problem in problems)
    said = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    click.echo(f"New problems: {len(problems):,}{f' ({said})' if said else ''}")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    state = plural(row["findings"], "finding") if row["status"] == "read" else row["status"]
    asking = f"{row['asking']} ask for action" if row["asking"] else ""
    name = row["authority"] or shortened(row["title"], 40)
    return row["published_date"], name, row["kind"], state, asking
