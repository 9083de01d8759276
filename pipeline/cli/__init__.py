"""The command line `letters`: parse, call, report. No other place prints or exits."""

from __future__ import annotations

import errno
import sqlite3
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.cli.options import Settings, common_options, examples_text
from pipeline.errors import PipelineError, UsageError
from pipeline.store import HALF

COMMANDS = {
    "init": "pipeline.cli.init",
    "fetch": "pipeline.cli.fetch",
    "add": "pipeline.cli.add",
    "extract": "pipeline.cli.extract",
    "tag": "pipeline.cli.tag",
    "link": "pipeline.cli.link",
    "build": "pipeline.cli.build",
    "run": "pipeline.cli.run",
    "search": "pipeline.cli.search",
    "saved": "pipeline.cli.saved",
    "coverage": "pipeline.cli.coverage",
    "review": "pipeline.cli.review",
    "deadlines": "pipeline.cli.deadlines",
    "serve": "pipeline.cli.serve",
    "export": "pipeline.cli.export",
    "brief": "pipeline.cli.brief",
    "mcp": "pipeline.cli.mcp",
    "forget": "pipeline.cli.forget",
    "status": "pipeline.cli.status",
    "evaluate": "pipeline.cli.evaluate",
    "train": "pipeline.cli.train",
    "vocabulary": "pipeline.cli.vocabulary",
}
"""Each command and the module whose `command` it is, in the order in which help lists them."""


class WrongUse(click.ClickException):  # click shows it as one line
    """A value that cannot be used."""

    exit_code = 2


class Letters(click.Group):
    """Loads the module of a command when it is used, and speaks for expected errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected failure becomes one line and an exit code."""
        _speak_utf8()
        settings = ctx.ensure_object(Settings)  # the command's, too: --corpus may stand behind it
        try:
            return super().invoke(ctx)
        except PipelineError as error:
            kind = WrongUse if isinstance(error, UsageError) else click.ClickException
            raise kind(" ".join(str(error).split())) from error
        except BrokenPipeError:
            raise  # the reader of our output has left (`| head`); click ends quietly
        except OSError as error:
            raise click.ClickException(_words(error, settings)) from error
        except sqlite3.DatabaseError as error:
            from pipeline.db.connect import explained  # noqa: PLC0415 - help needs no database

            raise click.ClickException(str(explained(error, settings.corpus.database))) from error
        except KeyboardInterrupt:
            click.echo("\nInterrupted; run it again, it goes on.", err=True)
            raise click.exceptions.Exit(130) from None


def _words(error: OSError, settings: Settings) -> str:
    """What the system says, about which file, and what to do."""
    path = Path(error.filename) if isinstance(error.filename, str) else None
    if path and path.name.startswith(HALF):
        path = path.parent  # the name of a file that is being written tells nobody anything
    said = f"{error.strerror or error}" + (f": {path}" if path else "")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{said}; free some space, then run this again: what was done is kept"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        if path is None or _is_below(path, settings):
            return f"{said}; name a data folder that you may write to (--corpus)"
        return f"{said}; see to its rights, or name another place"
    return said


def _is_below(path: Path, settings: Settings) -> bool:
    """Whether it lies in the data folder in use; no where the folder's name cannot be read."""
    try:
        return path.absolute().is_relative_to(settings.corpus.root.absolute())
    except OSError:
        return False


def _speak_utf8() -> None:
    """Write UTF-8 into files and pipes on every system; a terminal keeps what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


@click.group(
    cls=Letters,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples_text(
        "letters init my-letters",
        "letters --corpus my-letters add ~/Downloads/letters",
        "letters --corpus my-letters run",
        'letters --corpus my-letters search "supervision of social workers"',
    ),
)
@click.version_option(__version__, prog_name="letters")
@common_options
def main() -> None:
    """From published inspection letters to a database of findings.

    A data folder holds everything: --corpus names it, else LETTERS_CORPUS, else params.yaml.
    """
