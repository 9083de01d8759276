"""What no action answers, what actions answer, and which of them answer nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from pipeline.council import Contradiction, contradictions_of
from pipeline.coverage import ORDER, Answering, Coverage, coverage_in
from pipeline.plan_versions import CHANGE_NAMES, Changed, PlanFile, changes_of, plan_files
from pipeline.reasons import link_reasons
from pipeline.serve.answers import Answer, Data, NotFoundError, Page, Route
from pipeline.serve.pages.common import csv_file, find_council, one_of, plan_holders, with_links
from pipeline.serve.site import Asked, Site, area_labels, state_of, url

MOST_SHOWN = 40
"""Findings of one kind that a page shows before it offers all."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A publication, with how many of its findings are covered, partly or not."""

    date: str
    publication_id: str
    kind: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of the coverage of one council, over its current plans or by one plan."""

    coverage: Coverage
    files: list[PlanFile]
    changes: list[Changed]
    contradictions: tuple[Contradiction, ...]


def page(site: Site, connection: sqlite3.Connection, _asked: Asked) -> Answer:
    """Councils with a plan."""
    coverage = every_coverage(site, connection)
    rows: dict[str, dict[str, Any]] = {}

    def row(authority_id: str, name: str) -> dict[str, Any]:
        empty = {**dict.fromkeys(ORDER, 0), "confirmed": 0, "unanswering": 0}
        return rows.setdefault(authority_id, {"authority_id": authority_id, "name": name, **empty})

    for one in coverage.findings:
        row(one.authority_id, one.authority)[one.coverage] += 1
        row(one.authority_id, one.authority)["confirmed"] += one.basis == "confirmed"
    for loose in coverage.unanswering:
        if loose.authority_id:
            row(loose.authority_id, loose.authority)["unanswering"] += 1
    return Page(
        "coverages.html",
        {
            "rows": sorted(rows.values(), key=lambda one: (-one["uncovered"], one["name"])),
            "without_plan": coverage.without_plan,
        },
    )


def every_coverage(site: Site, connection: sqlite3.Connection) -> Coverage:
    """Coverage of all councils with a plan, kept while the database stays the same."""
    return site.cached(state_of(connection, site), "coverage", lambda: coverage_in(connection))


def shown_of(site: Site, connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The coverage that was asked for. NotFoundError for an unknown council or plan."""
    council = find_council(connection, asked.parts["authority_id"])
    files = plan_files(connection, plan_holders(council))
    plan_id = asked.first("plan")
    if plan_id and plan_id not in {one.plan_id for one in files}:
        raise NotFoundError(f"There is no plan {plan_id} of {council.name}.")

    def read() -> Shown:
        ids = [one.plan_id for one in files if one.plan_id == plan_id or not plan_id]
        return Shown(
            coverage_in(connection, authority_id=council.authority_id, plan_id=plan_id),
            files,
            changes_of(connection, ids),
            contradictions_of(connection, council.ids),
        )

    key = ("coverage of", council.authority_id, plan_id)
    return site.cached(state_of(connection, site), key, read)


def council_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One council: uncovered first, then partly, then covered; then actions that answer nothing."""
    council = find_council(connection, asked.parts["authority_id"])
    shown = shown_of(site, connection, asked)
    areas = area_labels(connection, site)
    only = one_of("coverage", asked.first("show"), ORDER)
    letters = letters_of(shown.coverage)
    letter = one_of(
        "publication", asked.first("publication"), [one.publication_id for one in letters]
    )
    findings = [one for one in shown.coverage.findings if letter in ("", one.publication_id)]
    groups = {
        key: [one for one in findings if one.coverage == key] for key in ORDER if only in ("", key)
    }
    return Page(
        "coverage.html",
        {
            "council": council,
            "shown": shown,
            "counts": {key: sum(one.coverage == key for one in findings) for key in ORDER},
            "letters": letters,
            "letter": next((one for one in letters if one.publication_id == letter), None),
            "groups": groups,
            "only": only,
            "most": 10_000 if only else MOST_SHOWN,
            "plan_id": asked.first("plan"),
            "current": [one for one in shown.files if one.is_current],
            "titles": {one.plan_id: one for one in shown.files},
            "change_names": CHANGE_NAMES,
            "has_plan": bool(shown.files),
            "reasons_of": lambda answer: reasons_of(answer, areas),
        },
    )


def letters_of(coverage: Coverage) -> list[Letter]:
    """The publications whose findings ask for action, the latest first."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in coverage.findings:
        key = (one.date, one.publication_id, one.publication_kind)
        counts.setdefault(key, dict.fromkeys(ORDER, 0))[one.coverage] += 1
    return [Letter(*key, counts[key]) for key in sorted(counts, reverse=True)]


def reasons_of(answer: Answering, areas: dict[str, str]) -> list[str]:
    """Why an answer is one, in plain words."""
    return link_reasons(answer.reasons, areas)


def as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The coverage of one council for programs."""
    council = find_council(connection, asked.parts["authority_id"])
    shown = shown_of(site, connection, asked)
    return Data(
        {
            "authority_id": council.authority_id,
            "authority": council.name,
            "plan_id": asked.first("plan") or None,
            "counts": {key: shown.coverage.count(key) for key in ORDER},
            "findings": [
                {
                    **one.to_dict(),
                    "link": url(f"/publication/{one.publication_id}", finding=one.finding_id),
                }
                for one in shown.coverage.findings
            ],
            "actions_that_answer_nothing": [one.to_dict() for one in shown.coverage.unanswering],
            "contradictions": [
                with_links(one.to_dict(), "answered", "later") for one in shown.contradictions
            ],
            "plans": [one.to_dict() for one in shown.files],
            "changes": [one.to_dict() for one in shown.changes],
        }
    )


def table_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The coverage as a table to save: a line an answer, or a finding without one."""
    council = find_council(connection, asked.parts["authority_id"])
    rows: list[tuple[object, ...]] = []
    for one in shown_of(site, connection, asked).coverage.findings:
        start = (one.coverage, one.basis, one.date, one.publication_kind, one.kind, one.text,
                 one.page, one.url, one.finding_id)  # fmt: skip
        rows.extend(
            (*start, a.reference, a.text, a.owner, a.due_date, a.rag, a.action_status, a.status,
             a.strength, a.score)
            for a in one.actions
        )  # fmt: skip
        if not one.actions:
            rows.append((*start, *[""] * 9))
    header = (
        *("coverage", "basis", "date", "publication_kind", "kind", "finding", "page", "url"),
        *("finding_id", "reference", "action", "owner", "due_date", "rag", "action_status"),
        *("link_status", "strength", "score"),
    )
    return csv_file(rows, header, f"coverage-{council.authority_id}.csv")


_ID = r"(?P<authority_id>[\w-]{1,80})"
ROUTES = (
    Route(r"/coverage$", page),
    Route(rf"/coverage/{_ID}$", council_page),
    Route(rf"/coverage/{_ID}\.csv$", table_file),
    Route(rf"/api/coverage/{_ID}\.json$", as_json),
)
