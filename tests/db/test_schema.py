from __future__ import annotations

import re
import sqlite3

import pytest

from pipeline.db.schema import describe
from pipeline.db.tables import TABLE, TABLES
from pipeline.db.views import VIEWS
from tests.made import empty_database

DESCRIBED = describe(TABLES, VIEWS)


def contract(shared) -> str:
    return (shared / "CONTRACT.md").read_text(encoding="utf-8")


def test_tables_and_columns_are_those_of_the_contract(shared):
    rows = re.findall(r"^\| `(\w+)` \| (\w+_id, .+|metric, .+) \|$", contract(shared), re.MULTILINE)
    promised = {name: tuple(columns.split(", ")) for name, columns in rows}
    assert len(promised) == 20
    assert {name: TABLE[name].names for name in promised} == promised
    assert TABLE.keys() - promised.keys() == {"build_inputs"}


def test_views_are_those_of_the_contract(shared):
    text = contract(shared)
    said = text[text.index("Views: ") :].partition("\n\n")[0]
    names = set(re.findall(r"`(\w+)`", said)) & {view.name for view in VIEWS}
    assert {view.name for view in VIEWS} - names == {"counted_findings", "current_plans"}
    assert len(names) == 8


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_and_column_is_described(table):
    assert table.description
    assert all(column.description for column in table.columns)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_column_of_a_view_is_described(view):
    found = empty_database().execute(f"SELECT * FROM {view.name}").description
    assert set(view.columns) == {column[0] for column in found}
    assert DESCRIBED[view.name]["description"]


def test_what_points_elsewhere_is_a_foreign_key_with_an_index():
    connection = empty_database()
    for table in TABLES:
        for statement in table.index_sql():
            connection.execute(statement)
        keys = connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
        pointing = {c.name for c in table.columns if c.references}
        assert {key["from"] for key in keys} == pointing
        indexes = connection.execute(f"PRAGMA index_list({table.name})").fetchall()
        first = {
            connection.execute(f"PRAGMA index_info({index['name']})").fetchone()["name"]
            for index in indexes
        }
        assert pointing <= first


def test_a_row_that_points_to_nothing_is_refused():
    connection = empty_database()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO tags VALUES ('no', 'no', 'concern', 1, 'rule', '[]')")
