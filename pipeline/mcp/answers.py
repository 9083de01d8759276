"""What the tools answer, from findings.db. No part of the protocol is known here."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pipeline.cite import Quote, Source, page_link, quotes_of, sources_of
from pipeline.council import (
    AreaCount,
    CouncilSummary,
    Grade,
    Related,
    council_summary,
)
from pipeline.coverage import Coverage, Covered, coverage_in
from pipeline.db.connect import open_database
from pipeline.deadlines import Due
from pipeline.errors import UsageError
from pipeline.mcp.shapes import (
    About,
    Again,
    AnsweringAction,
    AreaStance,
    Contradicted,
    CouncilAnswer,
    CoverageAnswer,
    CoverageCounts,
    CoveredFinding,
    DueWhen,
    GradeGiven,
    PlanHeld,
    PublicationAnswer,
    Quoted,
    SearchAnswer,
    TimelineEntry,
)
from pipeline.provenance import read_provenance
from pipeline.search import Filters, authority_id_of, search
from pipeline.spelling import better_spelling

QUOTE = 4_000
"""Characters of one quote; few findings are longer."""
SHOWN = 10
"""How many entries of each list a council's summary holds, but for its timeline."""
SHOWN_TIMELINE = 40
COVERAGES = ("", "uncovered", "partly", "covered")


def search_findings(
    database: Path, query: str, filters: Filters, *, limit: int = 10
) -> SearchAnswer:
    """The findings that `query` names, best first; without words the newest first."""
    hits = search(database, query, filters=filters, limit=limit + 1)
    with closing(open_database(database)) as connection:
        quotes = quotes_of(connection, (hit.finding_id for hit in hits[:limit]))
        found = [quotes[hit.finding_id] for hit in hits[:limit] if hit.finding_id in quotes]
        return SearchAnswer(
            _quoted(connection, found),
            len(hits) > limit,
            about(connection, _ids_of(found)),
            "" if hits else better_spelling(connection, query, filters),
        )


def get_publication(
    database: Path, publication_id: str, *, position: int = 1, limit: int = 50
) -> PublicationAnswer:
    """One publication with up to `limit` findings from `position` on."""
    with closing(open_database(database)) as connection:
        row = connection.execute(
            "SELECT *, (SELECT n.publication_id FROM publications n WHERE n.supersedes_id = "
            "p.publication_id) AS replaced_by, (SELECT COUNT(*) FROM findings f WHERE "
            "f.publication_id = p.publication_id) AS number FROM publications p "
            "WHERE publication_id = ?",
            (publication_id,),
        ).fetchone()
        if row is None:
            raise UsageError(
                f"there is no publication {publication_id!r}; search_findings and council_summary "
                "give ids"
            )
        source = sources_of(connection, [publication_id])[publication_id]
        ids = [
            found[0]
            for found in connection.execute(
                "SELECT finding_id FROM findings WHERE publication_id = ? AND position >= ? "
                "ORDER BY position LIMIT ?",
                (publication_id, position, limit + 1),
            )
        ]
        quotes = quotes_of(connection, ids[:limit])
        after = connection.execute(
            "SELECT position FROM findings WHERE finding_id = ?", (ids[limit],)
        ).fetchone() if len(ids) > limit else None  # fmt: skip
        grades = connection.execute(
            "SELECT judgement_area, grade, page FROM judgements WHERE publication_id = ? "
            "ORDER BY judgement_area",
            (publication_id,),
        )
        return PublicationAnswer(
            publication_id=publication_id,
            title=source.title,
            kind=source.kind,
            publisher=source.publisher,
            council=source.authority,
            date=source.date,
            visit_start_date=row["visit_start_date"] or "",
            visit_end_date=row["visit_end_date"] or "",
            lead_inspector=row["lead_inspector"] or "",
            status=row["status"],
            url=source.link(),
            file=source.file,
            licence=row["licence"] or "",
            replaced_by=row["replaced_by"] or "",
            grades=_grades(source, (Grade(*values) for values in grades)),
            findings_in_all=row["number"],
            findings=_quoted(connection, [quotes[one] for one in ids[:limit]]),
            next_position=after[0] if after else None,
            about=about(connection, [publication_id]),
        )


def summarise_council(database: Path, authority: str) -> CouncilAnswer:
    """What is known of the council that was meant by an id or a name."""
    with closing(open_database(database)) as connection:
        known = council_summary(connection, authority)
        council = known.council
        praise = [one.quote for one in known.strengths[:SHOWN]]
        repeats = [
            Again(
                one.status,
                tuple(known.areas.get(area, area) for area in one.area_ids),
                *_quoted(connection, (one.later, one.earlier)),
            )
            for one in known.repeats[:SHOWN]
        ]
        contradictions = [
            Contradicted(
                one.plan_id,
                one.reference,
                one.text,
                one.owner,
                one.status,
                one.rag,
                *_quoted(connection, (one.answered, one.later)),
            )
            for one in known.contradictions[:SHOWN]
        ]
        return CouncilAnswer(
            authority_id=council.authority_id,
            council=council.name,
            region=council.region,
            predecessors=_names(council.predecessors),
            successors=_names(council.successors),
            neighbours=_names(council.neighbours),
            timeline=_timeline(known),
            coverage=_counts(known.coverage),
            repeats=tuple(repeats),
            contradictions=tuple(contradictions),
            strengths=_quoted(connection, praise),
            deadlines=tuple(_due(connection, known.deadlines[:SHOWN])),
            plans=tuple(
                PlanHeld(
                    plan.plan_id,
                    plan.title,
                    plan.version_date,
                    plan.actions,
                    page_link(plan.url, "", None),
                    plan.file,
                )
                for plan in known.plans[:SHOWN]
            ),
            in_all={
                "timeline": len(known.timeline),
                "repeats": len(known.repeats),
                "contradictions": len(known.contradictions),
                "strengths": len(known.strengths),
                "deadlines": len(known.deadlines),
                "plans": len(known.plans),
            },
            about=about(connection, known.sources),
        )


def read_coverage(
    database: Path,
    authority: str,
    *,
    plan_id: str = "",
    only: str = "",
    skip: int = 0,
    limit: int = 20,
) -> CoverageAnswer:
    """Which findings of a council its current plans answer, or one plan of it."""
    if only not in COVERAGES:
        raise UsageError(f"only: {only!r} is none of {', '.join(filter(None, COVERAGES))}")
    with closing(open_database(database)) as connection:
        authority_id = authority_id_of(connection, authority)
        found = coverage_in(connection, authority_id=authority_id, plan_id=plan_id)
        wanted = [one for one in found.findings if only in ("", one.coverage)]
        shown = wanted[skip : skip + limit]
        quotes = quotes_of(connection, (one.finding_id for one in shown))
        return CoverageAnswer(
            counts=_counts(found),
            findings=tuple(
                _covered(one, *_quoted(connection, [quotes[one.finding_id]])) for one in shown
            ),
            has_more=len(wanted) > skip + limit,
            actions_that_answer_nothing=len(found.unanswering),
            about=about(connection, {one.publication_id for one in found.findings}),
        )


def about(connection: sqlite3.Connection, publication_ids: Iterable[str]) -> About:
    """Notice, day and licences of an answer that rests on these publications."""
    known = read_provenance(connection, json.dumps(sorted(set(publication_ids))))
    return About(known.notice, known.date, known.licence_lines, known.version)


def _ids_of(quotes: Iterable[Quote]) -> set[str]:
    return {quote.source.publication_id for quote in quotes}


def _quoted(connection: sqlite3.Connection, quotes: Iterable[Quote]) -> tuple[Quoted, ...]:
    held = list(quotes)
    areas: defaultdict[str, list[AreaStance]] = defaultdict(list)
    rows = connection.execute(
        "SELECT finding_id, area_id, stance FROM tags "
        "WHERE finding_id IN (SELECT value FROM json_each(?)) ORDER BY finding_id, area_id",
        (json.dumps([quote.finding_id for quote in held]),),
    )
    for finding_id, area_id, stance in rows:
        areas[finding_id].append(AreaStance(area_id, stance))
    return tuple(
        Quoted(
            finding_id=quote.finding_id,
            quote=quote.text[:QUOTE],
            is_shortened=len(quote.text) > QUOTE,
            kind=quote.kind,
            section=quote.section,
            paragraph_number=quote.paragraph_number,
            page=quote.page,
            url=quote.link,
            file=quote.source.file,
            publication_id=quote.source.publication_id,
            publication=quote.source.title,
            publication_kind=quote.source.kind,
            council=quote.source.authority,
            date=quote.source.date,
            areas=tuple(areas[quote.finding_id]),
        )
        for quote in held
    )


def _names(related: Iterable[Related]) -> tuple[str, ...]:
    return tuple(one.name for one in related)


def _grades(source: Source, grades: Iterable[Grade]) -> tuple[GradeGiven, ...]:
    return tuple(
        GradeGiven(one.judgement_area, one.grade, one.page, source.link(one.page)) for one in grades
    )


def _timeline(known: CouncilSummary) -> tuple[TimelineEntry, ...]:
    """The latest entries, the earliest of them first."""

    def numbers(areas: Iterable[AreaCount], name: str) -> dict[str, int]:
        return {one.area_id: getattr(one, name) for one in areas if getattr(one, name)}

    return tuple(
        TimelineEntry(
            publication_id=step.source.publication_id,
            date=step.source.date,
            kind=step.source.kind,
            title=step.source.title,
            url=step.source.link(),
            status=step.status,
            asks_for_action=step.asks_for_action,
            grades=_grades(step.source, step.grades),
            concerns=numbers(step.areas, "concerns"),
            strengths=numbers(step.areas, "strengths"),
        )
        for step in known.timeline[-SHOWN_TIMELINE:]
    )


def _counts(found: Coverage) -> CoverageCounts:
    return CoverageCounts(
        has_plan=any(one.has_plan for one in found.findings),
        covered=found.count("covered"),
        partly=found.count("partly"),
        uncovered=found.count("uncovered"),
        checked=sum(one.basis == "confirmed" for one in found.findings),
    )


def _covered(one: Covered, quoted: Quoted) -> CoveredFinding:
    actions = tuple(
        AnsweringAction(
            action.status,
            action.strength,
            action.plan_id,
            action.reference,
            action.text[:QUOTE],
            action.owner,
            action.due_date,
            action.rag,
        )
        for action in one.actions[:SHOWN]
    )
    return CoveredFinding(one.coverage, one.basis, quoted, actions)


def _due(connection: sqlite3.Connection, deadlines: Iterable[Due]) -> Iterable[DueWhen]:
    held = list(deadlines)
    sources = sources_of(connection, (one.publication_id for one in held))
    for one in held:
        link = sources[one.publication_id].link(one.page)
        yield DueWhen(
            one.kind, one.text, one.due_date, one.every, one.responsible, one.page, link,
            one.publication_id,
        )  # fmt: skip
