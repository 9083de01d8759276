"""The views of findings.db: questions that people ask, over tables that all stages fill.

Two of them (`counted_findings`, `current_plans`) are what the others stand on.
"""

from __future__ import annotations

from pipeline.db.schema import View
from pipeline.records import ASKS_FOR_ACTION, INSPECTION_KINDS

_ASKS = ", ".join(f"'{kind}'" for kind in ASKS_FOR_ACTION)
_INSPECTIONS = ", ".join(f"'{kind}'" for kind in INSPECTION_KINDS)
_DATE = "COALESCE(p.published_date, p.visit_end_date, p.event_date)"
_HOLDS = "status IN ('confirmed', 'suggested')"

_FINDING = {
    "finding_id": "The finding",
    "authority_id": "The authority it is about",
    "publication_id": "The publication",
    "date": "Day of publication, else the last day of the visit, else the day the site lists",
}
_PLAN_IDS = {"plan_ids": "JSON: the current plans of the authority (or of its successors)"}

counted_findings = View(
    "counted_findings",
    "Findings that count in coverage, recurrence, trends and trajectories: not those that a later "
    "version of the publication replaces, that restate another finding, or that are addressed to "
    "a committee",
    {**_FINDING, "asks_for_action": "1 where it asks for action"},
    f"""
SELECT f.finding_id, p.authority_id, f.publication_id, {_DATE} AS date,
       f.kind IN ({_ASKS}) AS asks_for_action
FROM findings f JOIN publications p ON p.publication_id = f.publication_id
WHERE f.restates_finding_id IS NULL AND f.addressed_to <> 'committee'
  AND NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)
""",  # noqa: S608  made of constants
)

current_plans = View(
    "current_plans",
    "Plans that no later version replaces, each once where several files hold the same actions",
    {
        "plan_id": "The plan",
        "authority_id": "The authority whose plan it is",
        "version_date": "Day of this version",
    },
    """
SELECT plan_id, authority_id, version_date FROM plans p
WHERE same_as_plan_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM plans n WHERE n.supersedes_id = p.plan_id)
""",
)

finding_coverage = View(
    "finding_coverage",
    "Whether actions of the current plans answer a finding: one row a finding. Suggested links "
    "count until they are rejected; basis says what the answer rests on",
    {
        "finding_id": "The finding",
        "authority_id": "The authority it is about",
        **_PLAN_IDS,
        "asks_for_action": "1 where the finding asks for action",
        "confirmed": "Number of links that a person confirmed",
        "suggested": "Number of links that the pipeline suggests",
        "coverage": "covered (one action answers all of it, or several each part), partly or "
        "uncovered",
        "basis": "confirmed where confirmed links alone give this coverage, else suggested",
    },
    f"""
WITH plans_of AS (
  SELECT authority_id, json_group_array(plan_id) AS plan_ids
  FROM (
    SELECT authority_id, plan_id FROM current_plans WHERE authority_id IS NOT NULL
    UNION
    SELECT s.predecessor_id, c.plan_id FROM current_plans c
    JOIN authority_successions s ON s.successor_id = c.authority_id
    ORDER BY 1, 2
  )
  GROUP BY authority_id
), held AS (
  SELECT l.finding_id, l.status = 'confirmed' AS confirmed,
         COALESCE(l.strength, '') = 'full' AS full, l.reasons
  FROM links l
  JOIN actions a ON a.action_id = l.action_id
  JOIN current_plans c ON c.plan_id = a.plan_id
  WHERE l.{_HOLDS}
), spoken AS (
  -- Several actions may each answer a part, and together the whole.
  SELECT h.finding_id, COUNT(DISTINCT part.value) AS spoken,
         COUNT(DISTINCT CASE WHEN h.confirmed THEN part.value END) AS confirmed_spoken
  FROM held h, json_each(h.reasons, '$.answers') part
  WHERE h.reasons IS NOT NULL
  GROUP BY h.finding_id
), answers AS (
  SELECT h.finding_id, SUM(h.confirmed) AS confirmed, SUM(NOT h.confirmed) AS suggested,
         MAX(h.full) OR COALESCE(MAX(s.spoken)
             >= MAX(json_extract(h.reasons, '$.parts')), 0) AS whole,
         MAX(h.confirmed AND h.full) OR COALESCE(MAX(s.confirmed_spoken)
             >= MAX(json_extract(h.reasons, '$.parts')), 0) AS confirmed_whole
  FROM held h
  LEFT JOIN spoken s ON s.finding_id = h.finding_id
  GROUP BY h.finding_id
)
SELECT f.finding_id, f.authority_id, COALESCE(o.plan_ids, '[]') AS plan_ids, f.asks_for_action,
       COALESCE(n.confirmed, 0) AS confirmed, COALESCE(n.suggested, 0) AS suggested,
       CASE WHEN n.whole THEN 'covered' WHEN n.finding_id IS NOT NULL THEN 'partly'
            ELSE 'uncovered' END AS coverage,
       CASE WHEN n.finding_id IS NULL THEN NULL
            WHEN n.confirmed_whole OR (n.confirmed > 0 AND NOT n.whole) THEN 'confirmed'
            ELSE 'suggested' END AS basis
FROM counted_findings f
LEFT JOIN answers n ON n.finding_id = f.finding_id
LEFT JOIN plans_of o ON o.authority_id = f.authority_id
""",  # noqa: S608
)

uncovered_findings = View(
    "uncovered_findings",
    "Findings that ask for action and that no action of a current plan answers",
    {
        **_FINDING,
        "authority": "Its name",
        "publication_kind": "Kind of publication",
        "kind": "Kind of finding",
        "section": "The heading it stands under",
        "text": "The words",
        "page": "Page, from 1",
        "url": "Where it was published",
        **_PLAN_IDS,
    },
    """
SELECT v.finding_id, v.authority_id, a.name AS authority, f.publication_id, c.date,
       p.kind AS publication_kind, f.kind, f.section, f.text, f.page, p.url, v.plan_ids
FROM finding_coverage v
JOIN counted_findings c ON c.finding_id = v.finding_id
JOIN findings f ON f.finding_id = v.finding_id
JOIN publications p ON p.publication_id = f.publication_id
LEFT JOIN authorities a ON a.authority_id = v.authority_id
WHERE v.asks_for_action AND v.coverage = 'uncovered'
""",
)

unanswering_actions = View(
    "unanswering_actions",
    "Actions of current plans that answer no finding",
    {
        "action_id": "The action",
        "plan_id": "The plan",
        "authority_id": "The authority whose plan it is",
        "reference": "Reference as printed",
        "text": "What is to be done",
        "owner": "Who is to do it",
        "due_date": "Last day that the printed date allows",
        "status": "Status as printed",
        "rag": "Rating in lower case",
    },
    f"""
SELECT a.action_id, a.plan_id, c.authority_id, a.reference, a.text, a.owner, a.due_date,
       a.status, a.rag
FROM actions a JOIN current_plans c ON c.plan_id = a.plan_id
WHERE NOT EXISTS (SELECT 1 FROM links l WHERE l.action_id = a.action_id AND l.{_HOLDS})
""",  # noqa: S608
)

authority_timeline = View(
    "authority_timeline",
    "What was published about each authority, one publication a row; later versions only",
    {
        "authority_id": "The authority",
        "authority": "Its name",
        "date": _FINDING["date"],
        "publication_id": "The publication",
        "kind": "Kind of publication",
        "title": "Its title",
        "grades": "JSON {judgement_area: grade}",
        "asks_for_action": "Number of findings that ask for action",
        "concerns": "JSON {area_id: number of findings with a concern or a mixed view}",
        "url": "Where it was published",
    },
    f"""
WITH asking AS (
  SELECT publication_id, SUM(asks_for_action) AS findings FROM counted_findings
  GROUP BY publication_id
), concerned AS (
  SELECT publication_id, json_group_object(area_id, findings) AS concerns
  FROM (
    SELECT c.publication_id, t.area_id, COUNT(*) AS findings
    FROM counted_findings c JOIN tags t ON t.finding_id = c.finding_id
    WHERE t.stance IN ('concern', 'mixed')
    GROUP BY c.publication_id, t.area_id
    ORDER BY c.publication_id, t.area_id
  )
  GROUP BY publication_id
)
SELECT p.authority_id, a.name AS authority, {_DATE} AS date, p.publication_id, p.kind, p.title,
       (SELECT json_group_object(judgement_area, grade) FROM (
          SELECT judgement_area, grade FROM judgements j
          WHERE j.publication_id = p.publication_id ORDER BY judgement_area)) AS grades,
       COALESCE(n.findings, 0) AS asks_for_action, COALESCE(c.concerns, '{{}}') AS concerns, p.url
FROM publications p
JOIN authorities a ON a.authority_id = p.authority_id
LEFT JOIN asking n ON n.publication_id = p.publication_id
LEFT JOIN concerned c ON c.publication_id = p.publication_id
WHERE NOT EXISTS (SELECT 1 FROM publications v WHERE v.supersedes_id = p.publication_id)
ORDER BY p.authority_id, date, p.publication_id
""",  # noqa: S608
)

area_trends = View(
    "area_trends",
    "In how many of a year's publications an area was a concern, and in how many a strength. A "
    "mixed view counts as both. Publications whose findings carry no tag at all are not counted",
    {
        "area_id": "The area",
        "area": "Its name",
        "year": "Year of publication",
        "publications": "Publications of that year with tagged findings: the denominator",
        "concern": "Those with at least one concern about the area",
        "strength": "Those with at least one strength in the area",
    },
    """
WITH said AS (
  SELECT c.publication_id, CAST(substr(c.date, 1, 4) AS INTEGER) AS year, t.area_id,
         MAX(t.stance IN ('concern', 'mixed')) AS concern,
         MAX(t.stance IN ('strength', 'mixed')) AS strength
  FROM counted_findings c JOIN tags t ON t.finding_id = c.finding_id
  WHERE c.date IS NOT NULL
  GROUP BY c.publication_id, t.area_id
), years AS (
  SELECT year, COUNT(DISTINCT publication_id) AS publications FROM said GROUP BY year
), counts AS (
  SELECT area_id, year, SUM(concern) AS concern, SUM(strength) AS strength
  FROM said GROUP BY area_id, year
)
SELECT a.area_id, a.label AS area, y.year, y.publications,
       COALESCE(s.concern, 0) AS concern, COALESCE(s.strength, 0) AS strength
FROM years y CROSS JOIN areas a
LEFT JOIN counts s ON s.area_id = a.area_id AND s.year = y.year
ORDER BY a.area_id, y.year
""",
)

area_trajectories = View(
    "area_trajectories",
    "What became of a concern from one publication on an authority to the next that speaks of the "
    "area. A narrow publication (a visit, a joint inspection, a letter, a notice) says nothing of "
    "what it leaves out: not_mentioned is said of inspections only, each beside the inspection of "
    "its sort before it. Only publications with tagged findings and a date take part",
    {
        "authority_id": "The authority",
        "authority": "Its name",
        "area_id": "The area",
        "area": "Its name",
        "earlier_publication_id": "The last publication before that spoke of the area, where none "
        "did the one before; empty for the first",
        "earlier_date": "Its day",
        "publication_id": "The publication",
        "date": "Its day",
        "trajectory": "new (no concern before, or only praise when it was last spoken of), "
        "still_raised, improving (praise, and a lesser concern than when it was last spoken of) "
        "or not_mentioned (neither concern nor praise in an inspection)",
    },
    f"""
WITH said AS (
  SELECT c.authority_id, c.publication_id, c.date, t.area_id,
         CASE WHEN MAX(t.stance = 'concern') THEN 2
              WHEN MAX(t.stance = 'mixed') THEN 1 ELSE 0 END AS concern,
         MAX(t.stance IN ('strength', 'mixed')) AS praise
  FROM counted_findings c JOIN tags t ON t.finding_id = c.finding_id
  WHERE c.authority_id IS NOT NULL AND c.date IS NOT NULL
  GROUP BY c.publication_id, t.area_id
), steps AS (
  SELECT authority_id, publication_id, date, sort,
         LAG(publication_id) OVER place AS earlier_publication_id,
         LAG(date) OVER place AS earlier_date,
         LAG(publication_id) OVER sorted AS same_sort_id, LAG(date) OVER sorted AS same_sort_date
  FROM (SELECT DISTINCT s.authority_id, s.publication_id, s.date,
               CASE WHEN p.kind IN ({_INSPECTIONS}) THEN 'inspection'
                    WHEN p.kind = 'area_send' THEN 'send' END AS sort
        FROM said s JOIN publications p ON p.publication_id = s.publication_id)
  WINDOW place AS (PARTITION BY authority_id ORDER BY date, publication_id),
         sorted AS (PARTITION BY authority_id, sort ORDER BY date, publication_id)
), spoken AS (
  SELECT *, LAG(concern) OVER place AS earlier_concern,
         LAG(publication_id) OVER place AS earlier_publication_id,
         LAG(date) OVER place AS earlier_date
  FROM said WHERE concern > 0 OR praise
  WINDOW place AS (PARTITION BY authority_id, area_id ORDER BY date, publication_id)
), pairs AS (
  SELECT l.authority_id, l.area_id,
         COALESCE(l.earlier_publication_id, s.earlier_publication_id) AS earlier_publication_id,
         COALESCE(l.earlier_date, s.earlier_date) AS earlier_date, l.publication_id, l.date,
         CASE WHEN COALESCE(l.earlier_concern, 0) = 0 THEN 'new'
              WHEN l.praise AND l.concern < l.earlier_concern THEN 'improving'
              ELSE 'still_raised' END AS trajectory
  FROM spoken l JOIN steps s ON s.publication_id = l.publication_id
  WHERE l.concern > 0 OR l.earlier_concern > 0
  UNION ALL
  SELECT s.authority_id, e.area_id, e.publication_id, e.date, s.publication_id, s.date,
         'not_mentioned'
  FROM steps s
  JOIN spoken e ON e.publication_id = s.same_sort_id AND e.concern > 0
  WHERE s.sort IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM spoken l
    WHERE l.authority_id = s.authority_id AND l.area_id = e.area_id
      AND (l.date, l.publication_id) > (e.date, e.publication_id)
      AND (l.date, l.publication_id) <= (s.date, s.publication_id))
)
SELECT p.authority_id, n.name AS authority, p.area_id, a.label AS area,
       p.earlier_publication_id, p.earlier_date, p.publication_id, p.date, p.trajectory
FROM pairs p
JOIN areas a ON a.area_id = p.area_id
LEFT JOIN authorities n ON n.authority_id = p.authority_id
ORDER BY p.authority_id, p.date, p.publication_id, p.area_id
""",  # noqa: S608
)

repeat_concerns = View(
    "repeat_concerns",
    "They were told this before: findings that an earlier publication already raised, suggested "
    "or confirmed",
    {
        **_FINDING,
        "authority": "Its name",
        "text": "The words",
        "page": "Page, from 1",
        "earlier_finding_id": "The earlier finding",
        "earlier_publication_id": "The publication it stands in",
        "earlier_date": "The day of that publication",
        "earlier_text": "Its words",
        "earlier_page": "Its page, from 1",
        "area_ids": "JSON: the areas that both carry",
        "score": "How likely it is, 0 to 1",
        "status": "suggested or confirmed",
    },
    f"""
SELECT r.finding_id, c.authority_id, n.name AS authority, c.publication_id, c.date, f.text, f.page,
       r.earlier_finding_id, b.publication_id AS earlier_publication_id, b.date AS earlier_date,
       e.text AS earlier_text, e.page AS earlier_page,
       (SELECT json_group_array(area_id) FROM (
          SELECT t.area_id FROM tags t
          JOIN tags u ON u.area_id = t.area_id AND u.finding_id = r.earlier_finding_id
          WHERE t.finding_id = r.finding_id ORDER BY t.area_id)) AS area_ids,
       r.score, r.status
FROM recurrences r
JOIN counted_findings c ON c.finding_id = r.finding_id
JOIN counted_findings b ON b.finding_id = r.earlier_finding_id
JOIN findings f ON f.finding_id = r.finding_id
JOIN findings e ON e.finding_id = r.earlier_finding_id
LEFT JOIN authorities n ON n.authority_id = c.authority_id
WHERE r.{_HOLDS}
""",  # noqa: S608
)

contradictions = View(
    "contradictions",
    "An action marked complete or green, and a later concern about what it answers: the finding "
    "raised again (by recurrence, over any number of steps), or a finding that is itself later "
    "than the plan. The version of the plan is the last one before the concern",
    {
        "action_id": "The action",
        "plan_id": "The plan",
        "authority_id": "The authority whose plan it is",
        "version_date": "Day of the plan's version",
        "action_text": "What was to be done",
        "status": "Status as printed",
        "rag": "Rating in lower case",
        "answered_finding_id": "The finding that the action answers",
        "finding_id": "The later concern",
        "publication_id": "The publication it stands in",
        "date": "Its day",
        "text": "Its words",
        "page": "Its page, from 1",
    },
    f"""
WITH RECURSIVE done AS (
  SELECT a.action_id, a.plan_id, p.authority_id, p.version_date, a.text, a.status, a.rag
  FROM actions a JOIN plans p ON p.plan_id = a.plan_id
  WHERE p.same_as_plan_id IS NULL
    AND (a.rag IN ('green', 'blue', 'complete', 'completed')
         OR ((a.status LIKE 'complete%' OR a.status LIKE 'closed%' OR a.status LIKE 'done%'
              OR a.status LIKE 'achieved%' OR a.status LIKE 'delivered%'
              OR a.status LIKE 'implemented%')
             AND a.status NOT LIKE '%part%'))
), raised AS (
  SELECT d.action_id, l.finding_id AS answered_finding_id, l.finding_id
  FROM done d JOIN links l ON l.action_id = d.action_id AND l.{_HOLDS}
  UNION
  SELECT n.action_id, n.answered_finding_id, r.finding_id
  FROM raised n JOIN recurrences r ON r.earlier_finding_id = n.finding_id AND r.{_HOLDS}
)
SELECT d.action_id, d.plan_id, d.authority_id, d.version_date, d.text AS action_text, d.status,
       d.rag, n.answered_finding_id, n.finding_id, c.publication_id, c.date, f.text, f.page
FROM raised n
JOIN done d ON d.action_id = n.action_id
JOIN counted_findings c ON c.finding_id = n.finding_id
JOIN findings f ON f.finding_id = n.finding_id
WHERE (c.date > d.version_date
       OR (d.version_date IS NULL AND n.finding_id <> n.answered_finding_id))
  AND (n.finding_id <> n.answered_finding_id OR c.asks_for_action
       OR EXISTS (SELECT 1 FROM tags t
                  WHERE t.finding_id = n.finding_id AND t.stance IN ('concern', 'mixed')))
  AND NOT EXISTS (SELECT 1 FROM plans v
                  WHERE v.supersedes_id = d.plan_id AND v.version_date < c.date)
ORDER BY d.authority_id, c.date, d.action_id, n.finding_id
""",  # noqa: S608
)

VIEWS = (
    counted_findings,
    current_plans,
    finding_coverage,
    uncovered_findings,
    unanswering_actions,
    authority_timeline,
    area_trends,
    area_trajectories,
    repeat_concerns,
    contradictions,
)
"""In an order in which each view comes after those that it stands on."""
