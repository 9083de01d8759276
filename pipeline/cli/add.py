"""`letters add`: take in files that were emailed or downloaded."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.add import Summary, add, given_facts
from pipeline.authorities import Authorities
from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import problem_line
from pipeline.errors import PipelineError
from pipeline.records import PUBLICATION_KINDS


@letters_command(
    "add",
    "letters add visit-letter.pdf --authority leeds --published 2024-03-26",
    "letters add ~/Downloads/letters downloads/index.csv",
    'letters add "Improvement plan.xlsx" --plan --authority leeds',
)
@click.argument(
    "paths",
    metavar="FILE|FOLDER|LIST.csv...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--authority", default="", metavar="SLUG", help="Whose they are: leeds, 383, Leeds.")
@click.option(
    "--kind",
    type=click.Choice(PUBLICATION_KINDS),
    metavar="KIND",
    help="What they are, such as focused_visit; a wrong word lists all.",
)
@click.option("--published", default="", metavar="DATE", help="The day of publication.")
@click.option("--url", default="", help="Where the file was published (one file only).")
@click.option("--plan", is_flag=True, help="They are improvement plans.")
def command(
    settings: Settings,
    paths: tuple[Path, ...],
    *,
    authority: str,
    kind: str | None,
    published: str,
    url: str,
    plan: bool,
) -> None:
    """Take in files, all files of folders, and what lists name.

    A list is a .csv with a column `file` (relative to the list) and any of: url or source_url,
    authority (slug, name or code) or urn, kind, published_date, link_text, title. What a list says
    of a file counts more than the options.
    """
    corpus = settings.corpus
    corpus.check()
    authorities = Authorities.load(corpus.authorities)
    given = given_facts(
        authorities, authority=authority, kind=kind or "", published=published, url=url
    )
    with corpus.lock(), settings.progress("Adding") as progress:
        summary = add(
            corpus, paths, authorities=authorities, given=given, plan=plan, progress=progress
        )
    report(settings, summary)


def report(settings: Settings, summary: Summary) -> None:
    """Say what came in and what did not, and why; fail if nothing did."""
    for problem in summary.doubts:
        click.echo(f"Doubt: {problem_line(problem)}", err=True)
    for problem in summary.refused:
        click.echo(f"Refused: {problem_line(problem)}", err=True)
    added = len(summary.added) + len(summary.plans)
    more = f" ({len(summary.corrected)} corrected)" if summary.corrected else ""
    settings.say(
        f"added {added}, already held {summary.held}{more}, refused {len(summary.refused)}"
        + ("; next: letters run" if added or summary.corrected else "")
    )
    if not added and not summary.held:
        raise PipelineError("no file was taken in; see above why")
    settings.check_strict([*summary.doubts, *summary.refused])
