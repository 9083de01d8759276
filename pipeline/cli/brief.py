"""`letters brief`: a committee-ready briefing on one council."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.dates import parse_date
from pipeline.errors import UsageError


@letters_command(
    "brief",
    "letters brief --authority brackenshire --out brackenshire.docx",
    "letters brief --authority brackenshire > brackenshire.html",
)
@click.option("--authority", required=True, metavar="SLUG", help="A council: its id or its name.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A .docx or .html file. Default: HTML to stdout.",
)
@click.option(
    "--as-of",
    default="",
    metavar="DATE",
    help="The day that deadlines are held against. Default: the day of the last run.",
)
def command(settings: Settings, authority: str, out: Path | None, as_of: str) -> None:
    """Write a briefing for a committee on one council, as a Word document or a page.

    Judgements over time, what was asked for and what answers it, what came back, deadlines, what
    is done well and questions to ask; each claim with publication, page and link. It is made of
    the data alone; what the program suggests is called suggested.
    """
    from pipeline.brief import stage  # noqa: PLC0415  heavy libraries only when used

    if out is not None and out.suffix.lower() not in stage.RENDERERS:
        raise UsageError(f"--out: a briefing is a .docx or an .html file, not {out.name!r}")
    brief = stage.brief_of(settings.corpus, authority, parse_date(as_of) or as_of)
    if out is None:
        _write_bytes(stage.render(brief, ".html"))
    else:
        stage.write(brief, out)
        settings.say(f"{out}: {brief.title}")
    if brief.notice:
        settings.say(brief.notice)


def _write_bytes(data: bytes) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        click.echo(data.decode("utf-8"), nl=False)
