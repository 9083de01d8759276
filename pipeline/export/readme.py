"""README.md of an export, and the same as rows for the first sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.export.content import TITLE, Content
from pipeline.export.tables import ExportTable, Field

TYPES = {
    "text": "text",
    "long": "text",
    "date": "date",
    "datetime": "date and time (UTC)",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "link": "web address",
    "list": "JSON list of texts",
    "tags": "JSON list of objects",
    "spans": "JSON list of pairs [start, end]",
    "json": "JSON",
}
HARMLESS = (
    "In .csv files a text that begins with = + - @, a tab or a line end has an apostrophe (') in "
    "front, so that no spreadsheet runs it as a formula. It is not part of the text."
)

CAUTION = (
    "Findings, areas, links and repeats were read and suggested by a program. Check the "
    "publication before you rely on a row; the link opens its page."
)


def facts(content: Content) -> Iterator[tuple[str, str]]:
    """What has to be said of the export: name and value."""
    if content.provenance.notice:
        yield "Notice", content.provenance.notice
    yield "Question", content.selection.words
    yield "Date", f"{content.provenance.date} (the day of the last run that changed the database)"
    yield "Version", f"letters {content.provenance.version}"
    for line in content.provenance.licence_lines:
        yield "Licence", line
    yield "Read by a program", CAUTION
    for line in content.notices.lines():
        yield "Changed", line


def type_of(column: Field) -> str:
    """Its type in plain words, and where it points."""
    points = f", points to {column.references}" if column.references else ""
    return TYPES[column.kind] + points


def readme(content: Content) -> str:
    """README.md: what is in the folder, and what each column means."""
    lines = [f"# {TITLE}", ""]
    lines += [f"- **{name}**: {value}" for name, value in facts(content)]
    lines += ["", HARMLESS, ""]
    for table in content.tables:
        lines += [*table_lines(table, content.counts[table.name]), ""]
    return "\n".join(lines)


def table_lines(table: ExportTable, number: int | None = None, *, heading: str = "##") -> list[str]:
    """One table in Markdown: what it holds, each column with type and meaning."""
    rows = "" if number is None else f" Rows: {number:,}."
    return [
        f"{heading} {table.name}",
        "",
        f"{table.description}.{rows} Key: {', '.join(table.key)}.",
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
        *(
            f"| {column.name} | {type_of(column)} | {_cell(column.description)} |"
            for column in table.fields
        ),
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
