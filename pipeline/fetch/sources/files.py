"""A folder, or a list of addresses, for everything that has no source of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.errors import UsageError
from pipeline.fetch.addresses import file_name, host_of, tidy
from pipeline.fetch.config import Source
from pipeline.fetch.listing import READABLE, Job, Listed, Page
from pipeline.filelist import Facts, row_facts
from pipeline.intake import SUFFIXES

_TYPE_OF = {suffix: media_type for media_type, suffix in SUFFIXES.items() if media_type in READABLE}


class FilesLister:
    """Lists the addresses of sources.yaml and of a .csv, and the files of a folder."""

    def key_of(self, url: str, source: Source) -> str:
        """The address itself."""
        return f"{source.id}:{url}" if host_of(url) in source.site.hosts else ""

    def list_pages(self, job: Job) -> Iterator[Page]:
        """One page for each of the three."""
        source = job.source
        if source.urls:
            facts = Facts(authority_id=source.authority, kind=source.publication_kind)
            documents = [self._listed(job, url, facts) for url in source.urls]
            yield Page(f"{source.id}:urls", tuple(documents), title="urls")
        if source.list_file:
            page = self._list(job, job.config.folder / source.list_file)
            yield page
        if source.folder:
            yield self._folder(job, job.config.folder / source.folder)

    def _list(self, job: Job, path: Path) -> Page:
        """The rows of a .csv with a column `url` or `source_url`, as `letters add` reads them."""
        if not path.is_file():
            raise UsageError(f"source {job.source.id!r}: there is no list {job.source.list_file!r}")
        try:
            reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
            rows = [
                {str(k).strip().lower(): str(v or "").strip() for k, v in row.items() if k}
                for row in reader
            ]
        except (UnicodeDecodeError, csv.Error) as error:
            raise UsageError(
                f"{job.source.list_file} cannot be read ({error}); save it as 'CSV UTF-8'"
            ) from error
        if rows and not {"url", "source_url"} & set(rows[0]):
            raise UsageError(f"{job.source.list_file} has no column 'url'; add one")
        documents, problems = [], []
        for number, row in enumerate(rows, 2):
            facts = row_facts(row, job.authorities)
            for reason, detail in facts.doubts:
                problems.append((reason, f"{job.source.list_file}, line {number}: {detail}"))
            if facts.url:
                documents.append(self._listed(job, facts.url, facts))
        return Page(
            f"{job.source.id}:{job.source.list_file}",
            tuple(documents),
            "list",
            problems=tuple(problems),
        )

    def _listed(self, job: Job, url: str, facts: Facts) -> Listed:
        address = tidy(url)
        known = _TYPE_OF.get(PurePosixPath(file_name(address)).suffix.lower())
        return Listed(
            key=f"{job.source.id}:{address}",
            url=address,
            address=address,
            version=facts.published_date,
            accepts=(known,) if known else READABLE,
            label=facts.label,
            title=facts.title,
            kind=facts.kind or job.source.publication_kind,
            authority_id=facts.authority_id or job.source.authority,
            published_date=facts.published_date,
            licence=job.source.licence,
        )

    def _folder(self, job: Job, folder: Path) -> Page:
        """The readable files of a folder; size and time of change tell what is new."""
        if not folder.is_dir():
            raise UsageError(f"source {job.source.id!r}: there is no folder {job.source.folder!r}")
        documents = []
        for path in sorted(folder.rglob("*")):
            if (
                not path.is_file()
                or path.suffix.lower() not in _TYPE_OF
                or path.name.startswith(".")
            ):
                continue
            name = path.relative_to(folder).as_posix()
            stat = path.stat()
            key = f"{job.source.id}:folder/{name}"
            version = f"{stat.st_size}|{stat.st_mtime_ns}"
            documents.append(
                Listed(
                    key=key,
                    url="",
                    address=name,
                    version=version,
                    accepts=READABLE,
                    label=path.name,
                    kind=job.source.publication_kind,
                    authority_id=job.source.authority,
                    licence=job.source.licence,
                    path=path,
                )
            )
        return Page(f"{job.source.id}:folder", tuple(documents), title="folder")
