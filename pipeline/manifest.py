"""manifest.jsonl: one line a file as published. It only gains lines."""

from __future__ import annotations

from pipeline.corpus import Corpus
from pipeline.errors import ManifestError
from pipeline.records import ManifestEntry
from pipeline.store import append_line, read_lines


def read_manifest(corpus: Corpus) -> list[ManifestEntry]:
    """The entries in the order in which the files came."""
    entries = []
    for number, line in read_lines(corpus.manifest):
        try:
            entries.append(ManifestEntry.from_dict(line))
        except (TypeError, ValueError) as error:
            raise ManifestError(f"{corpus.manifest}, line {number}: {error}") from error
    return entries


def append_entry(corpus: Corpus, entry: ManifestEntry) -> None:
    """Add one line, forced to disk. The caller holds the lock of the data folder."""
    append_line(corpus.manifest, entry.to_dict())
