"""The stages in the order in which `letters run` goes through them, and what each reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from pipeline.cli.options import Settings
from pipeline.cli.output import plural, problem_line
from pipeline.db.build import build
from pipeline.extract import stage as extract_stage
from pipeline.records import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did: its counts in words, and what was not there before.

    `new_publications` are ids.
    """

    stage: str
    counts: str
    new_problems: tuple[Problem, ...] = ()
    new_publications: tuple[str, ...] = ()


def run_extract(settings: Settings, jobs: int | None) -> Outcome:
    """Read what is new or changed. The caller holds the lock of the data folder."""
    with settings.progress("Extracting") as progress:
        summary = extract_stage.run(
            settings.corpus, jobs=jobs, limits=settings.limits, progress=progress
        )
    counts = {
        "read": summary.read,
        "need OCR": summary.needs_ocr,
        "unreadable": summary.unreadable,
        "no publication": summary.not_a_publication,
        "unchanged": summary.skipped,
        "removed": summary.removed,
    }
    words = [f"{n:,} {word}" for word, n in counts.items() if n] or ["nothing to read"]
    if summary.problems:
        words.append(f"{plural(summary.problems, 'problem')}, {len(summary.new_problems)} new")
    return Outcome("extract", ", ".join(words), summary.new_problems)


def run_build(settings: Settings, jobs: int | None = None) -> Outcome:
    """Bring findings.db up to date. The caller holds the lock of the data folder."""
    with settings.progress("Building") as progress:
        summary = build(settings.corpus, progress=progress)
    words = [
        plural(summary.publications, "publication"),
        plural(summary.findings, "finding"),
        plural(summary.judgements, "judgement"),
        plural(summary.problems, "problem"),
    ]
    counts = ", ".join(words)
    if summary.how == "unchanged":
        counts += " (unchanged)"
    else:
        counts += f" ({len(summary.new)} new, {summary.changed} changed, {summary.removed} removed)"
    if summary.not_extracted:
        left = plural(len(summary.not_extracted), "file")
        counts += f"; {left} not extracted yet: run 'letters extract'"
    return Outcome("build", counts, summary.new_problems, summary.new)


def report_stage(settings: Settings, outcome: Outcome) -> None:
    """Its counts and each new problem, to stderr."""
    settings.say(f"{outcome.stage}: {outcome.counts}")
    for problem in outcome.new_problems:
        click.echo(f"Problem: {problem_line(problem)}", err=True)


STAGES: tuple[Callable[[Settings, int | None], Outcome], ...] = (run_extract, run_build)
"""What `letters run` does, in order."""
