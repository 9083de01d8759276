"""Write an export: aside first, then file by file into its place; nothing foreign is replaced."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.errors import CorpusError
from pipeline.export import csv, datapackage, jsonl, parquet, xlsx
from pipeline.export.content import Content
from pipeline.export.readme import readme
from pipeline.export.select import Selection, choose, resolved
from pipeline.provenance import read_provenance
from pipeline.store import replace

WRITERS: dict[str, Callable[[Content, Path], None]] = {
    "csv": csv.write,
    "jsonl": jsonl.write,
    "xlsx": xlsx.write,
    "parquet": parquet.write,
    "datapackage": datapackage.write,
}
FORMATS = tuple(WRITERS)
README = "README.md"
MARK = "export-{}.json"


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written. `notices`: what could not be passed on as it is, one line each."""

    files: tuple[str, ...]
    rows: dict[str, int]
    notices: tuple[str, ...]
    invented: str


def export(corpus: Corpus, folder: Path, output_format: str, selection: Selection) -> Summary:
    """Write what `selection` finds into `folder` (made where it is missing).

    Files of earlier exports there are replaced. CorpusError where another file would be: then
    nothing is written.
    """
    with closing(open_database(corpus.database)) as connection:
        selection = resolved(connection, selection)
        choose(connection, selection)
        ids = connection.execute(
            "SELECT json_group_array(publication_id) FROM temp.chosen_publications"
        ).fetchone()[0]
        content = Content(connection, selection, read_provenance(connection, ids))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".half-", dir=folder) as name:
            aside = Path(name)
            WRITERS[output_format](content, aside)
            _describe(content, output_format, aside)
            files = sorted(path.name for path in aside.iterdir())
            _refuse_foreign(folder, files)
            for file in files:
                (aside / file).chmod(0o644)
                _sync(aside / file)
                replace(aside / file, folder / file)
    return Summary(tuple(files), content.counts, content.notices.lines(), content.provenance.notice)


def _describe(content: Content, output_format: str, aside: Path) -> None:
    """README.md (a workbook has it inside), and export-FORMAT.json, by which we know our files."""
    if output_format != "xlsx":
        (aside / README).write_text(readme(content), encoding="utf-8", newline="\n")
    files = {path.name: _sha256(path) for path in sorted(aside.iterdir())}
    facts = {**content.facts(), "format": output_format, "files": files}
    text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    mark = aside / MARK.format(output_format)
    mark.write_text(text, encoding="utf-8", newline="\n")


def _refuse_foreign(folder: Path, files: list[str]) -> None:
    ours: set[str] = set()
    for output_format in FORMATS:
        mark = folder / MARK.format(output_format)
        if mark.is_file():
            ours |= {mark.name, *_listed(mark)}
    foreign = [file for file in files if (folder / file).exists() and file not in ours]
    if foreign:
        raise CorpusError(
            f"{folder / foreign[0]} is there already and is not from an export: name another folder"
        )


def _listed(mark: Path) -> list[str]:
    try:
        return list(json.loads(mark.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError):  # not of our making: then nothing there is ours
        return []


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
