"""How many findings a second the tagger does on one core: rules alone, and everything.

python benchmarks/tag.py CORPUS      (a data folder that is extracted)
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from pipeline.corpus import Corpus
from pipeline.evaluate.stage import read_extractions
from pipeline.tag.annotations import text_of
from pipeline.tag.model import Tagger

MOST = 4_000


def main() -> int:
    """Tag up to MOST findings twice and print the rates."""
    corpus = Corpus(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/sample"))
    texts = [
        text_of(finding, extraction.publication.kind)
        for extraction in read_extractions(corpus)
        for finding in extraction.findings
    ][:MOST]
    begun = time.perf_counter()
    tagger = Tagger.load()
    print(f"loaded in {time.perf_counter() - begun:.1f} s, {len(texts):,} findings")
    tagger.tag(texts[:100])
    for name, work in (("rules alone", tagger.take_apart), ("everything", tagger.tag)):
        begun = time.process_time()
        work(texts)
        print(f"{name}: {len(texts) / (time.process_time() - begun):,.0f} findings a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
