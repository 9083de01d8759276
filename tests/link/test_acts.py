"""Acts that speak of a matter and do nothing about what is weak in it."""

from __future__ import annotations

import pytest

from pipeline.link.acts import is_aside


@pytest.mark.parametrize(
    ("finding", "action"),
    [
        ("Support for special guardians", "Guardians' allowances paid through the new system."),
        ("The challenge by reviewing officers", "Move the reviewing officers to county hall."),
        ("Adoption", "Print thirty adoption leaflets."),
        ("The supervision of social workers", "Awards evening for social workers."),
        ("Case recording", "Laptops for agency staff."),
        ("Homeless young people", "Outreach to rough sleepers."),
        ("The assessment of connected carers", "Recruitment drive for foster households."),
    ],
)
def test_an_act_beside_the_matter_is_told(finding, action):
    assert is_aside(finding, action)


@pytest.mark.parametrize(
    ("finding", "action"),
    [
        ("The accuracy of the local offer", "Rebuild the website with parents."),
        ("The retention of social workers", "A retention payment after two years."),
        ("Homes for care leavers", "Refurbish eight flats for care leavers."),
        ("The sufficiency of foster homes", "Recruitment drive for foster households."),
        ("Audits of practice", "Monthly audits, moderated by managers, told in a newsletter."),
        ("The quality of plans", "Training on plans with dates and names."),
        ("Neglect", "Two flats become the premises of a new neglect clinic, open within weeks."),
    ],
)
def test_what_is_asked_for_or_mends_practice_is_none(finding, action):
    assert not is_aside(finding, action)
