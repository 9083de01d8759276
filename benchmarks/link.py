"""Time and memory of `letters link`: 40 authorities, 5,000 findings, 2,000 actions, one core.

    python benchmarks/link.py [--authorities 40] [--findings 5000] [--actions 2000]

Prints JSON: the first run, then a second one with nothing new. The texts are put together from the
words that the linker knows, so that pairs share about as many of them as real ones do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.authorities import Authorities  # noqa: E402
from pipeline.corpus import Corpus, create_corpus  # noqa: E402
from pipeline.link.stage import run  # noqa: E402
from pipeline.link.synonyms import read_concepts  # noqa: E402
from pipeline.manifest import append_entry  # noqa: E402
from pipeline.records import (  # noqa: E402
    Action,
    Extraction,
    Finding,
    ManifestEntry,
    Plan,
    PlanExtraction,
    Publication,
    content_id,
    plan_id,
    publication_id,
)
from pipeline.store import write_json  # noqa: E402

FINDINGS_EACH = 25
FILLERS = (
    "the timeliness of", "plans for", "oversight of", "the quality of", "support for", "each month",
    "social workers record", "so that children are seen", "and report to the board", "by May",
    "with partners", "in every team", "for those who wait longest", "standards agreed for",
)  # fmt: skip


def main() -> None:
    """Make the folder, link twice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--authorities", type=int, default=40)
    parser.add_argument("--findings", type=int, default=5000)
    parser.add_argument("--actions", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        corpus = create_corpus(Path(temporary))
        fill(corpus, given.authorities, given.findings, given.actions)
        figures: dict[str, object] = vars(given)
        for name in ("first", "second"):
            started, used = time.perf_counter(), time.process_time()
            summary = run(corpus)
            figures[name] = {
                "seconds": round(time.perf_counter() - started, 2),
                "processor_seconds": round(time.process_time() - used, 2),
                "publications": summary.done,
                "suggested": summary.suggested,
                "candidates": summary.candidates,
                "recurrences": summary.recurrences,
                "peak_megabytes": peak_megabytes(),
            }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def fill(corpus: Corpus, authorities: int, findings: int, actions: int) -> None:
    """Extractions and tags of publications and plans, spread evenly over authorities."""
    names = sorted(Authorities.load(corpus.authorities).by_id)[:authorities]
    words = random.Random(5)  # noqa: S311  no secret
    for place in range(findings // FINDINGS_EACH):
        authority_id = names[place % len(names)]
        year = 2014 + place // len(names) * 2
        publication(corpus, words, authority_id, f"publication {place}", f"{year}-03-05")
    for authority_id in names:
        plan(corpus, words, authority_id, actions // len(names))


def publication(
    corpus: Corpus, words: random.Random, authority_id: str, name: str, day: str
) -> None:
    """One publication: two fifths of its findings ask for action."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    identifier = publication_id(sha256)
    append_entry(corpus, ManifestEntry(identifier, f"raw/{name}.pdf", sha256))
    found = []
    for position in range(1, FINDINGS_EACH + 1):
        text = sentence(words, 2 if position <= 10 else 6)
        kind = "improvement" if position <= 10 else "paragraph"
        finding_id = content_id("f", identifier, str(position))
        found.append(
            Finding(finding_id, identifier, position, "", str(position), kind, "council", text)
        )
    facts = dict.fromkeys(
        ("title", "event_date", "visit_start_date", "visit_end_date", "lead_inspector",
         "framework", "url", "media_type", "label", "licence", "fetched_at"), ""
    )  # fmt: skip
    told = Publication(
        publication_id=identifier, authority_id=authority_id, publisher="ofsted",
        kind="ilacs_inspection", published_date=day, published_date_source="printed",
        file=f"raw/{name}.pdf", sha256=sha256, page_count=1, status="read", **facts,
    )  # fmt: skip
    made = Extraction(content_id("made", identifier), told, (), tuple(found))
    write_json(corpus.extracted / f"{identifier}.json", made.to_dict())
    tags = [
        {"finding_id": f.finding_id, "area_id": area, "stance": "concern"}
        for f in found
        for area in words.sample(AREAS, 2)
    ]
    write_json(corpus.tagged / f"{identifier}.json", {"fingerprint": "made", "tags": tags})


def plan(corpus: Corpus, words: random.Random, authority_id: str, number: int) -> None:
    """One plan."""
    sha256 = hashlib.sha256(authority_id.encode()).hexdigest()
    identifier = plan_id(sha256)
    actions = tuple(
        Action(
            content_id("a", identifier, str(n)), identifier, n, sentence(words, 4), f"{n}",
            success_measure=sentence(words, 1), progress=sentence(words, 1),
            answers=f"Ofsted {n}" if n < 5 else "",
        )
        for n in range(1, number + 1)
    )  # fmt: skip
    told = Plan(identifier, authority_id, "Plan", "2023-01-01", f"plans/{authority_id}", "", sha256)
    made = PlanExtraction(content_id("made", identifier), told, actions)
    write_json(corpus.extracted_plans / f"{identifier}.json", made.to_dict())


def sentence(words: random.Random, concepts: int) -> str:
    """Some trade words and what stands between them."""
    phrases = [words.choice(words.choice(PHRASES)) for _ in range(concepts)]
    return " ".join(f"{words.choice(FILLERS)} {phrase}" for phrase in phrases).capitalize() + "."


def peak_megabytes() -> int:
    """The most memory that this process has held: kilobytes on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))


PHRASES = [[p.replace("*", "") for p in phrases] for phrases in read_concepts().values()]
AREAS = ["supervision", "permanence", "neglect", "assessment", "planning", "fostering"]

if __name__ == "__main__":
    main()
