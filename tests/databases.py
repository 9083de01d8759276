"""A database of invented councils made by hand, and one with hostile text in every text column."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.db.tables import TABLE
from tests.made import empty_database, put

HOSTILE = (
    '=HYPERLINK("https://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "<script>alert(1)</script> & \"quoted\", 'x'; DROP TABLE findings;--",
    "bell \x07 null-like \x01 escape \x1b and \x0b tab",
    "\u202edesrever\u202c \u200fmarks\u200e \u2066isolated\u2069 emoji 🦉 and Ægir",
    "long " + "🦉é" * 20_000,
    "two\nlines\r\nand, commas",
    "_x0041_ True 2024-02-30 00123 1e5",
)
TEXTS = ("title", "label", "lead_inspector", "framework", "licence", "file", "section",
         "paragraph_number", "text", "reference", "theme", "owner", "due_text", "status", "rag",
         "success_measure", "progress", "locator", "responsible", "note")  # fmt: skip


def make(connection: sqlite3.Connection) -> None:
    """Two councils, a letter each, a plan, a link, a repeat and a deadline."""
    for authority_id, code in (("quenby-vale", "E99000091"), ("tolverne", "E06000092")):
        put(connection, "authorities", authority_id=authority_id, name=authority_id.title(),
            region="South West", gss_code=code, valid_from="2009-04-01")  # fmt: skip
    put(connection, "areas", area_id="supervision", label="Supervision", theme="Practice",
        framework='{"outcome":1}')  # fmt: skip
    for name, authority_id, date in (
        ("old", "quenby-vale", "2020-02-01"),
        ("new", "quenby-vale", "2024-02-29"),
        ("other", "tolverne", "2023-05-06"),
    ):
        put(connection, "publications", publication_id=name, authority_id=authority_id,
            publisher="ofsted", kind="focused_visit", title=f"Visit {name}", published_date=date,
            url=f"https://ofsted.example/{name}", sha256=name, media_type="application/pdf",
            page_count=3, status="read", licence="OGL-UK-3.0",
            fetched_at="2024-06-01T10:11:12Z")  # fmt: skip
        put(connection, "findings", finding_id=f"f-{name}", publication_id=name, position=1,
            kind="improvement", addressed_to="council", text=f"Supervision in the {name} letter.",
            page=2, page_end=2, boxes="[[2,1.5,2,3,4]]")  # fmt: skip
        put(connection, "tags", finding_id=f"f-{name}", area_id="supervision", stance="concern",
            score=0.75, method="rule", evidence="[[0,11]]")  # fmt: skip
        put(connection, "judgements", judgement_id=f"j-{name}", publication_id=name,
            judgement_area="overall", grade="good", page=1)  # fmt: skip
    put(connection, "plans", plan_id="plan", authority_id="quenby-vale", title="Plan",
        version_date="2021-01-01")  # fmt: skip
    for number in (1, 2):
        put(connection, "actions", action_id=f"a{number}", plan_id="plan", position=number,
            text="Do it.", due_date="2021-06-30", rag="green")  # fmt: skip
    put(connection, "links", link_id="l1", finding_id="f-old", action_id="a1", score=0.9,
        strength="full", status="suggested", reasons='{"parts":1}')  # fmt: skip
    put(connection, "recurrences", finding_id="f-new", earlier_finding_id="f-old", score=0.8,
        status="suggested", reasons="{}")  # fmt: skip
    put(connection, "deadlines", deadline_id="d1", kind="ordered", publication_id="new",
        finding_id="f-new", text="By 30 June.", due_date="2024-06-30")  # fmt: skip
    put(connection, "runs", run_id="r1", started_at="2024-06-02T08:00:00Z",
        ended_at="2024-06-02T08:00:09Z", version="0",
        counts='{"new_publications":["new"]}')  # fmt: skip


def make_hostile(connection: sqlite3.Connection) -> None:
    """One more finding, publication and action for each hostile text, which fills them."""

    def filled(table: str, text: str, **values: object) -> None:
        free = [name for name in TABLE[table].names if name in TEXTS and name not in values]
        put(connection, table, **dict.fromkeys(free, text), **values)

    for number, text in enumerate(HOSTILE):
        key = f"h{number:02d}"
        filled("publications", text, publication_id=key, authority_id="tolverne", sha256=key,
               kind="other", status="read", url="javascript:alert(1)//" + key)  # fmt: skip
        filled("findings", text, finding_id=key, publication_id=key, position=1, kind="improvement",
               addressed_to="council")  # fmt: skip
        filled("actions", text, action_id=key, plan_id="plan", position=10 + number)
        filled("links", text, link_id=key, finding_id=key, action_id=key, status="confirmed")
        filled("deadlines", text, deadline_id=key, kind="planned", publication_id=key,
               finding_id=key)  # fmt: skip


def built(root: Path, *, hostile: bool) -> Corpus:
    """A data folder whose database is made by hand."""
    with closing(empty_database()) as connection:
        make(connection)
        if hostile:
            make_hostile(connection)
        connection.execute(
            "CREATE VIRTUAL TABLE findings_fts USING fts5 "
            "(text, content='findings', tokenize='porter unicode61')"
        )
        connection.execute("INSERT INTO findings_fts (findings_fts) VALUES ('rebuild')")
        connection.commit()
        root.mkdir()
        connection.execute("VACUUM INTO ?", (str(root / "findings.db"),))
    return Corpus(root)
