"""`letters coverage`: what no action answers, and which actions answer nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from pipeline.cli.options import Settings, format_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import plural, shortened, to_csv, wrap
from pipeline.coverage import Answering, Coverage, Covered, Unanswering, read_coverage

COLUMNS = (
    "authority", "date", "publication_kind", "kind", "coverage", "basis", "finding", "page", "url",
    "action", "reference", "owner", "due_date", "rag", "action_status", "link_status", "strength",
    "score", "authority_id", "publication_id", "finding_id", "plan_id", "action_id", "link_id",
)  # fmt: skip
"""Of --format csv: a line an answer, a finding without one, an action that answers nothing."""


@letters_command(
    "coverage",
    "letters coverage --authority brackenshire",
    "letters coverage --format csv > coverage.csv",
)
@click.option("--authority", default="", metavar="SLUG", help="A council: its id or its name.")
@click.option("--plan", "plan_id", default="", metavar="ID", help="Only what this plan answers.")
@format_option("table", "json", "jsonl", "csv")
def command(settings: Settings, authority: str, plan_id: str, output_format: str) -> None:
    """List findings that ask for action, with the actions that answer them.

    What nothing answers comes first; actions that answer nothing come last. Answers are suggested
    by the program until a person decides ('letters review').
    """
    found = read_coverage(settings.corpus.database, authority=authority, plan_id=plan_id)
    if output_format == "table":
        entries = [_entry(one) for one in found.findings]
        if found.unanswering:
            entries.append("\n".join(_loose(found)))
        click.echo("\n\n".join(entries), nl=bool(entries))
    elif output_format == "csv":
        click.echo(to_csv(_rows(found), COLUMNS), nl=False)
    else:
        values = [*map(_value, found.findings), *map(_value, found.unanswering)]
        if output_format == "json":
            click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        else:
            for value in values:
                click.echo(json.dumps(value, ensure_ascii=False))
    _say(settings, found)


def _say(settings: Settings, found: Coverage) -> None:
    counts = ", ".join(f"{found.count(c):,} {c}" for c in ("uncovered", "partly", "covered"))
    settings.say(
        f"{plural(len(found.findings), 'finding')} that ask for action: {counts}; "
        f"{plural(len(found.unanswering), 'action')} that answer none"
    )
    if found.without_plan:
        left = plural(found.without_plan, "finding")
        settings.say(f"{left} of authorities without a plan left out; --authority shows them")


def _entry(one: Covered) -> str:
    page = f"page {one.page}" if one.page else ""
    basis = "confirmed" if one.basis == "confirmed" else "suggested, not checked"
    state = one.coverage + (f" ({basis})" if one.actions else "" if one.has_plan else " (no plan)")
    head = "  ".join(filter(None, (one.authority, one.date, one.publication_kind, page)))
    lines = [head, f"  {state}: {one.kind.replace('_', ' ')}", wrap(_flat(one.text))]
    return "\n".join([*lines, *map(_answer, one.actions)])


def _answer(one: Answering) -> str:
    how = one.strength if one.status == "confirmed" else f"{one.strength}, {one.score:.2f}"
    facts = filter(None, (one.owner, one.due_date, one.rag))
    text = f"{one.reference} {shortened(_flat(one.text), 160)}".strip()
    return wrap(f"→ {text} ({one.status}, {how}; {'; '.join(facts) or 'no date'})", indent="      ")


def _loose(found: Coverage) -> Iterator[str]:
    yield "Actions that answer no finding:"
    for one in found.unanswering:
        facts = "; ".join(filter(None, (one.authority, one.owner, one.due_date, one.rag)))
        yield wrap(
            f"{one.reference} {shortened(_flat(one.text), 160)} ({facts})".strip(), indent="  "
        )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _value(one: Covered | Unanswering) -> dict[str, Any]:
    return {"what": "finding" if isinstance(one, Covered) else "action", **one.to_dict()}


def _rows(found: Coverage) -> Iterator[dict[str, Any]]:
    empty = dict.fromkeys(COLUMNS, "")
    for one in found.findings:
        values = {**one.to_dict(), "finding": one.text}
        start = {**empty, **{name: values[name] for name in COLUMNS if name in values}}
        for answer in one.actions:
            said = {**answer.to_dict(), "action": answer.text, "link_status": answer.status}
            yield {**start, **{name: said[name] for name in COLUMNS if name in said}}
        if not one.actions:
            yield start
    for loose in found.unanswering:
        values = {**loose.to_dict(), "action": loose.text}
        yield {**empty, **{name: values[name] for name in COLUMNS if name in values}}
