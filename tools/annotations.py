"""From readers' quotes to stand-off annotations in corpus/gold, and how far the readers agree.

    python tools/annotations.py [DIR]

DIR holds what readers worked with: NAME.jsonl (publication_id, finding_id, text; numbered by n) and
NAME.readerA.jsonl, NAME.readerB.jsonl ({"n", "tags": [{"area", "stance", "quote"}]}), one set a
NAME; with a single reader only NAME.readerA.jsonl; NAME.settled.jsonl, of the same form, holds what
a third reading settled where they differ. A quote may be left out: then the spans of a reader who
gave the area, or the whole finding, are the evidence. Only offsets are written: no word of a
publication. NAME.readerR.jsonl is a further, blind reading: findings that are known keep their set,
and what was said of them before stays. Sets that DIR does not hold stay as corpus/gold has them;
without DIR tags.jsonl is made anew from readers.jsonl and settled.jsonl.
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
AGAIN = "R"
"""The reader of findings that are known."""
Lines = list[dict[str, Any]]


def read(path: Path) -> Lines:
    """The objects of a JSON Lines file; none where there is no such file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def stand_off(tags: Lines, text: str, known: dict[str, Lines]) -> Lines:
    """Tags with spans for quotes. Raises SystemExit for a quote that is not in the text."""
    found = []
    for tag in sorted(tags, key=lambda tag: str(tag["area"])):
        quote = tag.get("quote")
        start = text.find(quote or text)
        if start < 0:
            raise SystemExit(f"no such words in the finding: {quote!r}")
        spans: Any = [[start, start + len(quote or text)]]
        if tag.get("spans"):
            spans = [list(map(int, span)) for span in tag["spans"]]
        elif not quote:
            spans = known.get(tag["area"], spans)
        found.append({"area_id": tag["area"], "stance": tag["stance"], "spans": spans})
    return found


def merged(readings: list[Lines], settled: Lines | None) -> Lines:
    """One tag an area: the stances and spans of all who gave it.

    `agreed`: false where no more than half of the readers gave it, unless a reading of what they
    left open settled that it is right; `doubtful`: settled, but given by no more than half. Two
    readers have no majority but both; of more, the majority goes before what was settled.
    """
    by_reader = [{tag["area_id"]: tag for tag in reading} for reading in readings]
    third = {tag["area_id"]: tag for tag in settled or ()}
    tags = []
    for area in sorted(set().union(*by_reader, third)):
        given = [reading[area] for reading in by_reader if area in reading]
        spans = sorted({tuple(span) for tag in given for span in tag["spans"]})
        stances = list(dict.fromkeys(tag["stance"] for tag in given))
        if area in third:
            stances = [third[area]["stance"]]
            spans = spans or sorted(map(tuple, third[area]["spans"]))
        tag: dict[str, Any] = {"area_id": area, "stances": stances, "spans": spans}
        most = 2 * len(given) > len(readings)
        right = most if settled is None or len(readings) > 2 else area in third
        if not right and area not in third:
            tag["agreed"] = False
        elif not most:
            tag["doubtful"] = True
        tags.append(tag)
    return tags


def before(readings: dict[str, Lines], settled: Lines | None) -> Lines:
    """What was held to be right before the finding was read again."""
    earlier = [tags for name, tags in readings.items() if name != AGAIN]
    return [
        {**tag, "stance": tag["stances"][0]}
        for tag in merged(earlier, settled)
        if tag.get("agreed", True)
    ]


def agreement(pairs: Iterable[tuple[Lines, Lines]]) -> dict[str, float | int]:
    """Areas as F1 of one reader against the other, and equal stances of common areas."""
    findings = both = one = other = same = 0
    for first, second in pairs:
        by_first = {tag["area_id"]: tag["stance"] for tag in first}
        by_second = {tag["area_id"]: tag["stance"] for tag in second}
        common = by_first.keys() & by_second.keys()
        findings += 1
        both += len(common)
        one += len(by_first) - len(common)
        other += len(by_second) - len(common)
        same += sum(by_first[area] == by_second[area] for area in common)
    return {
        "areas_f1": round(2 * both / max(1, 2 * both + one + other), 4),
        "stance": round(same / max(1, both), 4),
        "both": both,
        "only_first": one,
        "only_second": other,
        "findings": findings,
    }


def main() -> int:
    """Take in new sets, write the annotations, print the agreement."""
    if len(sys.argv) > 2:
        sys.stderr.write((__doc__ or "").strip() + "\n")
        return 2
    heads = {line["finding_id"]: line for line in read(GOLD / "tags.jsonl")}
    readings = {(line["finding_id"], line["reader"]): line for line in read(GOLD / "readers.jsonl")}
    settled = {line["finding_id"]: line["tags"] for line in read(GOLD / "settled.jsonl")}
    if len(sys.argv) == 2:
        take_in(Path(sys.argv[1]), heads, readings, settled)
    by_finding: dict[str, dict[str, Lines]] = {}
    for (finding_id, reader), line in sorted(readings.items()):
        by_finding.setdefault(finding_id, {})[reader] = line["tags"]
    annotations = [
        {
            **{key: head[key] for key in ("publication_id", "sha256", "finding_id", "set")},
            "readers": len(by_finding[finding_id]),
            **({"settled": True} if finding_id in settled else {}),
            "tags": merged(list(by_finding[finding_id].values()), settled.get(finding_id)),
        }
        for finding_id, head in sorted(heads.items())
    ]
    agreed: dict[str, Any] = {}
    names = sorted({str(head["set"]) for head in heads.values()})
    for name in (*names, "all"):
        pairs = [
            (by_finding[finding_id]["A"], by_finding[finding_id]["B"])
            for finding_id, head in heads.items()
            if name in (head["set"], "all") and {"A", "B"} <= by_finding[finding_id].keys()
        ]
        if pairs:
            agreed[name] = agreement(pairs)
        again = [
            (before(by_finding[finding_id], settled.get(finding_id)), by_finding[finding_id][AGAIN])
            for finding_id, head in heads.items()
            if name in (head["set"], "all") and AGAIN in by_finding[finding_id]
        ]
        if again:
            agreed[f"{name}, read again"] = agreement(again)
    kept = [{"finding_id": finding_id, "tags": tags} for finding_id, tags in settled.items()]
    files = (("tags", annotations), ("readers", list(readings.values())), ("settled", kept))
    for name, lines in files:
        ordered = sorted(lines, key=lambda line: (line["finding_id"], line.get("reader", "")))
        content = "".join(dumps(line) + "\n" for line in ordered)
        (GOLD / f"{name}.jsonl").write_text(content, encoding="utf-8", newline="\n")
    content = json.dumps(agreed, indent=1) + "\n"
    (GOLD / "agreement.json").write_text(content, encoding="utf-8", newline="\n")
    sys.stdout.write(content)
    return 0


def take_in(
    folder: Path,
    heads: dict[str, dict[str, Any]],
    readings: dict[tuple[str, str], dict[str, Any]],
    settled: dict[str, Lines],
) -> None:
    """Add the sets of a folder, in the place of what was known of their findings."""
    for path in sorted(p for p in folder.glob("*.jsonl") if "." not in p.stem):
        readers = sorted(folder.glob(f"{path.stem}.reader*.jsonl"))
        if not readers:
            continue
        given = {r.stem.rpartition(".reader")[2]: by_number(read(r)) for r in readers}
        third = by_number(read(folder / f"{path.stem}.settled.jsonl"))
        for finding in read(path):
            finding_id, number, text = finding["finding_id"], finding["n"], finding["text"]
            if number not in next(iter(given.values())):
                continue
            known_set = heads.get(finding_id, {}).get("set", path.stem)
            heads[finding_id] = {**finding, "set": known_set if AGAIN in given else path.stem}
            known: dict[str, Lines] = {}
            for name, lines in given.items():
                if number not in lines:
                    continue  # this reader did not get so far
                tags = stand_off(lines[number], text, {})
                line = {"finding_id": finding_id, "reader": name, "tags": tags}
                readings[finding_id, name] = line
                known |= {tag["area_id"]: tag["spans"] for tag in tags}
            if number in third:
                settled[finding_id] = stand_off(third[number], text, known)


def by_number(lines: Lines) -> dict[int, Lines]:
    """Tags by the number of the finding."""
    return {line["n"]: line["tags"] for line in lines}


if __name__ == "__main__":
    sys.exit(main())
