"""All areas, one area, and heat maps of areas."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.serve.sites import councils, letter, made_site


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    def fill(connection):
        letter(connection, "bad", "vale", "2016-02-01", ("supervision", "concern"),
               kind="sif_inspection", grades={"overall": "inadequate"})  # fmt: skip
        letter(connection, "praise", "vale", "2019-03-02", ("supervision", "strength"),
               grades={"overall": "good"},
               text="Well supervised, says a good council.")  # fmt: skip
        letter(connection, "weak", "wick", "2019-05-06", ("supervision", "strength"),
               grades={"overall": "requires_improvement"},
               text="Praise of a weak council.")  # fmt: skip
        letter(connection, "best", "wick", "2021-05-06", ("supervision", "strength"),
               grades={"overall": "outstanding"}, text="The best there is.")  # fmt: skip
        letter(connection, "undated", "wick", None, ("supervision", "concern"))
        letter(connection, "mixed", "wick", "2021-08-09", ("supervision", "mixed"),
               kind="focused_visit")  # fmt: skip

    return made_site(tmp_path_factory.mktemp("areas"), councils, fill)


def test_the_list_counts_publications(ask):
    value = ask("/api/areas.json").json()
    assert value["publications"] == 5  # not the one without a date
    rows = {one["area_id"]: one for one in value["areas"]}
    assert (rows["supervision"]["concern"], rows["supervision"]["strength"]) == (2, 4)
    assert rows["supervision"]["framework"] == [
        "Enabler 3: the workforce is equipped and effective"
    ]
    page = ask("/areas?family=full").text
    assert "1 of 4" in page


def test_an_area_says_what_belongs_to_it_in_words(ask):
    page = ask("/area/supervision").text
    assert "Of staff – how often." in page
    assert "Foster carers (see Fostering)." in page
    assert "Enabler 3: the workforce is equipped and effective" in page


def test_the_trend_has_its_table_and_the_changes_of_framework(ask):
    page = ask("/area/supervision").text
    assert "Inspections of local authority children’s services (ILACS) in place of SIF" in page
    table = page[page.index("by year</caption>") :]
    assert re.search(r">2016</th><td><span.*?1 of 1", table, re.S)
    assert "1 Focused visit" in table
    svg = ask("/plots/area/supervision.svg").text
    assert ">ILACS</text>" in svg
    assert ">of 0</text>" in svg  # 2017 is drawn, and says that it is empty
    rows = list(
        csv.DictReader(io.StringIO(ask("/plots/area/supervision.csv").text.lstrip("\ufeff")))
    )
    assert [(row["year"], row["publications"]) for row in rows][:2] == [
        ("2016", "1"),
        ("2017", "0"),
    ]


def test_who_is_praised_and_criticised_latest_first(ask):
    page = ask("/area/supervision").text
    table = page[page.index("2 councils, latest first") :]
    assert table.index("Wick") < table.index("Vale")
    assert '/?area=supervision&amp;authority=vale&amp;stance=concern"' in table
    assert "Vale" not in _councils(ask("/area/fostering").text)
    only = _councils(ask("/area/supervision?side=strength").text)
    assert "Vale" in only
    assert "Wick" not in only  # its latest is mixed


def _councils(page: str) -> str:
    return page[page.index('id="councils"') : page.index('id="well"')]


def test_done_well_is_praise_of_those_judged_good_or_better_there(ask):
    page = ask("/area/supervision").text
    well = page[page.index('id="well"') :]
    assert well.index("The best there is.") < well.index("Well supervised, says a good council.")
    assert "Praise of a weak council." not in well
    assert "/publication/best?finding=f-best-1#printed" in well
    value = ask("/api/area/supervision.json").json()
    assert [one["grade"] for one in value["done_well"]] == ["outstanding", "good"]
    assert value["next"] is None


def test_a_section_judged_less_than_good_is_no_example(tmp_path):
    def fill(connection):
        letter(connection, "a", "vale", "2023-03-02", ("supervision", "strength"),
               grades={"overall": "good", "leaders": "inadequate"})  # fmt: skip
        connection.execute(
            "UPDATE findings SET section = 'The impact of leaders on social work practice'"
        )

    ask = made_site(tmp_path, councils, fill)
    assert ask("/api/area/supervision.json").json()["done_well"] == []


def test_areas_by_year_and_by_council(ask):
    years = ask("/plots/area-year?stance=strength").text
    assert "share of publications with a strength" in years
    assert "<caption>" in years
    rows = list(csv.DictReader(io.StringIO(ask("/plots/area-year.csv").text.lstrip("\ufeff"))))
    assert {row["year"] for row in rows} == {"2016", "2019", "2021"}
    region = ask("/plots/area-council?region=North+East").text
    assert ">Wick<" in region
    assert ">Vale<" not in region
    both = ask("/plots/area-council?council=vale&council=wick").text
    assert ">Wick<" in both
    assert ">Vale<" in both
    assert ask("/plots/area-council.svg").text.startswith("<?xml")


def test_nothing_of_these_years_is_said_plainly(ask):
    for path in ("/plots/area-year", "/area/supervision", "/areas"):
        answer = ask(f"{path}?since=2001&until=2002")
        assert answer.status_code == 200
        assert "No publication of these kinds and years is held" in answer.text
    assert ask("/plots/area/supervision.svg?until=2002").status_code == 404
    assert ask("/plots/area-year.svg?until=2002").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/area/none", "/api/area/none.json", "/plots/area/none.svg", "/plots/area-council?council=x"],
)
def test_what_is_not_there_is_404(ask, path):
    assert ask(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/area/supervision?side=x", "/plots/area-year?stance=x", "/plots/area-council?region=x",
     "/areas?family=x", "/areas?until=99999"],
)  # fmt: skip
def test_what_makes_no_sense_is_400(ask, path):
    assert ask(path).status_code == 400
