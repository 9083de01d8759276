"""`letters evaluate`: how well publications were read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from pipeline.cli.options import Settings, jobs_option
from pipeline.cli.options import command as letters_command
from pipeline.evaluate import stage


@letters_command(
    "evaluate",
    "letters evaluate",
    "letters evaluate --gold my-gold --every 10 --errors",
)
@click.option(
    "--gold",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Gold tables to compare with. Default: gold/ of the data folder.",
)
@click.option(
    "--every",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Check every N-th PDF against another engine's words (slow); 0: none.",
)
@click.option("--errors", is_flag=True, help="List what was wrong on stderr.")
@jobs_option
def command(
    settings: Settings, gold: Path | None, every: int, errors: bool, jobs: int | None
) -> None:
    """Scores as JSON: against gold tables, and against another engine's words.

    They are also written to metrics.json of the data folder.
    """
    with settings.progress("Checking") as progress:
        evaluation = stage.run(
            settings.corpus,
            gold=gold,
            every=every,
            jobs=jobs or os.cpu_count() or 1,
            progress=progress,
        )
    if errors:
        for line in evaluation.errors:
            click.echo(line, err=True)
    click.echo(json.dumps([m.to_dict() for m in evaluation.metrics], ensure_ascii=False, indent=1))
