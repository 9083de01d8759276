"""`letters saved`: searches kept under a name."""

from __future__ import annotations

from contextlib import closing

import click

from pipeline.cli.options import Settings, format_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, table, write_rows
from pipeline.db.connect import open_database
from pipeline.facets import SavedCount, count_saved
from pipeline.saved import read_saved, remove_search


@letters_command("saved", "letters saved", 'letters saved --forget "Supervision in the county"')
@click.option("--forget", default="", metavar="NAME", help="Keep this search no longer.")
@format_option("table", "json", "jsonl", "csv")
def command(settings: Settings, forget: str, output_format: str) -> None:
    """List searches saved by 'letters search --save NAME' or in the browser, with what is new.

    New are findings of publications first built in the last run.
    """
    if forget:
        remove_search(settings.corpus, forget)
        settings.say(f"{forget!r} is not kept any more")
        return
    with closing(open_database(settings.corpus.database)) as connection:
        found = count_saved(connection, read_saved(settings.corpus).values())
    if output_format == "table":
        rows = [
            (one.name, plural(one.findings, "finding"), f"{one.new:,} new", one.address)
            for one in found
        ]
        click.echo(table(rows, indent=""), nl=bool(rows))
    else:
        write_rows([one.to_dict() for one in found], output_format, SavedCount)
    settings.say(plural(len(found), "saved search", "saved searches"))
