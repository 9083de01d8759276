from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.tag.components import load_pipeline
from pipeline.tag.model import Model, Tagger, choose, model_folder, read_model
from pipeline.tag.passages import Text
from pipeline.tag.train import calibration_error
from pipeline.tag.vocabulary import vocabulary_path
from pipeline.tag.words import blank_pipeline


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def areas(tagger: Tagger, text: str, kind: str = "paragraph", section: str = "") -> dict[str, str]:
    return {one.area_id: one.stance for one in tagger.tag([Text(text, kind, section)])[0]}


@pytest.mark.parametrize(
    ("text", "area_id", "stance"),
    [
        ("Caseloads are too high in two teams.", "caseloads", "concern"),
        ("Foster carers are well supported and well trained.", "fostering", "strength"),
        ("Pathway plans are poor and are not updated.", "pathway-planning", "concern"),
    ],
)
def test_plain_sentences_get_their_area_and_stance(tagger, text, area_id, stance):
    assert areas(tagger, text).get(area_id) == stance


def test_what_asks_for_improvement_is_a_concern(tagger):
    text = "The quality and regularity of staff supervision."
    assert areas(tagger, text, "improvement") == {"supervision": "concern"}


def test_a_requirement_orders_and_does_not_judge(tagger):
    text = "The council must report to the department on social workers' caseloads each month."
    assert set(areas(tagger, text, "requirement").values()) <= {"neutral"}


def test_context_has_no_tags(tagger):
    assert areas(tagger, "The town lies on the river Merrow and has 91,000 inhabitants.") == {}


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip), max_size=4))
def test_evidence_lies_inside_the_text_and_is_never_empty(tagger, texts):
    wanted = [f"{text} Supervision is weak." for text in texts]
    tagged = tagger.tag([Text(text, "improvement") for text in wanted])
    for text, ones in zip(wanted, tagged, strict=True):
        for one in ones:
            assert one.evidence
            assert all(0 <= start < end <= len(text) for start, end in one.evidence)
            assert 0 <= one.score <= 1


def test_company_does_not_change_what_a_text_gets(tagger):
    texts = [
        Text("Supervision is regular, but records of it are poor."),
        Text("Audits are used well by leaders to improve practice."),
        Text("Care leavers are well supported by their personal advisers."),
    ]
    alone = [tagger.tag([text])[0] for text in texts]
    assert tagger.tag(texts) == alone


def test_nothing_to_tag(tagger):
    assert tagger.tag([]) == []


def test_the_model_is_the_one_of_its_hash(tmp_path):
    folder = tmp_path / "tagger"
    shutil.copytree(model_folder(), folder)
    assert read_model(folder).areas
    with (folder / "model.npz").open("ab") as file:
        file.write(b" ")
    with pytest.raises(PipelineError, match=r"meta\.json"):
        read_model(folder)
    (folder / "encoder.onnx").unlink()
    shutil.copy(model_folder() / "model.npz", folder)
    with pytest.raises(PipelineError, match=r"lacks encoder\.onnx: restore it"):
        read_model(folder)
    shutil.rmtree(folder)
    with pytest.raises(PipelineError, match="letters train"):
        read_model(folder)


def test_the_model_is_small_and_saved_in_the_same_bytes():
    data = (model_folder() / "model.npz").read_bytes()
    assert len(data) < 15_000_000
    assert (
        hashlib.sha256(data).hexdigest()
        == json.loads((model_folder() / "meta.json").read_text(encoding="utf-8"))["sha256"]
    )
    assert Model.load(data).to_bytes() == data


def test_calibration_error_is_the_distance_of_scores_from_what_is_right():
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0
    assert calibration_error([(0.9, False)]) == pytest.approx(0.9)
    assert calibration_error([]) == 0


def test_commands_that_do_not_tag_do_not_load_spacy():
    modules = "pipeline.cli, pipeline.cli.run, pipeline.cli.tag, pipeline.cli.search"
    code = f"import sys, {modules}; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_spacy_pipeline_says_what_the_tagger_says(tagger):
    text = "Caseloads are too high, but foster carers are well supported."
    nlp = load_pipeline(model_folder())
    doc = nlp(text)
    assert {span.label_: span.id_ for span in doc.spans["areas"]} == areas(tagger, text)
    assert doc.cats.keys() == areas(tagger, text).keys()
    assert doc.spans["wordings"]


def test_the_spacy_pipeline_may_be_told_where_a_text_stands(tagger):
    text = "The quality and regularity of staff supervision."
    nlp = load_pipeline(model_folder())
    doc = nlp.make_doc(text)
    doc.user_data["finding"] = {"kind": "improvement", "section": "What needs to improve"}
    [span] = nlp(doc).spans["areas"]
    assert (span.label_, span.id_) == ("supervision", "concern")


def test_the_pipeline_that_tags_knows_words_as_the_one_that_was_trained():
    text = "They have not been there; those who were told don't know where it does. They’ve waited."
    trained, tags = blank_pipeline(), load_pipeline(model_folder())
    norms = [[(token.text, token.norm_) for token in nlp.make_doc(text)] for nlp in (trained, tags)]
    assert norms[0] == norms[1]


def test_a_tagger_made_from_files_elsewhere_gives_the_same():
    texts = [
        Text("They have not been visited often enough. Supervision, where it was held, was poor.")
    ]
    elsewhere = Tagger.load_from(model_folder(), vocabulary_path())
    assert elsewhere.tag(texts) == Tagger.load().tag(texts)


@pytest.mark.parametrize(
    ("kind", "scores", "areas"),
    [
        ("paragraph", (0.51, 0.49, 0.1), [0]),
        ("paragraph", (0.3, 0.25, 0.1), []),
        ("improvement", (0.1, 0.05, 0.02), [0]),
        ("improvement", (0.02, 0.01, 0.01), []),
        ("improvement", (0.5, 0.25, 0.1), [0, 1]),
        ("improvement", (0.7, 0.25, 0.1), [0, 1]),
        ("improvement", (0.8, 0.25, 0.1), [0]),
    ],
)
def test_what_asks_for_action_has_the_best_area_and_a_second_where_that_is_unsure(
    kind, scores, areas
):
    [chosen] = choose(np.array([scores]), [Text("Strengthen oversight.", kind)])
    assert np.flatnonzero(chosen).tolist() == areas
