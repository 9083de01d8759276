"""The tables of an export: columns with type and meaning, and the SQL that fills them.

One declaration for every format and for docs/exports.md. A column that findings.db has keeps its
name and its description there.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.db.tables import TABLE
from pipeline.records import ASKS_FOR_ACTION

KINDS = (
    *("text", "long", "date", "datetime", "integer", "number", "boolean", "link"),
    *("list", "tags", "spans", "json"),
)
"""Types of columns. `long`: running text. `list`: JSON list of texts; `tags`, `spans`: of objects,
of pairs of numbers; `json`: any other JSON."""
_ASKS = ", ".join(f"'{kind}'" for kind in ASKS_FOR_ACTION)
_DATE = "COALESCE(p.published_date, p.visit_end_date, p.event_date)"
_HOLDS = "status IN ('confirmed', 'suggested')"
_DAYS = ("valid_from", "valid_to", "changed_on")
_OUTSIDE = ("restates_finding_id", "supersedes_id", "earlier_finding_id")
"""What may point to a row that is not part of the export."""
_LONG = ("text", "definition", "success_measure", "progress", "note")


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `sql` is what fills it; `references` is the `table.column` it points to."""

    name: str
    kind: str
    description: str
    sql: str
    references: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One table of an export. `source`: FROM and all that follows; `order` makes it the same."""

    name: str
    description: str
    fields: tuple[Field, ...]
    source: str
    order: str
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def sql(self) -> str:
        """The SELECT over the selection of `pipeline.export.select`."""
        columns = ", ".join(f"{field.sql} AS {field.name}" for field in self.fields)
        return f"SELECT {columns} {self.source} ORDER BY {self.order}"


def _kind(table: str, name: str, sql_type: str) -> str:
    if name.endswith("_date") or name in _DAYS:
        return "date"
    if name.endswith("_at"):
        return "datetime"
    if name == "evidence":
        return "spans"
    if name == "reasons" or (table, name) == ("areas", "framework"):
        return "json"
    if name in _LONG:
        return "long"
    return {"INTEGER": "integer", "REAL": "number"}.get(sql_type, "text")


def _held(alias: str, table: str, *names: str) -> list[Field]:
    """Columns as findings.db has them."""
    columns = {column.name: column for column in TABLE[table].columns}
    wanted = [columns[name] for name in names]
    return [
        Field(
            column.name,
            _kind(table, column.name, column.type),
            column.description,
            f"{alias}.{column.name}",
            "" if column.name in _OUTSIDE else column.references,
            required=column.required,
        )
        for column in wanted
    ]


def _all(table: str, *without: str) -> list[str]:
    return [name for name in TABLE[table].names if name not in without]


_AUTHORITY = Field("authority", "text", "Name of the authority", "a.name")
_LINK = Field(
    "link",
    "link",
    "Web address that opens the page, in PDF files by #page=",
    "page_link(p.url, p.media_type, f.page)",
)
_AREAS = Field(
    "areas",
    "text",
    "Areas with stance, readable: Supervision: concern; Planning: mixed",
    "(SELECT group_concat(said, '; ') FROM (SELECT n.label || ': ' || t.stance AS said "
    "FROM tags t JOIN areas n ON n.area_id = t.area_id WHERE t.finding_id = f.finding_id "
    "ORDER BY t.area_id))",
)
_TAGS = Field(
    "tags",
    "tags",
    "The same as a JSON list of objects with area_id, stance and score",
    "(SELECT json_group_array(json_object('area_id', area_id, 'stance', stance, 'score', score)) "
    "FROM (SELECT * FROM tags WHERE finding_id = f.finding_id ORDER BY area_id))",
)

FINDINGS = ExportTable(
    "findings",
    "One finding a row, with what is known of its publication, its areas and its coverage",
    (
        *_held("f", "findings", "finding_id", "publication_id"),
        *_held("p", "publications", "authority_id"),
        _AUTHORITY,
        Field("date", "date", "Day of publication, else the last day of the visit, else the day "
              "the site lists", _DATE),
        Field("publication_kind", "text", "Kind of publication", "p.kind", required=True),
        *_held("f", "findings", "section", "paragraph_number", "kind"),
        *_held("f", "findings", "text", "page"),
        _AREAS,
        Field("asks_for_action", "boolean", "Whether it asks for action",
              f"f.kind IN ({_ASKS})", required=True),
        Field("coverage", "text", "Whether actions of current plans answer it: covered, partly "
              "or uncovered; empty where it asks for no action or does not count",
              "CASE WHEN v.asks_for_action THEN v.coverage END"),
        Field("coverage_basis", "text", "What that rests on: confirmed by a person, or suggested "
              "and not checked", "CASE WHEN v.asks_for_action THEN v.basis END"),
        Field("plan_held", "boolean", "Whether any current plan of the authority is held",
              "COALESCE(v.plan_ids, '[]') <> '[]'", required=True),
        Field("raised_before", "integer", "How many earlier findings raised the same weakness, "
              "suggested or confirmed",
              "(SELECT COUNT(*) FROM recurrences r WHERE r.finding_id = f.finding_id "
              "AND r.status IN ('confirmed', 'suggested'))", required=True),
        _LINK,
        Field("title", "text", "Title of the publication", "p.title"),
        *_held("p", "publications", "publisher"),
        Field("region", "text", "Region of England", "a.region"),
        *_held("f", "findings", "position", "page_end", "addressed_to", "restates_finding_id"),
        Field("counted", "boolean", "Whether it counts in coverage, recurrence and trends: not "
              "what restates another finding or is addressed to a committee",
              "v.finding_id IS NOT NULL", required=True),
        _TAGS,
        Field("url", "text", "Where it was published", "p.url"),
        Field("file", "text", "The file, relative to the data folder", "p.file"),
        Field("licence", "text", "Licence of the publication", "p.licence"),
    ),
    """
FROM temp.chosen_findings x
JOIN findings f ON f.finding_id = x.finding_id
JOIN publications p ON p.publication_id = f.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
LEFT JOIN temp.coverage v ON v.finding_id = f.finding_id
""",
    f"x.place, a.name, {_DATE}, p.publication_id, f.position, f.finding_id",
    ("finding_id",),
)  # fmt: skip

PUBLICATIONS = ExportTable(
    "publications",
    "One published document a row",
    (
        *_held("p", "publications", *_all("publications")),
        _AUTHORITY,
        Field("link", "link", "Its web address", "page_link(p.url, p.media_type, NULL)"),
    ),
    """
FROM temp.chosen_publications x JOIN publications p ON p.publication_id = x.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
""",
    f"a.name, {_DATE}, p.publication_id",
    ("publication_id",),
)

JUDGEMENTS = ExportTable(
    "judgements",
    "A graded area of a publication",
    (
        *_held("j", "judgements", "judgement_id"),
        *_held("j", "judgements", "publication_id"),
        _AUTHORITY,
        Field("date", "date", "Day of publication", _DATE),
        *_held("j", "judgements", "judgement_area", "grade", "page"),
    ),
    """
FROM temp.chosen_publications x JOIN judgements j ON j.publication_id = x.publication_id
JOIN publications p ON p.publication_id = j.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
""",
    f"a.name, {_DATE}, p.publication_id, j.judgement_area, j.judgement_id",
    ("judgement_id",),
)

TAGS = ExportTable(
    "tags",
    "One area of one finding a row",
    (
        *_held("t", "tags", "finding_id"),
        *_held("t", "tags", "area_id"),
        Field("area", "text", "Name of the area", "n.label"),
        *_held("t", "tags", "stance", "score", "method", "evidence"),
    ),
    """
FROM temp.chosen_findings x JOIN tags t ON t.finding_id = x.finding_id
JOIN findings f ON f.finding_id = t.finding_id
LEFT JOIN areas n ON n.area_id = t.area_id
""",
    "f.publication_id, f.position, t.finding_id, t.area_id",
    ("finding_id", "area_id"),
)

AREAS = ExportTable(
    "areas",
    "Priority areas: the subjects that inspectors raise",
    (*_held("n", "areas", *_all("areas")),),
    "FROM areas n",
    "n.rowid",
    ("area_id",),
)

AUTHORITIES = ExportTable(
    "authorities",
    "English councils with children's services, and predecessors with an end date",
    (
        *_held("a", "authorities", *_all("authorities")),
        Field("invented", "boolean", "Whether no such council exists",
              "COALESCE(substr(a.gss_code, 1, 3) IN ('E98', 'E99'), 0)", required=True),
    ),
    "FROM temp.chosen_authorities x JOIN authorities a ON a.authority_id = x.authority_id",
    "a.authority_id",
    ("authority_id",),
)  # fmt: skip

PLANS = ExportTable(
    "plans",
    "Improvement plans that no later version replaces; files with the same actions are one",
    (
        *_held("l", "plans", "plan_id"),
        *_held("l", "plans", "authority_id"),
        _AUTHORITY,
        *_held("l", "plans", *_all("plans", "plan_id", "authority_id", "same_as_plan_id")),
    ),
    """
FROM temp.chosen_plans x JOIN plans l ON l.plan_id = x.plan_id
LEFT JOIN authorities a ON a.authority_id = l.authority_id
""",
    "a.name, l.version_date, l.plan_id",
    ("plan_id",),
)

ACTIONS = ExportTable(
    "actions",
    "One row of an improvement plan",
    (
        *_held("o", "actions", "action_id"),
        *_held("o", "actions", "plan_id"),
        _AUTHORITY,
        *_held("o", "actions", *_all("actions", "action_id", "plan_id")),
        Field("areas", "list", "JSON list of the areas that it is about, by area_id",
              "(SELECT json_group_array(area_id) FROM (SELECT area_id FROM action_tags "
              "WHERE action_id = o.action_id ORDER BY area_id))"),
        Field("findings_answered", "integer", "How many findings it answers, suggested or "
              "confirmed", "(SELECT COUNT(*) FROM links k WHERE k.action_id = o.action_id "
              "AND k.status IN ('confirmed', 'suggested'))", required=True),
    ),
    """
FROM temp.chosen_actions x JOIN actions o ON o.action_id = x.action_id
JOIN plans l ON l.plan_id = o.plan_id
LEFT JOIN authorities a ON a.authority_id = l.authority_id
""",
    "a.name, o.plan_id, o.position, o.action_id",
    ("action_id",),
)  # fmt: skip

LINKS = ExportTable(
    "links",
    "This action answers that finding: suggested by the program or confirmed by a person",
    (
        *_held("k", "links", "link_id"),
        *_held("k", "links", "finding_id"),
        *_held("k", "links", "action_id"),
        Field("finding_text", "long", "The words of the finding", "f.text"),
        Field("action_text", "long", "What is to be done", "o.text"),
        *_held("k", "links", "score", "strength", "status", "reasons", "decided_by"),
        *_held("k", "links", "decided_at", "note"),
    ),
    f"""
FROM links k JOIN temp.chosen_findings x ON x.finding_id = k.finding_id
JOIN temp.chosen_actions y ON y.action_id = k.action_id
JOIN findings f ON f.finding_id = k.finding_id
JOIN actions o ON o.action_id = k.action_id
WHERE k.{_HOLDS}
""",
    "f.publication_id, f.position, k.score DESC, k.link_id",
    ("link_id",),
)

RECURRENCES = ExportTable(
    "recurrences",
    "An earlier publication raised the same weakness: suggested, or confirmed by a person",
    (
        *_held("r", "recurrences", "finding_id"),
        *_held("r", "recurrences", "earlier_finding_id"),
        _AUTHORITY,
        Field("date", "date", "Day of the later publication", _DATE),
        Field("text", "long", "The words of the later finding", "f.text"),
        Field("page", "integer", "Its page, from 1", "f.page"),
        Field("link", "link", "Web address of that page", _LINK.sql),
        Field("earlier_date", "date", "Day of the earlier publication",
              _DATE.replace("p.", "q.")),
        Field("earlier_text", "long", "The words of the earlier finding", "e.text"),
        Field("earlier_page", "integer", "Its page, from 1", "e.page"),
        Field("earlier_link", "link", "Web address of that page",
              "page_link(q.url, q.media_type, e.page)"),
        *_held("r", "recurrences", "score", "status", "reasons", "decided_by", "decided_at"),
    ),
    f"""
FROM recurrences r JOIN temp.chosen_findings x ON x.finding_id = r.finding_id
JOIN findings f ON f.finding_id = r.finding_id
JOIN publications p ON p.publication_id = f.publication_id
JOIN findings e ON e.finding_id = r.earlier_finding_id
JOIN publications q ON q.publication_id = e.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE r.{_HOLDS}
""",
    f"a.name, {_DATE}, f.publication_id, f.position, r.finding_id, r.earlier_finding_id",
    ("finding_id", "earlier_finding_id"),
)  # fmt: skip

DEADLINES = ExportTable(
    "deadlines",
    "What was ordered, planned or called by when",
    (
        *_held("d", "deadlines", "deadline_id", "kind"),
        *_held("d", "deadlines", "publication_id"),
        *_held("d", "deadlines", "finding_id"),
        _AUTHORITY,
        *_held("d", "deadlines", "text", "due_date", "every", "responsible", "evidence"),
        Field("page", "integer", "Page, from 1", "f.page"),
        _LINK,
    ),
    """
FROM deadlines d JOIN temp.chosen_publications x ON x.publication_id = d.publication_id
JOIN publications p ON p.publication_id = d.publication_id
LEFT JOIN findings f ON f.finding_id = d.finding_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE d.finding_id IS NULL OR d.finding_id IN (SELECT finding_id FROM temp.chosen_findings)
""",
    "d.due_date IS NULL, d.due_date, a.name, d.deadline_id",
    ("deadline_id",),
)

EXPORT_TABLES = (
    FINDINGS,
    PUBLICATIONS,
    JUDGEMENTS,
    TAGS,
    LINKS,
    PLANS,
    ACTIONS,
    RECURRENCES,
    DEADLINES,
    AREAS,
    AUTHORITIES,
)
"""In the order in which people meet them."""
