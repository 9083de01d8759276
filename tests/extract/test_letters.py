"""Invented notices, letters and papers, annotated before the rules saw them: letters/*.txt.

`{D kind|due_date|every|responsible}` and `{M kind|date|date_kind}` stand after the sentence that
they belong to. docs/deadlines.md has how each set did at first sight.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.layouts.kinds import identify
from pipeline.extract.limits import Limits
from pipeline.extract.mentions import find_mentions
from pipeline.extract.text import read
from pipeline.records import Finding, Publication

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.txt"))
MARK = re.compile(r"\{([DM]) ([^}]*)\}")
# kind, publisher, day of publication, last day of the visit
FACTS = {
    "first committee wyndleford": ("committee_report", "council", "2024-06-18", ""),
    "first direction brackenshire": ("statutory_direction", "dfe", "2020-09-08", ""),
    "first jtai saltmarch": ("jtai", "ofsted", "2023-01-16", "2022-11-11"),
    "first monitoring brackenshire": ("monitoring_visit", "ofsted", "2021-05-21", "2021-04-21"),
    "first notice saltmarch": ("improvement_notice", "dfe", "2022-03-14", ""),
    "first progress wyndleford": ("progress_letter", "dfe", "2023-10-03", ""),
    "second committee saltmarch": ("committee_report", "council", "2023-09-11", ""),
    "second focused saltmarch": ("focused_visit", "ofsted", "2019-12-02", "2019-11-06"),
    "second notice wyndleford": ("improvement_notice", "dfe", "2021-05-05", ""),
    "second progress brackenshire": ("progress_letter", "dfe", "2024-07-09", ""),
    "third committee brackenshire": ("committee_report", "council", "2023-03-07", ""),
    "third notice brackenshire": ("improvement_notice", "dfe", "2023-01-12", ""),
    "third progress saltmarch": ("progress_letter", "dfe", "2022-12-14", ""),
}


def publication(name: str) -> Publication:
    kind, publisher, day, visit = FACTS[name]
    facts = dict.fromkeys(Publication.__dataclass_fields__, "") | {"status": "read"}
    facts |= {"publication_id": "pub-1", "kind": kind, "publisher": publisher}
    return Publication(**facts | {"published_date": day, "visit_end_date": visit})


def findings(publisher: str, text: str) -> list[tuple[Finding, list[tuple[str, ...]]]]:
    """Each line as a finding: numbered measures, recommendations and what is plain text."""
    made = []
    begun = recommends = False
    for n, line in enumerate(text.split("\n")):
        begun = begun or line.startswith(("Dear", "Purpose", "This ", "Whereas", "1. "))
        recommends = recommends or line.strip().endswith("Recommendations")
        marks = [(mark[1], *mark[2].split("|")) for mark in MARK.finditer(line)]
        plain = re.sub(r"^\d[\d.]* ", "", MARK.sub("", line)).strip()
        if not begun or not plain:
            continue
        measure = publisher == "dfe" and re.match(r"\d", line) and re.search("must|shall", line)
        kind = "requirement" if measure else "recommendation" if recommends else "paragraph"
        made.append((Finding(f"f-{n}", "pub-1", n, "", "", kind, "council", plain), marks))
    return made


def count(name: str) -> Counter[str]:
    """How many marks of a letter are found, wanted, and taken without one."""
    path = next(one for one in LETTERS if one.stem == name)
    told = publication(name)
    read = findings(told.publisher, path.read_text(encoding="utf-8"))
    said = tuple(finding for finding, _ in read)
    counts: Counter[str] = Counter()
    for what, records in (("D", find_deadlines(told, said)), ("M", find_mentions(told, said))):
        for finding, marks in read:
            wanted = Counter(mark[1:3] for mark in marks if mark[0] == what)
            got = Counter(
                (one.kind, one.due_date)
                if what == "D"
                else (one.mentioned_kind, one.mentioned_date)
                for one in records
                if one.finding_id == finding.finding_id
            )
            counts[f"{what} right"] += (wanted & got).total()
            counts[f"{what} wanted"] += wanted.total()
            counts[f"{what} found"] += got.total()
    return counts


def test_every_letter_is_known() -> None:
    assert [path.stem for path in LETTERS] == sorted(FACTS)


@pytest.mark.parametrize("what", ["D", "M"])
def test_most_is_found_and_little_else(what: str) -> None:
    counts = sum((count(name) for name in FACTS), Counter[str]())
    assert counts[f"{what} wanted"] > 30
    assert counts[f"{what} right"] >= 0.9 * counts[f"{what} wanted"]
    assert counts[f"{what} right"] >= 0.9 * counts[f"{what} found"]


@pytest.mark.parametrize("name", FACTS)
def test_the_kind_of_each_is_told_by_what_it_prints(name):
    words = MARK.sub("", (LETTERS[0].parent / f"{name}.txt").read_text(encoding="utf-8"))
    assert identify(read(words.encode(), Limits())) == FACTS[name][0]
