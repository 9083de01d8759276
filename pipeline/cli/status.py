"""`letters status`: what there is, what is stale, the problems."""

from __future__ import annotations

import json

import click

from pipeline.cli.options import Settings, format_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.output import named, plural, table
from pipeline.status import Row, Status, by_reason, meaning, read_status


@letters_command(
    "status",
    "letters status",
    "letters status --format json",
)
@format_option("table", "json")
def command(settings: Settings, output_format: str) -> None:
    """Say what there is, what is stale, what went wrong."""
    status = read_status(settings.corpus, settings.limits)
    if output_format == "json":
        click.echo(json.dumps(status.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_sections(status)))


def _sections(status: Status) -> list[str]:
    sections = [_overview(status)]
    if status.publications:
        rows = [(r["number"], r["kind"], r["status"]) for r in status.publications]
        total = sum(row["number"] for row in status.publications)
        sections.append(f"Publications: {total:,}\n{table(rows)}")
        asking = sum(row["number"] for row in status.asking)
        sections.append(
            f"Findings: {status.findings:,}, of which {asking:,} ask for action\n"
            + table((row["number"], row["kind"]) for row in status.asking)
        )
    if status.actions:
        sections.append(f"Actions of plans: {status.actions:,}")
    if status.sources:
        names = ("source_id", "state", "listed", "held", "last_success_at", "last_new_at")
        states = [tuple(row[name] for name in names) for row in status.sources]
        sections.append("Sources:\n" + table([names, *states]))
    if status.problems:
        groups = by_reason(status.problems)
        reasons = [(len(found), reason, meaning(reason)) for reason, found in groups.items()]
        listed = [_problem(row) for found in groups.values() for row in found]
        sections += [
            f"Problems: {len(status.problems):,}\n{table(reasons)}",
            "\n".join(listed),
        ]
    elif status.database != "missing":
        sections.append("Problems: none")
    return [section.rstrip() for section in sections]


def _overview(status: Status) -> str:
    held = f"{plural(status.files, 'publication')}, {plural(status.plans, 'plan')}"
    lines = [f"Data folder: {status.corpus}", f"Held: {held}"]
    if status.not_extracted:
        number = len(status.not_extracted)
        lines.append(f"Stale: {plural(number, 'publication')} to extract; run 'letters run'")
    if status.plans_not_read:
        number = len(status.plans_not_read)
        lines.append(f"Stale: {plural(number, 'plan')} to read; run 'letters run'")
    if status.database == "missing":
        lines.append("Database: none yet; run 'letters run'")
    elif status.database == "stale":
        lines.append("Database: older than the data folder; run 'letters run'")
    elif status.last_run:
        lines.append(f"Database: up to date, built {status.last_run['ended_at']}")
    if status.forgotten:
        lines.append(f"Forgotten: {status.forgotten:,} (raw/forgotten.jsonl)")
    lines += [
        f"Not wholly forgotten: {name}; run 'letters forget {name}' again"
        for name in status.half_forgotten
    ]
    return "\n".join(lines)


def _problem(row: Row) -> str:
    where = named(row["file"] or row["publication_id"], row["label"])
    return f"  {row['reason']}: {f'{where}: ' if where else ''}{row['detail']}"
