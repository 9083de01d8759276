"""What README.md says of commands and tables is what they are."""

from __future__ import annotations

import re

import pytest

from pipeline.cli import COMMANDS
from tools.docs import EXPORTS, PART, PARTS, README, command, help_text, renewed

TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PARTS)
def test_generated_part_is_up_to_date(name):
    found = {match.group(2): match.group() for match in PART.finditer(TEXT)}
    assert name in found, f"README.md lacks <!-- generated: {name} -->"
    assert renewed(found[name]) == found[name], "out of date: run 'python3 start.py docs'"


def test_the_columns_of_exports_are_up_to_date():
    text = EXPORTS.read_text(encoding="utf-8")
    assert renewed(text) == text, "out of date: run 'python3 start.py docs'"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    text = help_text(["letters", name], command(name))
    assert "\\b" not in text, "a raw docstring: click does not see its \\b"
    assert re.search(rf"Examples?:\s+letters (.*\s)?{name}\b", text)


def test_links_inside_the_repository_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXT):
        assert (README.parent / target).exists(), target
