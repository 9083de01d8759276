"""What a briefing says, and what it must not say."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from pipeline.brief.blocks import Brief, Bullets, Chart, Paragraph, Quotation, Section, Table
from pipeline.brief.facts import due_words, is_done, is_rated, rating
from pipeline.brief.stage import brief_of
from pipeline.corpus import Corpus
from pipeline.errors import UsageError


def words(lines) -> str:
    return " ".join("".join(span.text for span in line) for line in lines)


def said(section: Section) -> str:
    """All the words of a section."""
    found = [section.heading]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(words([block.line]))
        elif isinstance(block, Bullets):
            found += [words(entry) for entry in block.entries]
        elif isinstance(block, Table):
            found += [block.caption, *block.header]
            found += [words(cell) for row in block.rows for cell in row]
        elif isinstance(block, Quotation):
            found += [block.label, block.text, words([block.cite])]
        elif isinstance(block, Chart):
            found += [block.caption, block.alt]
    return "\n".join([*found, *(said(part) for part in section.parts)])


def of(brief: Brief, heading: str) -> str:
    return next(said(section) for section in brief.sections if section.heading == heading)


def headings(brief: Brief) -> list[str]:
    return [section.heading for section in brief.sections]


@pytest.fixture(scope="module")
def brackenshire(story: Corpus) -> Brief:
    return brief_of(story, "Brackenshire", "2025-04-01")


def test_the_sections_come_in_the_order_of_a_meeting(brackenshire):
    assert headings(brackenshire) == [
        "Summary",
        "Questions to ask",
        "Judgements over time",
        "Where concerns were raised",
        "What is done well",
        "What came back",
        "What no action answers",
        "Marked complete or green, and raised again",
        "Deadlines",
        "What was asked for, and the actions that answer it",
        "Sources and method",
    ]
    assert brackenshire.notice.startswith("Invented data: Brackenshire")


def test_the_summary_gives_judgement_coverage_and_what_it_rests_on(brackenshire):
    summary = of(brackenshire, "Summary")
    assert "latest overall judgement is inadequate (inspection report, 28 April 2023" in summary
    assert "covered (suggested, not checked)" in summary
    assert "without an action that answers them" in summary


def test_what_no_action_answers_holds_what_the_sample_leaves_open(brackenshire):
    left = of(brackenshire, "What no action answers")
    assert "initial health assessments" in left
    assert "privately fostered" in left
    assert "Supervision" not in left


def test_what_came_back_has_quotes_dates_and_pages_of_each_time(brackenshire):
    back = of(brackenshire, "What came back")
    assert "raised in five publications (suggested, not checked)" in back
    assert "Monitoring visit letter, 13 August 2024, page 2" in back
    assert "Inspection report, 28 April 2023, page 2" in back


def test_actions_have_owner_due_date_and_rating_in_words(brackenshire):
    asked = of(brackenshire, "What was asked for, and the actions that answer it")
    assert (
        "Principal Social Worker; due 15 September 2023 (passed); rated blue; suggested." in asked
    )
    assert "Covered (suggested, not checked)" in asked


def test_deadlines_are_held_against_the_day(story):
    before = of(brief_of(story, "brackenshire", "2025-04-01"), "Deadlines")
    after = of(brief_of(story, "brackenshire", "2025-06-01"), "Deadlines")
    ahead, passed = before.index("Ahead on 1 April 2025"), before.index("Passed:")
    assert ahead < before.index("30 May 2025") < passed
    assert "Ahead" not in after
    assert "every 6 weeks" in after.lower()


def test_each_question_rests_on_something(brackenshire):
    section = next(s for s in brackenshire.sections if s.heading == "Questions to ask")
    (questions,) = (block for block in section.blocks if isinstance(block, Bullets))
    assert questions.numbered
    assert len(questions.entries) >= 8
    for ask, rests in questions.entries:
        assert words([ask]).endswith("?")
        assert words([rests])
    text = said(section)
    assert "no action of the plan answers it. What will be different this time?" in text
    assert "Does that bear the rating out?" in text
    assert "was due on" in text
    assert "has no date (C7). By when will it be done?" in text
    assert "Is there a later version" in text


def test_every_table_row_fits_its_header(story):
    for authority in ("brackenshire", "saltmarch", "wyndleford", "kent"):
        for section in brief_of(story, authority).sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    assert len(block.widths) == len(block.header)
                    assert {len(row) for row in block.rows} == {len(block.header)}


def test_the_chart_has_a_table_with_the_same_numbers(brackenshire):
    section = next(s for s in brackenshire.sections if s.heading.startswith("Where"))
    (chart,) = (block for block in section.blocks if isinstance(block, Chart))
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert [[words(cell) for cell in row] for row in table.rows] == [
        [name, *map(str, numbers)] for name, numbers in zip(chart.rows, chart.values, strict=True)
    ]
    raised = sum(number > 0 for number in chart.values[0])
    first = f"{chart.rows[0]} comes first: a concern in {raised} of {len(chart.values[0])} publ"
    assert first in chart.alt


def test_without_a_plan_nothing_is_said_of_coverage(story):
    brief = brief_of(story, "saltmarch")
    assert "What no action answers" not in headings(brief)
    text = "\n".join(map(said, brief.sections))
    assert "No improvement plan is held, so this cannot say which are answered" in text
    assert "uncovered" not in text.lower()
    assert "Is there an improvement plan" in text


def test_a_council_of_which_nothing_is_held(story):
    brief = brief_of(story, "kent")
    assert "No publication about Kent is held" in of(brief, "Summary")
    # Nothing that could be read as: there is nothing to worry about.
    assert headings(brief) == ["Summary", "Sources and method"]
    assert brief.notice.endswith("Kent is not one of them.")
    with pytest.raises(UsageError, match="no authority"):
        brief_of(story, "atlantis")
    with pytest.raises(UsageError, match="no date"):
        brief_of(story, "kent", "soon")


@pytest.fixture
def changed(plain: Corpus, tmp_path):
    """A copy of the database by hand, to be changed."""
    copy = shutil.copytree(plain.root, tmp_path / "copy")

    def change(*statements: str) -> Corpus:
        with closing(sqlite3.connect(copy / "findings.db")) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return Corpus(copy)

    return change


def test_what_a_predecessor_was_told_is_shown_as_such(changed):
    corpus = changed(
        "INSERT INTO authority_successions VALUES ('tolverne', 'quenby-vale', '2023-09-01')"
    )
    brief = brief_of(corpus, "quenby-vale")
    assert "took over from Tolverne on 1 September 2023" in of(brief, "Summary")
    assert "Tolverne (predecessor): focused visit letter, 6 May 2023" in "\n".join(
        map(said, brief.sections)
    )
    assert "About Tolverne, a predecessor" in of(brief, "Judgements over time")


def test_restatements_replaced_versions_and_copies_of_plans_do_not_count(changed):
    corpus = changed(
        "UPDATE findings SET restates_finding_id = 'f-old' WHERE finding_id = 'f-new'",
        "INSERT INTO plans (plan_id, authority_id, same_as_plan_id) "
        "VALUES ('copy', 'quenby-vale', 'plan')",
        "INSERT INTO actions (action_id, plan_id, position, text) "
        "VALUES ('c1', 'copy', 1, 'Copied.')",
    )
    text = "\n".join(map(said, brief_of(corpus, "quenby-vale").sections))
    assert "letter of new" not in text
    assert "in the new letter" not in text
    assert "Copied." not in text
    corpus = changed(
        "UPDATE findings SET restates_finding_id = NULL",
        "UPDATE publications SET supersedes_id = 'old' WHERE publication_id = 'new'",
    )
    text = "\n".join(map(said, brief_of(corpus, "quenby-vale").sections))
    assert "in the old letter" not in text
    assert "in the new letter" in text


def test_confirmed_is_told_from_suggested(changed):
    corpus = changed(
        "UPDATE links SET status = 'confirmed'", "UPDATE recurrences SET status = 'confirmed'"
    )
    text = "\n".join(map(said, brief_of(corpus, "quenby-vale").sections))
    assert "raised in two publications (confirmed)" in text
    # Only what came after the last inspection with an overall judgement is shown in full.
    assert "Earlier publications: how many findings ask for action" in text


def test_words_for_ratings_and_dates():
    assert rating("green", "") == "rated green"
    assert rating("", "In progress") == "status “In progress”"
    assert rating("", "") == "not rated"
    assert is_rated("red", "Delayed") == "is rated red (status: Delayed)"
    assert due_words("2024-01-31", "", "2024-02-01") == "due 31 January 2024 (passed)"
    assert due_words("2024-01-31", "", "2024-01-31") == "due 31 January 2024"
    assert due_words("", "Ongoing", "2024-01-31") == "due Ongoing"
    assert due_words("", "", "2024-01-31") == "no date"
    assert is_done("", "Completed in May")
    assert not is_done("", "Partly completed")
    assert not is_done("amber", "In progress")
