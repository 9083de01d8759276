"""Processes of our own: only the first one heeds Ctrl-C, which a terminal sends to all."""

from __future__ import annotations

import signal
import sys
from contextlib import closing

import pytest

from pipeline.pool import mapped, uninterrupted

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no signal masks to hand on"
)


@pytest.fixture(autouse=True)
def _heeds_ctrl_c():
    """What a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt(task: int) -> int:
    signal.raise_signal(signal.SIGINT)
    return task * 2


def test_tasks_have_results_in_order_whatever_is_sent_to_the_processes():
    assert list(mapped(interrupt, [1, 2, 3], jobs=2)) == [2, 4, 6]


def test_what_is_left_early_is_not_worked_out():
    with closing(mapped(interrupt, list(range(2000)), jobs=1)) as results:
        assert next(results) == 0


def test_ctrl_c_while_processes_start_is_heard_once_they_have():
    done = []

    def start() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["started"]
