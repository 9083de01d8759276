"""Make the sample corpus: `python -m corpus.sample.make [FOLDER]` from the root of the repository.

Writes raw/, plans/ and gold/ under FOLDER (default: corpus/sample). Every run gives the same bytes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError, PipelineError
from pipeline.intake import take_in
from pipeline.manifest import read_manifest
from pipeline.records import ManifestEntry
from pipeline.store import write_bytes

from .files import FIXED_ISO
from .gold import Made, write_gold
from .letters import jtai, letter
from .office import committee, odt, plain
from .pdf import Layout
from .plan import workbook
from .reports import area_send, inspection
from .story import Story, load
from .web import notice

HERE = Path(__file__).resolve().parent
SOURCE = "sample"
LICENCE = "Invented text, under the licence of this repository"
PDF_LAYOUTS = {"inspection": inspection, "letter": letter, "jtai": jtai, "area_send": area_send}
OTHER_LAYOUTS = {
    "notice": (notice, ".html"),
    "committee": (committee, ".docx"),
    "odt": (odt, ".odt"),
    "plain": (plain, ".txt"),
}


def make(corpus: Corpus) -> list[Made]:
    """Write the sample into `corpus`, in place of an earlier sample there."""
    corpus.root.mkdir(parents=True, exist_ok=True)
    if any(entry.source != SOURCE for entry in read_manifest(corpus)):
        raise CorpusError(f"{corpus.root} holds publications of your own; name another folder")
    stories = [load(path) for path in sorted((HERE / "texts").glob("*.txt"))]
    with corpus.lock():
        shutil.rmtree(corpus.raw, ignore_errors=True)
        known: dict[str, ManifestEntry] = {}
        made = [_make_one(corpus, story, known) for story in sorted(stories, key=_date)]
        for path in sorted((HERE / "texts").glob("*.yaml")):
            name, data = workbook(path)
            write_bytes(corpus.plans / name, data)
        write_gold(corpus.gold, made)
    return made


def _date(story: Story) -> str:
    return str(story.facts["published_date"] or story.facts["site_date"])


def _make_one(corpus: Corpus, story: Story, known: dict[str, ManifestEntry]) -> Made:
    facts = story.facts
    layout: Layout | None = None
    if facts["layout"] in PDF_LAYOUTS:
        data, layout = PDF_LAYOUTS[facts["layout"]](story)
        suffix = ".pdf"
    else:
        write, suffix = OTHER_LAYOUTS[facts["layout"]]
        data = write(story)
    on_site = facts["publisher"] == "ofsted"  # whose pages name authority and date of each file
    entry, _ = take_in(
        corpus,
        data,
        name=story.name + suffix,
        known=known,
        url=facts["url"],
        source=SOURCE,
        publisher=facts["publisher"],
        label=facts["label"],
        authority_id=facts["authority"].lower() if on_site else "",
        published_date=_date(story) if on_site else "",
        fetched_at=FIXED_ISO,
        licence=LICENCE,
    )
    if layout is None:
        return Made(story, entry, {}, 0)
    return Made(story, entry, layout.pages, layout.page_count)


def main() -> int:
    """Read the folder from the command line, make the sample, say what was made."""
    corpus = Corpus(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)
    try:
        made = make(corpus)
    except PipelineError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    sys.stderr.write(f"{len(made)} publications and a plan in {corpus.root}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
