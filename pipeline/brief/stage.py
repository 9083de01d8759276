"""One council's briefing from findings.db: which format, which day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

from pipeline.brief.blocks import Brief
from pipeline.brief.brief import make_brief
from pipeline.corpus import Corpus
from pipeline.council import council_summary
from pipeline.db.connect import open_database
from pipeline.errors import UsageError
from pipeline.provenance import read_provenance
from pipeline.records import iso_date
from pipeline.store import dumps, write_bytes

RENDERERS = {".docx": "pipeline.brief.docx", ".html": "pipeline.brief.html"}


def brief_of(corpus: Corpus, authority: str, as_of: str = "") -> Brief:
    """The briefing on one council as of a day, else as of the last run.

    UsageError for an unknown council or a wrong day.
    """
    try:
        iso_date(as_of, "as of")
    except ValueError as error:
        raise UsageError(f"{as_of!r} is no date like 2024-03-26") from error
    with closing(open_database(corpus.database)) as connection:
        summary = council_summary(connection, authority)
        ids = dumps([step.source.publication_id for step in summary.timeline])
        provenance = read_provenance(connection, ids)
    return make_brief(summary, provenance, as_of or provenance.date)


def render(brief: Brief, ending: str) -> bytes:
    """The briefing as `.docx` or `.html`. UsageError for another ending."""
    if ending not in RENDERERS:
        raise UsageError(
            f"a briefing is a .docx or an .html file, not {ending or 'without ending'}"
        )
    made: Callable[[Brief], bytes] = import_module(RENDERERS[ending]).render
    return made(brief)


def write(brief: Brief, path: Path) -> None:
    """Write the briefing, whole or not at all; the ending of `path` says in which format."""
    write_bytes(path, render(brief, path.suffix.lower()))
