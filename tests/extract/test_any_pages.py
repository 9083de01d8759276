"""Whatever stands on a page: nothing is lost, nothing fails, places lie on the page."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.authorities import Authorities
from pipeline.extract.document import assemble
from pipeline.extract.layouts import LAYOUTS, read
from pipeline.extract.segment import segment
from pipeline.extract.words import clean
from pipeline.intake import PDF
from pipeline.records import ASKS_FOR_ACTION, PUBLICATION_KINDS, Extraction
from tests.extract.paper import entry
from tests.strategies import contents, documents

NOBODY = Authorities.of([])


def letters(*texts: str) -> Counter[str]:
    """Letters alone: bullets, hyphens and numbers may become marks of their own."""
    return Counter(c for text in texts for c in clean(text).casefold() if c.isalpha())


@given(documents())
def test_no_letter_is_lost_or_made(pages):
    before = letters(*(line.text for page in pages for line in page.lines))
    content = segment(pages)
    after = letters(
        *(f"{block.label} {block.text}" for block in content.blocks),
        *(f"{note.label} {note.text}" for note in content.footnotes),
    )
    assert after <= before
    lost = before - after
    bullets = Counter({"o": before["o"]})
    assert lost - bullets <= letters(*(t for t in content.furniture for _ in pages for _ in "ab"))


@given(documents())
def test_boxes_lie_around_their_lines(pages):
    for block in segment(pages).blocks:
        assert block.page is not None
        assert block.page_end is not None
        assert [box[0] for box in block.boxes] == sorted({box[0] for box in block.boxes})
        assert block.boxes[0][0] == block.page
        assert block.boxes[-1][0] == block.page_end
        assert all(x0 < x1 and top < bottom for _, x0, top, x1, bottom in block.boxes)


@pytest.mark.parametrize("kind", sorted(LAYOUTS))
@given(content=contents())
def test_no_layout_fails_on_any_blocks(kind, content):
    reading = read(content, kind)
    assert reading.kind == kind
    assert all(draft.text.strip() for draft in reading.findings)


@given(contents(), st.sampled_from(["", *PUBLICATION_KINDS]))
def test_any_document_gives_a_whole_record(content, kind):
    made = assemble(content, entry(kind=kind, media_type=PDF), NOBODY, "x")
    assert Extraction.from_dict(made.to_dict()) == made
    assert [f.position for f in made.findings] == list(range(1, len(made.findings) + 1))
    assert len({f.finding_id for f in made.findings}) == len(made.findings)
    assert made.publication.authority_id == ""
    if made.publication.status == "needs_ocr":
        assert not any(f.kind in ASKS_FOR_ACTION for f in made.findings)
