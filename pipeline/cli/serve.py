"""`letters serve`: search and explore in the browser; with --review, decide there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural
from pipeline.cli.people import reviewers_option
from pipeline.errors import PipelineError, UsageError
from pipeline.people import people_path, read_people


@letters_command(
    "serve",
    "letters serve",
    "letters serve --corpus my-letters --port 8010",
    "letters serve --review",
    "letters serve --review --public-url https://letters.example.org",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="H",
    help="The address to listen on; 0.0.0.0 for all of this machine's.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    metavar="N",
    help="The port to listen on.",
)
@click.option("--review", is_flag=True, help="Let people with a token sign in and decide.")
@reviewers_option
@click.option(
    "--public-url",
    default="",
    metavar="URL",
    help="The address by which people come, where a server with TLS stands in front.",
)
def command(
    settings: Settings, host: str, port: int, review: bool, reviewers: str | None, public_url: str
) -> None:
    """Search and explore in the browser, on this machine and offline.

    The pages show the database as it is: 'letters run' beside it needs no restart. Nothing can be
    changed, unless --review lets the people of 'letters review people' sign in. Ctrl-C ends it.
    """
    from pipeline.serve.app import listen, make_datasette, run_server  # noqa: PLC0415  takes half a second
    from pipeline.serve.guard import is_loopback  # noqa: PLC0415

    origin = _origin(public_url)
    people = _people(settings, reviewers) if review else None
    datasette = make_datasette(settings.corpus, people=people, host=host, public_url=origin)
    listening = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    settings.say(f"http://{shown}:{port}/ shows {settings.corpus.root}; Ctrl-C ends it")
    if people and not is_loopback(host) and not origin.startswith("https:"):
        click.echo(
            "Warning: tokens and decisions go through the network unencrypted. Listen on "
            "127.0.0.1 behind a server with TLS, and name its address with --public-url.",
            err=True,
        )
    run_server(datasette, listening)


def _people(settings: Settings, reviewers: str | None) -> Path:
    """The file of people; PipelineError while nobody is in it."""
    path = people_path(reviewers, settings.corpus)
    found = read_people(path)
    if not found:
        raise PipelineError(
            "nobody may decide yet: add a person with 'letters review people add NAME', then start "
            "this again"
        )
    settings.say(f"Review: {plural(len(found), 'person', 'people')} may sign in")
    return path


def _origin(public_url: str) -> str:
    """Scheme and host of an address, '' for none. UsageError where it is not one."""
    if not public_url:
        return ""
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise UsageError("--public-url is scheme and host, such as https://letters.example.org")
    return f"{parts.scheme}://{parts.netloc.lower()}"
