"""Errors that the pipeline expects.

PipelineError                    an expected failure: one line that says what to do
├── CorpusError                  the data folder is missing, locked or damaged
│   ├── CorpusBusyError          another run holds the lock
│   ├── ManifestError            a manifest line cannot be understood
│   └── NotHeldError             publications that are needed are not in the data folder
├── UsageError                   values that cannot be used (unknown area, wrong date)
├── UnreadableError              one file cannot be read; becomes a problem row
│   ├── EncryptedError           a password is needed
│   └── TooLargeError            beyond a limit of params.yaml
├── ForgottenError               a file comes that a person had forgotten
├── MissingExtraError            an optional part is not installed
├── FetchError                   a source did not answer as expected
├── ClusterError                 the machines of --cluster cannot be used
└── DatabaseError                findings.db is missing or of another version
    └── DatabaseBusyError        another program keeps it locked

Library code raises these and never prints or exits; `pipeline.cli` turns them into one line
and exit code 1, or 2 (wrong usage) for `UsageError`.
"""

from __future__ import annotations


class PipelineError(Exception):
    """An expected failure. The message is one line and says what to do next."""


class CorpusError(PipelineError):
    """The data folder is missing, locked or damaged."""


class CorpusBusyError(CorpusError):
    """Another run works on this data folder."""


class ManifestError(CorpusError):
    """A line of manifest.jsonl cannot be understood."""


class NotHeldError(CorpusError):
    """Annotated publications are not in the data folder. `lacking`: id -> SHA-256 of the file."""

    def __init__(self, lacking: dict[str, str]) -> None:
        one = len(lacking) == 1
        super().__init__(
            f"{len(lacking):,} annotated publication{' is' if one else 's are'} not held or not "
            f"extracted, named above; add {'its file' if one else 'their files'} with "
            "'letters add', then run 'letters extract'"
        )
        self.lacking = dict(sorted(lacking.items()))


class UsageError(PipelineError):
    """A value given by a person cannot be used."""


class UnreadableError(PipelineError):
    """One file cannot be read. Stages turn this into a `Problem`; other files go on.

    `reason` is a short stable code for `problems.reason`, the message is the detail.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class EncryptedError(UnreadableError):
    """The file needs a password to be opened."""


class TooLargeError(UnreadableError):
    """The file is beyond a limit of params.yaml."""


class ForgottenError(PipelineError):
    """A file comes that `letters forget` keeps out. `identifier` is that of its tombstone."""

    def __init__(self, identifier: str, date: str) -> None:
        super().__init__(
            f"{identifier} was forgotten on {date}; 'letters forget {identifier} --undo' lets it "
            "in again"
        )
        self.identifier = identifier


class MissingExtraError(PipelineError):
    """An optional part is not installed. `extra` is what `start.py extra` calls it."""

    def __init__(self, command: str, extra: str) -> None:
        super().__init__(f"{command} needs more: python3 start.py extra {extra}")
        self.extra = extra


class FetchError(PipelineError):
    """A source did not answer as expected."""


class DatabaseError(PipelineError):
    """findings.db is missing, or was made by another version."""


class DatabaseBusyError(DatabaseError):
    """Another program keeps findings.db locked."""


class ClusterError(PipelineError):
    """The machines of --cluster cannot be used: not there, gone, or of another version."""
