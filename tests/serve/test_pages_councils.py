"""All councils, one council, councils side by side."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest

from tests.made import put
from tests.serve.sites import councils, letter, made_site

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    def fill(connection):
        letter(connection, "one", "old-vale", "2020-02-01", ("supervision", "concern"),
               grades={"overall": "inadequate"})  # fmt: skip
        letter(connection, "two", "vale", "2023-05-06", ("supervision", "concern"),
               kind="focused_visit")  # fmt: skip
        letter(connection, "three", "vale", "2024-02-29", ("supervision", "mixed"),
               grades={"overall": "good", "leaders": "outstanding"})  # fmt: skip
        put(connection, "recurrences", finding_id="f-three-1", earlier_finding_id="f-two-1",
            score=0.8, status="suggested",
            reasons='{"areas":["supervision"],"failings":["late"]}')  # fmt: skip
        for key, day in (("past", "2024-06-01"), ("ahead", "2024-06-02")):
            put(connection, "deadlines", deadline_id=key, kind="ordered", publication_id="three",
                finding_id="f-three-1", text=f"The {key} duty.", due_date=day)  # fmt: skip

    return made_site(tmp_path_factory.mktemp("councils"), councils, fill)


def test_the_list_has_the_latest_grade_and_what_asks_for_action(ask):
    rows = {one["authority_id"]: one for one in ask("/api/councils.json").json()["councils"]}
    assert (rows["vale"]["grade"], rows["vale"]["grade_date"]) == ("good", "2024-02-29")
    assert rows["vale"]["asks_for_action"] == 3  # one of its predecessor
    assert rows["wick"]["publications"] == 0
    page = ask("/councils").text
    assert page.index("Vale") < page.index("without publications here") < page.index("Wick")
    assert "no plan held" in page


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("region=North+East", ">Wick<", ">Vale<"),
        ("name=old", ">Old Vale<", ">Wick<"),
        ("name=vale&region=South+West", ">Vale<", ">Wick<"),
    ],
)
def test_the_list_is_narrowed_by_region_and_name(ask, query, there, missing):
    page = ask(f"/councils?{query}").text
    assert there in page
    assert missing not in page


def test_the_list_begins_with_the_latest_when_asked(ask):
    page = ask("/councils?sort=latest").text
    assert page.index('href="/council/vale"') < page.index('href="/council/old-vale"')


def test_a_council_stands_for_its_predecessor(ask):
    page = ask("/council/vale").text
    assert "It took over from" in page
    assert "1 April 2021" in page
    assert "about Old Vale" in page
    assert "no overall grade" in page  # the focused visit
    assert "Old Vale" in ask("/council/old-vale").text
    assert "took over" in ask("/council/old-vale").text


def test_repeats_show_both_quotes_and_why(ask):
    page = ask("/council/vale").text
    assert "Before: 6 May 2023" in page
    assert "Suggested, not checked" in page
    assert "Both find the same kind of fault: late or slow." in page
    assert '/publication/two?finding=f-two-1#printed"' in page


def test_trajectories_are_a_table_from_letter_to_letter(ask):
    page = ask("/council/vale").text
    table = page[page.index("Concerns from letter to letter, latest first") :]
    assert table.index("29 February 2024") < table.index("6 May 2023")
    assert "Improving" in table


def test_deadlines_are_ahead_or_passed_as_of_the_last_run(ask):
    page = ask("/council/vale").text
    assert (
        page.index("The ahead duty.") < page.index("1 date passed") < page.index("The past duty.")
    )


def test_a_council_without_publications_says_so(ask):
    page = ask("/council/wick")
    assert page.status_code == 200
    assert "No publication about Wick is held here." in page.text


def test_json_of_a_council(ask):
    value = ask("/api/council/vale.json").json()
    assert value["council"]["neighbours"][0]["authority_id"] == "wick"
    assert [one["source"]["publication_id"] for one in value["timeline"]] == ["one", "two", "three"]
    assert value["repeats"][0]["earlier"]["link"] == "/publication/two?finding=f-two-1"
    assert value["coverage"] == {
        "uncovered": 3, "partly": 0, "covered": 0, "actions_that_answer_nothing": 0
    }  # fmt: skip
    assert "file" not in value["timeline"][0]["source"]


def test_the_timeline_is_saved_as_a_plot_and_as_figures(ask):
    answer = ask("/plots/timeline/vale.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "attachment" in answer.headers["content-disposition"]
    svg = ET.fromstring(answer.text.partition("\n")[2])  # noqa: S314  our own
    assert svg.find(f"{SVG}title").text == "Timeline of publications about Vale"
    assert len(svg.findall(f"{SVG}circle")) == 3 + 3  # the publications, the legend
    rows = list(csv.DictReader(io.StringIO(ask("/plots/timeline/vale.csv").text.lstrip("\ufeff"))))
    assert [row["grade"] for row in rows] == ["inadequate", "", "good"]
    assert rows[0]["concerns"] == "Supervision"


@pytest.mark.parametrize(
    "path",
    ["/council/nowhere", "/api/council/nowhere.json", "/plots/timeline/wick.svg",
     "/plots/timeline/nowhere.csv", "/compare?council=nowhere", "/compare?neighbours=nowhere"],
)  # fmt: skip
def test_what_is_not_there_is_404(ask, path):
    assert ask(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/councils?region=Atlantis", "/councils?sort=x", "/compare?region=Atlantis",
     "/compare?theme=x", "/compare?family=x", "/compare?since=20x4",
     "/compare?since=2024&until=2020",
     "/compare?council=vale&council=wick&council=old-vale&council=a&council=b"],
)  # fmt: skip
def test_what_makes_no_sense_is_400(ask, path):
    assert ask(path).status_code == 400


def test_comparison_counts_publications_not_findings(ask):
    path = "?council=vale&council=wick&region=South+West&neighbours=vale&england=1"
    value = ask("/api/compare.json" + path).json()
    groups = [(one["kind"], one["publications"]) for one in value["groups"]]
    assert groups == [("council", 3), ("council", 0), ("neighbours", 0), ("region", 3),
                      ("england", 3)]  # fmt: skip
    row = next(one for one in value["areas"] if one["area_id"] == "supervision")
    assert row["shares"][0] == {"publications": 3, "concern": 3, "strength": 1}
    page = ask("/compare" + path).text
    assert "3 of 3" in page
    assert "none held" in page
    assert "<svg" in page


def test_comparison_of_some_years_and_kinds(ask):
    value = ask("/api/compare.json?council=vale&since=2023&family=full").json()
    assert value["groups"][0]["publications"] == 1
    assert (value["since"], value["until"]) == (2023, None)


def test_nothing_chosen_offers_an_example(ask):
    page = ask("/compare").text
    assert "Choose councils" in page
    assert "council=vale&amp;council=old-vale&amp;england=1" in page


def test_heat_map_cells_say_number_and_denominator(ask):
    text = ask("/compare.svg?council=vale").text
    assert re.findall(r">(\d+/\d+)<", text) == ["3/3", "1/3", "0/3", "0/3"]
