"""`letters mcp`: answers for AI assistants."""

from __future__ import annotations

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.db.connect import open_database
from pipeline.errors import MissingExtraError


@letters_command("mcp", "letters mcp --corpus my-letters")
def command(settings: Settings) -> None:
    """Answer AI assistants by the Model Context Protocol, over stdin and stdout.

    Read only, from findings.db on this machine: search findings, get a publication, summarise a
    council, coverage by plans; each answer with quote, page and address. docs/assistants.md says
    how to connect an assistant, which starts this command itself.
    """
    try:
        from pipeline.mcp.server import serve  # noqa: PLC0415 - an optional part
    except ModuleNotFoundError as error:
        if error.name == "mcp":
            raise MissingExtraError("letters mcp", "mcp") from error
        raise
    database = settings.corpus.database
    open_database(database).close()
    settings.say(f"letters mcp: answering from {database}; Ctrl-C ends this.")
    serve(database)
