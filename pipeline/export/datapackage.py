"""Frictionless Data Package (v1): the CSV files, and datapackage.json that says what they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.export import csv
from pipeline.export.content import TITLE, Content
from pipeline.export.readme import HARMLESS
from pipeline.export.tables import ExportTable, Field
from pipeline.provenance import OGL, OGL_ADDRESS, OGL_URL, is_ogl, is_version_3

FILE = "datapackage.json"
_TYPES = {"date": "date", "datetime": "datetime", "integer": "integer", "number": "number",
          "boolean": "boolean", "list": "array", "tags": "array", "spans": "array",
          "json": "any"}  # fmt: skip
PUBLISHERS = {
    "ofsted": ("Ofsted", "https://reports.ofsted.gov.uk/"),
    "dfe": ("Department for Education", "https://www.gov.uk/government/publications"),
    "council": ("Councils", ""),
}


def write(content: Content, folder: Path) -> None:
    """The CSV files and datapackage.json into `folder`."""
    csv.write(content, folder)
    text = json.dumps(_package(content, folder), ensure_ascii=False, indent=2) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")


def _package(content: Content, folder: Path) -> dict[str, Any]:
    provenance = content.provenance
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "letters",
        "title": TITLE,
        "description": " ".join(
            filter(None, (provenance.notice, *provenance.licence_lines, HARMLESS))
        ),
        "version": provenance.version,
        "licenses": [_licence(licence) for licence, _ in provenance.licences if licence],
        "sources": _sources(content),
        "letters": content.facts(),
        "resources": [_resource(table, folder) for table in content.tables],
    }
    if provenance.date:
        package["created"] = f"{provenance.date}T00:00:00Z"
    return {name: value for name, value in package.items() if value != []}


def _licence(licence: str) -> dict[str, str]:
    if is_ogl(licence) and not is_version_3(licence):
        return {"name": "other-open", "title": licence, "path": OGL_ADDRESS}
    if is_ogl(licence):
        return {"name": "OGL-UK-3.0", "title": OGL, "path": OGL_URL}
    return {"name": "other", "title": licence}


def _sources(content: Content) -> list[dict[str, str]]:
    rows = content.connection.execute(
        "SELECT DISTINCT p.publisher FROM publications p JOIN temp.chosen_publications x "
        "ON x.publication_id = p.publication_id WHERE p.publisher IS NOT NULL ORDER BY 1"
    )
    known = (PUBLISHERS.get(publisher, (publisher, "")) for (publisher,) in rows)
    return [{"title": title, "path": path} if path else {"title": title} for title, path in known]


def _resource(table: ExportTable, folder: Path) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.fields],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    keys = [_foreign_key(column) for column in table.fields if column.references]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path.name,
        "title": table.name.capitalize(),
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(table: ExportTable, column: Field) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "description": column.description,
    }
    constraints: dict[str, bool] = {}
    if column.required or column.name in table.key:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(column: Field) -> dict[str, Any]:
    table, name = column.references.split(".")
    return {"fields": [column.name], "reference": {"resource": table, "fields": [name]}}
