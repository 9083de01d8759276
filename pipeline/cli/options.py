"""Options that several commands share, and what they set."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.corpus import Corpus, find_params, load_params, resolve_corpus
from pipeline.engine import Engine
from pipeline.errors import PipelineError
from pipeline.extract.limits import Limits
from pipeline.records import Problem

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """What the common options say, whether they stand before or after the command."""

    corpus_name: str | None = None
    silent: bool = False
    strict: bool = False
    engine: Engine | None = None

    @property
    def corpus(self) -> Corpus:
        """The data folder in use; it need not exist."""
        return resolve_corpus(self.corpus_name)

    @property
    def limits(self) -> Limits:
        """How large a file may be, from params.yaml."""
        return Limits.from_params(load_params(find_params(Path.cwd())))

    def say(self, text: str) -> None:
        """A count or a hint: to stderr, unless --silent."""
        if not self.silent:
            click.echo(text, err=True)

    def check_strict(self, problems: Iterable[Problem]) -> None:
        """With --strict raise PipelineError if there are any new problems."""
        number = len(list(problems))
        if self.strict and number:
            noun = "new problem" if number == 1 else "new problems"
            raise PipelineError(f"{number} {noun} (--strict); 'letters status' lists all")

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int], None] | None]:
        """A callback for (done, all) that draws a bar; None unless stderr is a terminal."""
        if self.silent or not sys.stderr.isatty():
            yield None
            return
        bar: Any = None

        def draw(done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True)
            bar.update(done - bar.pos)

        try:
            yield draw
        finally:
            if bar is not None:
                bar.render_finish()


pass_settings = click.make_pass_decorator(Settings, ensure=True)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Store a common option where both the group and the command find it."""
    if value:
        setattr(ctx.ensure_object(Settings), str(param.name), value)


def common_options(function: F) -> F:
    """--corpus, --silent and --strict, before or after the command."""
    for name, more in (
        ("--strict", {"is_flag": True, "help": "Exit 1 if there is any new problem."}),
        ("--silent", {"is_flag": True, "help": "No progress, no counts."}),
        ("--corpus", {"metavar": "DIR", "help": "The data folder to use."}),
    ):
        field = {"--corpus": "corpus_name"}.get(name, name.removeprefix("--"))
        function = click.option(name, field, callback=_keep, expose_value=False, **more)(function)
    return function


def jobs_option(function: F) -> F:
    """--jobs: the number of processes."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many processes read files. Default: one a processor.",
    )(function)


def format_option(*formats: str) -> Callable[[F], F]:
    """--format with these choices, the first of which is the default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to write the result to stdout.",
    )


by_option = click.option(
    "--by", default="", metavar="NAME", help="Who says so. Default: LETTERS_USER, else the login."
)


def who(by: str) -> str:
    """The name with which something entered is kept."""
    return by or os.environ.get("LETTERS_USER") or getpass.getuser()


def examples_text(*examples: str) -> str:
    """The end of a help text: examples, line by line (\\b keeps click from joining them)."""
    noun = "Example" if len(examples) == 1 else "Examples"
    return "\n".join(["\b", f"{noun}:", *(f"  {example}" for example in examples)])


def command(name: str, *examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the common options, whose function gets `Settings` first."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        given: Callable[..., Any] = pass_settings(function)
        return click.command(name, epilog=examples_text(*examples))(common_options(given))

    return decorate
