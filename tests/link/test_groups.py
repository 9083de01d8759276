"""Which groups passages name, and when these part them."""

from __future__ import annotations

import pytest

from pipeline.link.groups import compare, groups_of


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Homes for children in care", "children in care"),
        ("Looked-after children", "children in care"),
        ("Pathway plans by personal advisers", "care leavers"),
        ("Disabled children’s short breaks", "disabled children"),
        ("Unaccompanied young people seeking safety", "unaccompanied children"),
        ("16- and 17-year-olds with nowhere to live", "homeless 16- and 17-year-olds"),
        ("Children who are privately fostered", "privately fostered children"),
        ("Team managers sign off plans", "managers"),
        ("Independent reviewing officers (IROs)", "independent reviewing officers"),
        ("Support to foster carers", "foster carers"),
    ],
)
def test_a_passage_names_a_group(text, group):
    assert group in groups_of(text)


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("Visits to care leavers", "Personal advisers see each care leaver", 1),
        ("Homes for care leavers", "Homes for disabled children", -1),
        ("Homes for care leavers", "Buy two houses", 0),
        ("Supervision of social workers", "Team managers hold one-to-ones", 0),
        ("Homeless 16- and 17-year-olds", "Outreach to rough sleepers", -1),
        ("Wellbeing of the workforce", "Flu jabs for all council staff", -1),
    ],
)
def test_groups_agree_differ_or_say_nothing(one, other, value):
    assert compare(groups_of(one), groups_of(other)).value == value
