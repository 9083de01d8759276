"""Plans → rows, all at once: what plans are to one another only all of them tell."""

from __future__ import annotations

from dataclasses import replace

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.db.rows import Rows, problem_rows, row, values_of
from pipeline.db.tagged import tag_rows, with_tagged_sign
from pipeline.db.versions import find_versions
from pipeline.errors import CorpusError
from pipeline.records import PlanExtraction, Problem
from pipeline.store import read_fingerprint, read_json

DELETE_PLANS = (
    "DELETE FROM problems WHERE file GLOB 'plans/*'",
    "DELETE FROM action_tags",
    "DELETE FROM action_changes",
    "DELETE FROM actions",
    "DELETE FROM plans",
)
"""What undoes `plan_rows`."""


def plan_fingerprints(corpus: Corpus) -> dict[str, str]:
    """The sign of each plan that was read, by its id."""
    folder = corpus.extracted_plans
    found = {path.stem: read_fingerprint(path) for path in sorted(folder.glob("plan-*.json"))}
    return {
        plan_id: with_tagged_sign(corpus, plan_id, fingerprint)
        for plan_id, fingerprint in found.items()
        if fingerprint
    }


def plan_rows(corpus: Corpus, plan_ids: list[str], authorities: Authorities) -> Rows:
    """All rows of all plans: plans, actions, what changed from version to version, problems."""
    extractions = [_of_known(read_plan(corpus, plan_id), authorities) for plan_id in plan_ids]
    versions = find_versions(extractions)
    for extraction in extractions:
        plan_id = extraction.plan.plan_id
        values = values_of(extraction.plan, "plans")
        values["supersedes_id"] = versions.supersedes.get(plan_id, "")
        values["same_as_plan_id"] = versions.same_as.get(plan_id, "")
        yield "plans", row("plans", values)
        for action in extraction.actions:
            yield "actions", row("actions", values_of(action, "actions"))
        yield from tag_rows(corpus, plan_id, {action.action_id for action in extraction.actions})
        yield from problem_rows(extraction.problems)
    for change in versions.changes:
        yield "action_changes", row("action_changes", values_of(change, "action_changes"))


def read_plan(corpus: Corpus, plan_id: str) -> PlanExtraction:
    """The extraction of one plan. CorpusError where the file cannot be understood."""
    path = corpus.extracted_plans / f"{plan_id}.json"
    values = read_json(path)
    try:
        return PlanExtraction.from_dict(values)
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} is damaged or of another version; delete it and run 'letters run' again"
        ) from error


def _of_known(extraction: PlanExtraction, authorities: Authorities) -> PlanExtraction:
    """The extraction, its authority left out with a problem where it is in no list."""
    authority_id = extraction.plan.authority_id
    if not authority_id or authority_id in authorities.by_id:
        return extraction
    detail = f"{authority_id!r} is in no list of authorities: add it to authorities.csv"
    problem = Problem("build", "unknown_authority", detail, file=extraction.plan.file)
    return replace(
        extraction,
        plan=replace(extraction.plan, authority_id=""),
        problems=(*extraction.problems, problem),
    )
