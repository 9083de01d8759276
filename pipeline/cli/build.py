"""`letters build`: findings.db from what was extracted."""

from __future__ import annotations

from pipeline.cli.options import Settings
from pipeline.cli.options import command as letters_command
from pipeline.cli.stages import report_stage, run_build


@letters_command(
    "build",
    "letters build",
)
def command(settings: Settings) -> None:
    """Bring findings.db up to date with what was extracted.

    Programs that read the database see the old one until the new one is whole.
    """
    with settings.corpus.lock():
        outcome = run_build(settings)
    report_stage(settings, outcome)
    settings.check_strict(outcome.new_problems)
