"""`letters link`: which actions answer which findings, and which weaknesses came back."""

from __future__ import annotations

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.stages import report_stage, run_link


@letters_command(
    "link",
    "letters link",
)
def command(settings: Settings) -> None:
    """Link findings with the actions of plans, and with earlier findings.

    Only authorities with something new or changed are worked on. All ranked actions are kept as
    candidates; those that are likely are suggested.
    """
    with settings.corpus.lock():
        outcome = run_link(settings)
    report_stage(settings, outcome)
    settings.check_strict(outcome.new_problems)
