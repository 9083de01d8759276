"""Work on a real cluster of processes: every task has one outcome, whatever is lost on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from pipeline.cluster import client
from pipeline.cluster.client import Cluster
from pipeline.engine import Lost, Parcel
from pipeline.errors import ClusterError, UsageError
from pipeline.extract.workers import outcomes
from tests.cluster.helpers import pack, start
from tests.conftest import REPOSITORY

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster("local:2") as cluster:
        yield cluster


def collect(cluster: Cluster, tasks, seconds=30.0):
    found = list(cluster.outcomes(start, tasks, pack, seconds=seconds))
    assert len(found) == len(dict(found)), "a task came twice"
    return dict(found)


def worker_pids(cluster: Cluster) -> list[int]:
    return [*cluster.client().run(os.getpid).values()]


def test_every_task_has_its_result_once(cluster):
    tasks = [f"t{n}" for n in range(60)]
    assert collect(cluster, tasks) == {task: task.upper() for task in tasks}


def test_what_need_not_travel_is_given_on_as_it_is(cluster):
    assert collect(cluster, ["here", "a"]) == {"here": "here!", "a": "A"}


def test_of_a_poisonous_file_is_said_what_a_run_on_this_machine_says(cluster):
    tasks = ["a", "die", "b", "c"]
    here = dict(outcomes(start, tasks, jobs=1, seconds=30))
    assert isinstance(here["die"], Lost)
    assert collect(cluster, tasks) == here


def test_a_straggler_is_stopped_and_the_others_go_on(cluster):
    found = collect(cluster, ["sleep 60", *"abcdef"], seconds=1)
    assert found.pop("sleep 60") == Lost("timeout", "reading took longer than 1 seconds")
    assert found == {task: task.upper() for task in "abcdef"}


def test_what_the_function_raises_is_raised_here(cluster):
    with pytest.raises(ValueError, match="a fault of ours"):
        collect(cluster, ["fault"])


def test_few_tasks_are_on_their_way_at_once(cluster, monkeypatch):
    packed = 0
    ahead = []

    def counting(task: str) -> Parcel[str]:
        nonlocal packed
        packed += 1
        return Parcel(task, 1)

    monkeypatch.setattr(client, "MOST_TASKS", 4)
    tasks = [f"t{n}" for n in range(50)]
    for done, _ in enumerate(cluster.outcomes(start, tasks, counting, seconds=30)):
        ahead.append(packed - done)
    # The first that ends is the one of which most others wait: then several travel in a message.
    assert max(ahead) <= client.EACH * 2 * 4
    assert ahead[0] <= client.EACH * 2


def test_short_tasks_travel_together_and_long_ones_alone(cluster, monkeypatch):
    messages = []
    send = client._Run._send

    def counting(run, flight):
        messages.append(len(flight.tasks))
        send(run, flight)

    monkeypatch.setattr(client._Run, "_send", counting)
    assert len(collect(cluster, [f"t{n}" for n in range(400)])) == 400
    assert messages[0] == 1
    assert max(messages) == client.MOST_TASKS
    messages.clear()
    collect(cluster, [f"sleep 0.6 {n}" for n in range(8)])
    assert set(messages) == {1}


def test_large_contents_travel_one_by_one(cluster, monkeypatch):
    monkeypatch.setattr(client, "MOST_BYTES", 10)
    tasks = [f"t{n} {'x' * 20}" for n in range(8)]
    assert len(collect(cluster, tasks)) == 8


def test_a_worker_killed_in_the_middle_is_made_good(cluster):
    tasks = [f"sleep 0.1 {n}" for n in range(40)]
    found = []
    for task, result in cluster.outcomes(start, tasks, pack, seconds=30):
        found.append(task)
        assert result == task.upper()
        if len(found) == 5:
            os.kill(worker_pids(cluster)[0], signal.SIGKILL)
    assert sorted(found) == sorted(tasks)


def test_another_version_of_the_program_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(client, "version", lambda: "0.0.1 (other)")
    with pytest.raises(ClusterError, match=r"this machine 0\.0\.1 \(other\): install the same"):
        collect(cluster, ["a"])


def test_stopping_early_calls_back_what_is_on_its_way(cluster):
    results = cluster.outcomes(start, [f"t{n}" for n in range(50)], pack, seconds=30)
    next(results)
    results.close()
    assert collect(cluster, ["a"]) == {"a": "A"}


def test_nothing_of_a_local_cluster_can_be_reached_from_elsewhere(cluster):
    collect(cluster, ["a"])
    own = psutil.Process()
    found = [
        connection.laddr.ip
        for process in (own, *own.children(recursive=True))
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert found
    assert set(found) == {"127.0.0.1"}


def test_a_file_that_kills_workers_is_given_up_and_the_others_are_not():
    dask = pytest.importorskip("dask")
    allowed = {"distributed.scheduler.allowed-failures": 0}
    with dask.config.set(allowed), Cluster("local:2") as cluster:
        found = collect(cluster, ["kill-worker", *"abcdefgh"])
    assert found.pop("kill-worker") == Lost("crashed", "2 workers were lost over this file", True)
    assert found == {task: task.upper() for task in "abcdefgh"}


def test_a_worker_that_no_longer_answers_is_left_alone(tmp_path):
    order = f"stop-worker-once {tmp_path / 'been here'}"
    with Cluster("local:2", grace=2) as cluster:
        found = collect(cluster, [order, *"abcd"], seconds=1)
        stopped = [p for p in worker_pids_of(cluster) if is_stopped(p)]
        for process in stopped:
            process.kill()
    assert stopped
    assert found == {task: task.upper() for task in (order, *"abcd")}


def worker_pids_of(cluster: Cluster) -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def is_stopped(process: psutil.Process) -> bool:
    return process.status() == psutil.STATUS_STOPPED


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def program(*words: str, before: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Dask's own command, as people start it on other machines."""
    code = before + "import sys; from distributed.cli import dask_{0}; dask_{0}.main(sys.argv[1:])"
    running = subprocess.Popen(
        [sys.executable, "-c", code.format(words[0]), *words[1:]],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def scheduler(port: int, before: str = ""):
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    return program("scheduler", *words, before=before)


def worker(port: int):
    return program("worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny",
                   "--no-dashboard", "--host", "127.0.0.1")  # fmt: skip


def test_a_restarted_scheduler_is_found_again():
    port = free_port()
    tasks = [f"sleep 0.05 {n}" for n in range(60)]
    found = []
    with Cluster(f"tcp://127.0.0.1:{port}", patience=60) as cluster:
        results = cluster.outcomes(start, tasks, pack, seconds=30)
        with scheduler(port), worker(port):
            found += [next(results) for _ in range(10)]
        with scheduler(port), worker(port):
            found += results
    assert sorted(task for task, _ in found) == sorted(tasks)


def test_a_scheduler_that_stays_away_is_said_and_what_came_is_kept():
    port = free_port()
    with Cluster(f"tcp://127.0.0.1:{port}", patience=60) as cluster:
        results = cluster.outcomes(start, [f"sleep 0.05 {n}" for n in range(60)], pack, seconds=30)
        with scheduler(port), worker(port):
            found = [next(results) for _ in range(10)]
        cluster.patience = 1
        with pytest.raises(ClusterError, match=r"no scheduler answers at tcp://.*run this again"):
            found += results
    assert len(found) >= 10


def test_a_cluster_without_workers_is_said():
    port = free_port()
    with (
        scheduler(port),
        Cluster(f"tcp://127.0.0.1:{port}", patience=20) as cluster,
    ):
        cluster.client()
        cluster.patience = 1
        with pytest.raises(ClusterError, match=r"no worker has come to .* start one with 'dask"):
            collect(cluster, ["a"])


def test_machines_without_this_program_are_said():
    port = free_port()
    hidden = "import sys; sys.modules['pipeline'] = None; "
    with (
        scheduler(port, before=hidden),
        worker(port),
        Cluster(f"tcp://127.0.0.1:{port}") as cluster,
        pytest.raises(ClusterError, match=r"has no module 'pipeline.*': install this"),
    ):
        collect(cluster, ["a"])


def test_nobody_at_the_address_is_said_soon():
    address = f"tcp://127.0.0.1:{free_port()}"
    begun = time.monotonic()
    with (
        Cluster(address, patience=1) as cluster,
        pytest.raises(ClusterError, match=r"no scheduler answers at .*: start it"),
    ):
        collect(cluster, ["a"])
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("address", ["local", "local:0", "local:x", "10.0.0.1:8786", "tcp://x", ""])
def test_an_address_that_is_none_is_wrong_usage(address):
    with pytest.raises(UsageError, match="tcp://HOST:PORT"):
        Cluster(address)
