"""Facts about inspection frameworks and the National Framework that figures are read against."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import DEPARTMENT_KINDS, INSPECTION_KINDS, VISIT_KINDS, Record

NATIONAL_FRAMEWORK = {
    "outcome-1": "Outcome 1: children, young people and families stay together and get the help "
    "they need",
    "outcome-2": "Outcome 2: children and young people are supported by their family network",
    "outcome-3": "Outcome 3: children and young people are safe in and outside of their homes",
    "outcome-4": "Outcome 4: children in care and care leavers have stable, loving homes",
    "enabler-1": "Enabler 1: multi-agency working is prioritised and effective",
    "enabler-2": "Enabler 2: leaders drive conditions for effective practice",
    "enabler-3": "Enabler 3: the workforce is equipped and effective",
}
"""Outcomes and enablers of the Children's Social Care National Framework (December 2023)."""


@dataclass(frozen=True, slots=True)
class Change(Record):
    """From `year` on, inspectors looked at other things in another way. `short`: for a plot."""

    year: int
    short: str
    text: str


CHANGES = (
    Change(2013, "SIF", "Single inspection framework (SIF), from November 2013"),
    Change(
        2016,
        "JTAI, SEND",
        "Joint targeted area inspections (JTAI) and area SEND inspections, from 2016",
    ),
    Change(
        2018,
        "ILACS",
        "Inspections of local authority children’s services (ILACS) in place of SIF, from "
        "January 2018",
    ),
    Change(
        2020,
        "COVID-19",
        "Routine inspections paused from March 2020; assurance visits from September 2020",
    ),
    Change(
        2023,
        "New JTAI, SEND",
        "New frameworks for area SEND inspections and JTAI; ILACS judges care leavers by "
        "themselves, from January 2023",
    ),
)
"""What makes figures of the years before and after hard to compare."""


def changes_between(first: int, last: int) -> tuple[Change, ...]:
    """The changes that fall into these years."""
    return tuple(change for change in CHANGES if first <= change.year <= last)


@dataclass(frozen=True, slots=True)
class Family(Record):
    """Kinds of publication that ask about the same things, so that their shares compare."""

    key: str
    label: str
    kinds: tuple[str, ...]


FAMILIES = (
    Family("all", "All kinds of publication", ()),
    Family(
        "care",
        "Inspections and visits of children’s services",
        (*INSPECTION_KINDS, *VISIT_KINDS),
    ),
    Family("full", "Full inspections only (ILACS and SIF)", ("ilacs_inspection", "sif_inspection")),
    Family("joint", "Joint targeted area inspections", ("jtai",)),
    Family("send", "Area SEND inspections", ("area_send",)),
    Family(
        "department",
        "Notices, directions and letters of the Department for Education",
        (*DEPARTMENT_KINDS, "commissioner_report"),
    ),
)
FAMILY = {family.key: family for family in FAMILIES}
