"""What this collection holds, what is missing, where it comes from; static files."""

from __future__ import annotations

import sqlite3

from pipeline.plain import metric_name
from pipeline.serve.answers import Answer, Content, NotFoundError, Page, Route
from pipeline.serve.site import Asked, Site, provenance_of

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page(site: Site, connection: sqlite3.Connection, _asked: Asked) -> Answer:
    """Counts, sources, problems, licences."""
    kinds = connection.execute(
        """
        SELECT p.kind, COUNT(*) AS publications,
               COUNT(DISTINCT p.authority_id) AS authorities,
               MIN(COALESCE(p.published_date, p.visit_end_date, p.event_date)) AS first,
               MAX(COALESCE(p.published_date, p.visit_end_date, p.event_date)) AS last
        FROM publications p GROUP BY p.kind ORDER BY publications DESC, p.kind
        """
    ).fetchall()
    problems = connection.execute(
        """
        SELECT m.reason, m.detail, m.file, m.publication_id, p.title
        FROM problems m LEFT JOIN publications p USING (publication_id)
        ORDER BY m.reason, m.file, m.problem_id LIMIT 200
        """
    ).fetchall()
    counts = {
        table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608  names of ours
        for table in ("publications", "findings", "tags", "plans", "actions", "problems")
    }
    run = connection.execute(
        "SELECT ended_at, version FROM runs ORDER BY run_id DESC LIMIT 1"
    ).fetchone()
    sources = connection.execute("SELECT * FROM sources ORDER BY source_id").fetchall()
    metrics = connection.execute(
        "SELECT * FROM metrics WHERE COALESCE(area_id, '') = '' ORDER BY gold, metric"
    ).fetchall()
    return Page(
        "about.html",
        {
            "kinds": kinds,
            "problems": problems,
            "counts": counts,
            "run": run,
            "sources": sources,
            "metrics": [(words, one) for one in metrics if (words := metric_name(one["metric"]))],
            "has_metrics": bool(metrics),
            "licences": provenance_of(connection, site).licence_lines,
        },
    )


def data_page(_site: Site, _connection: sqlite3.Connection, _asked: Asked) -> Answer:
    """What other programs can use."""
    return Page("data.html")


def static_file(site: Site, _connection: sqlite3.Connection, asked: Asked) -> Answer:
    """A style sheet, script or icon of ours."""
    name = asked.parts["name"]
    if name not in site.assets:
        raise NotFoundError("There is no such file.")
    suffix = name[name.rfind(".") :]
    return Content(site.assets[name], _TYPES[suffix], cache=31_536_000)


ROUTES = (
    Route(r"/about$", page),
    Route(r"/about/data$", data_page),
    Route(r"/-/letters/(?P<name>[a-z0-9.]{1,40})$", static_file),
)
