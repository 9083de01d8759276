"""The lists of authorities: what is shipped with the pipeline, and a data folder's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records import iso_date, normalised

DATA = Path(__file__).resolve().parent / "data"
COLUMNS = (
    *("name", "short_name", "slug", "ofsted_urn", "la_code", "gss_code", "region", "type"),
    *("statistical_neighbours", "aliases", "valid_from", "valid_to", "successors", "changed_on"),
)
TOKEN = re.compile(r"[^\W_]+|&")


def words_of(text: str) -> frozenset[str]:
    """The words of `text`, as a set."""
    return frozenset(text.split())


OFFICES = words_of(
    "council city county borough metropolitan district unitary authority local la area children "
    "childrens s and social care service services mbc mdc bc cc dc"
)
"""Words that may stand after a name: "… Metropolitan Borough Council's children's services"."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: the columns of table `authorities`, and what names and relates it.

    `neighbours` (statistical, nearest first) and `successors` are authority ids. `changed_on` is
    the day on which the successors took over.
    """

    authority_id: str
    name: str
    region: str = ""
    gss_code: str = ""
    la_code: str = ""
    ofsted_urn: str = ""
    type: str = ""
    valid_from: str = ""
    valid_to: str = ""
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    changed_on: str = ""

    @property
    def is_invented(self) -> bool:
        """Whether its GSS code is of the ranges that no real authority has (E98, E99)."""
        return self.gss_code.startswith(("E98", "E99"))

    def was_valid(self, day: str) -> bool:
        """Whether it existed on this ISO 8601 day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def name_keys(self) -> set[str]:
        """What it is found by: its names, also without "Council" and the like, and "St Helen's"."""
        slug = "" if self.valid_to else self.authority_id
        keys = {name_key(n) for n in (self.name, self.short_name, slug, *self.aliases)}
        keys |= {" ".join(_without_office(key.split())) for key in keys}
        keys |= {f"{key[:-1]} s" for key in keys if key.endswith("s")}
        return keys - {""}


def fold(token: str) -> str:
    """One word of a name as it is compared: no case, no accents, `&` is "and"."""
    if token == "&":  # noqa: S105  the sign, no secret
        return "and"
    return token.casefold() if token.isascii() else normalised(token)


def name_key(name: str) -> str:
    """A name as it is compared.

    >>> name_key("Bath & North-East Somerset")
    'bath and north east somerset'
    """
    return " ".join(filter(None, (fold(token) for token in TOKEN.findall(name))))


def _without_office(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1] in OFFICES:
        words = words[:-1]
    return words


def read_authorities(path: Path | None = None) -> list[Authority]:
    """The shipped authorities, and those of `path` (a folder's authorities.csv) if it exists.

    A row with the slug of a shipped authority changes it: what the row leaves empty stays.
    """
    found = dict(_shipped())
    own: dict[str, int] = {}
    if path is not None and path.exists():
        for line, authority in _read(path):
            if authority.authority_id in own:
                raise _wrong(path, line, f"slug {authority.authority_id!r} stands twice")
            own[authority.authority_id] = line
            found[authority.authority_id] = _over(found.get(authority.authority_id), authority)
        _check(path, own, found)
    return _linked(found.values())


@cache
def _shipped() -> dict[str, Authority]:
    rows = [*_read(DATA / "authorities.csv"), *_read(DATA / "predecessors.csv")]
    return {authority.authority_id: authority for _, authority in rows}


def _over(shipped: Authority | None, own: Authority) -> Authority:
    if shipped is None:
        return own
    said = {f.name: getattr(own, f.name) for f in fields(own)}
    return replace(shipped, **{name: value for name, value in said.items() if value})


def _linked(authorities: Iterable[Authority]) -> list[Authority]:
    """With neighbours as ids instead of codes, and successors dated by their predecessors."""
    held = list(authorities)
    by_code = {a.la_code: a.authority_id for a in held if a.la_code}
    begun: dict[str, str] = {}
    for authority in held:
        begun |= dict.fromkeys(authority.successors, authority.changed_on)
    return [
        replace(
            a,
            short_name=a.short_name or a.name,
            valid_from=a.valid_from or begun.get(a.authority_id, ""),
            neighbours=tuple(by_code[code] for code in a.neighbours),
        )
        for a in held
    ]


def _wrong(path: Path, line: int, what: str) -> UsageError:
    return UsageError(f"{path}, line {line}: {what}; correct it")


def _read(path: Path) -> Iterator[tuple[int, Authority]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as 'CSV UTF-8'") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    columns = reader.fieldnames or ()
    unknown = [name for name in columns if name not in COLUMNS]
    if "name" not in columns or unknown:
        said = f"no column {unknown[0]!r} is known" if unknown else "a column 'name' is needed"
        raise _wrong(path, 1, f"{said} (columns: {', '.join(COLUMNS)})")
    for row in reader:
        if "" in row:
            raise _wrong(path, reader.line_num, "more cells than columns")
        values = {name: (value or "").strip() for name, value in row.items()}
        if any(values.values()):
            try:
                authority = _authority(values)
            except ValueError as error:
                raise _wrong(path, reader.line_num, str(error)) from error
            yield reader.line_num, authority


def _authority(row: Mapping[str, str]) -> Authority:
    """The authority of one row. ValueError where a value cannot be right."""
    said = {column: row.get(column, "") for column in COLUMNS}
    if not said["name"]:
        raise ValueError("name: an authority without a name")
    slug = said["slug"] or name_key(said["name"]).replace(" ", "-")
    for column, value, pattern, shape in (
        ("slug", slug, r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens"),
        ("ofsted_urn", said["ofsted_urn"], r"(\d+)?", "a number"),
        ("gss_code", said["gss_code"], r"([A-Z]\d{8})?", "a code like E06000001"),
    ):
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{column}: {value!r} is not {shape}")
    for column in ("valid_from", "valid_to", "changed_on"):
        iso_date(said[column], column)
    return Authority(
        authority_id=slug,
        name=said["name"],
        region=said["region"],
        gss_code=said["gss_code"],
        la_code=said["la_code"],
        ofsted_urn=said["ofsted_urn"],
        type=said["type"],
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
        short_name=said["short_name"],
        aliases=_parts(said["aliases"]),
        neighbours=_parts(said["statistical_neighbours"]),
        successors=_parts(said["successors"]),
        changed_on=said["changed_on"],
    )


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip())


def _check(path: Path, own: dict[str, int], found: dict[str, Authority]) -> None:
    """Raise UsageError for a code, name or relation of an own row that cannot be right."""
    others = [a for a in found.values() if a.authority_id not in own]
    taken = {term: a for a in others for term in _terms(a)}
    codes = {a.la_code for a in found.values() if a.la_code}
    for slug, line in own.items():
        authority = found[slug]
        for term in sorted(_terms(authority)):
            holder = taken.setdefault(term, authority)
            if holder is not authority:
                raise _wrong(path, line, f"{term[0]} {term[1]!r} is that of {holder.name} already")
        code = _shipped()[slug].la_code if slug in _shipped() else authority.la_code
        if code != authority.la_code:
            raise _wrong(path, line, f"la_code: that of {authority.name} is {code!r}")
        for code in authority.neighbours:
            if code not in codes:
                raise _wrong(path, line, f"statistical_neighbours: no authority has code {code!r}")
        for successor in authority.successors:
            if successor not in found:
                raise _wrong(path, line, f"successors: no authority has slug {successor!r}")


def _terms(authority: Authority) -> set[tuple[str, str]]:
    """What no two authorities may share. Names of those with an end date may come again."""
    terms = {
        (column, value)
        for column in ("ofsted_urn", "la_code", "gss_code")
        if (value := getattr(authority, column))
    }
    return terms if authority.valid_to else terms | {("name", key) for key in authority.name_keys()}
