"""One publication: bytes in, `Extraction` out. No files, no clock, no network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.authorities import Authorities, Authority
from pipeline.errors import TooLargeError, UnreadableError
from pipeline.extract import layouts
from pipeline.extract.blocks import Content
from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.faults import unreadable
from pipeline.extract.layouts import kinds, send
from pipeline.extract.layouts.reading import Draft, Reading, plain
from pipeline.extract.licence import licence_of
from pipeline.extract.limits import Limits, check_passages, check_texts
from pipeline.extract.mentions import find_mentions
from pipeline.intake import DOCX, HTML, ODT, PDF, TEXT
from pipeline.records import (
    JOINT_KINDS,
    VISIT_KINDS,
    Extraction,
    Finding,
    Judgement,
    ManifestEntry,
    Ordinals,
    Problem,
    Publication,
    content_id,
    normalised,
)

_SHORT_TITLE = 300
_GRADED = ("ilacs_inspection", "sif_inspection", "area_send")
_VISITED = ("ilacs_inspection", "sif_inspection", *VISIT_KINDS, *JOINT_KINDS)


def extract(
    data: bytes,
    entry: ManifestEntry,
    authorities: Authorities,
    limits: Limits,
    fingerprint: str,
) -> Extraction:
    """What the file `data` says, with what the manifest knows of it.

    A file that cannot be read gives an extraction with status `unreadable`, `needs_ocr` or
    `not_a_publication` and a problem that says why; it never raises for the file's sake.
    """
    try:
        content = read_content(data, entry, limits)
        check_texts([block.text for block in content.blocks], limits)
        extraction = assemble(content, entry, authorities, fingerprint)
        check_passages(len(extraction.findings), limits)
    except UnreadableError as error:
        return unreadable(entry, fingerprint, error.reason, error.detail)
    return extraction


def read_content(data: bytes, entry: ManifestEntry, limits: Limits) -> Content:
    """The blocks of a file of any kind that the pipeline reads."""
    if not data.strip():
        raise UnreadableError("empty", "the file is empty; download it again and add that")
    if len(data) > limits.file_bytes:
        raise TooLargeError(
            "too_large",
            f"{len(data):,} bytes, more than limits.file_bytes in params.yaml allows "
            f"({limits.file_bytes:,})",
        )
    reader = _READERS.get(entry.media_type)
    if reader is None:
        what = "its text is not in UTF-8" if entry.file.endswith(".txt") else "it is none of these"
        raise UnreadableError(
            "unknown_format",
            f"only PDF, HTML, .docx, .odt and UTF-8 text are read, and {what}; save it as one of "
            "them and add that",
        )
    return reader(data, limits)


def _read_pdf(data: bytes, limits: Limits) -> Content:
    from pipeline.extract.pdf import open_document, read_pages
    from pipeline.extract.segment import segment

    document = open_document(data, limits.pages)
    try:
        pages, letters_read = [], 0
        for page in read_pages(document, limits.characters):
            pages.append(page)
            letters_read += sum(len(line.text) for line in page.lines)
            if letters_read > limits.characters:
                raise TooLargeError(
                    "too_large",
                    f"more than {limits.characters:,} characters, which is what "
                    "limits.characters in params.yaml allows",
                )
    finally:
        document.close()
    content = segment(pages)
    ruled = send.needs_ruled_tables(content.blocks)
    if ruled:
        from pipeline.extract.tables import read_tables

        tables = read_tables(data, ruled)
        if tables:
            content = segment(pages, tables)
    empty = [page.number for page in pages if not page.lines and page.images]
    if empty and len(empty) < len(pages):
        content.notes.append(
            ("pages_need_ocr", f"no text on page {', '.join(map(str, empty))}: only a picture")
        )
    return content


def _read_html(data: bytes, limits: Limits) -> Content:
    from pipeline.extract.html import read

    return read(data, limits)


def _read_docx(data: bytes, limits: Limits) -> Content:
    from pipeline.extract.docx import read

    return read(data, limits)


def _read_odt(data: bytes, limits: Limits) -> Content:
    from pipeline.extract.odt import read

    return read(data, limits)


def _read_text(data: bytes, limits: Limits) -> Content:
    from pipeline.extract.text import read

    return read(data, limits)


_READERS: Mapping[str, Callable[[bytes, Limits], Content]] = {
    PDF: _read_pdf,
    HTML: _read_html,
    DOCX: _read_docx,
    ODT: _read_odt,
    TEXT: _read_text,
}


def assemble(
    content: Content, entry: ManifestEntry, authorities: Authorities, fingerprint: str
) -> Extraction:
    """Records from what a reader found. Pure: same content and entry, same records."""
    notes = list(content.notes)
    status = _status(content, entry, notes)
    if status == "read":
        kind = _kind(content, entry, notes)
        reading = layouts.read(content, kind)
    else:
        reading = Reading(entry.kind or "other", publisher=entry.publisher)
    notes += reading.notes
    published, source = _published(entry, reading)
    authority = _authority(entry, reading, authorities, published, notes, status)
    publication = Publication(
        publication_id=entry.publication_id,
        authority_id=authority,
        publisher=entry.publisher or reading.publisher,
        kind=reading.kind,
        title=_short(entry.title or reading.title or content.title or entry.label),
        published_date=published,
        published_date_source=source,
        event_date=entry.event_date,
        visit_start_date=reading.visit_start_date,
        visit_end_date=reading.visit_end_date,
        lead_inspector=reading.lead_inspector,
        framework=reading.framework,
        url=entry.url,
        file=entry.file,
        sha256=entry.sha256,
        media_type=entry.media_type,
        page_count=content.page_count,
        status=status,
        label=entry.label,
        licence=licence_of(entry, (block.text for block in content.blocks), reading.publisher),
        fetched_at=entry.fetched_at,
    )
    findings = _findings(entry.publication_id, reading.findings)
    judgements = _judgements(entry.publication_id, reading)
    if status == "read":
        notes += _doubts(publication, judgements, findings)
    problems = tuple(
        Problem("extract", reason, detail, entry.publication_id, entry.file)
        for reason, detail in dict.fromkeys(notes)
    )
    return Extraction(
        fingerprint,
        publication,
        judgements,
        findings,
        problems,
        find_deadlines(publication, findings),
        find_mentions(publication, findings),
    )


def _status(content: Content, entry: ManifestEntry, notes: list[tuple[str, str]]) -> str:
    html_as_pdf = entry.media_type == HTML and entry.file.lower().endswith(".pdf")
    if html_as_pdf or (entry.media_type == HTML and kinds.is_error_page(content)):
        what = content.title or "no title"
        notes.append(
            (
                "not_a_publication",
                f"a web page ({what!r}) came instead of the document; add the document itself",
            )
        )
        return "not_a_publication"
    if not any(block.text.strip() for block in content.blocks):
        if entry.media_type in (HTML, TEXT):
            notes.append(("no_text", "nothing to read is in it; look at the source"))
            return "unreadable"
        notes.append(
            (
                "needs_ocr",
                "no text, only pictures of pages; run text recognition (OCR) and add the result",
            )
        )
        return "needs_ocr"
    return "read"


def _kind(content: Content, entry: ManifestEntry, notes: list[tuple[str, str]]) -> str:
    """A person's word counts; then what the document prints; then what the site said."""
    found = kinds.identify(content)
    if entry.kind and entry.source in ("person", "list"):
        return entry.kind
    if found == "other":
        return entry.kind or "other"
    if entry.kind and entry.kind != found:
        notes.append(
            ("kind_disagrees", f"the source says {entry.kind}, the document reads like {found}")
        )
    return found


def _published(entry: ManifestEntry, reading: Reading) -> tuple[str, str]:
    if entry.published_date and entry.source == "person":
        return entry.published_date, "person"
    if reading.published_date:
        return reading.published_date, "printed"
    if entry.published_date:
        return entry.published_date, "site"
    return "", ""


def _authority(
    entry: ManifestEntry,
    reading: Reading,
    authorities: Authorities,
    published: str,
    notes: list[tuple[str, str]],
    status: str,
) -> str:
    printed = _printed_authority(reading, authorities, published or reading.visit_start_date)
    if entry.authority_id:
        named = entry.authority_id
        if printed and printed.authority_id != named and not _related(named, printed, authorities):
            said = (
                f"given as {named}, which is kept; the document names {printed.authority_id}: "
                "to correct that, add it again with --authority"
            )
            notes.append(("authority_disagrees", said))
        return named
    if printed:
        return printed.authority_id
    if status == "read":
        notes.append(
            (
                "unknown_authority",
                "it names no known council; add it with --authority, or extend authorities.csv",
            )
        )
    return ""


def _related(named: str, printed: Authority, authorities: Authorities) -> bool:
    one = authorities.by_id.get(named)
    if one is None:
        return False
    return printed.authority_id in one.successors or named in printed.successors


def _printed_authority(reading: Reading, authorities: Authorities, day: str) -> Authority | None:
    for name in reading.names:
        short = re.sub(r"^(?:area send )?inspection of\s+", "", plain(name), flags=re.I)
        short = re.sub(r"\s+local area partnership.*$", "", short, flags=re.I)
        found = authorities.resolve(short, on=day) if len(short) < 120 else None
        if found is None:
            mentioned = authorities.find_in(name)
            found = mentioned[0] if mentioned else None
        if found is not None:
            return authorities.at(found, day) if day else found
    return None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT_TITLE else text[: _SHORT_TITLE - 1].rstrip() + "…"


def _findings(publication_id: str, drafts: list[Draft]) -> tuple[Finding, ...]:
    ordinal = Ordinals()
    findings = []
    for position, draft in enumerate(drafts, 1):
        words = normalised(draft.text)
        findings.append(
            Finding(
                finding_id=content_id("f", publication_id, words, ordinal(words)),
                publication_id=publication_id,
                position=position,
                section=draft.section,
                paragraph_number=draft.label,
                kind=draft.kind,
                addressed_to=draft.addressed_to,
                text=draft.text,
                page=draft.page,
                page_end=draft.page_end,
                boxes=tuple(draft.boxes),
            )
        )
    return tuple(findings)


def _judgements(publication_id: str, reading: Reading) -> tuple[Judgement, ...]:
    return tuple(
        Judgement(content_id("j", publication_id, area), publication_id, area, grade, page)
        for area, grade, page in reading.judgements
    )


def _doubts(
    publication: Publication, judgements: tuple[Judgement, ...], findings: tuple[Finding, ...]
) -> list[tuple[str, str]]:
    """What a publication of its kind should have and this one does not: for a person to look at."""
    notes = []
    if not findings:
        notes.append(("no_findings", "no finding was recognised; look at the document"))
    if publication.kind in _VISITED and not publication.visit_start_date:
        notes.append(("no_visit_dates", "no visit dates were found"))
    if publication.kind in _GRADED and not judgements:
        notes.append(("no_judgements", "no grade was found, though such reports give grades"))
    if publication.kind == "ilacs_inspection" and 0 < len(judgements) < 3:
        notes.append(("few_judgements", f"only {len(judgements)} grades were found"))
    notes += _numbering(publication, findings)
    return notes


def _numbering(publication: Publication, findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    if publication.kind != "ilacs_inspection":
        return []
    numbers = [int(f.paragraph_number) for f in findings if f.paragraph_number.isdigit()]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    notes = []
    if missing:
        notes.append(("numbers_missing", f"no paragraph {', '.join(map(str, missing))}"))
    if twice:
        notes.append(("numbers_twice", f"paragraph {', '.join(map(str, twice))} stands twice"))
    return notes
