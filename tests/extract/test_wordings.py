"""One sentence each: many ways of saying by when, and of naming another publication.

wordings/*.txt: under the kind of publication `sentence => what is read`, `none` for what is no
deadline or mention. All publications are of 1 March 2022.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.test_orders import deadlines, mentions

FOLDER = Path(__file__).parent / "wordings"
KINDS = {
    "notice": ("improvement_notice", "requirement"),
    "progress letter": ("progress_letter", "paragraph"),
    "monitoring visit": ("monitoring_visit", "paragraph"),
    "joint inspection": ("jtai", "paragraph"),
    "committee report": ("committee_report", "paragraph"),
    "recommendation": ("committee_report", "recommendation"),
}


def wordings(name: str) -> list[tuple[str, str, str]]:
    """Kind of publication, sentence and what is read, of each line of a file."""
    found, kind = [], ""
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        else:
            sentence, _, expected = line.partition(" => ")
            found.append((kind, sentence, expected))
    return found


@pytest.mark.parametrize(("kind", "sentence", "expected"), wordings("deadlines.txt"))
def test_by_when(kind: str, sentence: str, expected: str) -> None:
    publication, finding = KINDS[kind]
    found = deadlines(publication, sentence, finding)
    assert " ; ".join(" ".join(filter(None, one)) for one in found) == expected.replace("none", "")


@pytest.mark.parametrize(("kind", "sentence", "expected"), wordings("mentions.txt"))
def test_which_publication(kind: str, sentence: str, expected: str) -> None:
    found = mentions(KINDS[kind][0], sentence)
    assert " ; ".join(sorted(" ".join(one) for one in found)) == expected.replace("none", "")
