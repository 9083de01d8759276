"""A briefing as a Word document and as a page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from lxml import html as lxml_html

from pipeline.brief import chart
from pipeline.brief.blocks import Chart
from pipeline.brief.stage import brief_of, render
from pipeline.cli import main
from pipeline.errors import UsageError

DOCX, HTML = ".docx", ".html"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@pytest.fixture(scope="module")
def made(story, tmp_path_factory) -> dict[str, Path]:
    """The briefing on Brackenshire in both formats."""
    folder = tmp_path_factory.mktemp("made")
    brief = brief_of(story, "brackenshire", "2025-04-01")
    paths = {ending: folder / f"brief{ending}" for ending in (DOCX, HTML)}
    for ending, path in paths.items():
        path.write_bytes(render(brief, ending))
    return paths


@pytest.mark.parametrize("ending", [DOCX, HTML])
def test_the_same_day_gives_the_same_bytes(story, made, ending):
    again = render(brief_of(story, "brackenshire", "2025-04-01"), ending)
    assert again == made[ending].read_bytes()


def test_the_word_document_has_real_styles_language_title_and_dates(made):
    document = docx.Document(str(made[DOCX]))
    styles = [p.style.name for p in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 11
    assert {"Heading 2", "List Bullet", "List Number", "Caption", "Quote"} <= set(styles)
    properties = document.core_properties
    assert properties.title == document.paragraphs[0].text
    assert properties.language == "en-GB"
    assert properties.created.isoformat().startswith("2025-04-01T00:00:00")
    assert properties.modified == properties.created
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"
    with zipfile.ZipFile(made[DOCX]) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_header_rows_are_marked_pictures_described_and_links_real(made):
    document = docx.Document(str(made[DOCX]))
    assert len(document.tables) > 8
    for table in document.tables:
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    (picture,) = document.inline_shapes
    assert "The numbers are in the table below" in picture._inline.docPr.get("descr")
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert any(link.endswith("#page=2") for link in links)
    assert all(link.startswith("https://") for link in links)


def test_libreoffice_opens_the_word_document(made, tmp_path):
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice (soffice) or poppler-utils (pdftotext) is not installed")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, made[DOCX]],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "brief.pdf", "-"],
        check=True, capture_output=True, text=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert "Brackenshire: what inspectors found" in text
    assert "What no action answers" in text
    assert 6 < text.count("\f") < 20


def test_the_page_is_one_file_with_language_headings_and_tables_for_screen_readers(made):
    text = made[HTML].read_text(encoding="utf-8")
    page = lxml_html.fromstring(made[HTML].read_bytes())
    assert page.get("lang") == "en-GB"
    assert page.findtext("head/title") == page.findtext(".//h1")
    assert len(page.findall(".//h1")) == 1
    levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not page.findall(".//script")
    assert not page.findall(".//link")
    for picture in page.findall(".//img"):
        assert picture.get("src").startswith("data:image/svg+xml;base64,")
        assert picture.get("alt")
    for table in page.findall(".//table"):
        assert table.findtext("caption")
        assert {cell.get("scope") for cell in table.findall("thead/tr/th")} == {"col"}
        assert all(row[0].get("scope") == "row" for row in table.findall("tbody/tr"))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    inner = [a.get("href") for a in page.findall(".//a") if a.get("href").startswith("#")]
    assert {href[1:] for href in inner} <= set(ids)
    assert "#main" in inner
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


@pytest.mark.parametrize("authority", ["quenby-vale", "tolverne"])
def test_hostile_text_stays_text(hostile, authority):
    brief = brief_of(hostile, authority)
    document = docx.Document(io.BytesIO(render(brief, DOCX)))
    text = "\n".join(p.text for p in document.paragraphs)
    cells = "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    page = render(brief, HTML).decode("utf-8")
    tree = lxml_html.fromstring(page.encode("utf-8"))
    assert not CONTROLS.search(text + cells + page)
    assert not tree.findall(".//script")
    assert all(link.startswith("https://") for link in links)
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if name.startswith("on")]
            assert not (element.get("href") or "").lower().startswith("javascript:")
    if authority == "tolverne":
        assert "<script>alert(1)</script>" in cells
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_page(made, chromium, axe, scheme):
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(made[HTML].as_uri())
    found = axe(page)
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert not found
    assert wide <= 320


def test_the_chart_is_the_same_each_time_and_takes_any_words():
    names = ("Supervision", "$x^2$ \\frac <!-- --> " + "long " * 30)
    drawn = Chart("Caption", "Alt", names, ("Notice, 1 May 2024", "Inspection, 2 May 2024"),
                  ((1, 0), (2, 30)))  # fmt: skip
    assert chart.png(drawn) == chart.png(drawn)
    assert chart.svg(drawn) == chart.svg(drawn)
    assert chart.png(drawn).startswith(b"\x89PNG")
    assert b"<svg" in chart.svg(drawn)


def test_the_command_writes_a_file_or_a_page_to_stdout(story, tmp_path):
    def run(*arguments: str):
        return CliRunner().invoke(main, ["brief", *arguments, "--corpus", str(story.root)])

    done = run("--authority", "Brackenshire", "--as-of", "1 April 2025")
    assert done.exit_code == 0
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert 'As of <time datetime="2025-04-01">1 April 2025</time>' in done.stdout
    assert done.stderr.startswith("Invented data: Brackenshire")
    out = tmp_path / "new" / "brief.docx"
    done = run("--authority", "brackenshire", "--out", str(out))
    assert done.exit_code == 0
    assert done.stdout == ""
    assert out.read_bytes().startswith(b"PK")
    assert run("--authority", "brackenshire", "--out", str(tmp_path / "brief.pdf")).exit_code == 2
    assert run("--authority", "atlantis").exit_code == 2
    assert run().exit_code == 2
    with pytest.raises(UsageError):
        render(brief_of(story, "kent"), ".odt")
