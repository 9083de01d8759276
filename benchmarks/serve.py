"""How quick `letters serve` is: the first page, searches, 50 readers while the database is swapped.

    python -m benchmarks.serve [--corpus DIR] [--searches N] [--readers N] [--swaps N]

The server is a process of its own and is asked over HTTP on this machine. Times of a search are as
a browser would see them, one request at a time; the queries are words of the vocabulary of priority
areas, with and without filters, each asked once. The corpus is copied first: the swaps are real
builds, each with one publication more or less.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

from pipeline.corpus import Corpus
from pipeline.manifest import read_manifest
from pipeline.related import related_words
from pipeline.search import search
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path

REPOSITORY = Path(__file__).resolve().parent.parent
FILTERS = ("", "&stance=concern", "&kind=improvement", "&since=2018-01-01", "&sort=newest")


def queries(number: int) -> list[str]:
    """So many searches: words of one and of two, phrases, prefixes; the same on every run."""
    areas = read_vocabulary(vocabulary_path()).areas
    words = [word for area in areas for word in related_words(area.label, {area.area_id: ""}).words]
    words += [area.label for area in areas] + [f"{area.label.split()[0][:6]}*" for area in areas]
    words = [word for word in dict.fromkeys(words) if word]
    return [f"/?q={words[i % len(words)]}{FILTERS[i % len(FILTERS)]}" for i in range(number)]


def start(corpus: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The server on a free port, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "--corpus", str(corpus), "--silent", "serve"]
    server = subprocess.Popen([*command, "--port", str(port)], cwd=REPOSITORY)
    address = f"http://127.0.0.1:{port}"
    while True:
        if server.poll() is not None:
            raise SystemExit("the server ended")
        try:
            httpx.get(f"{address}/about/data")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return server, address


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


def timed(client: httpx.Client, path: str) -> float:
    """Seconds for one answer."""
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - begun


def build(corpus: Path) -> None:
    """The stages that bring the database up to date."""
    command = [sys.executable, "-m", "pipeline", "--corpus", str(corpus), "--silent", "build"]
    subprocess.run(command, cwd=REPOSITORY, check=True)


class Readers:
    """Threads that search without a pause, and what went wrong."""

    def __init__(self, address: str, number: int, paths: list[str]) -> None:
        self.stop = threading.Event()
        self.times: list[float] = []
        self.errors: list[str] = []
        self.threads = [
            threading.Thread(target=self._read, args=(address, paths[i:] + paths[:i]))
            for i in range(number)
        ]

    def _read(self, address: str, paths: list[str]) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            while not self.stop.is_set():
                for path in paths:
                    if self.stop.is_set():
                        break
                    try:
                        self.times.append(timed(client, path))
                    except httpx.HTTPError as error:
                        self.errors.append(repr(error))


def until_seen(client: httpx.Client, before: int) -> float:
    """Seconds from now until a search counts another number of publications."""
    begun = time.perf_counter()
    while client.get("/api/search.json?size=1").json()["publications"] == before:
        time.sleep(0.02)
    return time.perf_counter() - begun


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default=str(REPOSITORY / "corpus" / "sample"))
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--swaps", type=int, default=5)
    said = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "corpus"
        shutil.copytree(said.corpus, root)
        held = len(search(Corpus(root).database, "", limit=None))
        print(f"{held:,} findings")
        server, address = start(root)
        try:
            measure(Corpus(root), address, said)
        finally:
            server.terminate()
            server.wait()
    return 0


def measure(corpus: Corpus, address: str, said: argparse.Namespace) -> None:
    """All figures of one server."""
    paths = queries(said.searches)
    with httpx.Client(base_url=address, timeout=60) as client:
        print(f"first page: {1000 * timed(client, '/'):.0f} ms")
        timed(client, "/?q=children")
        for label, asked in (
            ("search page", paths),
            ("search as JSON", [path.replace("/?", "/api/search.json?") for path in paths]),
        ):
            times = [timed(client, path) for path in asked]
            print(
                f"{label}: p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} "
                f"ms, most {1000 * max(times):.0f} ms ({len(times)} searches)"
            )
        readers = Readers(address, said.readers, paths)
        for thread in readers.threads:
            thread.start()
        waits = swap(corpus, client, said.swaps)
        readers.stop.set()
        for thread in readers.threads:
            thread.join()
        print(
            f"{said.readers} readers at once, {said.swaps} builds meanwhile: "
            f"{len(readers.times):,} answers, {len(readers.errors)} errors, "
            f"p50 {percentile(readers.times, 0.5):.0f} ms; new database served within "
            f"{max(waits):.2f} s of the end of the build (median {statistics.median(waits):.2f} s)"
        )
        for error in readers.errors[:5]:
            print(f"  {error}")


def swap(corpus: Corpus, client: httpx.Client, times: int) -> list[float]:
    """Build so often, with one publication fewer and again with all; how long until it is seen."""
    manifest = corpus.manifest.read_text(encoding="utf-8")
    last = list(read_manifest(corpus))[-1].publication_id
    fewer = "".join(line for line in manifest.splitlines(keepends=True) if f'"{last}"' not in line)
    waits = []
    for number in range(times):
        before = client.get("/api/search.json?size=1").json()["publications"]
        text = fewer if number % 2 == 0 else manifest
        corpus.manifest.write_text(text, encoding="utf-8")
        build(corpus.root)
        waits.append(until_seen(client, before))
    return waits


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
