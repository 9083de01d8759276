"""`python -m pipeline.fetch.demo`: start the invented sites, fetch from them, show what came.

Three runs: the first contact; one with nothing new; one a week later, when a letter was added, one
amended, one removed, and a notice closed. `--serve` keeps the sites up for `letters fetch`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.fetch.config import load_config
from pipeline.fetch.demo.server import Sites
from pipeline.fetch.demo.world import next_week, small_world
from pipeline.fetch.report import Summary
from pipeline.fetch.stage import run


def main() -> None:
    """Run the demonstration."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.fetch.demo", description=__doc__)
    parser.add_argument("--folder", type=Path, help="the data folder to make; else a temporary one")
    parser.add_argument("--serve", action="store_true", help="only serve, until Ctrl-C")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "corpus"
        with Sites(small_world()) as sites:
            corpus = prepare(folder, sites)
            if given.serve:
                serve(folder)
            else:
                demonstrate(corpus, sites)


def prepare(folder: Path, sites: Sites) -> Corpus:
    """A data folder whose sources are the invented sites."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_text(sites.sources_yaml(), encoding="utf-8")
    (folder / "authorities.csv").write_text(sites.world.authorities_csv(), encoding="utf-8")
    return Corpus(folder)


def demonstrate(corpus: Corpus, sites: Sites) -> None:
    """The three runs."""
    config = load_config(corpus.sources)
    now = datetime.now(UTC)
    show("First contact", run(corpus, config, now=now))
    show("Again, nothing new", run(corpus, config, now=now + timedelta(minutes=5)))
    next_week(sites.world)
    show("A week later", run(corpus, config, now=now + timedelta(days=7)))
    say(f"\nAll of it is in {corpus.root}: raw/manifest.jsonl has one line a file.")


def show(heading: str, summary: Summary) -> None:
    """One run in words."""
    say(f"\n{heading}: {summary.requests} requests, {len(summary.entries)} files came")
    for entry in summary.entries:
        what = entry.kind or entry.label
        say(f"  {entry.publisher:<8}{entry.authority_id:<13}{entry.published_date:<12}{what}")
    for news in summary.news:
        say(f"  news: {news}")
    for source in summary.sources:
        state = source.state
        say(f"  {state.source_id}: {state.state}, {state.listed} listed, {state.held} held")
    for problem in summary.problems:
        say(f"  problem ({problem.reason}): {problem.detail}")


def serve(folder: Path) -> None:
    """Keep the sites up until Ctrl-C."""
    say(f"The invented sites are up. In another window: letters --corpus {folder} fetch")
    say("Ctrl-C ends this.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("")


def say(text: str) -> None:
    """One line to stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
