"""Take in files that were emailed or downloaded: files, folders and lists of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.errors import ForgottenError, UsageError
from pipeline.filelist import Facts, find_authority, is_web_address, parse_date
from pipeline.gather import Item, gather
from pipeline.intake import DOCX, HTML, ODT, PDF, sniff_media_type, take_in
from pipeline.manifest import append_entry, read_manifest
from pipeline.plan_intake import PLAN_SUFFIXES, PlanEntry, Plans
from pipeline.records import ManifestEntry, Problem
from pipeline.store import remove_halves

SUFFIXES = (".pdf", ".html", ".htm", ".docx", ".odt", ".txt")
"""What a publication is read from. Files of these names come in whatever they hold: what is wrong
with them is for `extract` to say, and stays on record there."""
PAGE_SUFFIXES = ("", ".aspx", ".php", ".xhtml", ".shtml", ".ashx")
"""Names under which sites also serve documents; their first bytes decide."""
SPREADSHEETS = (".csv", ".xlsx", ".xls", ".xlsm", ".ods")

Progress = Callable[[int, int], None]


Taker = Callable[[Item, bytes, "Summary"], None]
"""Takes one file in and counts it."""


@dataclass(slots=True)
class Summary:
    """What came of it.

    `held`: files that were there before; `corrected`: those of which more is known now.
    `refused`: files that were not taken in. `doubts`: what was said of a file and cannot be used.
    """

    added: list[ManifestEntry] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    held: int = 0
    corrected: list[ManifestEntry | PlanEntry] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


def given_facts(
    authorities: Authorities,
    *,
    authority: str = "",
    kind: str = "",
    published: str = "",
    url: str = "",
) -> Facts:
    """What a person says of all files at once. Raises UsageError for values that cannot be used."""
    found = find_authority("", authority, authorities)
    if authority and not found:
        close = get_close_matches(authority.lower().replace(" ", "-"), authorities.by_id, 3, 0.6)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        raise UsageError(f"--authority: {authority!r} is in no list of authorities{hint}")
    day = parse_date(published)
    if published and not day:
        raise UsageError(f"--published: {published!r} is no date like 2024-03-26")
    if url and not is_web_address(url):
        raise UsageError(f"--url: {url!r} is no address like https://example.gov.uk/letter.pdf")
    return Facts(
        authority_id=found.authority_id if found else "", kind=kind, published_date=day, url=url
    )


def add(
    corpus: Corpus,
    paths: Sequence[Path],
    *,
    authorities: Authorities,
    given: Facts | None = None,
    plan: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Take in files, folders and lists; the caller holds the lock of the data folder.

    What a list says of a file counts more than `given`, which is said of all. With `plan` they are
    improvement plans and go to plans/.
    """
    given = given or Facts()
    summary = Summary()
    found = list(gather(paths, authorities, given))
    items = [item for item in found if isinstance(item, Item)]
    summary.refused += [problem for problem in found if isinstance(problem, Problem)]
    if given.url and len(items) > 1:
        raise UsageError(
            "--url is the address of one file; for several, give a list with a column url"
        )
    if not found:
        raise UsageError(f"there are no files in {', '.join(str(path) for path in paths)}")
    remove_halves(corpus.raw, corpus.plans)
    take = _plan_taker(corpus) if plan else _publication_taker(corpus)
    for done, item in enumerate(items, 1):
        summary.doubts += [
            Problem("add", reason, detail, file=str(item.path))
            for reason, detail in item.facts.doubts
        ]
        try:
            data = item.path.read_bytes()
        except OSError as error:
            detail = f"cannot be read: {error.strerror or error}"
            summary.refused.append(Problem("add", "missing_file", detail, file=str(item.path)))
        else:
            _take(take, item, data, summary)
        if progress:
            progress(done, len(items))
    return summary


def _take(take: Taker, item: Item, data: bytes, summary: Summary) -> None:
    try:
        take(item, data, summary)
    except ForgottenError as error:
        summary.refused.append(Problem("add", "forgotten", str(error), file=str(item.path)))


def publisher_of(url: str) -> str:
    """Ofsted or the DfE by their hosts; '' for others, for councils keep letters of all three.

    >>> publisher_of("https://assets.publishing.service.gov.uk/media/notice.pdf")
    'dfe'
    >>> publisher_of("https://democracy.ambleshore.gov.uk/letter.pdf")
    ''
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if host == "ofsted.gov.uk" or host.endswith(".ofsted.gov.uk"):
        return "ofsted"
    ours = (".publishing.service.gov.uk", ".education.gov.uk")
    return "dfe" if host in ("gov.uk", "education.gov.uk") or host.endswith(ours) else ""


def refusal(path: Path, data: bytes) -> tuple[str, str] | None:
    """Why a file is no publication that could be read, as (reason, detail); None if it is one."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return None
    if suffix in SPREADSHEETS:
        return (
            "spreadsheet",
            "a spreadsheet; add an improvement plan with --plan, a list with a column 'file'",
        )
    media_type = sniff_media_type(data)
    if media_type in (PDF, DOCX, ODT) or (media_type == HTML and suffix in PAGE_SUFFIXES):
        return None
    return "unknown_type", "neither PDF, HTML, .docx, .odt nor .txt; save it as one of these"


def corrected(entry: ManifestEntry, facts: dict[str, str], *, by_person: bool) -> ManifestEntry:
    """`entry` with what is said of it now: a person corrects it, a list fills what is empty.

    A label that is but the name of the file counts as empty. `source` says who gave the date, so it
    becomes `person` only with a date of a person's.
    """
    empty = {name for name in facts if not getattr(entry, name)}
    if PurePath(entry.label).suffix.lower() in SUFFIXES:
        empty.add("label")
    said = {name: value for name, value in facts.items() if value and (by_person or name in empty)}
    if said.get("published_date", entry.published_date) != entry.published_date or (
        said and not entry.published_date
    ):
        said["source"] = "person" if by_person else "list"
    if said.get("url") and not entry.publisher:
        said["publisher"] = publisher_of(said["url"])
    return ManifestEntry.from_dict({**entry.to_dict(), **said})


def _publication_taker(corpus: Corpus) -> Taker:
    known = {entry.sha256: entry for entry in read_manifest(corpus)}

    def take(item: Item, data: bytes, summary: Summary) -> None:
        if why := refusal(item.path, data):
            summary.refused.append(Problem("add", *why, file=str(item.path)))
            return
        facts = {
            "url": item.facts.url,
            "kind": item.facts.kind,
            "label": item.facts.label,
            "authority_id": item.facts.authority_id,
            "title": item.facts.title,
            "published_date": item.facts.published_date,
        }
        entry, new = take_in(
            corpus,
            data,
            name=item.path.name,
            known=known,
            source=item.source,
            publisher=publisher_of(item.facts.url),
            **{**facts, "label": item.facts.label or item.path.name},
        )
        if new:
            summary.added.append(entry)
            return
        summary.held += 1
        better = corrected(entry, facts, by_person=item.source == "person")
        if better != entry:
            append_entry(corpus, better)
            known[better.sha256] = better
            summary.corrected.append(better)

    return take


def _plan_taker(corpus: Corpus) -> Taker:
    plans = Plans(corpus)

    def take(item: Item, data: bytes, summary: Summary) -> None:
        if item.path.suffix.lower() not in PLAN_SUFFIXES:
            detail = f"no plan can be read from it; save it as {', '.join(PLAN_SUFFIXES)}"
            summary.refused.append(Problem("add", "unknown_type", detail, file=str(item.path)))
            return
        before = dict(plans.entries)
        entry, new = plans.take_in(
            data,
            name=item.path.name,
            authority_id=item.facts.authority_id,
            title=item.facts.title,
            url=item.facts.url,
            published_date=item.facts.published_date,
        )
        if new:
            summary.plans.append(entry.file)
            return
        summary.held += 1
        if entry != before.get(entry.file):
            summary.corrected.append(entry)

    return take
