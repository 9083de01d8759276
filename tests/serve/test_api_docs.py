"""docs/api.md says what is sent: each address, and every name at the top of its answer."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY

TEXT = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(/api/[^`]+)`\n(.*?)(?=^## |\Z)", TEXT, flags=re.M | re.S))
IDS = {"council": "brackenshire", "area": "supervision", "coverage": "brackenshire"}


def documented(section: str) -> set[str]:
    """The names that the items of a section begin with."""
    heads = re.findall(r"^- ((?:`\w+`(?:, )?)+)", section, flags=re.M)
    return {name for head in heads for name in re.findall(r"`(\w+)`", head)}


@pytest.mark.parametrize("address", SECTIONS)
def test_the_names_of_an_answer_are_those_documented(get, ids, address):
    kind = address.split("/")[2]
    key = ids.publication_id if kind == "publication" else IDS.get(kind, "")
    value = get(address.replace("ID", key)).json()
    assert set(value) == documented(SECTIONS[address])


def test_every_json_address_is_documented():
    from pipeline.serve.pages import ROUTES  # noqa: PLC0415

    served = {
        re.sub(r"\(\?P<\w+>[^)]*\)", "ID", route.pattern).replace("\\", "").rstrip("$")
        for route in ROUTES
        if route.pattern.startswith("/api/")
    }
    assert served == set(SECTIONS)


def test_errors_are_one_sentence(get):
    answer = get("/api/council/nowhere.json")
    assert answer.status_code == 404
    assert answer.json() == {"error": "There is no council nowhere."}
