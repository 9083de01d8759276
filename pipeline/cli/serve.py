"""`letters serve`: search and explore in the browser."""

from __future__ import annotations

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command


@letters_command("serve", "letters serve", "letters serve --corpus my-letters --port 8010")
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
def command(settings: Settings, host: str, port: int) -> None:
    """Search and explore in the browser, on this machine and offline.

    The pages show the database as it is: 'letters run' beside it needs no restart. Ctrl-C ends it.
    """
    from pipeline.serve.app import make_datasette, run_server  # noqa: PLC0415  takes half a second

    datasette = make_datasette(settings.corpus)
    shown = f"[{host}]" if ":" in host else host
    settings.say(f"http://{shown}:{port}/ shows {settings.corpus.root}; Ctrl-C ends it")
    run_server(datasette, host=host, port=port)
