"""The stages in the order in which `letters run` goes through them, and what each reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from pipeline.cli.options import Settings
from pipeline.cli.output import plural, problem_line
from pipeline.db.build import build
from pipeline.extract import stage as extract_stage
from pipeline.link import stage as link_stage
from pipeline.manifest import read_manifest
from pipeline.plans import stage as plans_stage
from pipeline.records import Problem
from pipeline.tag import stage as tag_stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did: its counts in words, and what was not there before.

    `new_publications` and `new_links` are ids.
    """

    stage: str
    counts: str
    new_problems: tuple[Problem, ...] = ()
    new_publications: tuple[str, ...] = ()
    new_links: tuple[str, ...] = ()


def run_extract(settings: Settings, jobs: int | None) -> Outcome:
    """Read new and changed publications and plans. The caller holds the lock of the folder."""
    with settings.progress("Extracting") as progress:
        summary = extract_stage.run(
            settings.corpus,
            jobs=jobs,
            limits=settings.limits,
            progress=progress,
            engine=settings.engine,
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
    with settings.progress("Reading plans") as progress:
        plans = plans_stage.run(
            settings.corpus,
            jobs=jobs or extract_stage.processors(),
            limits=settings.limits,
            progress=progress,
        )
    if plans.read:
        words.append(f"{plural(plans.read, 'plan')} with {plural(plans.actions, 'action')}")
    if plans.removed:
        words.append(f"{plural(plans.removed, 'plan')} removed")
    new_problems = (*summary.new_problems, *plans.new_problems)
    problems = summary.problems + plans.problems
    if problems:
        words.append(f"{plural(problems, 'problem')}, {len(new_problems)} new")
    return Outcome("extract", ", ".join(words), new_problems)


def run_tag(settings: Settings, jobs: int | None = None) -> Outcome:
    """Tag what is new or changed. The caller holds the lock of the data folder."""
    with settings.progress("Tagging") as progress:
        summary = tag_stage.run(
            settings.corpus,
            jobs=jobs or extract_stage.processors(),
            progress=progress,
            engine=settings.engine,
            seconds=settings.limits.seconds,
        )
    words = []
    if summary.done:
        words.append(f"{plural(summary.tags, 'tag')} on {plural(summary.findings, 'passage')}")
    if summary.skipped:
        words.append(f"{summary.skipped:,} unchanged")
    if summary.removed:
        words.append(f"{summary.removed:,} removed")
    if summary.new_problems:
        words.append(plural(len(summary.new_problems), "problem"))
    return Outcome("tag", ", ".join(words) or "nothing to tag", summary.new_problems)


def run_link(settings: Settings, jobs: int | None = None) -> Outcome:
    """Link what is new or changed. The caller holds the lock of the data folder."""
    with settings.progress("Linking") as progress:
        summary = link_stage.run(settings.corpus, progress=progress)
    words = [f"{summary.skipped:,} unchanged"] if summary.skipped else []
    if summary.removed:
        words.append(f"{summary.removed:,} removed")
    if summary.done:
        links = plural(summary.suggested, "link")
        recurrences = plural(summary.recurrences, "recurrence")
        words.insert(0, f"{summary.done:,} linked ({links} and {recurrences} suggested)")
    return Outcome("link", ", ".join(words) or "nothing to link", new_links=summary.new_links)


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
    if summary.plans:
        words[3:3] = [plural(summary.plans, "plan"), plural(summary.actions, "action")]
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
    if not outcome.new_problems:
        return
    labels = {entry.publication_id: entry.label for entry in read_manifest(settings.corpus)}
    for problem in outcome.new_problems:
        click.echo(f"Problem: {problem_line(problem, labels)}", err=True)


STAGES: tuple[Callable[[Settings, int | None], Outcome], ...] = (
    run_extract,
    run_tag,
    run_link,
    run_build,
)
"""What `letters run` does, in order."""
