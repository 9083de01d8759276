"""The sample corpus: made again byte for byte, and its gold true to its files."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from pipeline.corpus import REPOSITORY, Corpus
from pipeline.manifest import read_manifest

SAMPLE = Corpus(REPOSITORY / "corpus" / "sample")


def gold(name: str) -> list[dict[str, str]]:
    with (SAMPLE.gold / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files(root: Path) -> dict[str, bytes]:
    made = [path for part in ("raw", "plans", "gold") for path in (root / part).rglob("*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in made if path.is_file()}


def letters_only(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@cache
def page_texts(file: str) -> list[str]:
    with pypdfium2.PdfDocument(SAMPLE.path(file)) as document:
        return [letters_only(page.get_textpage().get_text_range()) for page in document]


def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="reportlab, which sets the sample's PDFs, is missing")
    subprocess.run(
        [sys.executable, "-W", "error", "-m", "corpus.sample.make", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    made, held = files(tmp_path), files(SAMPLE.root)
    assert sorted(made) == sorted(held)
    assert [name for name in made if made[name] != held[name]] == []


def test_every_finding_begins_and_ends_on_its_pages() -> None:
    findings = [row for row in gold("findings.csv") if row["page"]]
    assert len(findings) > 100
    wrong = [
        (row["file"], row["position"])
        for row in findings
        for page, words in (("page", row["first_60"][:30]), ("page_end", row["last_30"][-15:]))
        if letters_only(words) not in page_texts(row["file"])[int(row[page]) - 1]
    ]
    assert wrong == []


def test_every_judgement_has_its_grade_in_the_document() -> None:
    judgements = gold("judgements.csv")
    assert {row["judgement_area"] for row in judgements} >= {"overall", "send_outcome"}
    for row in judgements:
        page = page_texts(row["file"])[int(row["page"]) - 1].lower()
        assert letters_only(row["grade"]) in page, row


def test_page_counts() -> None:
    counts = {row["file"]: row["page_count"] for row in gold("metadata.csv")}
    assert counts == {
        entry.file: str(len(page_texts(entry.file))) if entry.file.endswith(".pdf") else ""
        for entry in read_manifest(SAMPLE)
    }


def test_every_file_says_that_it_is_invented() -> None:
    for entry in read_manifest(SAMPLE):
        if entry.file.endswith(".pdf"):
            pages = page_texts(entry.file)
            assert all("Inventedfortesting" in page for page in pages), entry.file
        else:
            data = SAMPLE.path(entry.file).read_bytes()
            assert b"Invented for testing" in data, entry.file


def test_the_plan_leaves_two_findings_without_an_action() -> None:
    (path,) = SAMPLE.plans.glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["Improvement plan"]
    answers = " ".join(str(row[2]) for row in sheet.iter_rows(min_row=7, values_only=True))
    answered = {int(number) for number in re.findall(r"Ofsted (\d+)", answers)}
    asked = [row for row in gold("findings.csv") if row["section"] == "What needs to improve?"]
    (inspected,) = (
        row["file"] for row in gold("metadata.csv") if row["kind"] == "ilacs_inspection"
    )
    report = [row for row in asked if row["file"] == inspected]
    left = [row["first_60"] for n, row in enumerate(report, 1) if n not in answered]
    assert [text[:30] for text in left] == [
        "The timeliness of initial heal",
        "The identification and oversig",
    ]
