"""Fit the arrays of the tagger to annotated findings. Needs scikit-learn; nothing else does."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UsageError
from pipeline.tag.annotations import Example
from pipeline.tag.combine import BY_THEME, Base, Combination, Precision, figures
from pipeline.tag.encoder import Encoded
from pipeline.tag.evidence import evidence_spans
from pipeline.tag.features import hit_features, passage_features, sentence_features
from pipeline.tag.linear import Features, Floats, Linear, table
from pipeline.tag.model import Model, Tagger
from pipeline.tag.passages import Batch, Ints
from pipeline.tag.stance import STANCES, StanceCombination, Subject, stance_features

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settings:
    """How training is done; the section [training] of models/tagger/config.cfg.

    `optional`: what an area counts as that only one of two readers gave, `absent` or `ignored`.
    """

    seed: int = 0
    folds: int = 10
    passages_strength: float = 10.0
    sentences_strength: float = 10.0
    hits_strength: float = 0.4
    combination_strength: float = 0.3
    stances_strength: float = 4.0
    least_rows: int = 3
    least_hits: int = 2
    optional: str = "absent"

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Settings:
        """From the section of a configuration file."""
        unknown = set(values) - {f.name for f in fields(cls)}
        if unknown:
            raise UsageError(f"config.cfg, [training]: unknown {', '.join(sorted(unknown))}")
        return replace(cls(), **values)


@dataclass(frozen=True, slots=True)
class Data:
    """Annotated passages as arrays: which areas they have, which pairs count, where it was seen.

    `sure`: the areas that most readers gave, what they left out counting as absent; the
    combination learns from these how sparing to be. `encoded`: what the encoder says of passages
    whose publication it has not seen.
    """

    examples: Sequence[Example]
    batch: Batch
    answers: Floats
    counts: Mask
    folds: Ints
    encoded: Encoded
    sure: Floats

    @classmethod
    def of(
        cls,
        tagger: Tagger,
        examples: Sequence[Example],
        settings: Settings,
        encoded: Callable[[Batch], Encoded],
    ) -> Data:
        """Take the texts apart, encode them and divide the publications into folds."""
        batch = Batch(tagger.take_apart([e.text for e in examples]), tagger.areas)
        shape = (len(examples), len(tagger.areas))
        answers = np.zeros(shape, dtype=np.float32)
        counts = np.ones(shape, dtype=bool)
        for number, example in enumerate(examples):
            annotation = example.annotation
            if annotation.decided is not None:
                counts[number] = [area_id in annotation.decided for area_id in tagger.areas]
            for tag in annotation.tags:
                if tag.agreed:
                    answers[number, tagger.areas[tag.area_id]] = 1
                elif settings.optional == "ignored":
                    counts[number, tagger.areas[tag.area_id]] = False
        ids = sorted({example.publication_id for example in examples})
        random.Random(settings.seed).shuffle(ids)  # noqa: S311
        fold = {publication_id: n % settings.folds for n, publication_id in enumerate(ids)}
        folds = np.array([fold[example.publication_id] for example in examples])
        sure = answers.copy()
        for number, example in enumerate(examples):
            for area_id in example.annotation.optional:
                sure[number, tagger.areas[area_id]] = 0
        return cls(examples, batch, answers, counts, folds, encoded(batch), sure)

    def sentence_answers(self) -> tuple[Floats, Mask]:
        """As `answers` and `counts`, for sentences: of a passage's area only those seen count."""
        owners = np.repeat(np.arange(len(self.examples)), self.batch.sentence_counts)
        answers = np.zeros((len(owners), self.answers.shape[1]), dtype=np.float32)
        counts = self.counts[owners].copy()
        for row, (number, start, end, _) in enumerate(self.batch.sentences.tolist()):
            begin, stop = self.batch.passages[number].offsets(start, end)
            for tag in self.examples[number].annotation.agreed.values():
                area = self.batch.areas[tag.area_id]
                seen = any(s < stop and begin < e for s, e in tag.spans)
                answers[row, area] = seen
                counts[row, area] &= seen
        return answers, counts

    def hit_answers(self) -> tuple[Floats, Mask]:
        """Which hits speak for their area, and which count: of a passage's area those seen."""
        rows = self.batch.hits
        answers = self.answers[rows[:, 0], rows[:, 3]].copy()
        counts = self.counts[rows[:, 0], rows[:, 3]].copy()
        ids = list(self.batch.areas)
        for row, (number, start, end, area, *_rest) in enumerate(rows.tolist()):
            if answers[row]:
                begin, stop = self.batch.passages[number].offsets(start, end)
                spans = self.examples[number].annotation.agreed[ids[area]].spans
                counts[row] &= any(s < stop and begin < e for s, e in spans)
        return answers, counts


def fit(tagger: Tagger, data: Data, settings: Settings) -> tuple[Model, Floats, Told]:
    """The model; the logits of each passage, and its stances, when its publication is left out."""
    base = out_of_fold(data, settings)
    precisions = [
        (data.folds == fold, Precision.count(*_counted(tagger, data, data.folds != fold)))
        for fold in range(settings.folds)
        if (data.folds == fold).any() and (data.folds != fold).any()
    ]
    shape = data.answers.shape
    found: Floats | None = None
    counting = np.zeros(shape, dtype=bool)
    for inside, precision in precisions:
        some, some_counting = figures(data.batch, base, precision)
        found = some.copy() if found is None else found
        found[inside] = some[inside]
        counting[inside] = some_counting[inside]
    if found is None:
        raise UsageError("there are too few annotated publications to train on")
    themes = _theme_numbers(tagger)
    scored = counting & data.counts
    combination = stack(found, data.sure, scored, themes, settings)
    left_out = np.full(shape, -9.0, dtype=np.float32)
    for fold in range(settings.folds):
        inside = data.folds == fold
        if inside.any():
            one = stack(found, data.sure, scored & ~inside[:, None], themes, settings)
            left_out[inside] = one.logits(found[inside], counting[inside])
    told = told_left_out(data, base, settings)
    every = np.ones(len(data.folds), dtype=bool)
    trained = [_train(part, every[part.owners]) for part in _parts(data, settings)]
    precision = Precision.count(*_counted(tagger, data, every))
    model = Model(
        passages=trained[0],
        sentences=trained[1],
        hits=trained[2],
        stances=fit_stances(data, base, settings),
        stance_combination=combine_stances(told, np.arange(len(told.owners)), settings),
        precision=precision,
        combination=combination,
        areas=tuple(tagger.areas),
    )
    return model, left_out, told


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the linear models: its features, answers, passages, and how it is trained."""

    features: Features
    answers: Floats
    counts: Mask
    owners: Ints
    strength: float
    least: int


def _parts(data: Data, settings: Settings) -> list[_Part]:
    batch = data.batch
    numbers = np.arange(len(data.examples))
    answers, counts = data.sentence_answers()
    hit_answers, hit_counts = data.hit_answers()
    return [
        _Part(
            passage_features(batch), data.answers, data.counts, numbers,
            settings.passages_strength, settings.least_rows,
        ),
        _Part(
            sentence_features(batch), answers, counts, np.repeat(numbers, batch.sentence_counts),
            settings.sentences_strength, settings.least_rows,
        ),
        _Part(
            hit_features(batch), hit_answers[:, None], hit_counts[:, None], batch.hits[:, 0],
            settings.hits_strength, settings.least_hits,
        ),
    ]  # fmt: skip


def out_of_fold(data: Data, settings: Settings) -> Base:
    """What each part says of passages whose publication it has not seen."""
    found = []
    for part in _parts(data, settings):
        scores = np.full((part.features.count, part.answers.shape[1]), -6.0, dtype=np.float32)
        of_row = data.folds[part.owners]
        for fold in range(settings.folds):
            inside = of_row == fold
            if inside.any():
                scores[inside] = _train(part, ~inside).scores(part.features)[inside]
        found.append(scores)
    return Base(found[0], found[1], found[2][:, 0], data.encoded)


def _train(part: _Part, kept: Mask) -> Linear:
    """One logistic regression an output, on the rows of `kept`."""
    within = kept[part.features.rows]
    seen = Features(
        part.features.count,
        part.features.rows[within],
        part.features.keys[within],
        part.features.is_word[within],
    )
    keys, rarity = table(seen, part.least)
    outputs = part.answers.shape[1]
    empty = Linear(
        keys, rarity, np.zeros((len(keys), outputs), np.float32), np.zeros(outputs, np.float32)
    )
    matrix = _matrix(empty, part.features)
    weights = np.zeros((len(keys), outputs), dtype=np.float32)
    bias = np.full(outputs, -6.0, dtype=np.float32)
    for output in range(outputs):
        rows = kept & part.counts[:, output]
        answers = part.answers[rows, output] > 0
        if answers.sum() > 1 and not answers.all():
            weights[:, output], bias[output] = _logistic(matrix[rows], answers, part.strength)
    return Linear(keys, rarity, weights, bias)


def _matrix(linear: Linear, features: Features) -> Any:
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    rows, columns, values = linear.values(features)
    return csr_matrix((values, (rows, columns)), shape=(features.count, len(linear.keys)))


def _logistic(matrix: Any, answers: Mask, strength: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    regression = LogisticRegression(C=strength, solver="liblinear", random_state=0)
    regression.fit(matrix, answers)
    return regression.coef_[0].astype(np.float32), float(regression.intercept_[0])


def _counted(tagger: Tagger, data: Data, kept: Mask) -> tuple[Batch, Floats, Mask]:
    """The passages of `kept` with their answers, and which of these count."""
    numbers = np.flatnonzero(kept)
    batch = Batch([data.batch.passages[n] for n in numbers.tolist()], tagger.areas)
    return batch, data.answers[numbers], data.counts[numbers]


def _theme_numbers(tagger: Tagger) -> Ints:
    themes = list(dict.fromkeys(tagger.vocabulary.themes.values()))
    return np.array([themes.index(theme) for theme in tagger.vocabulary.themes.values()])


def stack(
    found: Floats, answers: Floats, scored: Mask, themes: Ints, settings: Settings
) -> Combination:
    """The weights of the combination, on the pairs of `scored`."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    areas = len(themes)
    rows = found[scored].astype(np.float64)
    area = np.broadcast_to(np.arange(areas), scored.shape)[scored]
    by_theme = np.eye(themes.max() + 1)[themes[area]]
    chosen = rows[:, list(BY_THEME)]
    crossed = (by_theme[:, :, None] * chosen[:, None, :]).reshape(len(rows), -1)
    wide = np.hstack([rows, np.eye(areas)[area], crossed])
    middle, spread = wide.mean(axis=0), np.maximum(wide.std(axis=0), 1e-6)
    regression = LogisticRegression(C=settings.combination_strength, max_iter=1_000, tol=1e-5)
    regression.fit((wide - middle) / spread, answers[scored] > 0)
    weights = regression.coef_[0] / spread
    bias = float(regression.intercept_[0] - (weights * middle).sum())
    plain, of_area = found.shape[2], found.shape[2] + areas
    return Combination(
        weights[:plain].astype(np.float32),
        weights[of_area:].reshape(-1, len(BY_THEME)).astype(np.float32),
        (weights[plain:of_area] + bias).astype(np.float32),
        themes,
    )


def stance_rows(data: Data, base: Base) -> tuple[list[Subject], list[tuple[str, ...]], Ints]:
    """Each agreed area with the clauses that the tagger takes for its evidence, and its stances."""
    ids = list(data.batch.areas)
    subjects, stances, owners = [], [], []
    for number, area, spans, _ in evidence_spans(data.batch, base, data.answers > 0):
        tag = data.examples[number].annotation.agreed[ids[area]]
        if tag.stances:
            subjects.append(Subject(number, ids[area], spans))
            stances.append(tag.stances)
            owners.append(number)
    return subjects, stances, np.array(owners, dtype=np.int64)


def fit_stances(data: Data, base: Base, settings: Settings, kept: Mask | None = None) -> Linear:
    """The model of stances; `kept`: the passages to learn from."""
    subjects, stances, owners = stance_rows(data, base)
    answers = np.array([[s == one[0] for s in STANCES] for one in stances], dtype=np.float32)
    part = _Part(
        stance_features(data.batch, subjects),
        answers,
        np.ones(answers.shape, dtype=bool),
        owners,
        settings.stances_strength,
        settings.least_rows,
    )
    inside = np.ones(len(owners), bool) if kept is None else kept[owners]
    return _train(part, inside)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the agreed areas: subject, readers' stances, number of the passage.

    linear, read: what the regression and what the encoder say, each without the publication.
    """

    subjects: list[Subject]
    stances: list[tuple[str, ...]]
    owners: Ints
    linear: Floats
    read: Floats


def told_left_out(data: Data, base: Base, settings: Settings) -> Told:
    """The agreed areas, told by models that have not seen their publication."""
    subjects, stances, owners = stance_rows(data, base)
    features = stance_features(data.batch, subjects)
    linear = np.zeros((len(subjects), len(STANCES)), dtype=np.float32)
    for fold in range(settings.folds):
        inside = data.folds[owners] == fold
        if inside.any():
            regression = fit_stances(data, base, settings, data.folds != fold)
            linear[inside] = regression.scores(features)[inside]
    areas = [data.batch.areas[subject.area_id] for subject in subjects]
    return Told(subjects, stances, owners, linear, data.encoded.stances[owners, areas])


def combine_stances(told: Told, rows: Ints, settings: Settings) -> StanceCombination:
    """How to weigh the regression and the encoder, learned from some subjects."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    regression = LogisticRegression(C=settings.combination_strength, max_iter=1_000, tol=1e-5)
    answers = [STANCES.index(told.stances[row][0]) for row in rows.tolist()]
    regression.fit(np.hstack([told.linear, told.read])[rows].astype(np.float64), answers)
    weights = np.zeros((2 * len(STANCES), len(STANCES)), dtype=np.float32)
    bias = np.full(len(STANCES), -99.0, dtype=np.float32)  # of a stance that no one gave
    weights[:, regression.classes_] = regression.coef_.T
    bias[regression.classes_] = regression.intercept_
    return StanceCombination(weights, bias)


def stances_left_out(told: Told, folds: Ints, settings: Settings) -> list[tuple[int, str, str]]:
    """Passage, area and stance, the weighing learned from other publications too."""
    found = []
    of_row = folds[told.owners]
    for fold in range(settings.folds):
        inside = np.flatnonzero(of_row == fold)
        if not len(inside):
            continue
        weighed = combine_stances(told, np.flatnonzero(of_row != fold), settings)
        best = weighed.scores(told.linear[inside], told.read[inside]).argmax(axis=1)
        for row, one in zip(inside.tolist(), best.tolist(), strict=True):
            subject = told.subjects[row]
            found.append((subject.passage, subject.area_id, STANCES[one]))
    return found
