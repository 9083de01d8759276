"""What tools/fuzz.py fuzzes: functions of bytes that may raise the project's own errors alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.dates import find_date_ranges, find_dates
from pipeline.errors import UnreadableError
from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.document import extract
from pipeline.extract.limits import Limits
from pipeline.extract.mentions import find_mentions
from pipeline.extract.words import clean, split_label
from pipeline.filelist import split_link_text
from pipeline.intake import DOCX, HTML, ODT, PDF, TEXT, UNKNOWN, sniff_media_type
from pipeline.plans.dates import due_date
from pipeline.plans.plan import PlanFile, read_plan
from pipeline.query import parse_query
from pipeline.records import (
    Extraction,
    Finding,
    ManifestEntry,
    PlanExtraction,
    Publication,
    publication_id,
)
from tools.hostile import HOSTILE

Reader = Callable[[bytes], bool]
"""What is fuzzed: whether the bytes could be read."""
ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "sample"
KEPT = ROOT / "tests" / "fuzz_corpus"


def _publication(media_type: str) -> Reader:
    authorities = Authorities.load(Corpus(SAMPLE).authorities)
    digest = "0" * 64
    entry = ManifestEntry(publication_id(digest), "raw/x/fuzz.bin", digest, media_type=media_type)

    def read(data: bytes) -> bool:
        made = extract(data, entry, authorities, Limits(), "fuzz")
        if Extraction.from_dict(json.loads(json.dumps(made.to_dict()))) != made:
            raise ValueError("the extraction is another one after JSON")
        return made.publication.status != "unreadable"

    return read


def _plan(suffix: str) -> Reader:
    file = PlanFile(f"plans/fuzz{suffix}", "0" * 64)
    authorities = Authorities.of(())

    def read(data: bytes) -> bool:
        try:
            made = read_plan(data, None, file, authorities, Limits(), "fuzz")
        except UnreadableError:
            return False
        if PlanExtraction.from_dict(json.loads(json.dumps(made.to_dict()))) != made:
            raise ValueError("the plan is another one after JSON")
        return True

    return read


def _query() -> Reader:

    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='porter unicode61')")
    table.execute("INSERT INTO found VALUES ('plans are late')")

    def read(data: bytes) -> bool:
        query = parse_query(data.decode("utf-8", "surrogateescape"))
        for expression in filter(None, (query.wanted, query.excluded)):
            table.execute("SELECT count(*) FROM found WHERE found MATCH ?", [expression])
        return bool(query.wanted or query.excluded)

    return read


def _sniff() -> Reader:
    def read(data: bytes) -> bool:
        return sniff_media_type(data) != UNKNOWN

    return read


def _text() -> Reader:
    """The rules that read the text of a finding, without a file around it."""
    digest = "0" * 64
    blank: dict[str, Any] = dict.fromkeys(Publication.__dataclass_fields__, "")
    publications = [
        Publication(
            **blank
            | {
                "publication_id": publication_id(digest),
                "sha256": digest,
                "kind": kind,
                "status": "read",
                "page_count": None,
                "published_date": "2024-01-31",
                "visit_end_date": "2023-12-31",
            }
        )
        for kind in ("improvement_notice", "ilacs_inspection", "committee_report")
    ]

    def read(data: bytes) -> bool:
        text = data.decode("utf-8", "replace")
        for rule in (find_dates, find_date_ranges, due_date, split_link_text, split_label):
            rule(text)
        if not clean(text).strip():
            return False
        one = Finding("f-1", "pub-1", 1, "", "", "requirement", "council", clean(text))
        for publication in publications:
            spans = [span for d in find_deadlines(publication, (one,)) for span in d.evidence]
            spans += [span for m in find_mentions(publication, (one,)) for span in m.evidence]
            for start, end in spans:
                if not 0 <= start < end <= len(one.text):
                    raise ValueError("evidence outside the text")
        return True

    return read


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: how its reader is made, where its seeds lie, whether it reads packages."""

    make: Callable[[], Reader]
    seeds: tuple[str, ...]
    package: bool = False
    words: tuple[bytes, ...] = ()


_WORD = (b"<w:p/>", b"<w:tbl/>", b"<w:numPr/>", b"<w:br/>", b"&#8226; ", b"(a) 1 May 2024")
_ODF = (b"<text:p/>", b"<text:list/>", b"<text:s/>", b"<table:table-cell/>", b"(a) 1 May 2024")
_WORDS = (b"1 May 2024", b"within six weeks of ", b"(a) ", b"by the end of ", b"must ", b"every ")


TARGETS: dict[str, Target] = {
    "pdf": Target(lambda: _publication(PDF), ("*.pdf",), words=(b"/Kids", b"/Count", b" obj")),
    "html": Target(lambda: _publication(HTML), ("*.html",), words=(b"<table>", b"<li>", b"<b>")),
    "docx": Target(lambda: _publication(DOCX), ("*.docx",), package=True, words=_WORD),
    "odt": Target(lambda: _publication(ODT), ("*.odt",), package=True, words=_ODF),
    "txt": Target(lambda: _publication(TEXT), ("*.txt",), words=_WORDS),
    "plan_xlsx": Target(
        lambda: _plan(".xlsx"),
        ("*.xlsx",),
        package=True,
        words=(b"<c/>", b"<v/>", b"<row/>", b"1 May"),
    ),
    "plan_csv": Target(lambda: _plan(".csv"), ("*.csv",), words=(b'"', b";", b"sep=", b"\n")),
    "plan_docx": Target(lambda: _plan(".docx"), ("*.docx",), package=True, words=_WORD),
    "plan_html": Target(lambda: _plan(".html"), ("*.html",), words=(b"<td rowspan=9>",)),
    "plan_pdf": Target(lambda: _plan(".pdf"), ("*.pdf",), words=(b"/Kids", b" re S ")),
    "query": Target(_query, (), words=(b'"', b" OR ", b" NOT ", b"-", b"*", b"NEAR(", b"^")),
    "sniff": Target(_sniff, ("*.docx", "*.odt", "*.html"), words=(b"PK\x01\x02", b"%PDF-")),
    "text": Target(_text, ("*.txt",), words=_WORDS),
}
"""What can be fuzzed, by name."""


def seeds(target: Target) -> list[bytes]:
    """The sample's files of the kinds of a target, and small ones of those made to hurt."""
    paths = {path for pattern in target.seeds for path in SAMPLE.rglob(pattern)}
    found = [path.read_bytes() for path in sorted(paths)]
    endings = {pattern.removeprefix("*") for pattern in target.seeds}
    # PDFium prints forms in forms without end; the limit on memory is for workers, not for here.
    found += [h.make(3) for h in HOSTILE if h.suffix in endings and "form" not in h.name]
    return found or [b'"return home" -adoption OR supervis*']
