"""How long to wait: what the site asks for, else longer from try to try."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_SECONDS = 1.0
LONGEST_BACKOFF = 60.0


def http_date(value: str) -> datetime | None:
    """The moment of an HTTP date, None where it is none."""
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_after(value: str, now: datetime, server_date: str = "") -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None if unreadable.

    The second form is a moment on the server's clock: its Date header is the better "now".
    """
    value = value.strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    moment = http_date(value)
    if moment is None:
        return None
    return max(0.0, (moment - (http_date(server_date) or now)).total_seconds())


def backoff(attempt: int, chance: float) -> float:
    """Seconds before the next try after failed `attempt` (1, 2 …): doubling, half of it chance.

    `chance` is a random number from 0 to 1: many clients that failed together do not come back
    together.
    """
    ceiling: float = min(LONGEST_BACKOFF, FIRST_SECONDS * 2 ** (attempt - 1))
    return ceiling / 2 + ceiling / 2 * chance
