"""The tagger: rules and trained arrays, from texts to tags."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from pipeline.corpus import REPOSITORY
from pipeline.errors import PipelineError
from pipeline.tag.combine import Base, Combination, Precision, figures
from pipeline.tag.components import load_tagger
from pipeline.tag.encoder import FILES, Encoder
from pipeline.tag.evidence import evidence_spans
from pipeline.tag.features import hit_features, passage_features, sentence_features
from pipeline.tag.linear import Floats, Linear
from pipeline.tag.passages import Batch, Passage, Text, take_apart
from pipeline.tag.rules import Rules
from pipeline.tag.shortfalls import doubted
from pipeline.tag.stance import STANCES, StanceCombination, Subject, stance_features
from pipeline.tag.vocabulary import Vocabulary, read_vocabulary
from pipeline.tag.words import blank_pipeline

AT_ONCE = 400
"""So many passages are scored together: enough for numpy, little for memory."""
LEAST_ASKING = 0.03
"""What asks for action has at least the area that fits best, if its score is no less."""
SECOND, DOUBTED = 0.2, 0.75
"""Where that area has a score below DOUBTED, it has the next one too if its score is no less than
SECOND: what is asked for must not be lost."""
SURE = 0.5
"""An area is given from this score on: where it is rather right than wrong (docs/tagging.md)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An area of a text: score, stance, the spans of characters that speak of it, who says so."""

    area_id: str
    stance: str
    score: float
    evidence: tuple[tuple[int, int], ...]
    method: str


@dataclass(frozen=True, slots=True)
class Model:
    """What was trained."""

    passages: Linear
    sentences: Linear
    hits: Linear
    stances: Linear
    stance_combination: StanceCombination
    precision: Precision
    combination: Combination
    areas: tuple[str, ...]

    def base(self, batch: Batch, encoder: Encoder) -> Base:
        """What each part says of a batch."""
        return Base(
            self.passages.scores(passage_features(batch)),
            self.sentences.scores(sentence_features(batch)),
            self.hits.scores(hit_features(batch))[:, 0],
            encoder.scores(batch),
        )

    def to_bytes(self) -> bytes:
        """The file that keeps it: same arrays, same bytes."""
        arrays: dict[str, NDArray[Any]] = {"areas": np.array(self.areas)}
        for name in ("passages", "sentences", "hits", "stances"):
            arrays |= getattr(self, name).to_arrays(name)
        arrays |= self.stance_combination.to_arrays()
        arrays |= self.precision.to_arrays() | self.combination.to_arrays()
        # numpy gives each member of the archive the date 1980-01-01
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
        return file.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Model:
        """The model of a kept file."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls.from_arrays({name: arrays[name] for name in arrays.files})

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Model:
        """The model of kept arrays."""
        return cls(
            Linear.from_arrays(arrays, "passages"),
            Linear.from_arrays(arrays, "sentences"),
            Linear.from_arrays(arrays, "hits"),
            Linear.from_arrays(arrays, "stances"),
            StanceCombination.from_arrays(arrays),
            Precision.from_arrays(arrays),
            Combination.from_arrays(arrays),
            tuple(str(area_id) for area_id in arrays["areas"]),
        )


SHIPPED = Path(__file__).resolve().parent.parent / "data" / "tagger"
"""Where a wheel carries the model; in the repository it lies under models/ only."""


def model_folder() -> Path:
    """The folder of the model in use."""
    folder = REPOSITORY / "models" / "tagger"
    return folder if folder.is_dir() else SHIPPED


def read_model(folder: Path) -> Model:
    """The trained model of a folder, checked against the hash beside it."""
    try:
        data = (folder / "model.npz").read_bytes()
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        wanted = {"model.npz": meta["sha256"], **{name: meta["encoder"][name] for name in FILES}}
    except (OSError, ValueError, KeyError) as error:
        raise PipelineError(f"{folder} holds no trained tagger: run 'letters train'") from error
    for name, sha256 in wanted.items():
        file = folder / name
        if not file.is_file():
            raise PipelineError(f"{folder} lacks {name}: restore it")
        if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            raise PipelineError(
                f"{file} is not the one of meta.json: restore it, or 'letters train'"
            )
    return Model.load(data)


@contextmanager
def not_collecting() -> Iterator[None]:
    """Leave cycles of objects alone for a while: tagging makes none, and looking costs a tenth."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Tagger:
    """Finds areas, stances and evidence in texts."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        model: Model | None,
        nlp: Language | None = None,
        rules: Rules | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.nlp = nlp or blank_pipeline()
        self.rules = rules or Rules(self.nlp, vocabulary)
        self.areas = {area_id: number for number, area_id in enumerate(vocabulary.ids)}
        self.model = model
        self.encoder = encoder or Encoder.load(model_folder())
        if model and model.areas != vocabulary.ids:
            raise PipelineError("the areas are not those of the trained tagger: 'letters train'")

    @staticmethod
    def load() -> Tagger:
        """The tagger of models/: its spaCy pipeline, with the trained part."""
        return load_tagger(model_folder())

    @classmethod
    def load_from(cls, folder: Path, vocabulary: Path) -> Tagger:
        """The same from a folder with meta.json, the model and the encoder, and a vocabulary."""
        model, encoder = read_model(folder), Encoder.load(folder)
        return cls(read_vocabulary(vocabulary), model, encoder=encoder)

    def take_apart(self, texts: Sequence[Text]) -> list[Passage]:
        """The passages of texts."""
        return take_apart(self.nlp, self.rules, texts)

    def tag(self, texts: Sequence[Text]) -> list[list[Found]]:
        """The areas of each text, in the order of the vocabulary."""
        found: list[list[Found]] = []
        for begin in range(0, len(texts), AT_ONCE):
            with not_collecting():
                passages = self.take_apart(texts[begin : begin + AT_ONCE])
                found += self.tag_passages(passages)
        return found

    def tag_passages(self, passages: Sequence[Passage]) -> list[list[Found]]:
        """The areas of passages; those without a word have none."""
        spoken = [passage for passage in passages if len(passage.doc)]
        if not spoken or self.model is None:
            return [[] for _ in passages]
        batch = Batch(spoken, self.areas)
        base = self.model.base(batch, self.encoder)
        logits = self.model.combination.logits(*figures(batch, base, self.model.precision))
        scores = 1 / (1 + np.exp(-logits.astype(np.float64)))
        chosen = choose(scores, batch.texts)
        subjects, hit_by = self._subjects(batch, base, chosen)
        stances = self._stances(batch, base, subjects)
        by_passage: dict[int, list[Found]] = {}
        ids = list(self.areas)
        for subject, stance, by_rule, area in zip(
            subjects, stances, hit_by, np.argwhere(chosen)[:, 1], strict=True
        ):
            passage = spoken[subject.passage]
            found = Found(
                ids[area],
                stance,
                round(float(scores[subject.passage, area]), 4),
                tuple(passage.offsets(*span) for span in subject.spans),
                "rule" if by_rule else "model",
            )
            by_passage.setdefault(subject.passage, []).append(found)
        order = iter(range(len(spoken)))
        return [by_passage.get(next(order), []) if len(p.doc) else [] for p in passages]

    def _subjects(
        self, batch: Batch, base: Base, chosen: NDArray[np.bool_]
    ) -> tuple[list[Subject], list[bool]]:
        ids = list(self.areas)
        subjects, by_rule = [], []
        for passage, area, spans, told in evidence_spans(batch, base, chosen):
            subjects.append(Subject(passage, ids[area], spans))
            by_rule.append(told)
        return subjects, by_rule

    def _stances(self, batch: Batch, base: Base, subjects: list[Subject]) -> list[str]:
        if self.model is None or not subjects:
            return []
        linear = self.model.stances.scores(stance_features(batch, subjects))
        rows = [subject.passage for subject in subjects]
        areas = [self.areas[subject.area_id] for subject in subjects]
        read = base.encoded.stances[rows, areas]
        best = self.model.stance_combination.scores(linear, read).argmax(axis=1)
        return [
            settled(STANCES[int(one)], batch.texts[subject.passage], _words(batch, subject))
            for subject, one in zip(subjects, best, strict=True)
        ]


def _words(batch: Batch, subject: Subject) -> str:
    passage = batch.passages[subject.passage]
    offsets = (passage.offsets(start, end) for start, end in subject.spans)
    return " ".join(passage.source.text[start:end] for start, end in offsets)


_SHORTFALL = re.compile(
    r"\b(?:not|inadequate|fail\w*|poor\w*|weak\w*|insufficient\w*|lack\w*|delays?"
    r"|too (?:few|many|long|late)|inconsistent\w*|shortcomings?|shortfalls?|deficien\w+)\b",
    re.IGNORECASE,
)


def settled(stance: str, text: Text, evidence: str) -> str:
    """The stance that the place and plain words allow.

    What asks for improvement does not merely describe; what a notice or direction orders says
    nothing of how things are, unless its own words state a shortfall. What is told as a strength
    must not plainly state a shortfall, except under a heading of strengths.
    """
    if text.kind == "requirement":
        return "concern" if _SHORTFALL.search(evidence) else "neutral"
    if text.asks:
        return "concern" if stance == "neutral" else stance
    if stance == "strength" and text.kind != "strength":
        return doubted(evidence)
    return stance


def choose(scores: Floats, texts: Sequence[Text]) -> NDArray[np.bool_]:
    """Which areas a passage has: those that are likely enough, and for what asks at least one."""
    chosen = scores >= SURE
    ordered = np.argsort(-scores, axis=1, kind="stable")
    for number, text in enumerate(texts):
        if not text.asks:
            continue
        best, second = ordered[number, :2]
        if scores[number, best] >= LEAST_ASKING:
            chosen[number, best] = True
        if scores[number, best] < DOUBTED and scores[number, second] >= SECOND:
            chosen[number, second] = True
    return np.asarray(chosen)
