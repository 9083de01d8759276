"""`letters train`: the trained part of the tagger from annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.corpus import REPOSITORY
from pipeline.errors import NotHeldError, PipelineError
from pipeline.store import write_bytes

CURVE = (0.25, 0.5)
"""Shares of the annotated publications at which --curve measures."""


def without_bins(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures without the long part."""
    return {name: value for name, value in figures.items() if name != "reliability"}


@letters_command(
    "train",
    "letters train --corpus my-letters",
    "letters train --corpus my-letters --out my-tagger",
)
@click.option(
    "--annotations",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Stand-off annotations. Default: corpus/gold/tags.jsonl.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=REPOSITORY / "models" / "tagger",
    metavar="DIR",
    help="Where config.cfg and the encoder lie and the model goes. Default: models/tagger.",
)
@click.option(
    "--curve", is_flag=True, help="Also write curve.json: figures with fewer publications."
)
def command(settings: Settings, annotations: Path | None, out: Path, curve: bool) -> None:
    """Train the tagger from annotated findings and from people's decisions on tags.

    The annotated publications must be in the data folder. The same input gives the same model. The
    figures, measured by leaving out a fifth of the publications at a time, go to stdout.
    """
    try:
        from pipeline.tag.train import default_annotations, learning_curve, train  # noqa: PLC0415

        named = annotations or default_annotations()
        trained = train(settings.corpus, named, out, settings.say)
        if curve:
            points = learning_curve(settings.corpus, named, out, settings.say, CURVE)
            content = json.dumps([*points, without_bins(trained.figures)], indent=1) + "\n"
            write_bytes(out / "curve.json", content.encode())
    except NotHeldError as error:
        for publication_id, sha256 in error.lacking.items():
            click.echo(f"Missing: {publication_id}, sha256 {sha256}", err=True)
        raise
    except ModuleNotFoundError as error:
        raise PipelineError(
            f"training needs {error.name}: install group 'train' (python3 start.py train …)"
        ) from error
    settings.say(f"{out}: model {trained.sha256[:16]}")
    click.echo(json.dumps(trained.figures, indent=1))
