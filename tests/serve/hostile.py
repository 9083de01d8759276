"""A data folder in which every text of a publication and of a plan tries to do harm."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

from reportlab.pdfgen import canvas

from pipeline.corpus import Corpus
from pipeline.db.build import build
from pipeline.manifest import append_entry
from pipeline.records import (
    Action,
    Deadline,
    Extraction,
    Finding,
    Link,
    ManifestEntry,
    Mention,
    Plan,
    PlanExtraction,
    Problem,
    Recurrence,
    Tag,
    link_id,
    plan_id,
    publication_id,
)
from pipeline.saved import SavedSearch
from pipeline.store import append_line, dumps, write_json
from tests.made import extract, folder, sha

RUNS = (
    "<script>window.harm=1</script>",
    "<img src=x onerror=window.harm=1>",
    "\"><svg onload='window.harm=1'>",
    "' autofocus onfocus=window.harm=1 x='",
    "</title></textarea></style><script>window.harm=1</script>",
    "{{ ''.__class__.__mro__ }}{% include '/etc/passwd' %}",
    "javascript:window.harm=1//",
    "\x02<b onmouseover=window.harm=1>\x03",
    "'; DROP TABLE findings; --",
    "' UNION SELECT 'LEAK' || 'ED' --",
    "<a href='javascript:window.harm=1'>here</a>",
    "<!--<iframe srcdoc='<script>parent.harm=1</script>'>",
)
"""What would run, or ask the database for something else, were it taken for more than text."""
ADDRESS = "javascript:window.harm=1//"


def hostile(root: Path) -> Corpus:
    """The data folder, built: two publications with recurrences, a plan with links."""
    corpus = folder(root)
    text = (f"supervision {n} {one}" for n, one in enumerate(cycle(RUNS)))
    later = _publication(corpus, "later", "2024-03-26", text)
    earlier = _publication(corpus, "earlier", "2022-03-26", text)
    actions = _plan(corpus, text)
    said = {"terms": [next(text), f"[{next(text)}]"], "areas": [next(text)], "groups": [next(text)]}
    said |= {"reference": next(text), "reference_elsewhere": next(text)}
    said |= {
        "other_groups": [next(text)],
        "unanswered": [next(text)],
        "decided_on": {"a": next(text)},
    }
    again = {
        "subjects": [next(text)],
        "failings": [next(text)],
        "later": RUNS[0],
        "note": next(text),
    }
    links = [
        Link(
            link_id(finding.finding_id, action.action_id), finding.finding_id, action.action_id,
            0.9, "full", "suggested", dumps(said),
        )
        for finding, action in zip(later.findings, actions, strict=False)
    ]  # fmt: skip
    recurrences = [
        Recurrence(one.finding_id, other.finding_id, 0.9, "suggested", {**said, **again})
        for one, other in zip(later.findings, earlier.findings, strict=True)
    ]
    values = {"publication_id": later.publication.publication_id}
    values |= {"links": [one.to_dict() for one in links]}
    values |= {"recurrences": [one.to_dict() for one in recurrences]}
    name = f"{later.publication.publication_id}.json"
    write_json(corpus.linked / name, {"fingerprint": "made", **values})
    for run in RUNS:
        saved = SavedSearch(run[:80], run, saved_at="2024-05-01T00:00:00Z", saved_by=run)
        append_line(corpus.saved_searches, saved.to_dict())
    build(corpus)
    return corpus


def _publication(corpus: Corpus, name: str, day: str, text) -> Extraction:
    file = f"raw/ofsted/{name}.pdf"
    (corpus.root / file).parent.mkdir(parents=True, exist_ok=True)
    sheet = canvas.Canvas(str(corpus.root / file))
    sheet.drawString(72, 700, "A page.")
    sheet.save()
    entry = ManifestEntry(
        publication_id(sha(name)), file, sha(name), url=ADDRESS, publisher="ofsted",
        label=next(text), title=next(text),
    )  # fmt: skip
    append_entry(corpus, entry)
    made = extract(
        corpus,
        entry,
        *(next(text) for _ in RUNS),
        published_date=day,
        title=next(text),
        lead_inspector=next(text),
        framework=next(text),
        label=next(text),
        licence=next(text),
        media_type="application/pdf",
        page_count=1,
        problems=(Problem("extract", "unread_part", next(text), entry.publication_id, file),),
    )
    first = made.findings[0]
    findings = tuple(
        replace(one, section=next(text), paragraph_number=next(text)) for one in made.findings
    )
    due = Deadline(
        f"deadline-{name}", "ordered", first.publication_id, first.finding_id, next(text),
        "2024-05-01", "", next(text), ((0, 3),),
    )  # fmt: skip
    mention = Mention(
        first.publication_id, first.finding_id, "focused_visit", "2021", "visit", ((0, 3),)
    )
    made = replace(made, findings=findings, deadlines=(due,), mentions=(mention,))
    write_json(corpus.extracted / f"{entry.publication_id}.json", made.to_dict())
    _tags(corpus, entry.publication_id, findings)
    return made


def _tags(corpus: Corpus, identifier: str, findings: tuple[Finding, ...]) -> None:
    tags = [
        Tag(one.finding_id, "supervision", "concern", 0.9, "model", ((0, 11),)).to_dict()
        for one in findings
    ]
    values = {"fingerprint": "made", "publication_id": identifier, "tags": tags}
    write_json(corpus.tagged / f"{identifier}.json", values)


def _plan(corpus: Corpus, text) -> tuple[Action, ...]:
    plan = Plan(
        plan_id(sha("plan")), "quenby-vale", next(text), "2024-06-01", "plans/plan.xlsx", ADDRESS,
        sha("plan"),
    )  # fmt: skip
    actions = tuple(
        Action(
            f"action-{n:016x}", plan.plan_id, n, next(text), reference=next(text), theme=next(text),
            owner=next(text), due_date="", due_text=next(text), status=next(text), rag=next(text),
            success_measure=next(text), progress=next(text), locator=next(text),
        )
        for n, _ in enumerate(RUNS, 1)
    )  # fmt: skip
    made = PlanExtraction("made", plan, actions)
    write_json(corpus.extracted_plans / f"{plan.plan_id}.json", made.to_dict())
    return actions
