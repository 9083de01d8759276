from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.errors import CorpusError, PipelineError, UsageError
from pipeline.tag.annotations import Annotation, Example
from pipeline.tag.encoder import Encoder
from pipeline.tag.left_out import LeftOut, encode, hash_of
from pipeline.tag.model import Tagger
from pipeline.tag.passages import Batch, Text
from pipeline.tag.pieces import BEGIN, END, UNKNOWN, Pieces, divided, windows_of
from pipeline.tag.train import encoded

LONG = " ".join(
    f"Managers of team {number} see each plan, and they write down what they decide about it."
    for number in range(40)
)
TEXTS = [
    Text("Supervision is regular, but records of it are poor."),
    Text("Audits are used well by leaders to improve practice.", "strength", "What is strong"),
    Text(LONG),
    Text("Caseloads.", "improvement", "What needs to improve", "ilacs_inspection"),
    Text("Children wait too long for a first visit; some are not seen alone.", "paragraph"),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def batch_of(tagger: Tagger, texts: list[Text]) -> Batch:
    return Batch(tagger.take_apart(texts), tagger.areas)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("caseloads", ["case", "##load", "##s"]),
        ("Cafés and CASE", ["cafe", "##s", UNKNOWN, "case"]),
        ("case-load’s", ["case", "-", UNKNOWN, UNKNOWN, UNKNOWN]),
        ("loads case", [UNKNOWN, "case"]),
        (" ", []),
        ("case" + "s" * 60, [UNKNOWN]),
    ],
)
def test_words_are_divided_into_the_longest_known_pieces(text, pieces):
    names = [UNKNOWN, BEGIN, END, "case", "##load", "##s", "cafe", "-"]
    assert [names[number] for number in Pieces(names).of(text)] == pieces


def test_a_long_passage_is_read_in_windows_that_end_with_a_sentence(tagger):
    batch = batch_of(tagger, TEXTS)
    pieces = Pieces([UNKNOWN, BEGIN, END, "."])
    text = divided(batch, pieces)
    windows = list(windows_of(batch, text, pieces, 60))
    assert [window.passage for window in windows] == sorted(window.passage for window in windows)
    assert windows[0].start == 0
    assert windows[-1].end == len(text.pieces)
    assert all(one.end == other.start for one, other in itertools.pairwise(windows))
    assert max(map(len, windows)) <= 60
    stop = pieces.number["."]
    assert all(text.pieces[window.end - 1] == stop for window in windows if window.passage == 2)


def test_a_sentence_longer_than_a_window_is_cut(tagger):
    batch = batch_of(tagger, [Text("and so on " * 50)])
    pieces = Pieces([UNKNOWN, BEGIN, END])
    text = divided(batch, pieces)
    windows = list(windows_of(batch, text, pieces, 60))
    assert [len(window) for window in windows] == [60, 60, 36]


def test_company_does_not_change_a_single_bit(tagger):
    together = tagger.encoder.scores(batch_of(tagger, TEXTS))
    sentence = 0
    for number, text in enumerate(TEXTS):
        alone = tagger.encoder.scores(batch_of(tagger, [text]))
        assert np.array_equal(alone.areas[0], together.areas[number])
        assert np.array_equal(alone.stances[0], together.stances[number])
        count = len(alone.sentences)
        assert np.array_equal(alone.sentences, together.sentences[sentence : sentence + count])
        sentence += count


def test_a_batch_in_parts_is_the_batch(tagger):
    batch = batch_of(tagger, TEXTS)
    parts, whole = encode(tagger.encoder, batch), tagger.encoder.scores(batch)
    assert np.array_equal(parts.areas, whole.areas)
    assert np.array_equal(parts.sentences, whole.sentences)


def test_it_looks_at_each_sentence_by_a_share(tagger):
    batch = batch_of(tagger, TEXTS)
    shares = tagger.encoder.scores(batch).sentences
    of_passage = np.zeros((len(TEXTS), shares.shape[1]))
    np.add.at(of_passage, batch.sentences[:, 0], shares)
    assert (shares >= 0).all()
    assert (of_passage <= 1 + 1e-6).all()  # the rest goes to heading and marks


def test_the_place_of_a_text_counts(tagger):
    same = "Oversight by managers."
    places = [Text(same), Text(same, "improvement"), Text(same, "paragraph", "Care leavers")]
    found = tagger.encoder.scores(batch_of(tagger, places)).areas
    assert not np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_an_encoder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PipelineError, match=r"encoder\.onnx"):
        Encoder.load(tmp_path)


def left_out(tagger: Tagger, texts: list[Text]) -> LeftOut:
    count = len(texts)
    areas = len(tagger.areas)
    keys = np.array([hash_of(text) for text in texts], dtype=np.uint64)
    order = np.argsort(keys)
    logits = np.arange(count, dtype=np.float32)[order, None] + np.zeros((1, areas), np.float32)
    pairs = np.array([[row, 3] for row in range(count)])
    return LeftOut(keys[order], logits, pairs, np.full((count, 4), 0.5, np.float32))


def test_what_it_says_without_a_publication_stands_over_what_it_says_now(tagger, tmp_path):
    held = left_out(tagger, TEXTS[:3])
    path = tmp_path / "encoder.npz"
    path.write_bytes(held.to_bytes())
    again = LeftOut.load(path)
    assert again.to_bytes() == held.to_bytes()
    now = tagger.encoder.scores(batch_of(tagger, TEXTS))
    found, known = again.over(now, TEXTS)
    assert known.tolist() == [True, True, True, False, False]
    assert found.areas[:3, 0].tolist() == [0, 1, 2]
    assert np.array_equal(found.areas[3:], now.areas[3:])
    assert found.stances[0, 3].tolist() == [0.5] * 4
    assert found.stances[0, 4].tolist() == [0] * 4  # an area that no reader gave


def test_passages_that_it_was_not_trained_on_must_be_few(tagger):
    held = left_out(tagger, TEXTS[:3])
    batch = batch_of(tagger, TEXTS)
    examples = [Example(Annotation("p", "", f"f{n}"), text) for n, text in enumerate(TEXTS)]
    with pytest.raises(CorpusError, match=r"2 annotated passages .* python -m tools\.encoder"):
        encoded(tagger, examples, batch, held)
    for example in examples[3:]:
        example.annotation = Annotation("p", "", "f", decided=frozenset({"supervision"}))
    assert len(encoded(tagger, examples, batch, held).areas) == len(TEXTS)


def test_figures_that_are_damaged_are_named(tmp_path):
    path = tmp_path / "encoder.npz"
    path.write_bytes(b"PK")
    with pytest.raises(UsageError, match="restore"):
        LeftOut.load(path)
