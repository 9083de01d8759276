"""The tables of findings.db. Unknown values are NULL; dates are ISO 8601."""

from __future__ import annotations

from pipeline.db.schema import Column, Table

AUTHORITY = "authorities.authority_id"
PUBLICATION = "publications.publication_id"
FINDING = "findings.finding_id"
AREA = "areas.area_id"
PLAN = "plans.plan_id"
ACTION = "actions.action_id"


def _id(name: str, description: str, references: str = "") -> Column:
    return Column(name, description, references=references, required=True)


PLACES = (
    Table(
        "authorities",
        "English councils with children's services, and predecessors with an end date",
        (
            _id("authority_id", "Stable id: the name in lower case, joined by hyphens"),
            Column("name", "Name as in the lists of the Office for National Statistics"),
            Column("region", "Region of England"),
            Column("gss_code", "Code of the Government Statistical Service"),
            Column("la_code", "Three-digit code of the Department for Education"),
            Column("ofsted_urn", "Unique reference number at Ofsted"),
            Column("type", "county, unitary, metropolitan, london, london-city or sui-generis"),
            Column("valid_from", "First day, where it took over from a predecessor"),
            Column("valid_to", "Last day of an authority that is no more"),
        ),
        key=("authority_id",),
        indexes=("ofsted_urn", "la_code", "region"),
    ),
    Table(
        "authority_neighbours",
        "Statistical neighbours: the authorities most like one another",
        (
            _id("authority_id", "The authority", AUTHORITY),
            _id("neighbour_id", "An authority like it", AUTHORITY),
            Column("rank", "1 for the nearest", "INTEGER"),
        ),
        key=("authority_id", "neighbour_id"),
    ),
    Table(
        "authority_successions",
        "Which authority took over from which",
        (
            _id("predecessor_id", "The authority that ended", AUTHORITY),
            _id("successor_id", "The authority that took over", AUTHORITY),
            Column("changed_on", "First day of the successor"),
        ),
        key=("predecessor_id", "successor_id"),
    ),
)

PUBLICATIONS = (
    Table(
        "publications",
        "One published document a row: a letter, report, notice or council paper",
        (
            _id("publication_id", "Stable id, made from the SHA-256 of the file"),
            Column("authority_id", "The authority it is about", references=AUTHORITY),
            Column("publisher", "ofsted, dfe or council"),
            _id("kind", "Kind of publication, such as ilacs_inspection or focused_visit"),
            Column("title", "Title as printed or listed"),
            Column("published_date", "Day of publication"),
            Column("published_date_source", "Who says so: person, printed or site"),
            Column("event_date", "Day of the event as the site lists it"),
            Column("visit_start_date", "First day of the inspection or visit"),
            Column("visit_end_date", "Last day of the inspection or visit"),
            Column("lead_inspector", "Ofsted's lead inspector; joint leads joined by '; '"),
            Column("framework", "The framework or template that it follows"),
            Column("url", "Where it was published"),
            Column("file", "The file, relative to the data folder"),
            _id("sha256", "SHA-256 of the file"),
            Column("media_type", "Media type, told from the content"),
            Column("page_count", "Number of pages; empty for files without pages", "INTEGER"),
            _id("status", "read, needs_ocr, unreadable or not_a_publication"),
            Column("label", "What the site or list calls it, or the name of the file added"),
            Column(
                "licence", "Licence, as the source, the list or the publication itself states it"
            ),
            Column("supersedes_id", "The earlier version at the same address", "TEXT", PUBLICATION),
            Column("withdrawn_date", "Day on which the site no longer had it"),
            Column("fetched_at", "When the file was fetched or added"),
        ),
        key=("publication_id",),
        indexes=("kind", "published_date"),
        search=("title", "label", "lead_inspector"),
    ),
    Table(
        "judgements",
        "A graded area of a publication",
        (
            _id("judgement_id", "Stable id"),
            _id("publication_id", "The publication", PUBLICATION),
            _id("judgement_area", "What was graded, such as overall or leaders"),
            _id("grade", "The grade, such as good or requires_improvement"),
            Column("page", "Page, from 1; empty for files without pages", "INTEGER"),
        ),
        key=("judgement_id",),
    ),
    Table(
        "findings",
        "One passage that inspectors number, bullet or set as a paragraph of its own",
        (
            _id("finding_id", "Stable id, made from the publication and the text"),
            _id("publication_id", "The publication", PUBLICATION),
            Column("position", "Place in reading order, from 1", "INTEGER", required=True),
            Column("section", "The printed heading it stands under, without the grade"),
            Column("paragraph_number", "The label as printed, such as 4 or (a)"),
            _id(
                "kind",
                "priority_action, improvement, recommendation or requirement (these ask for "
                "action), strength, headline or paragraph",
            ),
            _id("addressed_to", "council, partnership or committee"),
            Column("restates_finding_id", "The finding that it quotes or sums up", "TEXT", FINDING),
            _id("text", "The words, without bullet, number or footnote marker"),
            Column("page", "Page where it begins, from 1", "INTEGER"),
            Column("page_end", "Page where it ends", "INTEGER"),
            Column("boxes", "JSON [[page, x0, top, x1, bottom], …], PDF points from the top left"),
        ),
        key=("finding_id",),
        indexes=("kind",),
        search=("text",),
    ),
)

TAGS = (
    Table(
        "areas",
        "Priority areas: the subjects that inspectors raise",
        (
            _id("area_id", "Stable id, such as supervision"),
            Column("theme", "The theme it belongs to"),
            _id("label", "The name people read"),
            Column("definition", "What belongs to it, and what does not"),
            Column(
                "framework",
                "JSON: outcomes and enablers of the Children's Social Care National Framework",
            ),
        ),
        key=("area_id",),
    ),
    Table(
        "tags",
        "This finding is about that area",
        (
            _id("finding_id", "The finding", FINDING),
            _id("area_id", "The area", AREA),
            _id("stance", "What it says of the area: strength, concern, mixed or neutral"),
            Column("score", "How sure the tagger is, 0 to 1", "REAL"),
            Column("method", "Who says so: rule, model or person"),
            Column("evidence", "JSON [[start, end], …]: character offsets in the finding's text"),
        ),
        key=("finding_id", "area_id"),
    ),
)

PLANS = (
    Table(
        "plans",
        "Improvement plans: each file is a plan of its own",
        (
            _id("plan_id", "Stable id"),
            Column("authority_id", "The authority whose plan it is", references=AUTHORITY),
            Column("title", "Title as printed"),
            Column("version_date", "Day of this version"),
            Column("file", "The file, relative to the data folder"),
            Column("url", "Where it was published"),
            Column("sha256", "SHA-256 of the file"),
            Column("supersedes_id", "The version before", references=PLAN),
            Column("same_as_plan_id", "A file with the same actions; counted once", "TEXT", PLAN),
        ),
        key=("plan_id",),
    ),
    Table(
        "actions",
        "One row of an improvement plan",
        (
            _id("action_id", "Stable id, made from the plan and the text"),
            _id("plan_id", "The plan", PLAN),
            Column("position", "Place in the plan, from 1", "INTEGER", required=True),
            Column("reference", "Reference as printed"),
            Column("theme", "Theme or workstream as printed"),
            _id("text", "What is to be done"),
            Column("owner", "Who is to do it, as printed"),
            Column("due_date", "Last day that the printed date allows; empty for open dates"),
            Column("due_text", "The date as printed"),
            Column("status", "Status as printed"),
            Column("rag", "Rating in lower case, from the word or the cell's colour"),
            Column("success_measure", "How success is measured, as printed"),
            Column("progress", "Progress so far, as printed"),
            Column("locator", "Sheet and row, table and row, or page"),
        ),
        key=("action_id",),
        search=("text", "theme", "success_measure", "progress"),
    ),
    Table(
        "action_changes",
        "What changed from one version of a plan to the next",
        (
            _id("plan_id", "The later version", PLAN),
            Column("action_id", "The action in the later version", references=ACTION),
            Column("earlier_action_id", "The action in the version before", references=ACTION),
            _id("change", "added, dropped, reworded, moved_date, new_rag or new_owner"),
            Column("detail", "What it was and what it is"),
        ),
    ),
    Table(
        "action_tags",
        "This action is about that area",
        (
            _id("action_id", "The action", ACTION),
            _id("area_id", "The area", AREA),
            Column("score", "How sure the tagger is, 0 to 1", "REAL"),
            Column("method", "Who says so: rule, model or person"),
        ),
        key=("action_id", "area_id"),
    ),
)

LINKS = (
    Table(
        "links",
        "This action answers that finding",
        (
            _id("link_id", "Stable id"),
            _id("finding_id", "The finding", FINDING),
            _id("action_id", "The action", ACTION),
            Column("score", "How likely it is, 0 to 1", "REAL"),
            Column("strength", "full or partly"),
            _id("status", "candidate, suggested, confirmed or rejected"),
            Column("reasons", "JSON: what a person needs to believe or doubt it"),
            Column("decided_by", "Who decided"),
            Column("decided_at", "When it was decided"),
            Column("note", "What was noted with the decision"),
        ),
        key=("link_id",),
        indexes=("status",),
    ),
    Table(
        "recurrences",
        "An earlier publication raised the same weakness",
        (
            _id("finding_id", "The later finding", FINDING),
            _id("earlier_finding_id", "The earlier finding", FINDING),
            Column("score", "How likely it is, 0 to 1", "REAL"),
            _id("status", "candidate, suggested, confirmed or rejected"),
            Column("reasons", "JSON: what a person needs to believe or doubt it"),
            Column("decided_by", "Who decided"),
            Column("decided_at", "When it was decided"),
        ),
        key=("finding_id", "earlier_finding_id"),
        indexes=("status",),
    ),
    Table(
        "deadlines",
        "What was ordered or planned by when",
        (
            _id("deadline_id", "Stable id"),
            _id("kind", "ordered, planned or meeting"),
            Column("publication_id", "The publication", references=PUBLICATION),
            Column("finding_id", "The finding", references=FINDING),
            Column("text", "The sentence that says what is due"),
            Column("due_date", "Last day that the words allow; empty where they fix none"),
            Column("every", "ISO 8601 duration of what comes again, such as P6M"),
            Column("responsible", "Who has to do it, as printed"),
            Column("evidence", "JSON [[start, end], …]: character offsets in the finding's text"),
        ),
        key=("deadline_id",),
        indexes=("due_date",),
    ),
    Table(
        "mentions",
        "One publication speaks of another",
        (
            _id("publication_id", "The publication that speaks", PUBLICATION),
            Column("finding_id", "The finding that speaks", references=FINDING),
            Column("mentioned_kind", "Kind of the publication spoken of"),
            Column("mentioned_date", "Its date, as exact as printed: 2021, 2021-05 or 2021-05-18"),
            Column("mentioned_date_kind", "visit, published, issued or meeting"),
            Column("mentioned_publication_id", "It, where it is held", references=PUBLICATION),
            Column("evidence", "JSON [[start, end], …]: character offsets in the finding's text"),
        ),
    ),
)

KEEPING = (
    Table(
        "sources",
        "Where publications are fetched from, and how that goes",
        (
            _id("source_id", "Id in sources.yaml"),
            Column("publisher", "ofsted, dfe or council"),
            Column("last_success_at", "When it last answered as expected"),
            Column("last_new_at", "When it last had something new"),
            Column("listed", "Publications that it lists", "INTEGER"),
            Column("held", "Publications held from it", "INTEGER"),
            Column("state", "ok, quiet, blocked or broken"),
        ),
        key=("source_id",),
    ),
    Table(
        "problems",
        "What could not be read or done: kept, counted, shown",
        (
            _id("problem_id", "Stable id"),
            Column("publication_id", "The publication", references=PUBLICATION),
            Column("file", "The file, relative to the data folder"),
            _id("stage", "The stage that met it"),
            _id("reason", "A short stable code"),
            Column("detail", "The plain words"),
        ),
        key=("problem_id",),
    ),
    Table(
        "metrics",
        "How well publications, tags and links were read, measured by letters evaluate",
        (
            _id("metric", "What was measured"),
            Column("area_id", "The area, where it is for one", references=AREA),
            Column("value", "The figure", "REAL"),
            Column("low", "Lower end of the interval", "REAL"),
            Column("high", "Upper end of the interval", "REAL"),
            Column("support", "How many cases it rests on", "INTEGER"),
            Column("gold", "The gold set"),
        ),
    ),
    Table(
        "runs",
        "The builds that changed this database",
        (
            _id("run_id", "Id, made from the time"),
            Column("started_at", "When it began"),
            Column("ended_at", "When it ended"),
            Column("version", "Version of the program"),
            Column("counts", "JSON: what was built, and new_publications, the ids first built"),
        ),
        key=("run_id",),
    ),
    Table(
        "build_inputs",
        "What each part of this database was built from, to see what has changed",
        (
            _id("input_id", "A publication, or 'base' and 'versions' for what concerns all"),
            _id("fingerprint", "Digest of the input and of the code that read it"),
        ),
        key=("input_id",),
    ),
)

TABLES = (*PLACES, *PUBLICATIONS, *TAGS, *PLANS, *LINKS, *KEEPING)
"""In an order in which each table comes after those that it points to."""
TABLE = {table.name: table for table in TABLES}
