"""How the pipeline grows: many workers, and a database of many publications.

    python benchmarks/scale.py cluster [--files FOLDER] [--workers 1 2 4 8] [--publications 400]
    python benchmarks/scale.py replay [--publications 100000] [--compress 50] [--workers 1 2 4 8]
    python benchmarks/scale.py database FOLDER PUBLICATIONS

`cluster` and `replay` measure what reading and tagging each letter of the sample (and each PDF of
FILES) costs here, on one core, and then play these times back: each task sleeps as long as its
letter took, on real workers behind a real scheduler. So the figures are of the engine, with
workers that would each have a core of their own, on a machine that need not have them. `cluster`
plays at true speed, with contents as large as the files; `replay` plays the times of so many
publications compressed, and empty tasks, which shows how many tasks a second the scheduler and
this engine can move at most. `database` makes a folder with many.py where there is none, runs all
stages, searches, adds one letter and runs all stages again. All print JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import sleeping
from benchmarks.many import SAMPLE, fill
from pipeline.add import add
from pipeline.authorities import Authorities
from pipeline.cluster.client import Cluster
from pipeline.corpus import Corpus, create_corpus
from pipeline.db.build import build
from pipeline.engine import Lost, Parcel
from pipeline.extract import stage as extract_stage
from pipeline.extract.document import extract
from pipeline.extract.limits import Limits
from pipeline.intake import sniff_media_type
from pipeline.link import stage as link_stage
from pipeline.plans import stage as plans_stage
from pipeline.records import ManifestEntry, publication_id
from pipeline.search import Filters, search
from pipeline.store import dumps
from pipeline.tag import stage as tag_stage
from pipeline.tag.model import Tagger

SEARCHES = 120
WORDS = (
    "supervision", "visits", "children in care", "care leavers", "foster carers", "assessment",
    "return home", "leaders", "permanence", "health", "neglect", "placements", "audit", "plans",
    '"social workers"', "timeliness", "supervis*", "adoption OR fostering", "caseloads", "leave",
)  # fmt: skip
NEW_LETTER = "pub-27748201aa458c7b.pdf"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file took: seconds to read and tag it, its size and that of what came out."""

    seconds: float
    size: int
    result: int


def measure(files: list[Path]) -> list[Cost]:
    """Read and tag each file twice, in this process; the second time counts."""
    authorities, tagger = Authorities.load(SAMPLE / "authorities.csv"), Tagger.load()
    costs = []
    for path in files:
        data = path.read_bytes()
        entry = ManifestEntry(
            publication_id("0" * 64), "raw/x", "0" * 64, media_type=sniff_media_type(data)
        )
        for _ in range(2):
            begun = time.process_time()
            values = extract(data, entry, authorities, Limits(), "").to_dict()
            tags = tag_stage.tag_values(values, "", (), tagger)
            text = dumps(values) + dumps(tags)
            seconds = time.process_time() - begun
        costs.append(Cost(seconds, len(data), len(text)))
    return costs


def play(cluster: Cluster, contents: list[tuple[float, int, int]]) -> dict[str, float]:
    """Send tasks of (seconds, size of result, size of content); how long it took."""
    data = bytes(max(size for _, _, size in contents))

    def pack(place: int) -> Parcel[Any] | str:
        seconds, result, size = contents[place]
        return Parcel((seconds, result, data[:size]), size)

    begun, used = time.perf_counter(), time.process_time()
    done = 0
    for _, result in cluster.outcomes(sleeping.start, range(len(contents)), pack, seconds=120):
        if isinstance(result, Lost):
            raise SystemExit(result.detail)
        done += 1
    wall = time.perf_counter() - begun
    # The scheduler of local:N runs in this process.
    return {"seconds": wall, "tasks": done, "driver_and_scheduler": time.process_time() - used}


def on_clusters(
    workers: list[int], contents: list[tuple[float, int, int]]
) -> Iterator[dict[str, float]]:
    """The same tasks on clusters of several sizes."""
    total = sum(seconds for seconds, _, _ in contents)
    for number in workers:
        with Cluster(f"local:{number}") as cluster:
            play(cluster, [(0.0, 1, 1)] * 8 * number)  # every worker has started
            took = play(cluster, contents)
        ideal = total / number
        yield {
            "workers": number,
            "tasks": took["tasks"],
            "seconds": round(took["seconds"], 2),
            "tasks_per_second": round(took["tasks"] / took["seconds"], 1),
            "efficiency": round(ideal / took["seconds"], 3),
            "driver_and_scheduler_ms_per_task": round(
                1000 * took["driver_and_scheduler"] / took["tasks"], 2
            ),
        }


def summary(costs: list[Cost]) -> dict[str, float]:
    """What the measured costs are."""
    seconds = sorted(cost.seconds for cost in costs)
    return {
        "files": len(costs),
        "mean_seconds": round(statistics.fmean(seconds), 3),
        "median_seconds": round(statistics.median(seconds), 3),
        "longest_seconds": round(seconds[-1], 3),
        "mean_bytes": round(statistics.fmean(cost.size for cost in costs)),
        "mean_result_bytes": round(statistics.fmean(cost.result for cost in costs)),
    }


def run_cluster(given: argparse.Namespace) -> dict[str, Any]:
    """True speed, true sizes."""
    costs = measure(_files(given.files))
    dice = random.Random(given.seed)  # noqa: S311  no secret
    dealt = [dice.choice(costs) for _ in range(given.publications)]
    contents = [(cost.seconds, cost.result, cost.size) for cost in dealt]
    return {"costs": summary(costs), "runs": list(on_clusters(given.workers, contents))}


def run_replay(given: argparse.Namespace) -> dict[str, Any]:
    """Compressed times of many publications; then the most that can be moved."""
    costs = measure(_files(given.files))
    dice = random.Random(given.seed)  # noqa: S311  no secret
    dealt = [dice.choice(costs) for _ in range(given.publications)]
    contents = [(cost.seconds / given.compress, 1000, 1000) for cost in dealt]
    empty = [(0.0, 1000, 1000)] * min(10_000, given.publications)
    return {
        "costs": summary(costs),
        "compress": given.compress,
        "runs": list(on_clusters(given.workers, contents)),
        "empty tasks": list(on_clusters(given.workers[-1:], empty)),
    }


def _files(folder: Path | None) -> list[Path]:
    files = [path for path in sorted((SAMPLE / "raw").rglob("pub-*")) if path.is_file()]
    return [*files, *(sorted(folder.rglob("*.pdf")) if folder else ())]


def run_database(given: argparse.Namespace) -> dict[str, Any]:
    """All stages, searches, one letter more, all stages again."""
    if not given.folder.exists():
        fill(create_corpus(given.folder), given.publications, given.seed)
    corpus = Corpus(given.folder)
    corpus.database.unlink(missing_ok=True)
    figures: dict[str, Any] = {"publications": given.publications, "first run": stages(corpus)}
    figures["nothing new"] = stages(corpus)
    figures["database megabytes"] = round(corpus.database.stat().st_size / 1e6, 1)
    figures["search milliseconds"] = searches(corpus.database, given.seed)
    letter = next((SAMPLE / "raw").rglob(NEW_LETTER))
    add(corpus, [letter], authorities=Authorities.load(corpus.authorities))
    figures["one new letter"] = stages(corpus)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    figures["peak megabytes"] = round(peak)
    return figures


def stages(corpus: Corpus) -> dict[str, Any]:
    """Seconds and seconds of processor time of each stage, and how the database was built."""
    took: dict[str, Any] = {}
    for name, work in (
        ("extract", lambda: extract_stage.run(corpus, jobs=1)),
        ("plans", lambda: plans_stage.run(corpus)),
        ("tag", lambda: tag_stage.run(corpus)),
        ("link", lambda: link_stage.run(corpus)),
        ("build", lambda: build(corpus)),
    ):
        begun, used = time.perf_counter(), time.process_time()
        result: Any = work()
        took[name] = [round(time.perf_counter() - begun, 2), round(time.process_time() - used, 2)]
    return {"seconds, processor": took, "build": result.how, "findings": result.findings}


def searches(database: Path, seed: int) -> dict[str, Any]:
    """Median and 95th percentile of searches as people make them, the database opened for each.

    By the clock, and of processor time, which a busy machine does not change.
    """
    dice = random.Random(seed)  # noqa: S311  no secret
    took: dict[str, list[float]] = {"clock": [], "processor": []}
    for _ in range(SEARCHES):
        words = " ".join(dice.sample(WORDS, dice.choice((1, 1, 2))))
        filters = dice.choice(
            (Filters(), Filters(), Filters(authority="brackenshire"), Filters(kind="improvement"),
             Filters(since="2020-01-01"), Filters(area="supervision", stance="concern"))
        )  # fmt: skip
        begun, used = time.perf_counter(), time.process_time()
        search(database, words, filters=filters)
        took["clock"].append(1000 * (time.perf_counter() - begun))
        took["processor"].append(1000 * (time.process_time() - used))
    return {
        name: {
            "p50": round(statistics.median(each), 1),
            "p95": round(statistics.quantiles(each, n=20)[-1], 1),
            "of": SEARCHES,
        }
        for name, each in took.items()
    }


def main() -> None:
    """Run one of the three and print JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    commands = parser.add_subparsers(required=True)
    for name, work, publications in (
        ("cluster", run_cluster, 400),
        ("replay", run_replay, 100_000),
    ):
        command = commands.add_parser(name)
        command.set_defaults(work=work)
        command.add_argument("--files", type=Path)
        command.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8])
        command.add_argument("--publications", type=int, default=publications)
        command.add_argument("--compress", type=float, default=50.0)
    command = commands.add_parser("database")
    command.set_defaults(work=run_database)
    command.add_argument("folder", type=Path)
    command.add_argument("publications", type=int)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(given.work(given), indent=1) + "\n")


if __name__ == "__main__":
    main()
