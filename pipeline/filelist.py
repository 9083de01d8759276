"""Lists of files: a CSV with a column `file`, and what it says of each of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import dates
from pipeline.authorities import Authorities, Authority
from pipeline.errors import UsageError
from pipeline.records import PUBLICATION_KINDS

_DATED = re.compile(r"(?P<label>.*\S)\s+[-–—]\s+(?P<date>\d{1,2}\s+[A-Za-z]+\s+\d{4})", re.DOTALL)
_PDF = re.compile(r"\s*,\s*pdf$", re.IGNORECASE)
_LONGEST_LINK = 1_000
_LONGEST_HEADER = 10_000
"""Any CSV may be met in a folder; the first line of a list has a few short names."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file before it is read; empty where nobody said.

    `doubts` are (reason, detail) pairs: what was said and cannot be used.
    """

    url: str = ""
    kind: str = ""
    label: str = ""
    authority_id: str = ""
    title: str = ""
    published_date: str = ""
    doubts: tuple[tuple[str, str], ...] = ()


def is_list(path: Path) -> bool:
    """Whether `path` is a .csv whose first line names a column `file`."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        start = file.read(_LONGEST_HEADER)
    try:
        header = next(csv.reader(io.StringIO(start, newline="")), [])
    except csv.Error:
        return False
    return "file" in (name.strip().lower() for name in header)


def read_list(path: Path, authorities: Authorities) -> Iterator[tuple[int, Path, Facts]]:
    """Line number, file and facts of each row; `file` is relative to the list."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as 'CSV UTF-8' and add it again") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, values) for values in reader]
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}; correct the list") from error
    for line, values in rows:
        row = {
            name.strip().lower(): value.strip()
            for name, value in values.items()
            if isinstance(name, str) and isinstance(value, str)
        }
        if row.get("file"):
            yield line, path.parent / row["file"], row_facts(row, authorities)


def row_facts(row: dict[str, str], authorities: Authorities) -> Facts:
    """What a row says. A date of its own counts more than the one at the end of `link_text`."""
    label, link_date = split_link_text(row.get("link_text", ""))
    facts = Facts(
        label=label,
        title=row.get("title", ""),
        url=row.get("url", "") or row.get("source_url", ""),
        kind=row.get("kind", ""),
        published_date=link_date,
    )
    doubts = []
    if given := row.get("published_date", ""):
        facts = replace(facts, published_date=parse_date(given))
        if not facts.published_date:
            doubts.append(("wrong_date", f"{given!r} is no date like 2024-03-26"))
    if facts.kind not in ("", *PUBLICATION_KINDS):
        doubts.append(("unknown_kind", f"{facts.kind!r} is no kind of publication"))
        facts = replace(facts, kind="")
    if facts.url and not is_web_address(facts.url):
        doubts.append(("wrong_url", f"{facts.url!r} is no web address"))
        facts = replace(facts, url="")
    authority = find_authority(row.get("urn", ""), row.get("authority", ""), authorities)
    if authority:
        authority = authorities.at(authority, facts.published_date)
        facts = replace(facts, authority_id=authority.authority_id)
    elif said := " / ".join(filter(None, (row.get("authority"), row.get("urn")))):
        doubts.append(("unknown_authority", f"{said!r} is in no list of authorities"))
    return replace(facts, doubts=tuple(doubts))


def find_authority(urn: str, said: str, authorities: Authorities) -> Authority | None:
    """The authority with this Ofsted URN, else with this slug, code or name."""
    return (
        authorities.by_urn.get(urn)
        or authorities.by_id.get(said)
        or authorities.by_code.get(said)
        or authorities.by_urn.get(said)
        or (authorities.resolve(said) if said else None)
    )


def split_link_text(text: str) -> tuple[str, str]:
    """The label and the ISO date of the text of a link.

    >>> split_link_text("Children's services inspection, pdf - 07 July 2026")
    ("Children's services inspection", '2026-07-07')
    >>> split_link_text("Focused visit - stage 2")
    ('Focused visit - stage 2', '')
    """
    label, day = text.strip(), ""
    if len(label) < _LONGEST_LINK and (match := _DATED.fullmatch(label)):
        day = parse_date(match["date"])
        if day:
            label = match["label"]
    return _PDF.sub("", label), day


def parse_date(text: str) -> str:
    """The ISO 8601 day of a text that is a date and nothing else; '' for all others."""
    return dates.parse_date(text) or ""


def is_web_address(url: str) -> bool:
    """Whether `url` is an absolute http or https address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
