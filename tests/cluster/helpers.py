"""Work for the workers of test clusters: what a task says is done to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.engine import Parcel


def work(task: str) -> str:
    """The task in capitals; some words are orders."""
    order, _, rest = task.partition(" ")
    if order == "die":
        os._exit(9)
    elif order == "sleep":
        time.sleep(float(rest.split()[0]))
    elif order == "kill-worker":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(5)
    elif order == "stop-worker-once":  # it no longer answers, and nobody is told
        been_here = Path(rest)
        if not been_here.exists():
            been_here.touch()
            os.kill(os.getppid(), signal.SIGSTOP)
            time.sleep(60)
    elif order == "fault":
        raise ValueError("a fault of ours")
    return task.upper()


def start() -> Callable[[str], str]:
    """Nothing need be loaded."""
    return work


def pack(task: str) -> Parcel[str] | str:
    """The task as it is; what begins with `here` need not travel."""
    return f"{task}!" if task.startswith("here") else Parcel(task, len(task))
