"""What is kept of a publication that could not be read: the manifest's facts and a problem."""

from __future__ import annotations

from pipeline.extract.licence import licence_of
from pipeline.records import Extraction, ManifestEntry, Problem, Publication


def unreadable(entry: ManifestEntry, fingerprint: str, reason: str, detail: str) -> Extraction:
    """An extraction without findings, status `unreadable`, and one problem."""
    date_source = ""
    if entry.published_date:
        date_source = "person" if entry.source == "person" else "site"
    return Extraction(
        fingerprint=fingerprint,
        publication=Publication(
            publication_id=entry.publication_id,
            authority_id=entry.authority_id,
            publisher=entry.publisher,
            kind=entry.kind or "other",
            title=entry.title or entry.label,
            published_date=entry.published_date,
            published_date_source=date_source,
            event_date=entry.event_date,
            visit_start_date="",
            visit_end_date="",
            lead_inspector="",
            framework="",
            url=entry.url,
            file=entry.file,
            sha256=entry.sha256,
            media_type=entry.media_type,
            page_count=None,
            status="unreadable",
            label=entry.label,
            licence=licence_of(entry),
            fetched_at=entry.fetched_at,
        ),
        problems=(
            Problem(
                stage="extract",
                reason=reason,
                detail=detail,
                publication_id=entry.publication_id,
                file=entry.file,
            ),
        ),
    )
