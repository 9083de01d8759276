"""`letters tag`: priority areas, stance and evidence for each finding."""

from __future__ import annotations

from pipeline.cli.options import Settings, jobs_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.stages import report_stage, run_tag


@letters_command(
    "tag",
    "letters tag",
    "letters tag --jobs 1",
)
@jobs_option
def command(settings: Settings, jobs: int | None) -> None:
    """Tag findings and actions with priority areas; findings with stance and evidence too.

    Only what is new or changed is worked on, also when the vocabulary, the trained tagger or a
    person's decision has changed.
    """
    with settings.corpus.lock():
        outcome = run_tag(settings, jobs)
    report_stage(settings, outcome)
    settings.check_strict(outcome.new_problems)
