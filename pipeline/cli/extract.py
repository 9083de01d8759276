"""`letters extract`: publications, judgements and findings from the files."""

from __future__ import annotations

from pipeline.cli.options import Settings, jobs_option
from pipeline.cli.options import command as letters_command
from pipeline.cli.stages import report_stage, run_extract


@letters_command(
    "extract",
    "letters extract",
    "letters extract --jobs 1",
)
@jobs_option
def command(settings: Settings, jobs: int | None) -> None:
    """Read judgements and findings from new and changed files.

    It can be stopped at any moment; run it again and it goes on.
    """
    with settings.corpus.lock():
        outcome = run_extract(settings, jobs)
    report_stage(settings, outcome)
    settings.check_strict(outcome.new_problems)
