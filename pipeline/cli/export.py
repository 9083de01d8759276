"""`letters export`: for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.filters import filter_options, filters_of
from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural

FORMATS = ("csv", "jsonl", "xlsx", "parquet", "datapackage")


@letters_command(
    "export",
    "letters export everything",
    "letters export for-scrutiny --format xlsx --authority brackenshire",
    "letters export supervision supervision --kind improvement --format jsonl",
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="What to write.",
)
@filter_options
def command(
    settings: Settings, folder: Path, query: tuple[str, ...], *, output_format: str, **filters: Any
) -> None:
    """Write findings, and what belongs to them, into DIR for other tools.

    Without words and filters: everything current. With them: the findings that 'letters search'
    finds, with their publications, tags, links, actions and so on; --authority or --region alone
    bring the whole plans. Files of earlier exports in DIR are replaced, nothing else is touched.
    """
    from pipeline.export.select import Selection  # noqa: PLC0415  heavy libraries only when used
    from pipeline.export.stage import export  # noqa: PLC0415

    selection = Selection(" ".join(query), filters_of(**filters))
    found = export(settings.corpus, folder, output_format, selection)
    for file in found.files:
        click.echo(folder / file)
    settings.say(", ".join(plural(n, _one(name), name) for name, n in found.rows.items()))
    for line in found.notices:
        settings.say(f"changed: {line}")
    if found.invented:
        settings.say(found.invented)


def _one(name: str) -> str:
    """`findings` as one: finding; `authorities`: authority."""
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]
