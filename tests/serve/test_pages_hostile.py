"""Names and texts that are code, long texts, SQL in every parameter: nothing runs or breaks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest

from tests.made import put
from tests.serve.sites import councils, letter, made_site

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
LONG = "word & <b>bold</b> " * 2200
ATTACKS = (
    "' OR 1=1 --",
    '"; DROP TABLE findings; --',
    "1 UNION SELECT sql FROM sqlite_master",
    EVIL,
    "../../../etc/passwd",
    "\x00\x1b",
    "9" * 400,
    "-1",
    "١٩٩٩",
)
PARAMETERS = (
    *("region", "name", "sort", "council", "neighbours", "england", "theme", "family", "since"),
    *("until", "side", "councils", "page", "plan", "show", "publication", "authority", "kind"),
    *("stance", "repeats"),
)
PATHS = (
    *("/councils", "/council/evil", "/compare", "/compare.svg", "/compare.csv", "/areas"),
    *("/area/evil-area", "/coverage", "/coverage/evil", "/coverage/evil.csv", "/deadlines"),
    *("/deadlines.ics", "/deadlines.csv", "/plots/area-year", "/plots/area-council"),
    *("/plots/area-council.svg", "/plots/timeline/evil.svg", "/plots/timeline/evil.csv"),
    *("/plots/area/evil-area.svg", "/api/councils.json", "/api/council/evil.json"),
    *("/api/areas.json", "/api/area/evil-area.json", "/api/compare.json"),
    *("/api/coverage/evil.json", "/api/deadlines.json"),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    def fill(connection):
        put(connection, "authorities", authority_id="evil", name=EVIL, region=EVIL)
        put(connection, "areas", area_id="evil-area", label=EVIL, theme=EVIL, definition=EVIL,
            framework=f'["{quote(EVIL)}"]')  # fmt: skip
        facts = {"title": EVIL, "url": "javascript:alert(3)", "label": EVIL, "lead_inspector": EVIL}
        letter(connection, "one", "evil", "2022-01-02", ("evil-area", "concern"), text=EVIL,
               grades={"overall": "good"}, **facts)  # fmt: skip
        letter(connection, "two", "evil", "2024-01-02", ("evil-area", "mixed"),
               ("evil-area", "strength"), text=LONG, grades={"overall": "good"},
               **facts)  # fmt: skip
        put(connection, "plans", plan_id="plan", authority_id="evil", title=EVIL, url=EVIL,
            version_date="2023-01-01")  # fmt: skip
        for n in (1, 2):
            put(connection, "actions", action_id=f"a{n}", plan_id="plan", position=n, text=EVIL,
                reference=EVIL, owner=EVIL, status=EVIL,
                rag=EVIL if n == 2 else "green")  # fmt: skip
        put(connection, "links", link_id="l", finding_id="f-one-1", action_id="a1", score=0.9,
            strength="full", status="confirmed", decided_by=EVIL, note=EVIL,
            reasons='{"terms":["<script>"],"areas":["<b>"],"unanswered":["<i>"]}')  # fmt: skip
        put(connection, "recurrences", finding_id="f-two-1", earlier_finding_id="f-one-1",
            score=1, status="suggested",
            reasons='{"groups":["<script>"],"failings":["<b>"]}')  # fmt: skip
        put(connection, "action_changes", plan_id="plan", action_id="a1", change="reworded",
            detail=EVIL)  # fmt: skip
        put(connection, "deadlines", deadline_id="d", kind="ordered", publication_id="one",
            finding_id="f-one-1", text=EVIL, responsible=EVIL, due_date="2024-01-01")  # fmt: skip

    return made_site(tmp_path_factory.mktemp("hostile"), councils, fill)


@pytest.mark.parametrize("path", PATHS)
def test_hostile_text_is_text(ask, path):
    query = "?council=evil&england=1" if "compare" in path else ""
    answer = ask(path + query)
    assert answer.status_code == 200
    kind = answer.headers["content-type"]
    if kind.startswith("text/html"):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<b>" not in answer.text
        assert not re.search(r'href="\s*javascript:', answer.text, re.I)
        assert "alert(2)&gt;49" not in answer.text  # no template in a text is filled in
        assert len(answer.text) < 200_000  # a text of 40,000 characters is cut
    elif kind.startswith("image/svg"):
        ET.fromstring(answer.text.partition("\n")[2])  # noqa: S314  our own
        assert "<script" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_attacks_in_every_parameter_are_values(ask, path):
    before = ask("/api/councils.json").text
    for name in PARAMETERS:
        for attack in ATTACKS:
            answer = ask(f"{path}?{name}={quote(attack)}")
            assert answer.status_code in (200, 400, 404), (name, attack)
            if "html" in answer.headers["content-type"]:
                assert "<script>alert" not in answer.text
            assert "CREATE TABLE" not in answer.text
            assert "Traceback" not in answer.text
    assert ask("/api/councils.json").text == before


@pytest.mark.parametrize("path", ["/council/", "/area/", "/coverage/", "/api/council/"])
def test_attacks_in_the_path_are_404(ask, path):
    for attack in ATTACKS:
        ending = ".json" if "/api/" in path else ""
        assert ask(path + quote(attack, safe="") + ending).status_code in (302, 404)


def test_cells_of_files_run_no_formula(tmp_path):
    def fill(connection):
        letter(connection, "one", "vale", "2022-01-02", ("supervision", "concern"),
               title="=HYPERLINK(1)", text="@SUM(1)")  # fmt: skip
        put(connection, "deadlines", deadline_id="d", kind="ordered", publication_id="one",
            finding_id="f-one-1", text="+1", due_date="2024-01-01")  # fmt: skip

    ask = made_site(tmp_path, councils, fill)
    assert "'=HYPERLINK" in ask("/plots/timeline/vale.csv").text
    assert "'@SUM" in ask("/coverage/vale.csv").text
    assert "'+1" in ask("/deadlines.csv").text
