"""How a source stands after a run, and in words what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.fetch.config import Source
from pipeline.fetch.faults import BlockedError, SiteError
from pipeline.fetch.report import SourceState


def judge(
    source: Source,
    row: SourceState,
    before: SourceState | None,
    errors: Sequence[SiteError],
    *,
    emptied: Sequence[str],
    is_full: bool,
    now: datetime,
) -> tuple[str, str]:
    """The state of the source, and in words what to do.

    `row` has the counts of this run, `before` those of the last one; `emptied` are pages that
    listed something and do not any more. What a limited run does not see says nothing.
    """
    blocked = [e for e in errors if isinstance(e, BlockedError) or e.reason == "robots"]
    if blocked:
        return "blocked", str(blocked[0])
    if errors:
        return "broken", str(errors[0]) + (" (and other faults)" if len(errors) > 1 else "")
    if emptied:
        return "quiet", f"{emptied[0]} lists nothing, though it did before; open it in a browser"
    if not row.listed and is_full:
        return "quiet", "it lists nothing at all; open the site in a browser and compare"
    if before is not None and is_full and row.listed * 2 < before.listed:
        return "quiet", (
            f"it lists {row.listed} documents, {before.listed} at the run before; open the site "
            "in a browser and compare"
        )
    if source.quiet_after_days and row.last_new_at:
        limit = now - timedelta(days=source.quiet_after_days)
        if datetime.fromisoformat(row.last_new_at) < limit:
            return "quiet", (
                f"nothing new since {row.last_new_at[:10]}, longer than 'quiet_after_days' of "
                "sources.yaml; open the site in a browser and compare"
            )
    return "ok", ""
