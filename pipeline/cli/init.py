"""`letters init`: an empty data folder."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.corpus import create_corpus


@letters_command(
    "init",
    "letters init my-letters",
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def command(settings: Settings, folder: Path) -> None:
    """Make DIR an empty data folder.

    What is there already stays as it is.
    """
    corpus = create_corpus(folder)
    settings.say(
        f"{corpus.root} is ready. Next: letters add FILE… --corpus {corpus.root}, "
        f"then letters run --corpus {corpus.root}"
    )
