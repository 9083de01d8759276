"""Work that sleeps as long as a letter took: in a module of its own, so that workers find it."""

from __future__ import annotations

import time
from collections.abc import Callable


def work(content: tuple[float, int, bytes]) -> str:
    """Sleep so many seconds; the answer has so many characters."""
    seconds, result, _ = content
    time.sleep(seconds)
    return "x" * result


def start() -> Callable[[tuple[float, int, bytes]], str]:
    """What workers call first."""
    return work
