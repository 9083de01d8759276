"""Publications, findings, plans and actions by hand."""

from __future__ import annotations

import hashlib

from pipeline.link.candidates import Planned, Said
from pipeline.records import Action, Finding, Plan, Publication, plan_id, publication_id


def publication(name: str, day: str, *, kind: str = "ilacs_inspection", publisher: str = "ofsted"):
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Publication(
        publication_id(sha256), "quenby-vale", publisher, kind, name, day, "printed", "", "", "",
        "", "", "", f"raw/{name}.pdf", sha256, "", 1, "read", "", "", "",
    )  # fmt: skip


def finding(
    finding_id: str,
    text: str,
    *,
    kind: str = "improvement",
    number: str = "",
    position: int = 1,
    publication: str = "new",
) -> Finding:
    home = publication_id(hashlib.sha256(publication.encode()).hexdigest())
    return Finding(finding_id, home, position, "", number, kind, "council", text)


def said(name: str, day: str, *texts: str, areas=None, kind: str = "improvement") -> Said:
    found = [
        finding(f"{name}-{n}", text, position=n, publication=name, kind=kind)
        for n, text in enumerate(texts, 1)
    ]
    return Said(publication(name, day), found, areas or {})


def planned(name: str, day: str, *texts: str, areas=None, **facts: str) -> Planned:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    plan = Plan(plan_id(sha256), "quenby-vale", name, day, f"plans/{name}", "", sha256)
    actions = [
        Action(f"{name}-{n}", plan.plan_id, n, text, **facts) for n, text in enumerate(texts, 1)
    ]
    return Planned(plan, actions, areas or {})
