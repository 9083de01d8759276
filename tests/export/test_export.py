"""What every format must do, and what each does in its way."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import CorpusError, PipelineError, UsageError
from pipeline.export.select import Selection
from pipeline.export.stage import FORMATS, export
from pipeline.export.tables import EXPORT_TABLES, KINDS
from pipeline.harmless import FORMULA
from pipeline.search import Filters
from tests.databases import HOSTILE

csv.field_size_limit(10_000_000)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def read_sheet(path: Path, name: str) -> list[dict[str, object]]:
    with closing(openpyxl.load_workbook(path)) as book:
        rows = book[name].iter_rows(values_only=True)
        names = next(rows)
        return [dict(zip(names, row, strict=True)) for row in rows]


def read_front(path: Path) -> str:
    with closing(openpyxl.load_workbook(path)) as book:
        rows = book["Read me"].iter_rows(values_only=True)
        return "\n".join(str(value) for row in rows for value in row if value is not None)


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_same_question_gives_the_same_bytes(hostile, tmp_path, output_format):
    for name in ("one", "two"):
        export(hostile, tmp_path / name, output_format, Selection())
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("output_format", FORMATS)
def test_query_date_version_licence_and_notice_are_in_every_format(plain, write, output_format):
    target = write(plain, output_format, "supervision", authority="Quenby Vale")
    facts = json.loads((target / f"export-{output_format}.json").read_text(encoding="utf-8"))
    assert facts["query"] == {"query": "supervision", "authority": "quenby-vale"}
    assert facts["date"] == "2024-06-02"
    assert "Open Government Licence v3.0" in " ".join(facts["licence"])
    assert facts["notice"].startswith("Invented data: Quenby-Vale is invented.")
    if output_format == "xlsx":
        said = read_front(target / "letters.xlsx")
    else:
        said = (target / "README.md").read_text(encoding="utf-8")
    for words in ("supervision; authority: quenby-vale", "2024-06-02", "letters 0", "Invented"):
        assert words in said
    assert "Open Government Licence" in said


def test_every_column_has_a_type_and_a_meaning_and_points_into_the_export():
    tables = {table.name: table for table in EXPORT_TABLES}
    for table in EXPORT_TABLES:
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
        for column in table.fields:
            assert column.kind in KINDS
            assert column.description
            if column.references:
                target, name = column.references.split(".")
                assert tables[target].key == (name,)


def test_without_filters_all_that_is_current_is_exported(plain, write):
    target = write(plain, "jsonl")
    findings = {row["finding_id"]: row for row in read_jsonl(target / "findings.jsonl")}
    assert list(findings) == ["f-old", "f-new", "f-other"]
    new = findings["f-new"]
    assert new["areas"] == "Supervision: concern"
    assert new["tags"] == [{"area_id": "supervision", "stance": "concern", "score": 0.75}]
    assert new["link"] == "https://ofsted.example/new#page=2"
    assert (new["coverage"], new["coverage_basis"], new["plan_held"]) == ("uncovered", None, True)
    assert new["raised_before"] == 1
    assert (findings["f-old"]["coverage"], findings["f-old"]["coverage_basis"]) == (
        "covered",
        "suggested",
    )
    assert findings["f-other"]["plan_held"] is False
    assert len(read_jsonl(target / "actions.jsonl")) == 2
    assert len(read_jsonl(target / "authorities.jsonl")) == 2


@pytest.mark.parametrize(
    ("query", "filters", "findings", "actions"),
    [
        ("", {"authority": "quenby-vale"}, 2, 2),  # the whole plan
        ("", {"region": "south west"}, 3, 2),
        ("supervision", {"authority": "quenby-vale"}, 2, 1),  # what answers the findings
        ("", {"since": "2024-01-01"}, 1, 0),
        ("letter -new", {}, 2, 1),
        ("zeppelin", {}, 0, 0),
    ],
)
def test_filters_choose_findings_and_what_belongs_to_them(
    plain, write, query, filters, findings, actions
):
    target = write(plain, "jsonl", query, **filters)
    found = read_jsonl(target / "findings.jsonl")
    assert len(found) == findings
    assert len(read_jsonl(target / "tags.jsonl")) == findings
    assert len(read_jsonl(target / "actions.jsonl")) == actions
    publications = {row["publication_id"] for row in read_jsonl(target / "publications.jsonl")}
    assert publications == {row["publication_id"] for row in found}
    assert {r["publication_id"] for r in read_jsonl(target / "judgements.jsonl")} == publications


def test_a_wrong_filter_is_wrong_usage_and_writes_nothing(plain, tmp_path):
    with pytest.raises(UsageError):
        export(plain, tmp_path / "x", "csv", Selection("", Filters(area="nonsense")))
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("output_format", ["csv", "datapackage"])
def test_no_cell_of_csv_begins_like_a_formula(hostile, write, output_format):
    target = write(hostile, output_format)
    for path in target.glob("*.csv"):
        for row in read_csv(path):
            assert not [cell for cell in row.values() if cell.startswith(FORMULA)], path.name
    texts = {row["finding_id"]: row["text"] for row in read_csv(target / "findings.csv")}
    assert texts["h00"] == "'" + HOSTILE[0]
    assert texts["h08"] == "bell � null-like � escape � and � tab"
    assert texts["h09"] == HOSTILE[9]
    assert texts["h10"] == HOSTILE[10]
    assert texts["h11"] == HOSTILE[11]


def test_json_lines_hold_hostile_text_as_it_is(hostile, write):
    target = write(hostile, "jsonl")
    texts = {row["finding_id"]: row["text"] for row in read_jsonl(target / "findings.jsonl")}
    assert [texts[f"h{n:02d}"] for n in range(len(HOSTILE))] == list(HOSTILE)


def test_links_lead_to_web_addresses_only(hostile, write):
    for row in read_jsonl(write(hostile, "jsonl") / "findings.jsonl"):
        assert (row["link"] or "https://").startswith("https://")


def test_the_workbook_has_real_types_filters_a_frozen_header_and_links(plain, write):
    path = write(plain, "xlsx") / "letters.xlsx"
    with closing(openpyxl.load_workbook(path)) as book:
        assert book.sheetnames == ["Read me", *(table.name for table in EXPORT_TABLES)]
        assert book.properties.created == datetime(2024, 6, 2)  # noqa: DTZ001  Excel knows no zones
        sheet = book["findings"]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.auto_filter.ref.endswith("4")
        printed = sheet.print_area.replace("$", "")
        assert printed.startswith(("'findings'!A1:", "A1:"))
        last = printed.rpartition(":")[2].rstrip("0123456789")
        shown = [cell.value for cell in sheet[f"A1:{last}1"][0]]
        assert {"date", "text", "areas"} <= set(shown)
        assert not {"finding_id", "tags"} & set(shown)
        cells = {cell.value: index for index, cell in enumerate(sheet[1])}
        row = sheet[3]
        assert row[cells["date"]].value == datetime(2024, 2, 29)  # noqa: DTZ001
        assert row[cells["page"]].value == 2
        assert row[cells["asks_for_action"]].value is True
        link = row[cells["link"]]
        assert link.value == "open page 2"
        assert (link.hyperlink.target, link.hyperlink.location) == (
            "https://ofsted.example/new",
            "page=2",
        )


def test_the_workbook_makes_hostile_text_harmless_and_says_what_it_cut(hostile, tmp_path):
    summary = export(hostile, tmp_path / "x", "xlsx", Selection())
    path = tmp_path / "x" / "letters.xlsx"
    with closing(openpyxl.load_workbook(path)) as book:
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
    rows = {row["finding_id"]: row for row in read_sheet(path, "findings")}
    assert rows["h00"]["text"] == HOSTILE[0]
    assert "�" in rows["h08"]["text"]
    assert rows["h10"]["text"].startswith("long 🦉é🦉é")
    assert rows["h10"]["text"].endswith("the whole text is in the other formats]")
    assert len(rows["h10"]["text"].encode("utf-16-le")) // 2 <= 32_767
    assert any(
        line.startswith("findings.text: cut at 32,767 characters") and "h10" in line
        for line in summary.notices
    )
    assert any("control characters" in line for line in summary.notices)
    assert "findings.text: cut at 32,767 characters" in read_front(path)


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_libreoffice_opens_the_workbook(request, write, tmp_path, name):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (command soffice)")
    path = write(request.getfixturevalue(name), "xlsx") / "letters.xlsx"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx",
         "--outdir", tmp_path / "out", path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    rows = read_sheet(tmp_path / "out" / "letters.xlsx", "findings")
    assert [row["authority"] for row in rows][:3] == ["Quenby-Vale", "Quenby-Vale", "Tolverne"]
    assert rows[1]["date"] == datetime(2024, 2, 29)  # noqa: DTZ001
    texts = {row["finding_id"]: row["text"] for row in rows}
    if name == "hostile":
        assert [texts["h00"], texts["h03"]] == [HOSTILE[0], HOSTILE[3]]


def test_duckdb_reads_parquet_with_types_and_metadata(hostile, write):
    target = write(hostile, "parquet")
    file = str(target / "findings.parquet")
    with closing(duckdb.connect()) as connection:
        types = {
            row[0]: row[1]
            for row in connection.execute(
                "DESCRIBE SELECT * FROM read_parquet(?)", [file]
            ).fetchall()
        }
        rows = connection.execute(
            "SELECT finding_id, date, page, tags[1].area_id FROM read_parquet(?) "
            "WHERE date = DATE '2024-02-29'",
            [file],
        ).fetchall()
        texts = dict(
            connection.execute("SELECT finding_id, text FROM read_parquet(?)", [file]).fetchall()
        )
        metadata = dict(
            connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [file]).fetchall()
        )
    assert types["date"] == "DATE"
    assert types["page"] == "INTEGER"
    assert types["asks_for_action"] == "BOOLEAN"
    assert types["tags"] == "STRUCT(area_id VARCHAR, stance VARCHAR, score DOUBLE)[]"
    assert rows == [("f-new", date(2024, 2, 29), 2, "supervision")]
    assert [texts[f"h{n:02d}"] for n in range(len(HOSTILE))] == list(HOSTILE)
    assert json.loads(metadata[b"letters"])["date"] == "2024-06-02"


def test_parquet_without_its_library_says_how_to_get_it(plain, write, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PipelineError, match=r"python3 start.py extra parquet"):
        write(plain, "parquet")


@pytest.mark.parametrize(("name", "query"), [("plain", ""), ("hostile", ""), ("plain", "old")])
def test_frictionless_finds_the_data_package_valid(request, write, name, query):
    target = write(request.getfixturevalue(name), "datapackage", query)
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"],
        cwd=target, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["valid"], [task["errors"] for task in report["tasks"] if task["errors"]]
    assert report["stats"]["tasks"] == len(EXPORT_TABLES)
    package = json.loads((target / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    keys = package["resources"][0]["schema"]["foreignKeys"]
    assert [key["reference"]["resource"] for key in keys] == ["publications", "authorities"]


def test_what_is_no_date_is_left_out_and_said(plain, tmp_path):
    copy = shutil.copytree(plain.root, tmp_path / "copy")
    with closing(sqlite3.connect(copy / "findings.db")) as connection:
        connection.execute("UPDATE actions SET due_date = '2024-02-30' WHERE action_id = 'a1'")
        connection.commit()
    for output_format in FORMATS:
        summary = export(type(plain)(copy), tmp_path / output_format, output_format, Selection())
        assert summary.notices == ("actions.due_date: left out what is no date (1: a1)",)


def test_files_of_an_earlier_export_are_replaced_and_no_others(plain, tmp_path):
    target = tmp_path / "out"
    export(plain, target, "csv", Selection())
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    export(plain, target, "datapackage", Selection("old"))
    assert len(read_csv(target / "findings.csv")) == 1
    assert (target / "notes.txt").read_text(encoding="utf-8") == "mine"
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "findings.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match="not from an export"):
        export(plain, foreign, "csv", Selection())
    assert [path.name for path in foreign.iterdir()] == ["findings.csv"]
    (foreign / "export-csv.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match="not from an export"):
        export(plain, foreign, "csv", Selection())


def test_the_command_names_files_on_stdout_and_counts_on_stderr(plain, tmp_path):
    def run(*arguments: object):
        return CliRunner().invoke(
            main, ["export", *map(str, arguments), "--corpus", plain.root.as_posix()]
        )

    done = run(tmp_path / "out", "supervision", "--authority", "Quenby Vale", "--format", "jsonl")
    assert done.exit_code == 0
    assert str(tmp_path / "out" / "findings.jsonl") in done.stdout.splitlines()
    assert done.stderr.splitlines()[0].startswith("2 findings, 2 publications, 2 judgements, ")
    assert "Invented data" in done.stderr
    assert run(tmp_path / "x", "--format", "ods").exit_code == 2
    assert run(tmp_path / "x", "--authority", "nowhere").exit_code == 2
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run(tmp_path / "file").exit_code == 2
    missing = CliRunner().invoke(main, ["export", str(tmp_path / "y"), "--corpus", str(tmp_path)])
    assert missing.exit_code == 1
    assert "run 'letters run' first" in missing.stderr
