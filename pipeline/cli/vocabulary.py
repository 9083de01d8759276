"""`letters vocabulary`: check the vocabulary of areas, and see what an edit of it changes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from pipeline.cli.options import Settings, format_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, shortened, table, write_rows
from pipeline.errors import PipelineError

SHOWN = 3


@letters_command(
    "vocabulary",
    "letters vocabulary",
    "letters vocabulary --edit my-areas.yaml",
    "letters vocabulary --edit my-areas.yaml --format jsonl",
)
@click.option(
    "--edit",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A changed copy of models/priority_areas.yaml, to compare with it.",
)
@format_option("table", "json", "jsonl", "csv")
def command(settings: Settings, edit: Path | None, output_format: str) -> None:
    """Check the wordings of the areas; show what an edited copy changes, before it is accepted.

    Faults (areas that are gone, wordings that contradict one another) are exit code 1. Which
    findings of the data folder an area's wordings newly speak for, or no longer, goes to stdout.
    After an edit is accepted, 'letters train' weighs its wordings and 'letters tag' uses them.
    """
    from pipeline.tag.lint import Change, changes, faults, silent  # noqa: PLC0415
    from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path  # noqa: PLC0415

    accepted = read_vocabulary(vocabulary_path())
    vocabulary = read_vocabulary(edit) if edit else accepted
    found = faults(vocabulary, accepted.ids)
    for fault in found:
        click.echo(fault, err=True)
    if found:
        raise PipelineError(f"{plural(len(found), 'fault')} in the vocabulary; correct the file")
    wordings = sum(len(area.say) + len(area.hint) for area in vocabulary.areas)
    areas = plural(len(vocabulary.areas), "area")
    settings.say(f"{areas}, {plural(wordings, 'wording')}: no fault")
    quiet = silent(vocabulary, settings.corpus)
    if quiet:
        settings.say(f"In no finding of this data folder: {', '.join(quiet)}")
    if edit is None:
        return
    made = changes(accepted, vocabulary, settings.corpus)
    if output_format != "table":
        write_rows([change.to_dict() for change in made], output_format, Change)
        return
    counts = Counter((change.area_id, change.change) for change in made)
    click.echo(table((number, change, area_id) for (area_id, change), number in counts.items()))
    for area_id, change in counts:
        named = [one for one in made if (one.area_id, one.change) == (area_id, change)][:SHOWN]
        for one in named:
            click.echo(f"{area_id}, {change}: {one.finding_id}: {shortened(one.text, 120)}")
