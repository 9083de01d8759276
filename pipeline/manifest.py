"""manifest.jsonl: one line a file as published. It only gains lines, but for what is forgotten."""

from __future__ import annotations

from pipeline.corpus import Corpus
from pipeline.errors import ManifestError
from pipeline.forgotten import read_forgotten
from pipeline.records import ManifestEntry
from pipeline.store import append_line, dumps, read_lines, write_bytes


def read_manifest(corpus: Corpus) -> list[ManifestEntry]:
    """The entries in the order in which the files came, without what was forgotten."""
    entries = []
    forgotten = read_forgotten(corpus)
    for number, line in read_lines(corpus.manifest):
        try:
            entry = ManifestEntry.from_dict(line)
        except (TypeError, ValueError) as error:
            raise ManifestError(f"{corpus.manifest}, line {number}: {error}") from error
        if entry.sha256 not in forgotten.by_sha256:
            entries.append(entry)
    return entries


def append_entry(corpus: Corpus, entry: ManifestEntry) -> None:
    """Add one line, forced to disk. The caller holds the lock of the data folder."""
    append_line(corpus.manifest, entry.to_dict())


def drop_entries(corpus: Corpus, sha256: str) -> list[ManifestEntry]:
    """Take the lines on one file out, in one step; what they said. For `letters forget` only."""
    lines = [line for _, line in read_lines(corpus.manifest)]
    dropped = [line for line in lines if line.get("sha256") == sha256]
    if dropped:
        kept = "".join(dumps(line) + "\n" for line in lines if line.get("sha256") != sha256)
        write_bytes(corpus.manifest, kept.encode("utf-8"))
    return [ManifestEntry.from_dict(line) for line in dropped]
