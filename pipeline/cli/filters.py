"""The filters of `letters search`, for every command that takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pipeline.dates import parse_date
from pipeline.records import FINDING_KINDS, PUBLICATION_KINDS
from pipeline.search import STANCES, Filters

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--area", default="", metavar="ID", help="A priority area, such as supervision."),
    click.option("--authority", default="", metavar="SLUG", help="A council: its id or its name."),
    click.option("--region", default="", metavar="R", help="A region of England."),
    click.option(
        "--kind",
        type=click.Choice(FINDING_KINDS),
        metavar="K",
        help="The kind of finding, such as improvement.",
    ),
    click.option(
        "--publication-kind",
        type=click.Choice(PUBLICATION_KINDS),
        metavar="K",
        help="The kind of publication, such as focused_visit.",
    ),
    click.option("--stance", type=click.Choice(STANCES), help="What it says of the area."),
    click.option("--since", default="", metavar="DATE", help="Published on this day or later."),
    click.option("--until", default="", metavar="DATE", help="Published on this day or before."),
    click.option("--new", is_flag=True, help="Only of publications first built in the last run."),
)


def filter_options(function: F) -> F:
    """--area, --authority and so on; the command gives what it got to `filters_of`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def filters_of(*, since: str, until: str, **values: Any) -> Filters:
    """The filters that the options name; dates may be written as people do."""
    return Filters(
        since=parse_date(since) or since,
        until=parse_date(until) or until,
        **{name: value for name, value in values.items() if value},
    )
