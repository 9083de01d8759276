"""Work in processes: every task gets a result or a reason, whatever happens to its worker."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.engine import Lost
from pipeline.errors import PipelineError
from pipeline.extract.workers import outcomes


def work(task: str) -> str:
    if task == "die":
        os._exit(9)
    been_here = Path(task)
    if been_here.is_absolute() and not been_here.exists():  # dies the first time only
        been_here.touch()
        os._exit(3)
    if task == "hang":
        time.sleep(60)
    if task == "fault":
        raise ValueError("a fault of ours")
    return task.upper()


def start() -> Callable[[str], str]:
    return work


def start_badly() -> Callable[[str], str]:
    os._exit(7)


def collect(tasks, jobs=2, seconds=20.0):
    return dict(outcomes(start, tasks, jobs=jobs, seconds=seconds))


def test_every_task_has_its_result():
    tasks = [f"t{n}" for n in range(7)]
    assert collect(tasks) == {task: task.upper() for task in tasks}


def test_no_task_starts_no_worker():
    assert collect([]) == {}


def test_a_task_that_kills_its_worker_twice_is_lost_and_the_others_are_not():
    found = collect(["a", "die", "b"], jobs=1)
    assert (found["a"], found["b"]) == ("A", "B")
    assert isinstance(found["die"], Lost)
    assert found["die"].reason == "crashed"


def test_a_task_whose_worker_died_once_is_tried_again(tmp_path):
    task = str(tmp_path / "been here")
    assert collect([task, "a"]) == {task: task.upper(), "a": "A"}


def test_a_task_past_its_time_is_stopped():
    begun = time.monotonic()
    found = collect(["hang", "a", "b"], jobs=1, seconds=0.5)
    assert time.monotonic() - begun < 15
    assert found == {
        "hang": Lost("timeout", "reading took longer than 0.5 seconds"),
        "a": "A",
        "b": "B",
    }


def test_what_the_function_raises_is_raised_here():
    with pytest.raises(ValueError, match="a fault of ours"):
        collect(["fault"])


def test_workers_that_cannot_start_are_an_error():
    with pytest.raises(PipelineError, match="could not start"):
        list(outcomes(start_badly, ["a"], jobs=1, seconds=5))
