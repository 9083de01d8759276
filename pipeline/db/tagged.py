"""What was tagged → rows of `tags`, `action_tags` and `problems`."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.db.areas import area_ids, areas_path
from pipeline.db.rows import Rows, problem_rows, row, values_of
from pipeline.errors import CorpusError
from pipeline.records import ActionTag, Problem, Record, Tag
from pipeline.store import dumps, read_fingerprint, read_json


def tagged_path(corpus: Corpus, source_id: str) -> Path:
    """Where the tags of a publication or a plan lie."""
    folder = corpus.tagged / "plans" if source_id.startswith("plan-") else corpus.tagged
    return folder / f"{source_id}.json"


def with_tagged_sign(corpus: Corpus, source_id: str, fingerprint: str) -> str:
    """The sign of an extraction together with that of its tags, if it is tagged."""
    tagged = read_fingerprint(tagged_path(corpus, source_id))
    return f"{fingerprint} {tagged}" if fingerprint and tagged else fingerprint


def tag_rows(corpus: Corpus, source_id: str, known: set[str]) -> Rows:
    """The tags of one publication or plan, of what is `known` (ids of findings or actions).

    Before them what went wrong with its tagging.

    Tags of an extraction that has since been made again may name what is no longer there: they
    are left out until `letters tag` has run.
    """
    path = tagged_path(corpus, source_id)
    if not path.exists():
        return
    values = read_json(path)
    yield from problem_rows(map(Problem.from_dict, values.get("problems", ())))
    areas = area_ids(areas_path())
    of_plan = source_id.startswith("plan-")
    for said in values.get("tags", []):
        try:
            tag: Record = ActionTag.from_dict(said) if of_plan else Tag.from_dict(said)
        except (TypeError, ValueError) as error:
            raise CorpusError(
                f"{path} is damaged; delete it and run 'letters run' again"
            ) from error
        table = "action_tags" if of_plan else "tags"
        columns = values_of(tag, table)
        if isinstance(tag, Tag):
            columns["evidence"] = dumps(tag.evidence)
        subject = columns["action_id" if of_plan else "finding_id"]
        if subject in known and columns["area_id"] in areas:
            yield table, row(table, columns)
