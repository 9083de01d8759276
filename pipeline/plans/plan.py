"""One plan: bytes in, `PlanExtraction` out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.authorities import Authorities
from pipeline.errors import UnreadableError
from pipeline.extract.limits import Limits, check_passages, check_texts
from pipeline.extract.zipsafe import Limits as ReaderLimits
from pipeline.extract.zipsafe import Package
from pipeline.plan_intake import COLUMNS_SUFFIX
from pipeline.plans.actions import finished, read_actions
from pipeline.plans.front import authority_of, front_of, title_of, version_date_of
from pipeline.plans.grid import Document, Paragraph
from pipeline.plans.mapping import ColumnMap, parse_mapping
from pipeline.records import (
    Action,
    Ordinals,
    Plan,
    PlanExtraction,
    Problem,
    content_id,
    normalised,
    plan_id,
)

Reader = Callable[[bytes, ReaderLimits], Document]


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan's file and what people said of it. `file` is relative to the data folder."""

    file: str
    sha256: str
    authority_id: str = ""
    title: str = ""
    url: str = ""
    published_date: str = ""


def read_plan(
    data: bytes,
    mapping: bytes | None,
    plan_file: PlanFile,
    authorities: Authorities,
    limits: Limits,
    fingerprint: str,
) -> PlanExtraction:
    """The plan and its actions. What could not be read of it is told in problems."""
    problems: list[tuple[str, str]] = []
    said: ColumnMap | None = None
    if mapping is not None:
        try:
            said = parse_mapping(mapping)
        except UnreadableError as error:
            name = f"{PurePosixPath(plan_file.file).name}{COLUMNS_SUFFIX}"
            problems.append((error.reason, f"{name}: {error.detail}"))
    if not data.strip():
        raise UnreadableError("empty", "the file is empty; ask for it again")
    document = reader_for(data, PurePosixPath(plan_file.file).suffix.lower())(data, limits)
    check_texts(list(_texts(document)), limits)
    problems += document.notes
    reading = read_actions(document, said)
    check_passages(len(reading.actions), limits)
    problems += reading.unread
    stem = PurePosixPath(plan_file.file).stem
    front = front_of(document)
    title = plan_file.title or title_of(front, document, stem)
    version_date = plan_file.published_date or version_date_of(front, title, stem)
    authority_id = plan_file.authority_id
    if not authority_id:
        found, several = authority_of(front, title, stem, authorities)
        if found:
            authority_id = authorities.at(found, version_date).authority_id
        else:
            names = f"several councils ({', '.join(several)})" if several else "no council"
            detail = f"it names {names}; add it again with --plan --authority SLUG"
            problems.append(("unknown_authority", detail))
    identifier = plan_id(plan_file.sha256)
    ordinals = Ordinals()
    actions = []
    for position, raw in enumerate(reading.actions, 1):
        fields = finished(raw)
        key = normalised(fields["text"])
        actions.append(
            Action(
                action_id=content_id("action", identifier, key, ordinals(key)),
                plan_id=identifier,
                position=position,
                **fields,
            )
        )
    if not actions and not reading.unread:
        detail = f"no table of actions was recognised; name its columns in a file *{COLUMNS_SUFFIX}"
        problems.append(("no_actions", f"{detail} beside it (docs/plans.md)"))
    return PlanExtraction(
        fingerprint=fingerprint,
        plan=Plan(
            plan_id=identifier,
            authority_id=authority_id,
            title=title,
            version_date=version_date,
            file=plan_file.file,
            url=plan_file.url,
            sha256=plan_file.sha256,
        ),
        actions=tuple(actions),
        problems=tuple(
            Problem("extract", reason, detail, file=plan_file.file)
            for reason, detail in dict.fromkeys(problems)
        ),
    )


def _texts(document: Document) -> Iterator[str]:
    for part in document.parts:
        if isinstance(part, Paragraph):
            yield part.text
        else:
            yield from (cell.text for row in part.rows for cell in row.distinct())


def unread_plan(plan_file: PlanFile, fingerprint: str, reason: str, detail: str) -> PlanExtraction:
    """A plan without actions and one problem: what is kept of a file that could not be read."""
    return PlanExtraction(
        fingerprint=fingerprint,
        plan=Plan(
            plan_id=plan_id(plan_file.sha256),
            authority_id=plan_file.authority_id,
            title=plan_file.title or PurePosixPath(plan_file.file).stem,
            version_date=plan_file.published_date,
            file=plan_file.file,
            url=plan_file.url,
            sha256=plan_file.sha256,
        ),
        problems=(Problem("extract", reason, detail, file=plan_file.file),),
    )


def reader_for(data: bytes, suffix: str) -> Reader:
    """The reader for what the bytes are, whatever the name says; where they say nothing, for it."""
    # Each format's library loads when its first file comes.
    from pipeline.plans import csv, docx, html, pdf, xlsx  # noqa: PLC0415

    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return pdf.read
    if start.startswith(b"PK\x03\x04"):
        return docx.read if _is_word(data) else xlsx.read
    if start[:200].lower().startswith((b"<!doctype html", b"<html")):
        return html.read
    readers = {".xlsx": xlsx.read, ".docx": docx.read, ".pdf": pdf.read, ".csv": csv.read}
    return readers.get(suffix, html.read)


def _is_word(data: bytes) -> bool:
    names = Package(data, _Any()).names()
    return any(name.startswith("word/") for name in names)


class _Any:
    """Limits for a look at the names of parts, which reads none of them."""

    pages = 1
    characters = 1
