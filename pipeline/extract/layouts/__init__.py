"""Blocks → metadata, judgements and findings; one module a family of publications.

`kinds.identify` says what a document is, `LAYOUTS` who reads it. A layout is a table of headings
(`Section`) and a few functions; `findings.collect` does the walking for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.extract.blocks import Content
from pipeline.extract.layouts import committee, dfe, ilacs, jtai, letters, other, send, sif
from pipeline.extract.layouts.reading import Reading

Layout = Callable[[Content, str], Reading]

LAYOUTS: Mapping[str, Layout] = {
    "ilacs_inspection": ilacs.read,
    "sif_inspection": sif.read,
    "jtai": jtai.read,
    "area_send": send.read,
    "focused_visit": letters.read,
    "monitoring_visit": letters.read,
    "assurance_visit": letters.read,
    "improvement_notice": dfe.read,
    "statutory_direction": dfe.read,
    "progress_letter": dfe.read,
    "commissioner_report": other.read,
    "committee_report": committee.read,
}


def read(content: Content, kind: str) -> Reading:
    """What `content` says, read as a publication of `kind`."""
    return LAYOUTS.get(kind, other.read)(content, kind)
