"""Processes of our own that Ctrl-C does not reach: this one alone decides what becomes of it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Processes that are started meanwhile never get SIGINT; for this one it waits till the end.

    A terminal sends it to all of them, and one that is still loading would answer with a traceback.
    On Windows nothing of the sort can be handed on.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def mapped(
    function: Callable[[T], R], tasks: Sequence[T], *, jobs: int, chunksize: int = 1
) -> Generator[R, None, None]:
    """`function` of each task, in their order, worked out by `jobs` processes.

    When it is left early, what was not begun is not begun any more.
    """
    # `spawn` on every system: the same behaviour everywhere, nothing inherited by accident.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    try:
        with uninterrupted():
            results = pool.map(function, tasks, chunksize=chunksize)
        yield from results
    finally:
        pool.shutdown(cancel_futures=True)
