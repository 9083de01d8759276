"""All councils, and one council: what was published, what came back, what its plan answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.council import (
    Contradiction,
    Council,
    HeldPlan,
    Repeat,
    Step,
    Trajectory,
    contradictions_of,
    plans_of,
    repeats_of,
    timeline_of,
    trajectories_of,
)
from pipeline.councils import Listed
from pipeline.coverage import ORDER, Coverage, coverage_in
from pipeline.deadlines import Due, deadlines_in
from pipeline.plain import GRADE_NAMES, JUDGEMENT_AREA_NAMES, count_of, name, uk_date
from pipeline.reasons import recurrence_reasons
from pipeline.records import normalised
from pipeline.serve.answers import Answer, Data, NotFoundError, Page, Route
from pipeline.serve.pages.common import (
    councils_of,
    csv_file,
    find_council,
    last_run,
    one_of,
    plan_holders,
    svg_file,
    with_links,
    without_file,
)
from pipeline.serve.pages.deadlines import split_deadlines
from pipeline.serve.plots import Event, timeline
from pipeline.serve.site import Asked, Site, area_labels, state_of

SORTS: dict[str, tuple[str, Callable[[Listed], Any]]] = {
    "name": ("Name", lambda one: one.name),
    "latest": ("Latest publication", lambda one: (one.date or "", one.name)),
    "asking": ("Findings that ask for action", lambda one: (one.asks_for_action, one.name)),
    "uncovered": ("Not covered", lambda one: (one.has_plan, one.uncovered, one.name)),
}
LANES = {
    "ilacs_inspection": "ILACS inspection",
    "sif_inspection": "SIF inspection",
    "protection_inspection": "Child protection inspection",
    "slac_inspection": "Safeguarding inspection",
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "assurance_visit": "Assurance visit",
    "jtai": "Joint inspection (JTAI)",
    "area_send": "Area SEND inspection",
    "improvement_notice": "Improvement notice",
    "statutory_direction": "Statutory direction",
    "progress_letter": "Progress letter",
    "commissioner_report": "Commissioner’s report",
    "committee_report": "Committee report",
    "improvement_plan": "Improvement plan",
    "other": "Other",
}
"""Short names of kinds, as lanes of the timeline, in their order."""
SHOWN_REPEATS = 10


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """All councils, those with publications as a table."""
    councils = councils_of(site, connection)
    regions = sorted({one.region for one in councils if one.region})
    region = one_of("region", asked.first("region"), regions)
    order = one_of("order", asked.first("sort"), SORTS, "name")
    words = normalised(asked.first("name")).split()
    found = [
        one
        for one in councils
        if (not region or one.region == region)
        and all(word in normalised(one.name) for word in words)
    ]
    with_some = sorted((one for one in found if one.publications), key=SORTS[order][1])
    if order != "name":
        with_some.reverse()
    return Page(
        "councils.html",
        {
            "councils": with_some,
            "kinds": LANES,
            "others": [one for one in found if not one.publications],
            "regions": regions,
            "region": region,
            "name": asked.first("name"),
            "sort": order,
            "sorts": [(key, label) for key, (label, _) in SORTS.items()],
            "any_send": any(one.send_outcome for one in with_some),
        },
    )


def list_as_json(site: Site, connection: sqlite3.Connection, _asked: Asked) -> Answer:
    """All councils for programs."""
    return Data({"councils": [one.to_dict() for one in councils_of(site, connection)]})


@dataclass(frozen=True, slots=True)
class Known:
    """What the page of a council shows, kept while the database stays the same."""

    council: Council
    steps: tuple[Step, ...]
    repeats: tuple[Repeat, ...]
    coverage: Coverage
    contradictions: tuple[Contradiction, ...]
    plans: tuple[HeldPlan, ...]
    deadlines: list[Due]
    trajectories: tuple[Trajectory, ...]


def known_of(site: Site, connection: sqlite3.Connection, authority_id: str) -> Known:
    """The council of this id with all that is held. NotFoundError if there is none."""
    council = find_council(connection, authority_id)

    def read() -> Known:
        return Known(
            council=council,
            steps=timeline_of(connection, council.ids),
            repeats=repeats_of(connection, council.ids),
            coverage=coverage_in(connection, authority_id=authority_id),
            contradictions=contradictions_of(connection, council.ids),
            plans=plans_of(connection, plan_holders(council)),
            deadlines=deadlines_in(connection, council.ids),
            trajectories=trajectories_of(connection, council.ids),
        )

    return site.cached(state_of(connection, site), ("council", authority_id), read)


def council_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One council; what stands for its predecessors is shown under their names."""
    known = known_of(site, connection, asked.parts["authority_id"])
    council, steps = known.council, known.steps
    areas = area_labels(connection, site)
    today = last_run(connection)
    by_id = {one.authority_id: one for one in councils_of(site, connection)}
    grouped = _by_later(known.repeats)
    shown = len(grouped) if asked.first("repeats") == "all" else SHOWN_REPEATS
    return Page(
        "council.html",
        {
            "council": council,
            "steps": steps[::-1],
            "areas": areas,
            "plot": plot_of(council, steps),
            "latest": latest_grades(steps, council.authority_id),
            "repeats": grouped[:shown],
            "more_repeats": len(grouped) - shown,
            "repeat_count": len(grouped),
            "reasons_of": lambda repeat: recurrence_reasons(repeat.reasons, areas),
            "trajectory": trajectory_table(known.trajectories),
            "coverage": _coverage_counts(known.coverage),
            "unanswering": len(known.coverage.unanswering),
            "plans": known.plans,
            "contradictions": len(known.contradictions),
            "deadlines": split_deadlines(known.deadlines, today),
            "today": today,
            "neighbours": [by_id[one.authority_id] for one in council.neighbours],
        },
    )


def _by_later(repeats: tuple[Repeat, ...]) -> list[tuple[Repeat, list[Repeat]]]:
    """Each finding that came back once, with all that was said of it before."""
    found: dict[str, list[Repeat]] = {}
    for repeat in repeats:
        found.setdefault(repeat.later.finding_id, []).append(repeat)
    return [(several[0], several) for several in found.values()]


def _coverage_counts(coverage: Coverage) -> dict[str, int]:
    return {key: coverage.count(key) for key in ORDER}


def latest_grades(steps: tuple[Step, ...], authority_id: str) -> list[tuple[str, str, str, str]]:
    """Judgement area, grade, day and publication: of the latest inspection that gave grades.

    Area SEND inspections are looked at by themselves, grades of predecessors left out.
    """
    found: dict[str, Step] = {}
    order = list(JUDGEMENT_AREA_NAMES)
    for step in steps:
        if step.grades and step.source.authority_id == authority_id:
            whole = any(one.judgement_area == "send_outcome" for one in step.grades)
            found["send" if whole else "care"] = step
    return [
        (one.judgement_area, one.grade, step.source.date, step.source.publication_id)
        for _, step in sorted(found.items())
        for one in sorted(step.grades, key=lambda one: order.index(one.judgement_area))
    ]


def whole_grade(step: Step) -> str:
    """The overall grade of a publication, or the outcome of an area SEND inspection, or ''."""
    return next(
        (g.grade for g in step.grades if g.judgement_area in ("overall", "send_outcome")), ""
    )


def lane_of(step: Step) -> str:
    """The kind under which a publication stands in the timeline."""
    return step.source.kind if step.source.kind in LANES else "other"


def plot_of(council: Council, steps: tuple[Step, ...]) -> dict[str, str] | None:
    """The timeline as a plot with the sentence that says what it shows; None for no dates."""
    dated = [step for step in steps if step.source.date]
    if not dated:
        return None
    order = list(LANES)
    dated.sort(key=lambda step: (order.index(lane_of(step)), step.source.date))
    events = [Event(step.source.date, LANES[lane_of(step)], whole_grade(step)) for step in dated]
    days = sorted(event.date for event in events)
    graded = sorted((event.date, event.grade) for event in events if event.grade)
    text = (
        f"{count_of(len(events), 'publication')} about {council.name}, from {uk_date(days[0])} to "
        f"{uk_date(days[-1])}."
    )
    if graded:
        text += " Grades in order: " + ", ".join(
            f"{name(GRADE_NAMES, grade).lower()} ({uk_date(day)})" for day, grade in graded
        )
        text += "."
    else:
        text += " None of them gave an overall grade."
    title = f"Timeline of publications about {council.name}"
    return {"svg": timeline("timeline", title, text, events), "title": title, "text": text}


def trajectory_table(found: Sequence[Trajectory]) -> dict[str, Any]:
    """Areas down, publications across (the latest first), what became of the concern in a cell."""
    days = sorted({(one.date, one.publication_id) for one in found}, reverse=True)
    rows: dict[str, dict[str, str]] = {}
    labels = {one.area_id: one.area for one in found}
    for one in found:
        rows.setdefault(one.area_id, {})[one.publication_id] = one.trajectory
    ordered = sorted(
        rows.items(),
        key=lambda row: (-sum(v == "still_raised" for v in row[1].values()), labels[row[0]]),
    )
    return {
        "days": days,
        "rows": [(area_id, labels[area_id], cells) for area_id, cells in ordered],
    }


def council_as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The council for programs."""
    known = known_of(site, connection, asked.parts["authority_id"])
    return Data(
        {
            "council": known.council.to_dict(),
            "timeline": [
                {**step.to_dict(), "source": without_file(step.source.to_dict())}
                for step in known.steps
            ],
            "repeats": [with_links(one.to_dict(), "later", "earlier") for one in known.repeats],
            "contradictions": [
                with_links(one.to_dict(), "answered", "later") for one in known.contradictions
            ],
            "trajectories": [one.to_dict() for one in known.trajectories],
            "coverage": {
                **_coverage_counts(known.coverage),
                "actions_that_answer_nothing": len(known.coverage.unanswering),
            },
            "plans": [without_file(one.to_dict()) for one in known.plans],
            "deadlines": [without_file(one.to_dict()) for one in known.deadlines],
        }
    )


def plot_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The timeline to save."""
    known = known_of(site, connection, asked.parts["authority_id"])
    plot = plot_of(known.council, known.steps)
    if plot is None:
        raise NotFoundError(f"Nothing with a date is held about {known.council.name}.")
    return svg_file(plot["svg"], f"timeline-{known.council.authority_id}.svg")


def table_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The timeline as a table to save."""
    known = known_of(site, connection, asked.parts["authority_id"])
    areas = area_labels(connection, site)
    rows = [
        (
            step.source.date,
            step.source.authority,
            step.source.kind,
            step.source.title,
            whole_grade(step),
            step.asks_for_action,
            "; ".join(areas[one.area_id] for one in step.areas if one.concerns),
            "; ".join(areas[one.area_id] for one in step.areas if one.strengths),
            step.source.url,
            step.source.publication_id,
        )
        for step in known.steps
    ]
    header = (
        *("date", "authority", "kind", "title", "grade", "asks_for_action", "concerns"),
        *("strengths", "url", "publication_id"),
    )
    return csv_file(rows, header, f"timeline-{known.council.authority_id}.csv")


_ID = r"(?P<authority_id>[\w-]{1,80})"
ROUTES = (
    Route(r"/councils$", page),
    Route(rf"/council/{_ID}$", council_page),
    Route(r"/api/councils\.json$", list_as_json),
    Route(rf"/api/council/{_ID}\.json$", council_as_json),
    Route(rf"/plots/timeline/{_ID}\.svg$", plot_file),
    Route(rf"/plots/timeline/{_ID}\.csv$", table_file),
)
