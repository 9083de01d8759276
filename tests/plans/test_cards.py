"""Actions that a report lists in paragraphs, each with who and when behind a label."""

from __future__ import annotations

import pytest

from pipeline.plans.cards import labelled_item, upright_document
from pipeline.plans.grid import Document, Grid, Paragraph


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("1. Recruit six team managers. Lead: Ms Vale. By: May 2024.", "1"),
        ("2.3 Recruit six team managers (Owner: Ms Vale; Due: May 2024)", "2.3"),
        ("Recruit six team managers. Responsible officer: Ms Vale. Timescale: May 2024", ""),
    ],
)
def test_a_paragraph_that_labels_who_and_when_is_an_action(text, reference):
    (what, number, action), (_, _, who), (_, _, when) = labelled_item(text)
    assert (what, number, action) == ("Action", reference, "Recruit six team managers.")
    assert (who, when) == ("Ms Vale", "May 2024")


@pytest.mark.parametrize("text", ["3. The board met in May.", "Lead: Ms Vale", "4. Lead: Ms Vale"])
def test_any_other_paragraph_is_none(text):
    assert labelled_item(text) == []


def test_a_list_of_them_becomes_a_table():
    item = "{}. Audit files. Lead: Ms Vale. By when: May 2024"
    read = upright_document(Document([Paragraph(item.format(n)) for n in (1, 2)]))
    [grid] = read.parts
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 3
