"""`letters review people`: who may decide in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pipeline.cli.options import Settings, common_options, examples_text
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, table
from pipeline.people import VARIABLE, add_person, people_path, read_people, remove_person


@click.group(
    "people",
    epilog=examples_text(
        'letters review people add "A. Person"',
        "letters review people list",
        'letters review people remove "A. Person"',
    ),
)
@common_options
def command() -> None:
    """Who may decide in the browser ('letters serve --review').

    The file with names and hashes of tokens lies outside the data folder; it is made readable by
    you alone.
    """


def reviewers_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """--reviewers: the file of names and hashes."""
    return click.option(
        "--reviewers",
        metavar="FILE",
        help=f"The file of people. Default: {VARIABLE}, else one among your own settings.",
    )(function)


@letters_command("add", 'letters review people add "A. Person"')
@click.argument("name")
@reviewers_option
def _add(settings: Settings, name: str, reviewers: str | None) -> None:
    """Add a person and print their token, once: pass it on in a safe way."""
    path = people_path(reviewers, settings.corpus)
    person, token = add_person(path, name)
    click.echo(token)
    settings.say(
        f"This is the token of {person.name}. It is shown this once; a password manager keeps it."
    )


@letters_command("list", "letters review people list")
@reviewers_option
def _list(settings: Settings, reviewers: str | None) -> None:
    """List the people, without tokens."""
    people = read_people(people_path(reviewers, settings.corpus)).values()
    if people:
        click.echo(table((one.person_id, one.name, one.added_on) for one in people))
    settings.say(plural(len(people), "person", "people"))


@letters_command("remove", 'letters review people remove "A. Person"')
@click.argument("name")
@reviewers_option
def _remove(settings: Settings, name: str, reviewers: str | None) -> None:
    """Take a person out; what they decided stays."""
    person = remove_person(people_path(reviewers, settings.corpus), name)
    settings.say(f"{person.name} is out; the token no longer works, also on a server that runs")


for _one in (_add, _list, _remove):
    command.add_command(_one)
