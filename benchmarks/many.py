"""A data folder of any size, made from the sample letters: extracted and tagged, nothing to read.

    python benchmarks/many.py FOLDER PUBLICATIONS [--seed 7]

Kinds, headings, grades, tags and the number of findings are those of the sample letters, dealt out
over invented councils (153 up to 6,000 publications, then one for every forty) and twenty years.
Texts are new: chains of the words of the sample, with names, figures and rare words put in, so
that the full-text index has as many different words as a real one of that size. Council papers
repeat passages of earlier letters, and letters mention them. Derived files carry the fingerprints
that the stages ask for, so that `letters run` finds nothing new in them. The raw files are not
there: nothing opens them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.corpus import REPOSITORY, Corpus, create_corpus
from pipeline.extract import stage as extract_stage
from pipeline.extract.limits import Limits
from pipeline.extract.reader import Task
from pipeline.manifest import read_manifest
from pipeline.plan_intake import Plans
from pipeline.records import (
    Extraction,
    Finding,
    Judgement,
    ManifestEntry,
    Mention,
    content_id,
    normalised,
    publication_id,
)
from pipeline.store import dumps, read_json
from pipeline.tag import stage as tag_stage

SAMPLE = REPOSITORY / "corpus" / "sample"
COUNCILS, EACH = 150, 40
"""So many councils besides those of the sample, and more from so many publications each on."""
FIRST_YEAR, YEARS = 2005, 20
RARE = 40_000
"""Words of the invented vocabulary; the n-th is used as often as Zipf's law says."""
_ONSETS = "b br c cl d dr f fl g gl h j k l m n p pl qu r s sh st t th tr v w wh".split()
_NUCLEI = "a e i o u ea oo ai ou ie".split()
_CODAS = "n r l ck st m nd rd lt sh th p ng x".split()
_ENDS = ("bridge", "mere", "combe", "wick", "holt", "ness", "dale", "ford", "stow", "hythe")


@dataclass(slots=True)
class Words:
    """Makes texts: which word of the sample follows which two, and words that are rare."""

    dice: random.Random
    follows: defaultdict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    rare: list[str] = field(default_factory=list)

    def learn(self, text: str) -> None:
        """Take in a text of the sample."""
        words = ["", "", *text.split(), ""]
        for one, two, three in zip(words, words[1:], words[2:], strict=False):
            self.follows[one, two].append(three)

    def text(self, length: int) -> str:
        """About as many words, one in thirty of them rare, one in sixty a figure."""
        made: list[str] = []
        one = two = ""
        while len(made) < length:
            word = self.dice.choice(self.follows[one, two])
            one, two = two, word
            if not word:
                one = two = ""
                continue
            luck = self.dice.random()
            if luck < 1 / 60:
                made.append(str(self.dice.randint(2, 400)))
            elif luck < 1 / 20:
                made.append(self.rare[min(int(self.dice.paretovariate(0.7)), RARE) - 1])
            made.append(word)
        return " ".join(made).rstrip(",;:") + ("" if made[-1].endswith(".") else ".")


@dataclass(frozen=True, slots=True)
class Template:
    """A sample letter and the tags of its findings, by finding."""

    extraction: Extraction
    tags: dict[str, list[dict[str, object]]]


def invented_words(dice: random.Random, number: int) -> list[str]:
    """So many different words that are in no dictionary."""
    found: dict[str, None] = {}
    while len(found) < number:
        syllables = dice.choice((1, 2, 2, 3))
        parts = [dice.choice(_ONSETS) + dice.choice(_NUCLEI) for _ in range(syllables)]
        found["".join(parts) + dice.choice(_CODAS)] = None
    return list(found)


def templates(folder: Path) -> list[Template]:
    """The sample letters, read and tagged in a copy."""
    copy = Corpus(folder / "sample")
    shutil.copytree(SAMPLE, copy.root, ignore=shutil.ignore_patterns("findings.db*", ".lock"))
    extract_stage.run(copy)
    tag_stage.run(copy)
    made = []
    for entry in read_manifest(copy):
        name = f"{entry.publication_id}.json"
        extraction = Extraction.from_dict(read_json(copy.extracted / name))
        tags: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
        for tag in read_json(copy.tagged / name)["tags"]:
            tags[tag["finding_id"]].append(tag)
        if extraction.findings:
            made.append(Template(extraction, dict(tags)))
    return made


def fill(corpus: Corpus, number: int, seed: int) -> None:
    """Make the folder: councils, manifest, extractions, tags, plans."""
    dice = random.Random(seed)  # noqa: S311  no secret
    with tempfile.TemporaryDirectory() as temporary:
        letters = templates(Path(temporary))
    words = Words(dice, rare=invented_words(dice, RARE))
    for letter in letters:
        for finding in letter.extraction.findings:
            words.learn(finding.text)
    councils = _councils(corpus, dice, max(COUNCILS, number // EACH))
    _plans(corpus, words, councils)
    entries = []
    for place in range(number):
        sha256 = hashlib.sha256(f"{seed} {place}".encode()).hexdigest()
        identifier = publication_id(sha256)
        file, url = f"raw/ofsted/{identifier}.pdf", f"https://letters.example/{identifier}"
        entries.append(ManifestEntry(identifier, file, sha256, url=url, publisher="ofsted"))
    lines = "".join(dumps(entry.to_dict()) + "\n" for entry in entries)
    corpus.manifest.write_text(lines, encoding="utf-8")
    corpus.extracted.mkdir(exist_ok=True)
    corpus.tagged.mkdir(exist_ok=True)
    said: defaultdict[str, list[Extraction]] = defaultdict(list)
    tags: dict[str, list[dict[str, object]]] = {}
    for place, task in enumerate(extract_stage.all_tasks(corpus, Limits())):
        council = councils[place % len(councils)]
        template = letters[dice.randrange(len(letters))]
        step = place * YEARS * 360 // number
        day = f"{FIRST_YEAR + step // 360}-{step % 360 // 30 + 1:02}-{step % 28 + 1:02}"
        extraction = _publication(words, template, task, council, day, said[council])
        said[council] = [*said[council][-3:], extraction]
        path = extract_stage.extracted_path(corpus, task)
        path.write_text(dumps(extraction.to_dict()) + "\n", encoding="utf-8")
        tags[task.entry.publication_id] = list(_tags(extraction.findings, template))
    for wanted in tag_stage.all_tasks(corpus):
        name = wanted.source.stem
        values = {"fingerprint": wanted.fingerprint, "publication_id": name, "tags": tags[name]}
        wanted.target.write_text(dumps(values) + "\n", encoding="utf-8")


def _councils(corpus: Corpus, dice: random.Random, number: int) -> list[str]:
    """authorities.csv: the councils of the sample and many more; their ids."""
    lines = (SAMPLE / "authorities.csv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    ids = [dict(zip(columns, line.split(","), strict=False))["slug"] for line in lines[1:]]
    for place, word in enumerate(invented_words(dice, number)):
        name = f"{word}{_ENDS[place % len(_ENDS)]}".capitalize()
        values = {"name": name, "slug": name.lower(), "type": "unitary", "region": "South West"}
        lines.append(",".join(values.get(column, "") for column in columns))
        ids.append(name.lower())
    corpus.authorities.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ids


def _publication(
    words: Words, template: Template, task: Task, council: str, day: str, earlier: list[Extraction]
) -> Extraction:
    """A publication like the template, of another council and day, in other words."""
    old, entry = template.extraction, task.entry
    identifier = entry.publication_id
    repeats = old.publication.kind == "committee_report"
    findings = []
    for finding in old.findings:
        text = words.text(len(finding.text.split()))
        if repeats and earlier and words.dice.random() < 0.5:
            text = words.dice.choice(words.dice.choice(earlier).findings).text
        new_id = content_id("f", identifier, normalised(text), str(finding.position))
        findings.append(replace(finding, finding_id=new_id, publication_id=identifier, text=text))
    mentions: tuple[Mention, ...] = ()
    if earlier:
        last = earlier[-1].publication
        mentions = (
            Mention(
                identifier, findings[0].finding_id, last.kind, last.published_date, "published",
                evidence=((0, len(findings[0].text)),),
            ),
        )  # fmt: skip
    publication = replace(
        old.publication,
        publication_id=identifier, authority_id=council, published_date=day,
        visit_start_date=day, visit_end_date=day, event_date="", sha256=entry.sha256,
        title=f"{old.publication.title} {words.text(3)}", file=entry.file, url=entry.url,
    )  # fmt: skip
    judgements = tuple(
        Judgement(content_id("j", identifier, j.judgement_area), identifier, j.judgement_area,
                  j.grade, j.page)
        for j in old.judgements
    )  # fmt: skip
    made = (publication, judgements, tuple(findings), (), (), mentions)
    return Extraction(task.fingerprint, *made)


def _plans(corpus: Corpus, words: Words, councils: list[str]) -> None:
    """A plan of twenty actions for every tenth council, the first ones included, as .csv."""
    plans = Plans(corpus)
    for council in (*councils[:3], *councils[10::10]):
        rows = ["Ref,Action,Owner,Due date,Status,RAG"]
        for number in range(1, 21):
            action = words.text(18).replace(",", "").replace('"', "")
            rows.append(f"{number},{action},Head of Service,31/03/2025,In progress,Amber")
        data = ("\n".join(rows) + "\n").encode()
        plans.take_in(data, name=f"{council}.csv", authority_id=council)


def _tags(findings: tuple[Finding, ...], template: Template) -> Iterator[dict[str, object]]:
    for old, new in zip(template.extraction.findings, findings, strict=True):
        for tag in template.tags.get(old.finding_id, ()):
            evidence = [[0, min(40, len(new.text))]]
            yield {**tag, "finding_id": new.finding_id, "evidence": evidence}


def main() -> None:
    """Make the folder and say how many of what are in it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("publications", type=int)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    corpus = create_corpus(given.folder)
    fill(corpus, given.publications, given.seed)
    sys.stdout.write(json.dumps({"publications": given.publications, "seed": given.seed}) + "\n")


if __name__ == "__main__":
    main()
