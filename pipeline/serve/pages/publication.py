"""One publication: its findings in order, and beside them the printed page with one marked."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cite import page_link
from pipeline.errors import CorpusError
from pipeline.records import ASKS_FOR_ACTION
from pipeline.serve.answers import Answer, Content, Data, NotFoundError, Page, Route
from pipeline.serve.pages.search import PDF
from pipeline.serve.site import Asked, Site, area_labels

_PUBLICATION = """
SELECT p.*, COALESCE(a.name, '') AS authority, a.valid_to,
       COALESCE(p.published_date, p.visit_end_date, p.event_date) AS date,
       (SELECT publication_id FROM publications n WHERE n.supersedes_id = p.publication_id
        LIMIT 1) AS superseded_by
FROM publications p LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE p.publication_id = ?
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is shown of one publication, as plain rows."""

    publication: dict[str, Any]
    judgements: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def read_publication(connection: sqlite3.Connection, publication_id: str) -> Reading:
    """One publication with what was found in it. NotFoundError if there is none of this id."""
    publication = connection.execute(_PUBLICATION, (publication_id,)).fetchone()
    if publication is None:
        raise NotFoundError(f"There is no publication {publication_id}.")
    findings = _rows(
        connection,
        """
        SELECT f.finding_id, f.position, COALESCE(f.section, '') AS section,
               COALESCE(f.paragraph_number, '') AS paragraph_number, f.kind, f.addressed_to,
               f.restates_finding_id, f.text, f.page, f.page_end, COALESCE(f.boxes, '[]') AS boxes,
               r.publication_id AS restates_publication_id
        FROM findings f LEFT JOIN findings r ON r.finding_id = f.restates_finding_id
        WHERE f.publication_id = ? ORDER BY f.position
        """,
        publication_id,
    )
    tags: dict[str, list[dict[str, Any]]] = {}
    for tag in _rows(
        connection,
        """
        SELECT t.finding_id, t.area_id, t.stance, t.score, t.method, t.evidence
        FROM tags t JOIN findings f USING (finding_id)
        WHERE f.publication_id = ? ORDER BY t.finding_id, t.score DESC, t.area_id
        """,
        publication_id,
    ):
        tags.setdefault(tag.pop("finding_id"), []).append(
            {**tag, "evidence": json.loads(tag["evidence"] or "[]")}
        )
    for finding in findings:
        finding["boxes"] = json.loads(finding["boxes"])
        finding["tags"] = tags.get(finding["finding_id"], [])
        finding["asks_for_action"] = finding["kind"] in ASKS_FOR_ACTION
    return Reading(
        dict(publication),
        _rows(
            connection,
            "SELECT judgement_area, grade, page FROM judgements WHERE publication_id = ? "
            "ORDER BY rowid",
            publication_id,
        ),
        findings,
        _rows(
            connection,
            "SELECT kind, finding_id, text, due_date, every, responsible FROM deadlines "
            "WHERE publication_id = ? ORDER BY due_date IS NULL, due_date, deadline_id",
            publication_id,
        ),
        _rows(
            connection,
            """
            SELECT DISTINCT m.mentioned_kind, m.mentioned_date, m.mentioned_date_kind,
                   m.mentioned_publication_id
            FROM mentions m WHERE m.publication_id = ?
            ORDER BY m.mentioned_date, m.mentioned_kind
            """,
            publication_id,
        ),
        _rows(
            connection,
            "SELECT stage, reason, detail FROM problems WHERE publication_id = ? "
            "ORDER BY problem_id",
            publication_id,
        ),
    )


def _rows(connection: sqlite3.Connection, query: str, *values: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, values)]


def _link(publication: dict[str, Any], number: int | None) -> str:
    """The source opened at a page; '' where it is no web address."""
    return page_link(publication["url"] or "", publication["media_type"] or "", number)


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The letter, and beside it the page of the finding asked for, or the page asked for."""
    reading = read_publication(connection, asked.parts["publication_id"])
    publication = reading.publication
    chosen = next(
        (one for one in reading.findings if one["finding_id"] == asked.first("finding")), None
    )
    pages = publication["page_count"] or 0
    printed = None
    if publication["media_type"] == PDF and pages:
        number = asked.number("page", (chosen or {}).get("page") or 1, pages)
        printed = _printed(site, publication, chosen, number, pages)
    shown = chosen["page"] if chosen else asked.number("page", 0, pages or 1)
    return Page(
        "publication.html",
        {
            "reading": reading,
            "publication": publication,
            "chosen": chosen,
            "printed": printed,
            "areas": area_labels(connection, site),
            "source_url": _link(publication, shown),
            "query": asked.first("q"),
        },
    )


def _printed(
    site: Site, publication: dict[str, Any], chosen: dict[str, Any] | None, number: int, pages: int
) -> dict[str, Any] | None:
    """Where the picture of a page is, its size in points, and the boxes to mark on it."""
    try:
        picture = site.printer.draw(_file(site, publication["file"]), publication["sha256"], number)
    except NotFoundError:
        return None
    boxes = [box for box in (chosen["boxes"] if chosen else []) if box[0] == number]
    return {
        "number": number,
        "pages": pages,
        "width": picture.width,
        "height": picture.height,
        "boxes": [
            {"x": x0, "y": top, "width": x1 - x0, "height": bottom - top}
            for _, x0, top, x1, bottom in boxes
        ],
        "address": f"/publication/{publication['publication_id']}/page-{number}.png",
    }


def _file(site: Site, name: str) -> Path:
    """The file of a publication. NotFoundError where its name leads out of the data folder."""
    try:
        return site.corpus.path(name)
    except CorpusError as error:
        raise NotFoundError("The file of this publication is not held.") from error


def picture(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """A printed page as PNG."""
    row = connection.execute(
        "SELECT file, sha256, media_type FROM publications WHERE publication_id = ?",
        (asked.parts["publication_id"],),
    ).fetchone()
    if row is None or row["media_type"] != PDF:
        raise NotFoundError("There is no printed page of this publication.")
    number = int(asked.parts["number"])
    found = site.printer.draw(_file(site, row["file"]), row["sha256"], number)
    return Content(found.png, "image/png", cache=3600)


def source_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The file as it was published."""
    row = connection.execute(
        "SELECT file, media_type FROM publications WHERE publication_id = ?",
        (asked.parts["publication_id"],),
    ).fetchone()
    if row is None:
        raise NotFoundError("There is no such publication.")
    path = _file(site, row["file"])
    if not path.is_file():
        raise NotFoundError("The file of this publication is not held.")
    name = re.sub(r"[^\w.-]", "_", path.name)
    is_pdf = row["media_type"] == PDF
    # What is no PDF is only ever saved: HTML of a publication must not run as a page of this site.
    return Content(
        path.read_bytes(),
        PDF if is_pdf else "application/octet-stream",
        cache=3600,
        filename="" if is_pdf else name,
    )


def as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The publication for programs."""
    reading = read_publication(connection, asked.parts["publication_id"])
    publication = {name: value for name, value in reading.publication.items() if name != "valid_to"}
    findings = [{**one, "page_url": _link(publication, one["page"])} for one in reading.findings]
    return Data(
        {
            "publication": publication,
            "judgements": reading.judgements,
            "findings": findings,
            "deadlines": reading.deadlines,
            "mentions": reading.mentions,
            "problems": reading.problems,
        }
    )


_ID = r"(?P<publication_id>[\w-]{1,64})"
ROUTES = (
    Route(rf"/publication/{_ID}$", page),
    Route(rf"/publication/{_ID}/page-(?P<number>\d{{1,5}})\.png$", picture),
    Route(rf"/publication/{_ID}/file$", source_file),
    Route(rf"/api/publication/{_ID}\.json$", as_json),
)
