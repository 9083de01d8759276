"""The parts of a .docx file: which is the document, and which belong to it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.extract.docx_styles import NAMESPACE
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import UNREADABLE, Package, parse_xml

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "word/document.xml"
_TITLE_PART = "docProps/core.xml"


def part_of(package: Package, name: str) -> etree._Element:
    """The root element of a part, in the namespace of transitional Word files."""
    data = package.read(name)
    return parse_xml(data.replace(_STRICT, NAMESPACE.encode()), name)


def first_part(package: Package, names: list[str] | None) -> etree._Element | None:
    """The root element of the first of `names`, if there is any."""
    return part_of(package, names[0]) if names else None


def _relations(package: Package, name: str, folder: str) -> Iterator[tuple[str, str]]:
    """Kind and part name of each relationship of a part that leads into the package."""
    if not package.has(name):
        return
    for relation in package.xml(name).iterfind(_RELATIONS):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External" and target:
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            yield (relation.get("Type") or "").rpartition("/")[2], posixpath.normpath(path)


def main_part(package: Package) -> str:
    """The name of the part that is the document, `word/document.xml` in nearly all files."""
    for kind, name in _relations(package, "_rels/.rels", ""):
        if kind == "officeDocument" and package.has(name):
            return name
    if package.has(_MAIN):
        return _MAIN
    raise UnreadableError(UNREADABLE, "the file holds no Word document; ask for it again")


def related_parts(package: Package, main: str) -> dict[str, list[str]]:
    """Names of parts by kind (styles, numbering, footnotes, header …), in the file's order."""
    folder, _, base = main.rpartition("/")
    found: dict[str, list[str]] = {}
    for kind, name in _relations(package, f"{folder}/_rels/{base}.rels", folder):
        if package.has(name) and name not in found.setdefault(kind, []):
            found[kind].append(name)
    return {kind: sorted(names, key=_by_number) for kind, names in found.items()}


def _by_number(name: str) -> tuple[int, str]:
    return len(name), name


def core_title(package: Package) -> str:
    """The title among the file's properties."""
    if not package.has(_TITLE_PART):
        return ""
    title = package.xml(_TITLE_PART).find("{http://purl.org/dc/elements/1.1/}title")
    return clean(title.text or "") if title is not None else ""
