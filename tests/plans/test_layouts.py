"""Plans in odd layouts are read as a reader would."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.authorities import Authorities
from pipeline.extract.limits import Limits
from pipeline.plans.plan import PlanFile, read_plan
from pipeline.records import PlanExtraction, normalised
from tests.made import AUTHORITIES
from tests.plans.layouts import LAYOUTS

FIELDS = (
    *("reference", "theme", "text", "owner", "due_date", "due_text", "status", "rag"),
    *("success_measure", "progress"),
)


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    path = tmp_path_factory.mktemp("places") / "authorities.csv"
    path.write_text(AUTHORITIES, encoding="utf-8")
    return Authorities.load(path)


def read(data: bytes, name: str, authorities: Authorities) -> PlanExtraction:
    file = PlanFile(f"plans/{name}", hashlib.sha256(data).hexdigest())
    return read_plan(data, None, file, authorities, Limits(), "print")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_action_and_field_is_found(layout: str, authorities: Authorities) -> None:
    suffix, make = LAYOUTS[layout]
    data, expected = make()
    found = read(data, f"plan{suffix}", authorities)
    assert [a.text.split("\n") for a in found.actions] == [e["text"].split("\n") for e in expected]
    for action, wanted in zip(found.actions, expected, strict=True):
        got = {name: normalised(getattr(action, name)) for name in FIELDS}
        assert got == {name: normalised(wanted[name]) for name in FIELDS}
        assert action.locator
    assert found.problems == ()
    assert [action.position for action in found.actions] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whose_plan_it_is_and_of_which_day(layout: str, authorities: Authorities) -> None:
    suffix, make = LAYOUTS[layout]
    plan = read(make()[0], f"plan{suffix}", authorities).plan
    assert plan.authority_id == "quenby-vale"
    assert plan.version_date[:7] == "2024-05"
    assert Path(plan.file).stem != plan.title


@pytest.mark.parametrize(
    "label",
    ["Measure to be taken", "Intended result and steps", "Expected outcome", "What changes"],
)
def test_a_plan_whose_action_column_has_another_name_is_read(
    label: str, authorities: Authorities
) -> None:
    rows = [
        f"Ref,{label},Lead officer,By when,Status",
        "1,Train each team manager in reflective supervision,A. Bone,May,Open",
        "2,Send the list of late visits to the head of service each Monday,C. Dent,June,Open",
    ]
    found = read("\n".join(rows).encode(), "plan.csv", authorities)
    assert [action.text.split()[0] for action in found.actions] == ["Train", "Send"]
