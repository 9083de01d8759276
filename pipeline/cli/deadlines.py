"""`letters deadlines`: what was ordered by when."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any

import click

from pipeline.cli.options import Settings, format_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, wrap, write_rows
from pipeline.deadlines import Due, list_deadlines
from pipeline.icalendar import to_icalendar
from pipeline.plain import responsible


@letters_command(
    "deadlines",
    "letters deadlines",
    "letters deadlines --authority brackenshire --format ics > deadlines.ics",
)
@click.option("--authority", default="", metavar="SLUG", help="A council: its id or its name.")
@format_option("table", "json", "jsonl", "csv", "ics")
def command(settings: Settings, authority: str, output_format: str) -> None:
    """List what publications order or plan by when, the first date first.

    What comes again at a rhythm, and what has neither date nor rhythm, comes last; a calendar
    (ics) holds only what has a date.
    """
    found = list_deadlines(settings.corpus.database, authority)
    dated = sum(bool(due.due_date) for due in found)
    if output_format == "ics":
        _write_bytes(to_icalendar(found))
    elif output_format == "table":
        click.echo("\n\n".join(_entry(due) for due in found), nl=bool(found))
    else:
        rows: list[dict[str, Any]] = [due.to_dict() for due in found]
        write_rows(rows, output_format, Due)
    without = len(found) - dated
    settings.say(
        plural(len(found), "deadline") + (f", {without:,} without a date" if without else "")
    )


def _write_bytes(text: str) -> None:
    """Lines must end in CRLF, which a text stream on Windows would double."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        click.echo(text, nl=False)


def _entry(due: Due) -> str:
    """One deadline as people read it."""
    when = ", ".join(filter(None, (due.due_date, _rhythm(due.every))))
    page = f"page {due.page}" if due.page else ""
    where = (due.authority or due.title, due.publication_kind, due.published_date, page)
    head = [when or "no date", due.kind, *where]
    lines = ["  ".join(filter(None, head)), wrap(" ".join(due.text.split()))]
    who = responsible(due.responsible)
    if who:
        lines.append(wrap(f"Responsible: {who}"))
    return "\n".join(lines)


def _rhythm(every: str) -> str:
    """`P4W` as people say it: every 4 weeks."""
    if not every:
        return ""
    number, unit = int(every[1:-1]), {"D": "day", "W": "week", "M": "month", "Y": "year"}[every[-1]]
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"
