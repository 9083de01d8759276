"""Whatever stands in a file that people write, a reader gives records or one line that says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus, load_params
from pipeline.decisions import Decision, read_decisions
from pipeline.errors import CorpusError, PipelineError, UnreadableError, UsageError
from pipeline.extract import docx, html, text
from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.limits import Limits
from pipeline.extract.mentions import find_mentions
from pipeline.extract.periods import find_periods, sentences
from pipeline.fetch.config import Config, load_config, parse_config
from pipeline.filelist import is_list, read_list, split_link_text
from pipeline.forgotten import Tombstone, read_forgotten
from pipeline.link.references import find_label, find_references
from pipeline.link.statements import statements
from pipeline.link.text import Passage, cosine, meaning
from pipeline.manifest import read_manifest
from pipeline.plan_intake import PlanEntry, read_plan_entries
from pipeline.plans import csv
from pipeline.plans.mapping import parse_mapping
from pipeline.records import Finding, ManifestEntry, Publication, publication_id
from pipeline.saved import read_saved
from pipeline.store import append_line, dumps
from pipeline.tag.vocabulary import read_vocabulary
from tests import strategies as made
from tests.extract import packages

NOBODY = Authorities.of(())
ANY_TEXT = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["\ud800", "\x00", "../../x", "", "2024-02-31", "pub-1", "raw/a.pdf", "[", "(?P<", "&a *b"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


def mixed(record: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A record some of whose fields are anything, are not there, or are not its own."""
    some = st.dictionaries(st.sampled_from([*record, "colour"]), VALUES, max_size=2)
    gone = st.sets(st.sampled_from(list(record)), max_size=1)
    return st.builds(
        lambda changed, without: {
            name: value for name, value in (record | changed).items() if name not in without
        },
        some,
        gone,
    )


DIGEST = "0" * 64
ENTRY = ManifestEntry(publication_id(DIGEST), "raw/a.pdf", DIGEST).to_dict()
DECISION = Decision("decision-1", "2024-05-01", "A", "link", "confirm", "link-1").to_dict()
PLAN_ENTRY = PlanEntry("plans/a.csv", DIGEST).to_dict()
LINES: dict[str, tuple[dict[str, Any], str, Callable[[Corpus], Any]]] = {
    "manifest": (ENTRY, "raw/manifest.jsonl", read_manifest),
    "decisions": (DECISION, "decisions.jsonl", lambda corpus: list(read_decisions(corpus))),
    "plans": (
        PLAN_ENTRY,
        "plans/manifest.jsonl",
        lambda corpus: read_plan_entries(corpus).values(),
    ),
}
STONE = Tombstone("pub-1", DIGEST, "https://example.org/a", "2024-05-01").to_dict()
SEARCH = {"name": "Supervision", "query": "supervision", "filters": {}, "saved_at": "2024-05-01"}
OTHERS: dict[str, tuple[dict[str, Any], str, Callable[[Corpus], Any]]] = {
    "forgotten": (STONE, "raw/forgotten.jsonl", read_forgotten),
    "saved": (SEARCH, Corpus(Path()).saved_searches.name, read_saved),
}
in_a_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", LINES)
@in_a_folder
@given(data=st.data())
def test_a_line_with_any_values_is_a_record_or_an_error_with_its_number(tmp_path, name, data):
    record, file, read = LINES[name]
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    values = data.draw(mixed(record))
    path.write_text(json.dumps(record) + "\n" + json.dumps(values) + "\n", encoding="utf-8")
    try:
        found = list(read(Corpus(tmp_path)))
    except CorpusError as error:
        assert "line 2" in str(error)  # noqa: PT017
        return
    for one in found:
        assert type(one).from_dict(json.loads(dumps(one.to_dict()))) == one
        dumps(one.to_dict()).encode("utf-8")


@pytest.mark.parametrize("name", OTHERS)
@in_a_folder
@given(data=st.data())
def test_a_line_with_any_values_is_understood_or_an_error_with_its_number(tmp_path, name, data):
    record, file, read = OTHERS[name]
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data.draw(mixed(record))) + "\n", encoding="utf-8")
    try:
        read(Corpus(tmp_path))
    except CorpusError as error:
        assert "line 1" in str(error)  # noqa: PT017


@pytest.mark.parametrize("name", LINES)
@in_a_folder
@given(data=st.data())
def test_a_torn_line_is_no_line_and_the_next_one_takes_its_place(tmp_path, name, data):
    record, file, read = LINES[name]
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    whole = (dumps(record) + "\n").encode()
    cut = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole + whole[:cut])
    assert len(list(read(Corpus(tmp_path)))) == 1
    append_line(path, record)
    assert path.read_bytes() == whole * 2


@in_a_folder
@given(file=ANY_TEXT)
def test_a_path_of_the_manifest_leads_into_the_folder_or_is_an_error(tmp_path, file):
    try:
        assert Corpus(tmp_path).path(file).is_relative_to(tmp_path.resolve())
    except CorpusError as error:
        assert "correct the manifest" in str(error)  # noqa: PT017


@given(VALUES)
def test_any_yaml_as_the_columns_of_a_plan(values):
    for given_values in (
        values,
        {"columns": values},
        {"columns": {"action": "A"}, "sheets": values},
    ):
        try:
            parse_mapping(
                yaml.safe_dump(given_values, allow_unicode=True).encode("utf-8", "replace")
            )
        except UnreadableError as error:
            assert error.reason == "mapping_invalid"  # noqa: PT017


SOURCE_KEYS = (
    "id kind publisher base_url contact file_hosts collections searches subjects committees rows "
    "committee_names since folder list urls licence authority enabled web_service kinds pause"
).split()
SOURCES = st.dictionaries(st.sampled_from(SOURCE_KEYS), VALUES, max_size=4)


@given(
    values=VALUES | st.fixed_dictionaries({"sources": st.lists(SOURCES, max_size=2)}) | SOURCES,
    kind=st.sampled_from(["ofsted", "govuk", "moderngov", "files"]),
)
def test_any_yaml_as_sources(values, kind):
    if isinstance(values, dict) and isinstance(values.get("sources"), list):
        for source in values["sources"]:
            source.setdefault("id", "one")
            source.setdefault("kind", kind)
    try:
        assert isinstance(parse_config(values, folder=Path()), Config)
    except UsageError as error:
        assert "\n" not in str(error)  # noqa: PT017


@in_a_folder
@given(data=st.binary(max_size=60) | VALUES.map(lambda v: yaml.safe_dump(v).encode()))
def test_any_bytes_as_a_file_of_settings(tmp_path, data):
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    for read in (load_params, load_config, read_vocabulary):
        try:
            read(path)
        except PipelineError as error:
            assert "\n" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    "text", ["since: 2024-02-31", "[" * 5_000, "\x00", "a: &x [*x, *x]\nb: !!x 1"]
)
@pytest.mark.parametrize("read", [load_params, load_config, read_vocabulary])
def test_yaml_that_is_none_or_says_what_cannot_be(tmp_path, text, read):
    (tmp_path / "any.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"any\.yaml"):
        read(tmp_path / "any.yaml")


@given(VALUES)
def test_any_values_as_limits(values):
    for given_values in (values, {"limits": values}, {"limits": {"pages": values}}):
        if isinstance(given_values, dict):
            try:
                Limits.from_params(given_values)
            except UsageError as error:
                assert "params.yaml" in str(error)  # noqa: PT017


HEADERS = st.sampled_from(["file", "url", "authority", "urn", "kind", "published_date", "x", ""])


@in_a_folder
@given(
    header=st.lists(HEADERS, max_size=5),
    rows=st.lists(st.lists(ANY_TEXT.filter(lambda t: t.isprintable()), max_size=6), max_size=3),
    rest=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
def test_any_list_of_files(tmp_path, header, rows, rest):
    path = tmp_path / "list.csv"
    lines = [",".join(["file", *header]), *(",".join(row) for row in rows), rest]
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    assert is_list(path)
    try:
        for line, _, facts in read_list(path, NOBODY):
            assert line > 1
            assert facts.published_date == "" or len(facts.published_date) == 10
    except UsageError as error:
        assert "list.csv" in str(error)  # noqa: PT017


@given(st.text())
def test_any_text_of_a_link(said):
    label, day = split_link_text(said)
    assert label in said
    assert day == "" or len(day) == 10


# The rules that read sentences

PIECES = st.sampled_from(
    """
    the Council must will submit a plan report review by before within after until from between and
    to 1 31 May March January 2024 2023/24 six weeks months of this notice letter inspection Ofsted
    JTAI recommendation 3 (a) 4. every month annually board meeting end early spring term Q3 visit
    on published focused monitoring , . ; : – ( ) so that which in order improve children’s care
    """.split()
)
SAID = st.lists(PIECES, min_size=1, max_size=40).map(" ".join).filter(str.strip) | made.TEXTS
KINDS = st.sampled_from(
    ["improvement_notice", "ilacs_inspection", "committee_report", "progress_letter", "other"]
)


@given(
    said=st.lists(SAID, min_size=1, max_size=3),
    kind=KINDS,
    finding_kind=st.sampled_from(["requirement", "improvement", "paragraph"]),
    day=made.MAYBE_DAYS.filter(lambda day: not day or "1990" < day < "2090"),
)
def test_times_and_mentions_lie_inside_their_findings(said, kind, finding_kind, day):
    blank = dict.fromkeys(Publication.__slots__, "")
    facts = {"publication_id": "pub-1", "kind": kind, "status": "read", "published_date": day}
    publication = Publication(**blank | facts | {"page_count": None, "visit_end_date": day})
    findings = [
        Finding(f"f-{n}", "pub-1", n + 1, "", "", finding_kind, "council", one)
        for n, one in enumerate(said)
    ]
    by_id = {finding.finding_id: finding.text for finding in findings}
    deadlines = find_deadlines(publication, findings)
    assert len({d.deadline_id for d in deadlines}) == len(deadlines)
    for record in (*deadlines, *find_mentions(publication, findings)):
        assert type(record).from_dict(json.loads(dumps(record.to_dict()))) == record
        for start, end in record.evidence:
            assert by_id[record.finding_id][start:end].strip()


@given(SAID, made.MAYBE_DAYS.filter(lambda day: not day or "1990" < day < "2090"), st.booleans())
def test_spells_of_time_lie_inside_the_text_and_end_after_they_begin(said, reference, ahead):
    for period in find_periods(said, reference, ahead=ahead):
        assert 0 <= period.start < period.end <= len(said)
        assert period.first <= period.last


@given(SAID | st.text())
def test_sentences_hold_all_words_in_order(said):
    spans = list(sentences(said))
    assert all(start <= end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert "".join("".join(said[a:b].split()) for a, b in spans) == "".join(said.split())


@given(SAID | st.text(), st.booleans())
def test_any_text_can_be_linked(said, asks):
    find_references(said)
    find_label(said)
    statements(said, asks)
    meaning(said)
    one = Passage.of((said, 1.0))
    assert 0 <= cosine(one, one) <= 1 + 1e-9


# What stands in files of text


@given(st.text(max_size=200) | st.lists(SAID, max_size=5).map("\n\n".join))
def test_any_text_is_a_text_a_page_and_a_table(said):
    data = said.encode("utf-8", "surrogatepass")
    for read in (text.read, html.read, csv.read):
        try:
            read(data, Limits())
        except UnreadableError as error:
            assert "\n" not in error.detail  # noqa: PT017


TAGS = st.sampled_from(
    "p r t tbl tr tc sdt sdtContent ins del pPr numPr hyperlink br tab sectPr".split()
)


@given(st.recursive(st.just("<w:t>Plans are late</w:t>"), lambda inner: st.builds(
    lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>", TAGS, st.lists(inner, max_size=3)
), max_leaves=12))  # fmt: skip
def test_any_order_of_elements_is_a_word_file(body):
    docx.read(packages.docx(body), Limits())
