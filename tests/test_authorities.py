from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.authorities import Authorities
from pipeline.errors import UsageError


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    return Authorities.load()


def with_own(tmp_path: Path, text: str) -> Authorities:
    path = tmp_path / "authorities.csv"
    path.write_text(text, encoding="utf-8")
    return Authorities.load(path)


def test_153_authorities_and_their_predecessors(authorities):
    ended = [a.authority_id for a in authorities.by_id.values() if a.valid_to]
    assert len(authorities.by_id) - len(ended) == 153
    assert ended == [
        *("bedfordshire", "bournemouth", "cheshire", "cumbria"),
        *("dorset-until-2019", "northamptonshire", "poole"),
    ]


def test_the_shipped_list_is_that_of_the_publishers(authorities, shared):
    with (shared / "authorities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            authority = authorities.by_id[row["slug"]]
            assert authority.name == row["name"]
            assert authorities.by_urn[row["ofsted_urn"]] is authority
            assert authorities.by_code[row["la_code"]] is authority
            assert authorities.by_code[row["gss_code"]] is authority
            codes = [authorities.by_id[n].la_code for n in authority.neighbours]
            assert codes == row["statistical_neighbours"].split(";")
            for name in (row["name"], row["short_name"], row["slug"], *row["aliases"].split(";")):
                assert not name or authorities.resolve(name) is authority


@pytest.mark.parametrize(
    ("name", "authority_id"),
    [
        ("Council of the City of York", "york"),
        ("City of York Council", "york"),
        ("North Yorkshire County Council", "north-yorkshire"),
        ("Derby City Council", "derby"),
        ("Derbyshire", "derbyshire"),
        ("Durham County Council", "durham"),
        ("Bedford Borough Council", "bedford"),
        ("Central Bedfordshire", "central-bedfordshire"),
        ("Kingston upon Hull City Council", "hull"),
        ("The Royal Borough of Kingston upon Thames", "kingston-upon-thames"),
        ("London Borough of Barking & Dagenham", "barking-and-dagenham"),
        ("City of London", "city-of-london"),
        ("City of Bradford Metropolitan District Council", "bradford"),
        ("Wirral MBC", "wirral"),
        ("Metropolitan Borough of Wirral", "wirral"),
        ("St Helen’s", "st-helens"),
        ("St. Helens Council’s children’s services", "st-helens"),
        ("B&NES", "bath-and-north-east-somerset"),
        ("SOUTHEND ON SEA", "southend-on-sea"),
        ("Westminster City Council", "westminster"),
        ("Westmorland & Furness", "westmorland-and-furness"),
        ("Essex local authority children's services", "essex"),
        ("Barnet's", "barnet"),
        ("Cumbria County Council", "cumbria"),
        ("Borough of Poole", "poole"),
    ],
)
def test_resolve_sees_through_what_councils_put_around_their_names(authorities, name, authority_id):
    assert authorities.resolve(name).authority_id == authority_id


@pytest.mark.parametrize(
    "name", ["", "Council", "London", "Yorkshire", "&", "the " * 5000, "Ambleshore"]
)
def test_resolve_gives_nothing_for_what_is_in_no_list(authorities, name):
    assert authorities.resolve(name) is None


def test_a_name_means_the_authority_of_the_day(authorities):
    assert authorities.resolve("Dorset").authority_id == "dorset"
    assert authorities.resolve("Dorset County Council", on="2015-06-01").la_code == "835"
    assert authorities.resolve("Dorset", on="2019-04-01").la_code == "838"
    assert authorities.resolve("Kent", on="1999-01-01").authority_id == "kent"


def test_successors_begin_when_predecessors_end(authorities):
    cumbria = authorities.by_code["909"]
    assert cumbria.successors == ("cumberland", "westmorland-and-furness")
    assert (cumbria.valid_to, cumbria.changed_on) == ("2023-03-31", "2023-04-01")
    assert authorities.by_id["cumberland"].valid_from == "2023-04-01"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bournemouth, Christchurch and Poole", ["bournemouth-christchurch-and-poole"]),
        ("Derbyshire and Derby", ["derbyshire", "derby"]),
        ("North Yorkshire, then the City of York", ["north-yorkshire", "york"]),
        ("from Kingston upon Hull to Kingston", ["hull", "kingston-upon-thames"]),
        ("Leicester, Leicestershire and Rutland", ["leicester", "leicestershire", "rutland"]),
        ("Bath and North East\nSomerset’s leaders", ["bath-and-north-east-somerset"]),
        ("WEST BERKSHIRE DISTRICT COUNCIL", ["west-berkshire"]),
        ("Kent told Surrey what Kent knew", ["kent", "surrey"]),
        ("Inspection of\nReading\nInspection of services", ["reading"]),
        ("Reading local authority", ["reading"]),
        ("Reading and writing improve", []),
        ("help with reading and with a bath", []),
        ("Greater Manchester Police", []),
        ("Kent Police and Leeds Teaching", ["leeds"]),
        ("Newcastle upon Tyne Hospitals", []),
        ("Newcastle-under-Lyme", []),
        ("2 Quay, Bristol BS1 6XX", []),
        ("20 Street, Westminster, London SW1P 3XX", []),
        ("Kentish Town, Yorkshire, Hullavington", []),
        ("St Helen's and St. Helens", ["st-helens"]),
    ],
)
def test_find_in_names_each_authority_once_in_order(authorities, text, found):
    assert [a.authority_id for a in authorities.find_in(text)] == found


def test_mentions_have_their_place(authorities):
    text = "For Kingston-upon-Hull: read on."
    [(authority, start, end)] = authorities.mentions(text)
    assert (authority.authority_id, text[start:end]) == ("hull", "Kingston-upon-Hull")


@given(st.text())
def test_any_text_can_be_searched_for_names(text):
    authorities = Authorities.load()
    authorities.resolve(text)
    for authority, start, end in authorities.mentions(text):
        assert authorities.resolve(text[start:end]) in (authority, None)


def test_a_folder_adds_its_own(tmp_path):
    authorities = with_own(
        tmp_path,
        "\ufeffname,slug,gss_code,statistical_neighbours,aliases\n"
        "Quenby Vale Council,quenby-vale,E99000091,801;886,QVC;The Vale\n"
        ",,,,\n"
        "Tolverne & Wick,,,,\n",
    )
    vale = authorities.resolve("Quenby Vale")
    assert vale.is_invented
    assert vale.neighbours == ("bristol", "kent")
    assert authorities.resolve("QVC") is vale
    assert authorities.by_code["E99000091"] is vale
    assert authorities.resolve("Tolverne and Wick").authority_id == "tolverne-and-wick"
    assert not authorities.by_id["kent"].is_invented


def test_a_row_with_a_shipped_slug_changes_it(tmp_path):
    authorities = with_own(
        tmp_path,
        "name,slug,valid_to,successors,changed_on\n"
        "Surrey,surrey,2027-03-31,east-surrey,2027-04-01\n"
        "East Surrey,east-surrey,,,\n",
    )
    assert authorities.by_code["936"].valid_to == "2027-03-31"
    assert authorities.by_id["east-surrey"].valid_from == "2027-04-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title\nX\n", "line 1: no column 'title' is known"),
        ("slug\nx\n", "line 1: a column 'name' is needed"),
        ("name,slug\nX,x\n,y\n", "line 3: name: an authority without a name"),
        ("name,slug\nX,X y\n", "line 2: slug: 'X y' is not lower-case words"),
        ("name,slug\nX,x\nY,x\n", "line 3: slug 'x' stands twice"),
        ("name,ofsted_urn\nX,80426\n", "line 2: ofsted_urn '80426' is that of Barnsley already"),
        ("name,slug,la_code\nX,x,370\n", "line 2: la_code '370' is that of Barnsley already"),
        ("name,slug\nHull City Council,x\n", "line 2: name 'hull' is that of Kingston upon Hull"),
        ("name,gss_code\nX,99\n", "line 2: gss_code: '99' is not a code like E06000001"),
        ("name,valid_to\nX,soon\n", "line 2: valid_to: 'soon' is no date"),
        ("name,statistical_neighbours\nX,1\n", "line 2: statistical_neighbours: no authority has"),
        ("name,successors\nX,y\n", "line 2: successors: no authority has slug 'y'"),
        ("name,slug,la_code\nKent,kent,1\n", "line 2: la_code: that of Kent is '886'"),
        ("name,slug\nX,x,y\n", "line 2: more cells than columns"),
    ],
)
def test_a_list_that_cannot_be_right_names_the_line(tmp_path, text, said):
    with pytest.raises(UsageError) as caught:
        with_own(tmp_path, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_in_another_encoding_says_what_to_do(tmp_path):
    path = tmp_path / "authorities.csv"
    path.write_bytes("name\nCafé Vale\n".encode("cp1252"))
    with pytest.raises(UsageError, match="CSV UTF-8"):
        Authorities.load(path)
