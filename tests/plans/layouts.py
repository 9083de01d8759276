"""Plans of an invented council in odd layouts, each with what a reader should find in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import PatternFill
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FILLS = {"red": "FF0000", "amber": "FFC000", "green": "92D050", "blue": "00B0F0"}
THEMES = ("1. Front door", "2. Practice", "3. Leaving care")
Row = dict[str, str]


def action(theme: int, reference: str, text: str, **more: str) -> Row:
    """One action as it should be found."""
    names = ("owner", "due_text", "due_date", "status", "rag", "success_measure", "progress")
    empty = dict.fromkeys(names, "")
    return {"reference": reference, "theme": THEMES[theme], "text": text, **empty, **more}


ACTIONS = [
    action(
        0,
        "1.1",
        "Staff the call desk until eight in the evening and record each caller’s reason.",
        owner="Head of First Contact",
        due_text="30/06/2024",
        due_date="2024-06-30",
        status="In progress",
        rag="amber",
        success_measure="95% of calls answered",
        progress="Rota agreed with the unions.",
    ),
    action(
        0,
        "1.2",
        "Write one page on thresholds for schools",
        owner="Safeguarding Partnership Manager",
        due_text="Sept 24",
        due_date="2024-09-30",
        status="Complete",
        rag="blue",
        success_measure="Page issued to 84 schools",
        progress="Issued on 3 May.",
    ),
    action(
        1,
        "2.1",
        "Observe each social worker twice a year and give feedback in supervision.",
        owner="Principal Social Worker",
        due_text="Q3 2024/25",
        due_date="2024-12-31",
        status="Not started",
        rag="red",
        success_measure="120 observations",
        progress="",
    ),
    action(
        1,
        "2.2",
        "Chronologies in all files open for longer than three months",
        owner="Head of Safeguarding",
        due_text="Ongoing",
        due_date="",
        status="In progress",
        rag="green",
        success_measure="80% up to date",
        progress="71% in April.",
    ),
    action(
        2,
        "3.1",
        "Rent ten flats with support on site for young people leaving care.",
        owner="Head of Housing",
        due_text="by end of March 2025",
        due_date="2025-03-31",
        status="In progress",
        rag="amber",
        success_measure="No young person in bed and breakfast",
        progress="Four flats found.",
    ),
]
NOTE = "Invented for testing: Quenby Vale is no real council."


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, rag: str) -> None:
    if rag:
        cell.fill = PatternFill("solid", fgColor=FILLS[rag])


def banded_xlsx() -> tuple[bytes, list[Row]]:
    """Theme rows over all columns, colours for ratings, last month's beside them, real dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(["Quenby Vale Children’s Services Improvement Plan, reported 14 May 2024"])
    sheet.append([])
    sheet.append(
        [
            "No.",
            "Key actions",
            "Who",
            "Start date",
            "By when",
            "Previous RAG",
            "RAG this month",
            "How will we know?",
            "Update",
            "Delivery status",
        ]
    )
    theme = ""
    for one in ACTIONS:
        if one["theme"] != theme:
            theme = one["theme"]
            sheet.append([theme])
            sheet.merge_cells(f"A{sheet.max_row}:J{sheet.max_row}")
        sheet.append(
            [
                one["reference"],
                one["text"],
                one["owner"],
                date(2024, 1, 8),
                one["due_text"],
                "",
                "",
                one["success_measure"],
                one["progress"],
                one["status"],
            ]
        )
        row = sheet.max_row
        _fill(sheet.cell(row, 6), "red")
        _fill(sheet.cell(row, 7), one["rag"])
        if one["reference"] == "1.1":
            sheet.cell(row, 5, date(2024, 6, 30)).number_format = "dd/mm/yyyy"
        if one["reference"] == "1.2":
            sheet.cell(row, 5, date(2024, 9, 1)).number_format = 'mmm" "yy'
        if one["reference"] == "2.1":
            sheet.cell(row, 8, 120).number_format = '0" observations"'
            sheet.cell(row, 8).value = "120 observations"
    sheet.append(["Total", None, None, None, None, None, None, 5])
    sheet.append([])
    sheet.append([NOTE])
    risks = book.create_sheet("Risks")
    risks.append(["Ref", "Risk", "Likelihood", "Impact score", "Mitigating action", "Owner", "RAG"])
    risks.append(
        ["R1", "Agency costs rise", "4", "3", "Fix the rate with neighbours", "S151", "Red"]
    )
    hidden = book.create_sheet("Old plan")
    hidden.sheet_state = "hidden"
    hidden.append(["Ref", "Action", "Lead", "By when"])
    hidden.append(["9", "Something of last year that is over", "Nobody", "May 2023"])
    expected = [dict(one) for one in ACTIONS]
    expected[1]["due_text"] = "Sep 24"
    return _saved(book), expected


def measures_xlsx() -> tuple[bytes, list[Row]]:
    """Begins in column C; group headers without merging; actions over several measures."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet["C2"] = "Quenby Vale improvement plan"
    sheet["C3"] = "Version 4 - 1 May 2024"
    for column, label in zip("CDEHJ", ("", "What", "Who and when", "Assurance", ""), strict=True):
        sheet[f"{column}6"] = label or None
    labels = ("Theme", "Action ref", "Improvement action", "Named lead", "Deadline")
    more = ("Progress to date (May 2024)", "Success criteria", "B-RAG rating", "Status")
    for column, label in zip("CDEFGHIJK", (*labels, *more), strict=True):
        sheet[f"{column}7"] = label
    row = 8
    expected = []
    for one in ACTIONS:
        measures = [one["success_measure"], "Families say so"]
        values = {
            "D": one["reference"],
            "E": f"{one['text']}\n• first the east\n• then the west",
            "F": one["owner"],
            "G": one["due_text"],
            "H": one["progress"],
            "J": one["rag"].upper(),
            "K": one["status"],
        }
        for column, value in values.items():
            sheet[f"{column}{row}"] = value
            sheet.merge_cells(f"{column}{row}:{column}{row + 1}")
        if one["theme"] not in [found["theme"] for found in expected]:
            sheet[f"C{row}"] = one["theme"]
        for place, measure in enumerate(measures):
            sheet[f"I{row + place}"] = measure
        expected.append(
            {
                **one,
                "text": f"{one['text']}\nfirst the east\nthen the west",
                "success_measure": "\n".join(measures),
            }
        )
        row += 2
    sheet[f"C{row + 1}"] = NOTE
    return _saved(book), expected


def semicolon_csv() -> tuple[bytes, list[Row]]:
    """Windows-1252 and semicolons, lines before the header, themes once, bullets in cells."""
    lines = [
        "Quenby Vale Council;;;;;;;;",
        "Improvement plan - position at 31 May 2024;;;;;;;;",
        ";;;;;;;;",
        (
            "Priority;Ref;What we will do;Responsible officer;Target completion date;"
            "Status;R/A/G;Impact measure;Comments"
        ),
    ]
    theme = ""
    expected = []
    for one in ACTIONS:
        shown = one["theme"] if one["theme"] != theme else ""
        theme = one["theme"]
        text = f'"{one["text"]}\n– in ""both"" halves; in all teams\n– at once"'
        values = (shown, one["reference"], text, one["owner"], one["due_text"], one["status"])
        lines.append(
            ";".join((*values, one["rag"][0].upper(), one["success_measure"], one["progress"]))
        )
        expected.append({**one, "text": f'{one["text"]}\nin "both" halves; in all teams\nat once'})
    lines += [";;;;;;;;", f"{NOTE};;;;;;;;"]
    return "\r\n".join(lines).encode("cp1252"), expected


def _shade(cell: Any, rag: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), FILLS[rag])
    cell._tc.get_or_add_tcPr().append(shade)


def headed_docx() -> tuple[bytes, list[Row]]:
    """A heading over each table is its theme; shading for ratings; bullets; a meeting first."""
    document = docx.Document()
    document.add_heading("Quenby Vale improvement plan", 0)
    meeting = document.add_table(3, 2)
    for row, (left, right) in enumerate(
        (("Meeting", "Improvement Board"), ("Date", "14 May 2024"), ("Lead", "Director"))
    ):
        meeting.cell(row, 0).text, meeting.cell(row, 1).text = left, right
    document.add_paragraph("This plan answers the inspection of 3 February 2024.")
    expected = []
    for theme in THEMES:
        document.add_heading(theme, 1)
        document.add_paragraph("What we want: children are safer.")
        of_theme = [one for one in ACTIONS if one["theme"] == theme]
        table = document.add_table(1, 8)
        labels = (
            "Ref",
            "How will we do this?",
            "Accountable",
            "Timescale",
            "Position",
            "RAG",
            "Evidence of impact",
            "Where are we now?",
        )
        for cell, label in zip(table.rows[0].cells, labels, strict=True):
            cell.text = label
        for one in of_theme:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = one["reference"], one["text"]
            cells[1].add_paragraph("in each team", style="List Bullet")
            cells[2].text, cells[3].text = one["owner"], one["due_text"]
            cells[6].text = one["success_measure"]
            cells[7].text = one["progress"]
            _shade(cells[5], one["rag"])
            expected.append({**one, "text": f"{one['text']}\nin each team", "status": ""})
    document.add_paragraph(NOTE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), expected


def cards_docx() -> tuple[bytes, list[Row]]:
    """A small table for each action, its labels on the left."""
    document = docx.Document()
    document.add_paragraph("Quenby Vale Council: children’s services action plan, 2 May 2024")
    for one in ACTIONS:
        table = document.add_table(0, 2)
        rows = (
            ("Theme", one["theme"]),
            ("Reference", one["reference"]),
            ("Action", one["text"]),
            ("Lead officer", one["owner"]),
            ("Timescale", one["due_text"]),
            ("Status", one["status"]),
            ("RAG", one["rag"].title()),
            ("Measure of success", one["success_measure"]),
            ("Progress", one["progress"]),
        )
        for left, right in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = left, right
        document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), [dict(one) for one in ACTIONS]


def told_docx() -> tuple[bytes, list[Row]]:
    """A director's update: no table, a labelled paragraph for each thing that is said."""
    document = docx.Document()
    document.add_heading("Director’s update: the improvement plan", 0)
    document.add_paragraph("Quenby Vale Council, 14 May 2024")
    document.add_paragraph("Background: the inspection was in February, and this is the answer.")
    expected = []
    theme = ""
    for one in ACTIONS:
        if one["theme"] != theme:
            theme = one["theme"]
            document.add_heading(theme, 2)
        document.add_paragraph(f"Action {one['reference']}: {one['text']}")
        document.add_paragraph(f"Lead: {one['owner']}")
        document.add_paragraph(f"By when: {one['due_text']}")
        document.add_paragraph(f"RAG rating: {one['rag'].title()}")
        expected.append({**one, "status": "", "success_measure": "", "progress": ""})
    document.add_paragraph("Members are asked to note this update.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), expected


PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=8, leading=9.6)
LABELS = ("Ref", "Action", "Lead", "By when", "Status", "RAG", "Success measure", "Progress")
WIDTHS = (34, 190, 95, 70, 65, 45, 110, 110)


def _long(text: str) -> str:
    return f"{text} " + " ".join(["This is told to the board each month in plain words."] * 6)


def _cells(one: Row) -> list[str]:
    names = ("reference", "text", "owner", "due_text", "status", "rag", "success_measure")
    return [one[name] for name in (*names, "progress")]


def ruled_pdf() -> tuple[bytes, list[Row]]:
    """Rules, the header on the first page only, a row that breaks over pages, coloured cells."""
    again = [{**one, "reference": f"{one['reference']}b"} for one in ACTIONS]
    expected = [{**one, "text": _long(one["text"]), "theme": ""} for one in [*ACTIONS, *again]]
    pages: list[tuple[list[list[str]], list[str]]] = [([list(LABELS)], [""])]
    for number, one in enumerate(expected):
        cells = _cells(one)
        cells[5] = ""
        wrapped = [_wrapped(text, width) for text, width in zip(cells, WIDTHS, strict=True)]
        if number in (2, 7):  # three lines of this row stand on one page, the rest on the next
            pages[-1][0].append(["\n".join(lines[:3]) for lines in wrapped])
            pages[-1][1].append(one["rag"])
            pages.append(([], []))
            wrapped = [lines[3:] for lines in wrapped]
        pages[-1][0].append(["\n".join(lines) for lines in wrapped])
        pages[-1][1].append(one["rag"])
    flow: list[Any] = [Paragraph("Quenby Vale improvement plan, 14 May 2024", PLAIN), Spacer(1, 6)]
    for rows, ratings in pages:
        style: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("FONT", (0, 0), (-1, -1), "Helvetica", 8, 9.6),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        for row, rag in enumerate(ratings):
            if rag:
                colour = colors.HexColor(f"#{FILLS[rag]}")
                style.append(("BACKGROUND", (5, row), (5, row), colour))
        flow += [Table(rows, colWidths=WIDTHS, style=TableStyle(style)), PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), topMargin=30, bottomMargin=30).build(flow)
    return out.getvalue(), expected


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", 8) > width - 14 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _typed_pdf(*, rules: bool, bands: bool) -> tuple[bytes, list[Row]]:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4), invariant=1)
    height = landscape(A4)[1]
    lefts = [40 + sum(WIDTHS[:i]) for i in range(len(WIDTHS))]
    y = height - 40

    def typed(cells: Sequence[str], font: str = "Helvetica") -> None:
        nonlocal y
        canvas.setFont(font, 8)
        wrapped = [_wrapped(c, w) for c, w in zip(cells, WIDTHS, strict=True)]
        for left, lines in zip(lefts, wrapped, strict=True):
            for number, line in enumerate(lines):
                canvas.drawString(left, y - 9.6 * number, line)
        y -= 9.6 * max(map(len, wrapped)) + 7
        if rules:
            canvas.line(40, y + 11, 40 + sum(WIDTHS), y + 11)

    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(40, y, "Quenby Vale improvement plan")
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, y - 16, "As reported to the board on 14 May 2024")
    y -= 45
    typed(LABELS, "Helvetica-Bold")
    theme = ""
    expected = []
    for number, one in enumerate(ACTIONS):
        if number == 3:
            canvas.showPage()
            y = height - 40
        if bands and one["theme"] != theme:
            theme = one["theme"]
            canvas.setFont("Helvetica-Bold", 9)
            canvas.drawString(40, y, theme + ", across the whole of the council’s services")
            y -= 18
        typed(_cells(one))
        named = f"{theme}, across the whole of the council’s services" if bands else ""
        expected.append({**one, "theme": named})
    canvas.setFont("Helvetica", 8)
    canvas.drawString(40, y - 20, f"{NOTE} Nothing in this file says what any council has done.")
    canvas.save()
    return out.getvalue(), expected


def bare_pdf() -> tuple[bytes, list[Row]]:
    """No rules at all; themes as lines between; the header on the first page only."""
    return _typed_pdf(rules=False, bands=True)


def lined_pdf() -> tuple[bytes, list[Row]]:
    """Lines between rows, none between columns."""
    return _typed_pdf(rules=True, bands=False)


def spanned_html() -> tuple[bytes, list[Row]]:
    """Themes over several rows, colours by class and rgb(), lists in cells, site around it."""
    rows = []
    expected = []
    for theme in THEMES:
        of_theme = [one for one in ACTIONS if one["theme"] == theme]
        for place, one in enumerate(of_theme):
            first = (
                f'<th scope="rowgroup" rowspan="{len(of_theme)}">{theme}</th>' if not place else ""
            )
            colour = 'style="background: rgb(255, 192, 0)"'
            if one["rag"] != "amber":
                colour = f'class="cell rag-{one["rag"]}"'
            rows.append(
                f"<tr>{first}<td>{one['reference']}</td><td>{one['text']}"
                f"<ul><li>in schools<ul><li>and nurseries</li></ul></li></ul></td>"
                f"<td>{one['owner']}<br>with partners</td><td>{one['due_text']}</td>"
                f"<td>{one['status']}</td><td {colour}></td>"
                f"<td>{one['success_measure']}</td><td><p>{one['progress']}</p></td></tr>"
            )
            expected.append(
                {
                    **one,
                    "text": f"{one['text']}\nin schools\nand nurseries",
                    "owner": f"{one['owner']}\nwith partners",
                }
            )
    header = (
        "<tr><th>Workstream</th><th>#</th><th>Task</th><th>SRO</th><th>Due</th><th>State</th>"
        "<th>RAG</th><th>Outcome</th><th>Latest position</th></tr>"
    )
    page = (
        "<html><head><title>Improvement plan | Quenby Vale Council</title><style>"
        ".rag-red{background:#f00}.rag-blue{background-color:#00b0f0}.rag-green{background:#92d050}"
        "</style></head><body><nav><a href='/'>Home</a></nav><main><h1>Improvement plan</h1>"
        "<p>Last updated 14 May 2024</p><table><tr><th>Key</th><th>Meaning</th></tr>"
        "<tr><td class='rag-red'>Red</td><td>Late</td></tr></table>"
        f"<table>{header}{''.join(rows)}</table><p>{NOTE}</p></main></body></html>"
    )
    return page.encode(), expected


def action_log_html() -> tuple[bytes, list[Row]]:
    """A committee report whose action log has no reference, rating or status."""
    rows = "".join(
        f"<tr><td>{one['text']}</td><td>{one['owner']}</td><td>{one['due_text']}</td></tr>"
        for one in ACTIONS
    )
    page = (
        "<html><body><h1>Director’s update to scrutiny</h1><p>Quenby Vale Council, 14 May 2024</p>"
        "<h2>Background</h2><p>The inspection was in February.</p><h2>Actions agreed</h2>"
        f"<table><tr><td>Action agreed</td><td>Responsible</td><td>Deadline</td></tr>{rows}</table>"
        "<h2>Votes</h2><table><tr><th>Decision</th><th>Vote</th></tr>"
        "<tr><td>Noted</td><td>All</td></tr></table></body></html>"
    )
    kept = ("text", "owner", "due_text", "due_date")
    return page.encode(), [
        {name: value if name in kept else "" for name, value in one.items()} for one in ACTIONS
    ]


LAYOUTS: dict[str, tuple[str, Callable[[], tuple[bytes, list[Row]]]]] = {
    "banded": (".xlsx", banded_xlsx),
    "measures": (".xlsx", measures_xlsx),
    "semicolons": (".csv", semicolon_csv),
    "headed": (".docx", headed_docx),
    "cards": (".docx", cards_docx),
    "told": (".docx", told_docx),
    "ruled": (".pdf", ruled_pdf),
    "bare": (".pdf", bare_pdf),
    "lined": (".pdf", lined_pdf),
    "spanned": (".html", spanned_html),
    "log": (".html", action_log_html),
}
