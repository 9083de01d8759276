"""`letters review`: people decide on links, tags and recurrences."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from pipeline.cli.options import (
    Settings,
    by_option,
    common_options,
    examples_text,
    format_option,
    who,
)
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, shortened, wrap, write_rows
from pipeline.cli.people import command as people
from pipeline.cli.stages import report_stage, run_build, run_tag
from pipeline.decisions import KINDS
from pipeline.errors import CorpusBusyError
from pipeline.records import STANCES
from pipeline.review import STATUSES, Item, decide, list_items

_COUNTS = ("parts", "answers")
"""Reasons for the database to count with."""


@click.group(
    "review",
    epilog=examples_text(
        "letters review list --authority brackenshire",
        "letters review confirm link-0123456789abcdef --strength full",
        'letters review reject link-0123456789abcdef --note "about adults" --by "A. Person"',
        "letters review tag f-0123456789abcdef supervision --stance concern",
        "letters review undo link-0123456789abcdef",
        'letters review people add "A. Person"',
    ),
)
@common_options
def command() -> None:
    """Decide on links, tags and recurrences.

    Decisions are kept in decisions.jsonl with name and time, are never overwritten, and hold
    through rebuilds and new versions of a plan.
    """


@letters_command(
    "list", "letters review list", "letters review list --kind recurrence --status confirmed"
)
@click.option("--kind", type=click.Choice(KINDS), default="link", show_default=True)
@click.option("--status", type=click.Choice(STATUSES), default="suggested", show_default=True)
@click.option("--authority", default="", metavar="SLUG", help="A council: its id or its name.")
@click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="At most N.")
@format_option("table", "json", "jsonl", "csv")
def _list(settings: Settings, output_format: str, limit: int, **filters: Any) -> None:
    """List what waits for a decision, the likeliest first."""
    found = list_items(settings.corpus, limit=limit, **filters)
    if output_format == "table":
        click.echo("\n\n".join(map(_entry, found)), nl=bool(found))
    else:
        write_rows([one.to_dict() for one in found], output_format, Item)
    settings.say(plural(len(found), filters["kind"]))


def _entry(one: Item) -> str:
    score = f"{one.score:.2f}" if one.score is not None else ""
    head = (one.target, one.status, one.strength or one.stance, score, one.authority_id, one.date)
    lines = ["  ".join(filter(None, head))]
    lines += [wrap(shortened(one.finding_text, 300)), wrap(f"→ {shortened(one.other_text, 300)}")]
    reasons = json.loads(one.reasons)
    if reasons:
        said = "; ".join(
            f"{name}: {_plain(value)}" for name, value in reasons.items() if name not in _COUNTS
        )
        lines.append(wrap(shortened(said, 300)))
    if one.decided_by:
        lines.append(wrap(f"{one.decided_by}, {one.decided_at} {one.note}".strip()))
    return "\n".join(lines)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _decide(
    settings: Settings, target: tuple[str, ...], verdict: str, by: str, **more: str
) -> None:
    decision = decide(settings.corpus, target, verdict, by=who(by), **more)
    settings.say(f"{decision.kind} {decision.target}: {verdict} by {decision.decided_by}, kept")
    try:
        with settings.corpus.lock():
            if decision.kind == "tag":
                report_stage(settings, run_tag(settings))
            report_stage(settings, run_build(settings))
    except CorpusBusyError:
        settings.say("Another run is at work: the database shows it after the next build.")


def _target(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("target", nargs=-1, required=True, metavar="ID...")(by_option(function))


_NOTE = click.option("--note", default="", metavar="TEXT", help="Why.")


@letters_command("confirm", "letters review confirm link-0123456789abcdef --strength partly")
@_target
@click.option("--strength", type=click.Choice(["full", "partly"]), help="How much is answered.")
@click.option("--stance", default="", metavar="S", help="For a tag: what is said of the area.")
@_NOTE
def _confirm(
    settings: Settings,
    target: tuple[str, ...],
    by: str,
    strength: str | None,
    stance: str,
    note: str,
) -> None:
    """Confirm one link (ID), or a pair: a finding and an action, an earlier finding, an area."""
    _decide(settings, target, "confirm", by, note=note, strength=strength or "", stance=stance)


@letters_command("reject", 'letters review reject link-0123456789abcdef --note "about adults"')
@_target
@_NOTE
def _reject(settings: Settings, target: tuple[str, ...], by: str, note: str) -> None:
    """Reject one link, tag or recurrence."""
    _decide(settings, target, "reject", by, note=note)


@letters_command("note", 'letters review note link-0123456789abcdef --note "ask the board"')
@_target
@click.option("--note", required=True, metavar="TEXT", help="What to note.")
def _annotate(settings: Settings, target: tuple[str, ...], by: str, note: str) -> None:
    """Add a note; what was decided stays."""
    _decide(settings, target, "note", by, note=note)


@letters_command("undo", "letters review undo link-0123456789abcdef")
@_target
def _undo(settings: Settings, target: tuple[str, ...], by: str) -> None:
    """Take back the last decision or note; the one before it holds again."""
    _decide(settings, target, "undo", by)


@letters_command(
    "tag",
    "letters review tag f-0123456789abcdef supervision --stance concern",
    'letters review tag f-0123456789abcdef caseloads --remove --note "only mentioned"',
)
@click.argument("finding", metavar="FINDING_ID")
@click.argument("area", metavar="AREA_ID")
@click.option("--stance", type=click.Choice(STANCES), help="What is said of the area.")
@click.option("--remove", is_flag=True, help="Take the area away from the finding.")
@by_option
@_NOTE
def _tag(
    settings: Settings,
    finding: str,
    area: str,
    stance: str | None,
    remove: bool,
    by: str,
    note: str,
) -> None:
    """Correct a tag: give a finding an area with its stance, or take the area away.

    The correction holds through rebuilds and is training data of the next 'letters train'.
    """
    if remove == bool(stance):
        raise click.UsageError("say either --stance or --remove")
    verdict = "reject" if remove else "confirm"
    _decide(settings, (finding, area), verdict, by, note=note, stance=stance or "")


for _one in (_list, _confirm, _reject, _annotate, _tag, _undo, people):
    command.add_command(_one)
