"""`letters search`: ranked findings, matched words marked."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import fields, replace
from shlex import quote
from typing import Any

import click

from pipeline.cli.filters import filter_options, filters_of
from pipeline.cli.options import Settings, format_option, who
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, wrap, write_rows
from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.errors import UsageError
from pipeline.saved import SavedSearch, read_saved, save_search
from pipeline.search import Filters, Hit, finding_ids, search_findings
from pipeline.spelling import better_spelling

# Marks that no text holds, until it is known whether bold can be shown.
BEGIN, END = "\x02", "\x03"


@letters_command(
    "search",
    "letters search supervision",
    "letters search '\"return home\" interviews -adoption' --kind improvement --since 2023-01-01",
    "letters search --new --format csv > new.csv",
    'letters search supervision --authority brackenshire --save "Supervision in the county"',
)
@click.argument("query", nargs=-1)
@filter_options
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, metavar="N", help="At most N. Default: 20."
)
@click.option("--save", default="", metavar="NAME", help="Also keep this search under a name.")
@click.option("--saved", default="", metavar="NAME", help="The search kept under this name.")
@format_option("table", "json", "jsonl", "csv")
def command(
    settings: Settings,
    query: tuple[str, ...],
    *,
    limit: int,
    save: str,
    saved: str,
    output_format: str,
    **filters: Any,
) -> None:
    """Search findings: the best first, without words the newest first.

    All words must occur, in any form. "two words" in this order, supervis* for what begins so,
    -adoption for what must not occur, fostering OR adoption for one of them. Put it all into
    single quotation marks, so that the shell leaves it alone.
    """
    words, narrowed = " ".join(query), filters_of(**filters)
    if saved:
        kept = _kept(settings.corpus, saved)
        words = " ".join(filter(None, (kept.query, words)))
        narrowed = _both(kept.filters, narrowed)
    with closing(open_database(settings.corpus.database)) as connection:
        hits = search_findings(connection, words, filters=narrowed, limit=limit, marks=(BEGIN, END))
        total = len(hits)
        if total == limit:
            total = len(finding_ids(connection, words, narrowed))
        better = "" if hits else better_spelling(connection, words, narrowed)
    if output_format == "table":
        click.echo("\n\n".join(_entry(hit) for hit in hits), nl=bool(hits))
    else:
        write_rows([_row(hit, output_format) for hit in hits], output_format, Hit)
    if save:
        replaced = save in read_saved(settings.corpus)
        kept = save_search(settings.corpus, save, words, narrowed, by=who(""))
        instead = " in place of an earlier one" if replaced else ""
        settings.say(f"saved as {kept.name!r}{instead}; 'letters saved' lists all")
    if total > len(hits):
        settings.say(f"{len(hits):,} of {plural(total, 'finding')}; --limit N shows more")
    else:
        settings.say(
            plural(total, "finding") + (f"; did you mean {quote(better)}?" if better else "")
        )


def _kept(corpus: Corpus, name: str) -> SavedSearch:
    kept = read_saved(corpus).get(name)
    if kept is None:
        raise UsageError(f"no search is saved as {name!r}; 'letters saved' lists all")
    return kept


def _both(kept: Filters, more: Filters) -> Filters:
    """The filters of a saved search, those given now besides or instead."""
    now = {f.name: value for f in fields(more) if (value := getattr(more, f.name))}
    return replace(kept, **now)


def _entry(hit: Hit) -> str:
    """One finding as people read it."""
    page = f"page {hit.page}" if hit.page else ""
    head = (hit.authority or hit.title, hit.date, hit.publication_kind, page)
    number = f"{hit.paragraph_number}." if hit.paragraph_number.isdigit() else hit.paragraph_number
    where = " ".join(filter(None, (hit.section, number)))
    lines = ["  ".join(filter(None, head)), f"  {hit.kind}" + (f": {where}" if where else "")]
    return "\n".join([*lines, _marked(wrap(hit.snippet), bold=_shows_bold())])


def _row(hit: Hit, output_format: str) -> dict[str, Any]:
    row = hit.to_dict()
    row["snippet"] = _marked(hit.snippet, bold=False)
    if output_format == "csv":
        row["tags"] = "; ".join(f"{tag.area_id}: {tag.stance}" for tag in hit.tags)
    return row


def _marked(text: str, *, bold: bool) -> str:
    """Matched words in bold where that can be seen, else between asterisks."""
    begin, end = ("\x1b[1m", "\x1b[0m") if bold else ("**", "**")
    return text.replace(BEGIN, begin).replace(END, end)


def _shows_bold() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
