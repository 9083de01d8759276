"""Which files a person means by files, folders and lists of files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.authorities import Authorities
from pipeline.filelist import Facts, is_list, read_list
from pipeline.records import Problem

CLUTTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Item:
    """A file to take in and what is known of it. `source` as in the manifest."""

    path: Path
    facts: Facts
    source: str = "person"


def gather(
    paths: Iterable[Path], authorities: Authorities, given: Facts
) -> Iterator[Item | Problem]:
    """The files that `paths` name, what lists name first, each file once.

    A file that a list names and that is not there is a problem.
    """
    files = [file for path in paths for file in (_walk(path) if path.is_dir() else [path])]
    lists = [file for file in files if is_list(file)]
    listed = set()
    for file in lists:
        for line, target, facts in read_list(file, authorities):
            if target.resolve() in listed:
                continue  # lists may have several lines a file; the first one speaks for it
            listed.add(target.resolve())
            if target.is_file():
                yield _listed(target, facts, given)
            else:
                detail = f"line {line} of {file} names it, and it is not there"
                yield Problem("add", "missing_file", detail, file=str(target))
    for file in files:
        if file not in lists and file.resolve() not in listed:
            yield Item(file, given)


def _walk(folder: Path) -> Iterator[Path]:
    """All files below `folder` in the order of their names, without hidden ones and clutter."""
    for where, folders, names in os.walk(folder, onerror=_fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name.lower() not in CLUTTER:
                yield Path(where) / name


def _fail(error: OSError) -> None:
    raise error  # a folder that cannot be opened must not look like an empty one


def _listed(path: Path, facts: Facts, given: Facts) -> Item:
    # The date decides the source: a day that a person gave counts more than the printed one.
    by_person = bool(given.published_date and not facts.published_date)
    facts = replace(
        facts,
        url=facts.url or given.url,
        kind=facts.kind or given.kind,
        authority_id=facts.authority_id or given.authority_id,
        published_date=facts.published_date or given.published_date,
    )
    return Item(path, facts, "person" if by_person else "list")
