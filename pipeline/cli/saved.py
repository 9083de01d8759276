"""`letters saved`: searches kept under a name."""

from __future__ import annotations

from contextlib import closing

import click

from pipeline.cli.options import Settings, by_option, format_option, who
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, table, write_rows
from pipeline.db.connect import open_database
from pipeline.facets import SavedCount, count_saved
from pipeline.saved import read_saved, remove_search, rename_search


@letters_command(
    "saved",
    "letters saved",
    'letters saved --rename "Supervision in the county" "Supervision"',
    'letters saved --forget "Supervision"',
)
@click.option("--rename", nargs=2, metavar="OLD NEW", help="Keep a search under another name.")
@click.option("--forget", default="", metavar="NAME", help="Keep this search no longer.")
@by_option
@format_option("table", "json", "jsonl", "csv")
def command(
    settings: Settings, rename: tuple[str, str] | None, forget: str, by: str, output_format: str
) -> None:
    """List searches saved by 'letters search --save NAME' or in the browser, with what is new.

    New are findings of publications first built in the last run.
    """
    if rename and forget:
        raise click.UsageError("say either --rename or --forget")
    if rename:
        kept = rename_search(settings.corpus, *rename, by=who(by))
        settings.say(f"{rename[0]!r} is called {kept.name!r} now")
        return
    if forget:
        remove_search(settings.corpus, forget, by=who(by))
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
