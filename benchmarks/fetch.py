"""Time and memory of `letters fetch`: 153 provider pages and 600 files from this machine, no pause.

    python benchmarks/fetch.py [--providers 153] [--files 600] [--kilobytes 300]

Prints JSON: the first run, then a second one with nothing new. The servers are a process of their
own, so that the figures are those of the pipeline.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.corpus import Corpus  # noqa: E402
from pipeline.fetch.config import load_config  # noqa: E402
from pipeline.fetch.demo.server import Sites  # noqa: E402
from pipeline.fetch.demo.world import large_world  # noqa: E402
from pipeline.fetch.stage import run  # noqa: E402


def main() -> None:
    """Start the servers, measure, stop them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=153)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--kilobytes", type=int, default=300)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sizes = ["--providers", given.providers, "--files", given.files]
        sizes += ["--kilobytes", given.kilobytes, "--serve", folder]
        server = subprocess.Popen(
            [sys.executable, __file__, *map(str, sizes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            measure(folder, server, given)
        finally:
            server.kill()
            server.wait()


def measure(folder: Path, server: subprocess.Popen[str], given: argparse.Namespace) -> None:
    """Two runs and their figures."""
    counts(server)
    corpus = Corpus(folder)
    config = load_config(corpus.sources)
    now = datetime.now(UTC)
    figures = {"providers": given.providers, "files": given.files, "kilobytes": given.kilobytes}
    for name, moment in (("first", now), ("second", now + timedelta(days=1))):
        started = time.perf_counter()
        summary = run(corpus, config, source_id="ofsted", now=moment)
        seconds = round(time.perf_counter() - started, 2)
        asked = counts(server)
        figures[name] = {
            "seconds": seconds,
            "new_files": len(summary.entries),
            "megabytes": round(summary.received_bytes / 1e6, 1),
            "requests": asked,
            "peak_megabytes": peak_megabytes(),
            "problems": len(summary.problems),
        }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def peak_megabytes() -> int:
    """The most memory that this process has held: kilobytes on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))


def counts(server: subprocess.Popen[str]) -> dict[str, int]:
    """What the server was asked since the last time."""
    if server.stdin is None or server.stdout is None:
        raise RuntimeError("the server was started without pipes")
    server.stdin.write("\n")
    server.stdin.flush()
    answer: dict[str, int] = json.loads(server.stdout.readline())
    return answer


def serve(given: argparse.Namespace) -> None:
    """The servers; for each line from the benchmark, what they were asked."""
    world = large_world(given.providers, given.files, given.kilobytes * 1000)
    with Sites(world) as sites:
        (given.serve / "sources.yaml").write_text(sites.sources_yaml(), encoding="utf-8")
        (given.serve / "authorities.csv").write_text(world.authorities_csv(), encoding="utf-8")
        for _ in sys.stdin:
            asked = Counter(
                f"{kind(a.path)}{' (conditional)' if 'if-none-match' in a.headers else ''}"
                for server in sites.servers
                for a in server.asked
            )
            for server in sites.servers:
                server.asked.clear()
            sys.stdout.write(json.dumps(asked, sort_keys=True) + "\n")
            sys.stdout.flush()


def kind(path: str) -> str:
    """What a path is, for counting."""
    if path.startswith("/v1/"):
        return "files"
    return "robots.txt" if path == "/robots.txt" else "pages"


if __name__ == "__main__":
    main()
