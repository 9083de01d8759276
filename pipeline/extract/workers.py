"""Work in processes of its own, so that a file that kills its reader kills nothing else.

`concurrent.futures` is not used: when one of its workers dies it cannot say over which task, and
it has no way to stop one that hangs.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from pipeline.engine import Lost
from pipeline.errors import PipelineError
from pipeline.pool import uninterrupted

T = TypeVar("T")
R = TypeVar("R")


def outcomes(
    start: Callable[[], Callable[[T], R]], tasks: Iterable[T], *, jobs: int, seconds: float
) -> Generator[tuple[T, R | Lost], None, None]:
    """Each task with its result or why it has none, in the order in which they end.

    `start` is called once in each worker process and gives the function that works on a task. Both
    it and the tasks must be picklable. What the function raises is raised here and ends the work.
    Workers end with this iterator; when this process is killed, they end with their task.
    """
    with closing(Processes(start, jobs)) as processes:
        yield from processes.outcomes(tasks, seconds=seconds)


class Processes(Generic[T, R]):
    """Worker processes that may be given tasks more than once; `close` ends them."""

    def __init__(self, start: Callable[[], Callable[[T], R]], jobs: int) -> None:
        self._start = start
        self._jobs = jobs
        self._workers: list[_Worker[T, R]] = []

    def outcomes(
        self, tasks: Iterable[T], *, seconds: float
    ) -> Generator[tuple[T, R | Lost], None, None]:
        """As the function `outcomes`, but the workers stay."""
        queue = deque((task, 1) for task in tasks)
        workers = self._workers
        while queue or any(worker.busy for worker in workers):
            wanted = len(queue) + sum(worker.busy for worker in workers)
            while len(workers) < min(self._jobs, wanted):
                workers.append(_Worker(self._start))
            for worker in workers:
                if queue and worker.ready and not worker.busy:
                    worker.give(*queue.popleft(), seconds)
            yield from _collect(workers, queue)

    def close(self) -> None:
        """End the processes, whatever they do."""
        while self._workers:
            self._workers.pop().stop()


def _collect(
    workers: list[_Worker[T, R]], queue: deque[tuple[T, int]]
) -> Iterator[tuple[T, R | Lost]]:
    """Wait for the next thing to happen to any worker, and deal with all that has happened."""
    deadline = min(worker.deadline for worker in workers)
    timeout = None if deadline == float("inf") else max(0.0, deadline - time.monotonic())
    heard = wait([worker.connection for worker in workers], timeout)
    for worker in list(workers):
        if worker.connection in heard:
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                lost = Lost("crashed", f"the reader died twice over this file ({worker.end()})")
            else:
                if isinstance(message, Exception):
                    raise message
                if worker.busy:
                    yield worker.take(), cast("R", message)
                worker.ready = True
                continue
        elif worker.deadline <= time.monotonic():
            lost = Lost("timeout", f"reading took longer than {worker.seconds:g} seconds")
        else:
            continue
        if not worker.ready:
            raise PipelineError(f"a worker process could not start ({worker.end()}); try --jobs 1")
        busy, tries, task = worker.busy, worker.tries, worker.take()
        workers.remove(worker)
        worker.stop()
        if not busy:
            continue
        # A worker can be the victim of another process (memory), so a crash is tried once more.
        if lost.reason == "crashed" and tries == 1:
            queue.appendleft((task, 2))
        else:
            yield task, lost


class _Worker(Generic[T, R]):
    """One process and the task in its hands."""

    def __init__(self, start: Callable[[], Callable[[T], R]]) -> None:
        # `spawn` on every system: the same behaviour everywhere, nothing inherited by accident.
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(start, theirs), daemon=True)
        with uninterrupted():
            self.process.start()
        theirs.close()  # else the end of the process would not end the connection
        self.ready = False
        self.busy = False
        self.task: T | None = None
        self.tries = 0
        self.seconds = 0.0
        self.deadline = float("inf")

    def give(self, task: T, tries: int, seconds: float) -> None:
        """Hand over a task; it has `seconds` from now."""
        self.busy, self.task, self.tries, self.seconds = True, task, tries, seconds
        self.deadline = time.monotonic() + seconds
        try:
            self.connection.send(task)
        except OSError:
            return  # it has just died: the next wait() hears the end of the connection

    def take(self) -> T:
        """The task in hand, which is over."""
        task = self.task
        self.busy, self.task, self.deadline = False, None, float("inf")
        return cast("T", task)

    def end(self) -> str:
        """How the process ended, in words."""
        self.process.join(5)
        code = self.process.exitcode
        if code is not None and code < 0:
            return f"signal {-code}"
        return f"exit code {code}"

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


def _serve(start: Callable[[], Callable[[Any], Any]], connection: Connection[Any, Any]) -> None:
    """The life of a worker: say that it is ready, then answer task by task."""
    # Ctrl-C goes to every process of the terminal; the parent alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        function = start()
        connection.send(None)
        while True:
            task = connection.recv()
            connection.send(function(task))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone
    except Exception as error:  # noqa: BLE001 - a fault of ours: the parent raises it
        connection.send(error)
