"""`letters forget`: remove a publication or a plan and every trace of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, shortened
from pipeline.forget import Forgetting, find, forget, undo


@letters_command(
    "forget",
    "letters forget pub-0123456789abcdef",
    "letters forget pub-0123456789abcdef --yes",
    "letters forget pub-0123456789abcdef --undo",
)
@click.argument("identifier", metavar="ID")
@click.option("--undo", "undoing", is_flag=True, help="Let fetch and add bring it in again.")
@click.option("--yes", is_flag=True, help="Do not ask first. A script is never asked.")
def command(settings: Settings, identifier: str, undoing: bool, yes: bool) -> None:
    """Remove a publication or a plan (ID) and every trace of it.

    Its file, what was derived from it, its rows and words in the database, its words in decisions
    and what fetch keeps of it go; what was decided stays. A tombstone (id, checksum, address, day)
    keeps fetch and add from bringing it back. If it is stopped, run it again: it goes on.
    """
    corpus = settings.corpus
    corpus.check()
    with corpus.lock():
        target = find(corpus, identifier)
        if undoing:
            undo(corpus, target)
            click.echo(
                f"{target.id} may come back: 'letters fetch' or 'letters add' brings it. "
                "Nothing of it is kept here."
            )
            return
        if not yes and sys.stdin.isatty():
            named = shortened(" ".join(filter(None, (target.id, target.title))), 100)
            click.confirm(f"Forget {named}? Its file is removed for good.", abort=True, err=True)
        with settings.progress("Forgetting") as progress:
            done = forget(corpus, target, progress=progress)
    report(corpus.root, done)


def report(root: Path, done: Forgetting) -> None:
    """What was done, and what is out of reach."""
    target = done.target
    if done.again and not done.files and not done.decisions:
        click.echo(f"{target.id} was forgotten on {target.date}; nothing of it is left here.")
    else:
        click.echo(
            f"Forgotten: {target.id}. Removed: {plural(len(done.files), 'file')}, its rows and "
            f"words in the database, its words in {plural(done.decisions, 'decision')}."
        )
    click.echo("Out of reach, see to it yourself:")
    for line in _out_of_reach(root, done):
        click.echo(f"  {line}")


def _out_of_reach(root: Path, done: Forgetting) -> list[str]:
    lines = [
        "exports, briefings and calendars that were made, and copies of them",
        "a tagger that was trained on it ('letters train' again makes one without it)",
        "backups and snapshots of this disk, and browsers that showed a page of it",
    ]
    if any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        lines.append("the history of the git repository in which the data folder lies")
    if (root / "saved_searches.jsonl").exists():
        lines.append("words of it that somebody saved as a search: 'letters saved' lists them")
    if done.quoting:
        lines.append(f"what other publications repeat of it: {', '.join(done.quoting)}")
    if done.versions:
        lines.append(f"other versions of it that are held: {', '.join(done.versions)}")
    if done.gold:
        lines.append(f"annotations that name it, which stay: {', '.join(done.gold)}")
    return lines
