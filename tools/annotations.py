"""From readers' quotes to stand-off annotations in corpus/gold, and how far the readers agree.

    python tools/annotations.py DIR

DIR holds what readers worked with: NAME.jsonl (publication_id, finding_id, text; numbered by n) and
NAME.readerA.jsonl, NAME.readerB.jsonl ({"n", "tags": [{"area", "stance", "quote"}]}), one set a
NAME; with a single reader only NAME.readerA.jsonl. A quote may be left out: then the whole finding
is the evidence. Only offsets are written: no word of a publication.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.store import dumps

REPOSITORY = Path(__file__).resolve().parent.parent
GOLD = REPOSITORY / "corpus" / "gold"
Lines = list[dict[str, Any]]


def read(path: Path) -> Lines:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def spans_of(tag: dict[str, Any], text: str) -> list[list[int]]:
    """Where the quote of a tag stands. Raises SystemExit for a quote that is not in the text."""
    if tag.get("spans"):
        return [list(map(int, span)) for span in tag["spans"]]
    quote = tag.get("quote") or text
    start = text.find(quote)
    if start < 0:
        raise SystemExit(f"no such words in the finding: {quote!r}")
    return [[start, start + len(quote)]]


def by_area(tags: Lines, text: str) -> dict[str, tuple[str, list[list[int]]]]:
    """Stance and spans by area."""
    return {tag["area"]: (tag["stance"], spans_of(tag, text)) for tag in tags}


def merged(readings: list[dict[str, tuple[str, list[list[int]]]]]) -> Lines:
    """One tag an area: the stances and spans of all who gave it, and whether all did."""
    tags = []
    for area in sorted(set().union(*readings)):
        given = [reading[area] for reading in readings if area in reading]
        spans = sorted({tuple(span) for _, found in given for span in found})
        stances = list(dict.fromkeys(stance for stance, _ in given))
        tag: dict[str, Any] = {"area_id": area, "stances": stances, "spans": spans}
        if len(given) < len(readings):
            tag["agreed"] = False
        tags.append(tag)
    return tags


def agreement(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float | int]:
    """Areas as F1 of one reader against the other, and equal stances of common areas."""
    both = one = other = same = 0
    for first, second in pairs:
        common = first.keys() & second.keys()
        both += len(common)
        one += len(first) - len(common)
        other += len(second) - len(common)
        same += sum(first[area][0] == second[area][0] for area in common)
    return {
        "areas_f1": round(2 * both / (2 * both + one + other), 4),
        "stance": round(same / both, 4),
        "both": both,
        "only_first": one,
        "only_second": other,
    }


def main() -> int:
    """Read all sets, write the annotations, print the agreement."""
    if len(sys.argv) != 2:
        sys.stderr.write((__doc__ or "").strip() + "\n")
        return 2
    folder = Path(sys.argv[1])
    annotations: Lines = []
    raw: Lines = []
    agreed: dict[str, Any] = {}
    every = []
    for path in sorted(p for p in folder.glob("*.jsonl") if ".reader" not in p.name):
        readers = sorted(folder.glob(f"{path.stem}.reader*.jsonl"))
        if not readers:
            continue
        given = [{line["n"]: line["tags"] for line in read(reader)} for reader in readers]
        pairs = []
        for finding in read(path):
            text = finding["text"]
            readings = [by_area(tags[finding["n"]], text) for tags in given]
            known = {key: finding[key] for key in ("publication_id", "sha256", "finding_id")}
            annotations.append({**known, "set": path.stem, "tags": merged(readings)})
            for reader, reading in zip(readers, readings, strict=True):
                tags = [
                    {"area_id": area, "stance": stance, "spans": spans}
                    for area, (stance, spans) in sorted(reading.items())
                ]
                name = reader.stem.rpartition(".reader")[2]
                raw.append({"finding_id": finding["finding_id"], "reader": name, "tags": tags})
            if len(readings) == 2:
                pairs.append((readings[0], readings[1]))
        if pairs:
            agreed[path.stem] = {**agreement(pairs), "findings": len(pairs)}
            every += pairs
    agreed["all"] = {**agreement(every), "findings": len(every)}
    GOLD.mkdir(parents=True, exist_ok=True)
    for name, lines in (("tags.jsonl", annotations), ("readers.jsonl", raw)):
        ordered = sorted(lines, key=lambda line: (line["finding_id"], line.get("reader", "")))
        (GOLD / name).write_text("".join(dumps(line) + "\n" for line in ordered), "utf-8")
    content = json.dumps(agreed, indent=1) + "\n"
    (GOLD / "agreement.json").write_text(content, encoding="utf-8")
    sys.stdout.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
