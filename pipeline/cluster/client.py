"""An engine on a Dask cluster: a bounded number of tasks travels, results come as they end.

Who may be lost on the way: a worker (Dask gives its tasks to others, a bounded number of times), a
worker that no longer answers (its tasks are sent to others), the scheduler (a new connection is
made, and what was on the way is sent once more). Each task has one outcome in the end.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import re
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pipeline.cluster.worker import NotHere, OtherVersion, Results, version, work
from pipeline.engine import Lost, Parcel
from pipeline.errors import ClusterError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

T = TypeVar("T")
R = TypeVar("R")

ADDRESS = re.compile(r"local:(?P<workers>[1-9]\d{0,2})|(?:tcp|tls)://\S+:\d+")
PATIENCE = 60.0
"""Seconds to wait for a scheduler that went away, and for a first worker."""
GRACE = 30.0
"""Seconds beyond the time of a task after which a worker counts as no longer answering."""
TRIES = 3
"""So many workers may leave a task unanswered."""
RECONNECTIONS = 5
"""So many times the connection may be lost without any result in between."""
EACH = 3
"""Messages on the way for each thread of the workers: one in hand, others on their way."""
MOST_BYTES = 256_000_000
"""Contents on the way at once, beyond the first: scheduler and workers keep them in memory."""
ABOUT = 0.5
"""Seconds of work in a message: a message costs scheduler and driver some milliseconds."""
MOST_TASKS, MOST_BYTES_EACH = 32, 8_000_000
"""A message is no larger than this, unless a single task is."""
WARNED_BYTES = 100_000_000
TICK = 0.5


@dataclass(slots=True)
class Flight(Generic[T]):
    """Tasks on their way in one message.

    `avoid`: workers that did not answer. `told`: whether `start` goes too. `suspect`: workers died
    while they had it, and perhaps others, in hand.
    """

    tasks: list[T]
    parcels: list[Parcel[Any]]
    tries: int = 0
    deadline: float = 0.0
    avoid: frozenset[str] = frozenset()
    told: bool = False
    suspect: bool = False

    @property
    def size(self) -> int:
        """Bytes of all contents."""
        return sum(parcel.size for parcel in self.parcels)

    def apart(self, *, suspect: bool, late: bool) -> list[Flight[T]]:
        """Each task in a message of its own."""
        return [
            Flight([task], [parcel], self.tries + late, avoid=self.avoid, suspect=suspect)
            for task, parcel in zip(self.tasks, self.parcels, strict=True)
        ]


class Cluster:
    """The workers of an address, or `local:N` processes of this machine, for as long as it is open.

    Nothing is connected or started before the first task.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE, grace: float = GRACE) -> None:
        match = ADDRESS.fullmatch(address)
        if match is None:
            raise UsageError(
                f"--cluster {address!r}: name a scheduler as tcp://HOST:PORT or tls://HOST:PORT, "
                "or local:N for N processes of this machine"
            )
        self.address = address
        self.patience = patience
        self.grace = grace
        self._workers = int(match["workers"] or 0)
        self._local: LocalCluster | None = None
        self._client: Client | None = None

    def __enter__(self) -> Self:
        check_installed()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()
        if self._local is not None:
            self._local.close()
            self._local = None

    def outcomes(
        self,
        start: Callable[[], Callable[[Any], R]],
        tasks: Iterable[T],
        pack: Callable[[T], Parcel[Any] | R],
        *,
        seconds: float,
    ) -> Generator[tuple[T, R | Lost], None, None]:
        """As `Engine.outcomes`. ClusterError where the machines cannot be used."""
        run: _Run[T, R] = _Run(self, start, pack, seconds)
        try:
            yield from run.outcomes(tasks)
        finally:
            run.end()

    def client(self) -> Client:
        """The connection, made if there is none."""
        if self._client is None:
            self._client = self._connect()
        return self._client

    def is_connected(self) -> bool:
        """Whether there is a connection, and the scheduler has not ended it."""
        client = self._client
        if client is None or client.status != "running" or client.scheduler_comm is None:
            return False
        return not client.scheduler_comm.comm.closed()

    def disconnect(self) -> None:
        """End the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=2)

    def _connect(self) -> Client:
        import dask.config  # noqa: PLC0415 - only with the extra `cluster`
        from distributed import Client  # noqa: PLC0415

        # The first message to each worker holds the tagger; Dask would warn of its size.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": WARNED_BYTES})
        for name in ("distributed", *logging.root.manager.loggerDict):
            if name.startswith("distributed"):  # what it would warn of is dealt with here
                logging.getLogger(name).setLevel(logging.CRITICAL)
        target = self._start_local() if self._workers else self.address
        deadline = time.monotonic() + self.patience
        while True:
            left = max(0.5, deadline - time.monotonic())
            try:
                return Client(target, timeout=min(5.0, left), set_as_default=False)
            except (OSError, TimeoutError) as error:
                if time.monotonic() >= deadline:
                    raise ClusterError(
                        f"no scheduler answers at {self.address}: start it, then run this again; "
                        "what is done is kept"
                    ) from error
                time.sleep(TICK)

    def _start_local(self) -> str:
        from distributed import LocalCluster  # noqa: PLC0415

        if self._local is None:
            # Nothing of it can be reached from other machines.
            self._local = LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=None,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                worker_dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        return str(self._local.scheduler_address)


class _Run(Generic[T, R]):
    """One stage's tasks on their way through a cluster."""

    def __init__(
        self,
        cluster: Cluster,
        start: Callable[[], Callable[[Any], R]],
        pack: Callable[[T], Parcel[Any] | R],
        seconds: float,
    ) -> None:
        self.cluster = cluster
        self.start = start
        self.key = hashlib.sha256(pickle.dumps(start)).hexdigest()
        self.pack = pack
        self.seconds = seconds
        self.flying: dict[Future[Any], Flight[T]] = {}
        self.again: deque[Flight[T]] = deque()
        self.suspects: deque[Flight[T]] = deque()
        self.landed: SimpleQueue[Future[Any]] = SimpleQueue()
        self.threads = 0
        self.looked = 0.0
        self.reconnections = 0
        self.pace = ABOUT
        """Seconds that a task takes, as far as seen: at first each travels alone."""

    def outcomes(self, tasks: Iterable[T]) -> Generator[tuple[T, R | Lost], None, None]:
        """See `Cluster.outcomes`."""
        waiting = iter(tasks)
        more = True
        while more or self.again or self.flying or self.suspects:
            while self._has_room() and (self.again or more):
                if self.again:
                    self._send(self.again.popleft())
                    continue
                flight: Flight[T] = Flight([], [])
                for task in waiting:
                    parcel = self.pack(task)
                    if not isinstance(parcel, Parcel):
                        yield task, parcel
                        continue
                    flight.tasks.append(task)
                    flight.parcels.append(parcel)
                    if self._is_full(flight):
                        break
                else:
                    more = False
                if flight.tasks:
                    self._send(flight)
            if self.suspects and not self.flying:
                # Last and alone: now it shows over which of them workers die.
                self._send(self.suspects.popleft())
            yield from self._collect()

    def _is_full(self, flight: Flight[T]) -> bool:
        enough = min(MOST_TASKS, int(ABOUT / self.pace) if self.pace else MOST_TASKS)
        return len(flight.tasks) >= enough or flight.size >= MOST_BYTES_EACH

    def end(self) -> None:
        """Call back what is still on its way."""
        flying, self.flying = list(self.flying), {}
        if flying and self.cluster.is_connected():
            self.cluster.client().cancel(flying, force=True)

    def _has_room(self) -> bool:
        if not self.flying:
            return True
        if len(self.flying) >= EACH * max(1, self.threads):
            return False
        return sum(flight.size for flight in self.flying.values()) < MOST_BYTES

    def _send(self, flight: Flight[T]) -> None:
        client = self.cluster.client() if self.threads else self._with_workers()
        start = self.start if flight.told else None
        contents = [parcel.content for parcel in flight.parcels]
        among = [w for w in _workers(client) if w not in flight.avoid] if flight.avoid else []
        try:
            future = client.submit(
                work, version(), self.key, start, contents, self.seconds,
                pure=False, workers=sorted(among) or None,
            )  # fmt: skip
        except OSError:
            self.again.append(flight)
            self._reconnect()
            return
        turns = 1 + len(self.flying) // max(1, self.threads)
        # A reader that dies is started once more, so that a task may take its time twice; of the
        # others that travel with it each takes a fraction of a second.
        allowed = 2 * self.seconds + self.cluster.grace
        flight.deadline = time.monotonic() + turns * allowed
        self._watch(future, flight)

    def _watch(self, future: Future[Any], flight: Flight[T]) -> None:
        self.flying[future] = flight
        future.add_done_callback(self.landed.put)

    def _collect(self) -> Generator[tuple[T, R | Lost], None, None]:
        """Wait for the next task to land, or for a moment, and deal with it."""
        if time.monotonic() - self.looked > TICK:
            yield from self._look()
        if not self.flying:
            return
        try:
            future = self.landed.get(timeout=TICK)
        except Empty:
            return
        flight = self.flying.pop(future, None)
        if flight is None:
            return  # called back, or sent over another connection since
        for task, result in zip(flight.tasks, self._results(future, flight), strict=False):
            self.reconnections = 0
            yield task, result

    def _results(self, future: Future[Any], flight: Flight[T]) -> Sequence[R | Lost]:
        """What became of the tasks that landed; none where they are on their way again."""
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415

        try:
            answer: Results | NotHere | OtherVersion = future.result(timeout=self.cluster.grace)
        except CancelledError:  # not by us: the connection was lost
            self.again.append(flight)
            self._reconnect()
            return ()
        except TimeoutError:  # its worker went before it gave the result: Dask has it made anew
            self._watch(future, flight)
            return ()
        except OSError:
            self.again.append(flight)
            self._reconnect()
            return ()
        except KilledWorker as error:
            if not flight.suspect:
                self.suspects.extend(flight.apart(suspect=True, late=False))
                return ()
            deaths = 2 * (error.allowed_failures + 1)
            return [Lost("crashed", f"{deaths} workers were lost over this file", again=True)]
        except (ModuleNotFoundError, RuntimeError) as error:
            missing = _missing_module(error)
            if missing is None:
                raise
            raise ClusterError(
                f"a machine of {self.cluster.address} has no module {missing!r}: install this "
                "version of letters there, for scheduler and workers, then run this again"
            ) from error
        if isinstance(answer, OtherVersion):
            raise ClusterError(
                f"a worker of {self.cluster.address} has letters {answer.version}, this machine "
                f"{version()}: install the same there, then run this again"
            )
        if isinstance(answer, NotHere):
            flight.told = True
            self.again.appendleft(flight)
            return ()
        self.pace += (answer.seconds / len(flight.tasks) - self.pace) / 8
        results: Sequence[R | Lost] = answer.results  # type: ignore[assignment]
        return results

    def _look(self) -> Generator[tuple[T, R | Lost], None, None]:
        """See whether the scheduler is there, which workers there are, and whose time is over."""
        if not self.cluster.is_connected():
            self._reconnect()
            return
        client = self._with_workers()
        now = self.looked = time.monotonic()
        late = [(future, flight) for future, flight in self.flying.items() if flight.deadline < now]
        processing = client.processing() if late else {}
        for future, flight in late:
            del self.flying[future]
            flight.avoid |= {w for w, keys in processing.items() if future.key in keys}
            client.cancel([future], force=True)
            for one in flight.apart(suspect=flight.suspect, late=True):
                if one.tries < TRIES:
                    self.again.append(one)
                    continue
                detail = f"{TRIES} workers gave no answer on this file"
                yield one.tasks[0], Lost("timeout", detail, again=True)

    def _with_workers(self) -> Client:
        """The connection, once there are workers; how many threads they have."""
        begun = time.monotonic()
        while True:
            client = self.cluster.client()
            self.threads = sum(_workers(client).values())
            if self.threads:
                return client
            if not self.cluster.is_connected():
                self._reconnect()
            elif time.monotonic() - begun > self.cluster.patience:
                raise ClusterError(
                    f"no worker has come to {self.cluster.address}: start one with "
                    f"'dask worker {self.cluster.address}', then run this again"
                )
            time.sleep(TICK)

    def _reconnect(self) -> None:
        """Connect anew; what was on the way is sent once more."""
        self.reconnections += 1
        if self.reconnections > RECONNECTIONS:
            raise ClusterError(
                f"the connection to {self.cluster.address} is lost again and again; look at its "
                "scheduler, then run this again: what is done is kept"
            )
        for flight in self.flying.values():
            (self.suspects if flight.suspect else self.again).append(flight)
        self.flying = {}
        for flight in (*self.again, *self.suspects):
            flight.told = False
        self.cluster.disconnect()
        self.threads = 0


def _workers(client: Client) -> dict[str, int]:
    """The workers of this moment and their threads."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return {address: int(worker["nthreads"]) for address, worker in workers.items()}


def _missing_module(error: BaseException | None) -> str | None:
    """The module that a machine has not, where that is what is behind an error."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError):
            return error.name
        error = error.__cause__ or error.__context__
    return None


def check_installed() -> None:
    """ClusterError where Dask is not installed."""
    try:
        import distributed  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        raise ClusterError(
            "--cluster needs Dask: install it with 'python3 start.py extra cluster'"
        ) from error
