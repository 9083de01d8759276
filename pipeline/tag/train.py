"""Train the tagger from stand-off annotations and people's decisions; say how good it is."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Sequence
from configparser import ConfigParser
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.corpus import REPOSITORY, Corpus
from pipeline.errors import CorpusError, NotHeldError, UsageError
from pipeline.records import Extraction, normalised
from pipeline.store import read_json, write_bytes
from pipeline.tag.annotations import (
    Annotated,
    Annotation,
    Example,
    read_annotations,
    read_invented,
    text_of,
)
from pipeline.tag.combine import NEVER
from pipeline.tag.decided import tag_decisions
from pipeline.tag.encoder import FILES, Encoded, Encoder
from pipeline.tag.fit import Data, Settings, Told, fit, stances_left_out
from pipeline.tag.left_out import LeftOut, encode
from pipeline.tag.model import SURE, Tagger
from pipeline.tag.passages import Batch, Text
from pipeline.tag.stance import STANCES
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path

Say = Callable[[str], None]
WHOLE = ((0, 1_000_000),)
"""Evidence of which only the finding is known: it reaches beyond the end of any text."""


@dataclass(frozen=True, slots=True)
class Training:
    """What was trained: figures by leaving out publications, and the hash of the model."""

    figures: dict[str, Any]
    sha256: str


def train(corpus: Corpus, annotations: Path, folder: Path, say: Say) -> Training:
    """Fit the model and write it, its hash and its figures to `folder`."""
    settings = read_settings(folder / "config.cfg")
    examples = read_examples(corpus, annotations)
    tagger = Tagger(read_vocabulary(vocabulary_path()), None, encoder=Encoder.load(folder))
    say(f"{len(examples):,} annotated findings")
    left_out = LeftOut.load(annotations.with_name("encoder.npz"))
    data = Data.of(tagger, examples, settings, lambda b: encoded(tagger, examples, b, left_out))
    with one_thread():
        model, logits, told = fit(tagger, data, settings)
        figures = left_out_figures(data, logits, told, settings)
    kept = model.to_bytes()
    sha256 = hashlib.sha256(kept).hexdigest()
    publications = {e.publication_id: e.annotation.sha256 for e in examples if not e.invented}
    meta = {
        "sha256": sha256,
        "encoder": {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in FILES},
        "figures": figures,
        "publications": dict(sorted(publications.items())),
    }
    # Both at the end, one after the other: who tags meanwhile uses the model before.
    write_bytes(folder / "model.npz", kept)
    write_bytes(folder / "meta.json", (json.dumps(meta, indent=1) + "\n").encode())
    return Training(figures, sha256)


def encoded(
    tagger: Tagger, examples: Sequence[Example], batch: Batch, left_out: LeftOut
) -> Encoded:
    """What an encoder that has not seen their publications says of examples.

    CorpusError where annotated passages are others than those that the encoder was trained on.
    Passages that people decided on later it has not seen in any case.
    """
    found, known = left_out.over(encode(tagger.encoder, batch), batch.texts)
    annotated = [example.annotation.decided is None for example in examples]
    others = int((~known & annotated).sum())
    if others > len(examples) // 50:
        raise CorpusError(
            f"{others} annotated passages are not those that the encoder was trained on: train it "
            "anew with python -m tools.encoder (docs/tagging.md)"
        )
    return found


def one_thread() -> AbstractContextManager[Any]:
    """Sums of several threads are added in another order: the last digits would differ."""
    import sklearn.linear_model  # noqa: F401, PLC0415  only what is loaded can be limited
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits


def read_settings(path: Path) -> Settings:
    """The section [training] of a spaCy configuration file: JSON values."""
    parser = ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8")
    values = dict(parser["training"]) if parser.has_section("training") else {}
    try:
        return Settings.from_dict({name: json.loads(value) for name, value in values.items()})
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, [training]: {error}") from error


def read_examples(corpus: Corpus, path: Path) -> list[Example]:
    """The annotations with their texts, people's decisions and invented passages among them.

    NotHeldError names the publications that the data folder does not hold; CorpusError says where
    findings are no longer read as they were when they were annotated.
    """
    annotations = read_annotations(path)
    if not annotations:
        raise CorpusError(f"{path} holds no annotations; name a file with --annotations")
    texts: dict[str, dict[str, Text]] = {}
    lacking: dict[str, str] = {}
    lost: list[str] = []
    found: list[Example] = []
    for annotation in annotations:
        publication_id = annotation.publication_id
        if publication_id not in texts:
            texts[publication_id] = texts_of(corpus, publication_id)
        own = texts[publication_id]
        if not own:
            lacking[publication_id] = annotation.sha256
        elif annotation.finding_id in own:
            found.append(Example(annotation, own[annotation.finding_id]))
        else:
            lost.append(annotation.finding_id)
    if lacking:
        raise NotHeldError(lacking)
    if len(lost) > len(annotations) // 50:
        raise CorpusError(
            f"{len(lost)} annotated findings are read otherwise now, such as {lost[0]}; "
            "annotate them again, or go back to the extraction of the annotations"
        )
    by_finding, decided = _decided(corpus, {e.annotation.finding_id for e in found})
    found = [
        replace(e, annotation=corrected(e.annotation, by_finding.get(e.annotation.finding_id, ())))
        for e in found
    ]
    invented = path.with_name("invented.jsonl")
    return [*found, *decided, *(read_invented(invented) if invented.is_file() else [])]


def texts_of(corpus: Corpus, publication_id: str) -> dict[str, Text]:
    """The findings of a publication as the tagger sees them; {} where it is not extracted."""
    path = corpus.extracted / f"{publication_id}.json"
    if not path.exists():
        return {}
    extraction = Extraction.from_dict(read_json(path))
    kind = extraction.publication.kind
    return {finding.finding_id: text_of(finding, kind) for finding in extraction.findings}


Said = tuple[str, str, str]
"""Area, status and stance of a decision."""


def corrected(annotation: Annotation, said: Sequence[Said]) -> Annotation:
    """An annotation with what people decided on its finding put over it."""
    if not said:
        return annotation
    tags = {tag.area_id: tag for tag in annotation.tags}
    for area_id, status, stance in said:
        before = tags.pop(area_id, None)
        if status == "confirmed":
            stances = (stance,) if stance else before.stances if before else ()
            tags[area_id] = Annotated(area_id, stances, before.spans if before else WHOLE)
    return replace(annotation, tags=tuple(tags.values()))


def _decided(corpus: Corpus, annotated: set[str]) -> tuple[dict[str, list[Said]], list[Example]]:
    """People's decisions on annotated findings, and those on others as examples.

    Of the latter only the decided areas count.
    """
    known: dict[str, list[Said]] = {}
    examples = []
    for publication_id, decided in sorted(tag_decisions(corpus).items()):
        texts = texts_of(corpus, publication_id)
        by_words = {normalised(text.text): f for f, text in texts.items()}
        by_finding: dict[str, list[Said]] = {}
        for one in decided:
            decision = one.decision
            finding_id = decision.finding_id
            if finding_id not in texts:
                finding_id = by_words.get(normalised(decision.finding_text), "")
            if finding_id:
                said = (decision.other, one.status, decision.stance)
                by_finding.setdefault(finding_id, []).append(said)
        for finding_id, ones in sorted(by_finding.items()):
            if finding_id in annotated:
                known[finding_id] = ones
                continue
            empty = Annotation(
                publication_id, "", finding_id, decided=frozenset(area_id for area_id, _, _ in ones)
            )
            examples.append(Example(corrected(empty, ones), texts[finding_id]))
    return known, examples


def left_out_figures(data: Data, logits: Any, told: Told, settings: Settings) -> dict[str, Any]:
    """How good the tagger is on findings of publications not seen, rounded.

    Of those read twice or more; `once`, where there are any, has the areas of those read once.
    """
    scores = 1 / (1 + np.exp(-logits.astype(np.float64)))
    twice = [n for n, example in enumerate(data.examples) if example.is_sure]
    once = [n for n, e in enumerate(data.examples) if not (e.is_sure or e.invented)]
    stances = stances_left_out(told, data.folds, settings)
    stances = [one for one in stances if data.examples[one[0]].is_sure]
    same = sum(s in data.examples[n].annotation.agreed[a].stances for n, a, s in stances)
    areas, pairs = _left_out_areas(data, scores, twice)
    areas_once, pairs_once = _left_out_areas(data, scores, once)
    areas_once["calibration_error"] = round(calibration_error(pairs_once), 4)
    of_once = {"once": {"findings": len(once), **areas_once}} if once else {}
    return {
        "findings": len(twice) + len(once),
        "read_twice": len(twice),
        "publications": len({data.examples[n].publication_id for n in (*twice, *once)}),
        **areas,
        "stance": round(same / max(1, len(stances)), 4),
        "calibration_error": round(calibration_error(pairs), 4),
        "reliability": reliability(pairs),
        **of_once,
    }


def _left_out_areas(
    data: Data, scores: Any, numbers: Iterable[int]
) -> tuple[dict[str, float], list[tuple[float, bool]]]:
    """Precision, recall and F1 of areas, and each score with whether its tag is right."""
    ids = list(data.batch.areas)
    right = wrong = missed = 0
    pairs: list[tuple[float, bool]] = []
    for number in numbers:
        annotation = data.examples[number].annotation
        optional = annotation.optional
        gold = annotation.agreed.keys() - optional
        counted = data.counts[number]
        found = {
            ids[a]: float(scores[number, a])
            for a in np.flatnonzero((scores[number] >= SURE) & counted)
            if ids[a] not in optional
        }
        pairs += [(score, area_id in gold) for area_id, score in found.items()]
        right += len(found.keys() & gold)
        wrong += len(found.keys() - gold)
        missed += len(gold - found.keys())
    areas = {
        "precision": round(right / max(1, right + wrong), 4),
        "recall": round(right / max(1, right + missed), 4),
        "f1": round(2 * right / max(1, 2 * right + wrong + missed), 4),
    }
    return areas, pairs


def nothing_encoded(batch: Batch) -> Encoded:
    """What is said of a batch where there is no encoder; a passage's first sentence is as good."""
    shape = len(batch.passages), len(batch.areas)
    return Encoded(
        np.full(shape, NEVER, dtype=np.float32),
        np.zeros((*shape, len(STANCES)), dtype=np.float32),
        np.zeros((len(batch.sentences), shape[1]), dtype=np.float32),
    )


def learning_curve(
    corpus: Corpus, annotations: Path, folder: Path, say: Say, parts: Iterable[float]
) -> list[dict[str, Any]]:
    """The figures with only a share of the annotated publications, always the same ones.

    Without the encoder, which has seen them all: the curve is that of the other parts.
    """
    settings = read_settings(folder / "config.cfg")
    examples = read_examples(corpus, annotations)
    tagger = Tagger(read_vocabulary(vocabulary_path()), None, encoder=Encoder.load(folder))
    ids = sorted({example.publication_id for example in examples if not example.invented})
    random.Random(settings.seed + 1).shuffle(ids)  # noqa: S311
    curve = []
    for part in parts:
        kept = set(ids[: max(settings.folds, round(part * len(ids)))])
        some = [e for e in examples if e.invented or e.publication_id in kept]
        data = Data.of(tagger, some, settings, nothing_encoded)
        with one_thread():
            _, logits, told = fit(tagger, data, settings)
            figures = left_out_figures(data, logits, told, settings)
        say(f"{figures['findings']:,} findings: areas F1 {figures['f1']}")
        curve.append({name: value for name, value in figures.items() if name != "reliability"})
    return curve


def reliability(pairs: Iterable[tuple[float, bool]], bins: int = 10) -> list[dict[str, float]]:
    """For each tenth of scores: how many tags, their mean score, the share that is right."""
    held = list(pairs)
    found = []
    for number in range(bins):
        inside = [p for p in held if min(int(p[0] * bins), bins - 1) == number]
        if inside:
            mean = round(sum(score for score, _ in inside) / len(inside), 4)
            right = round(sum(hit for _, hit in inside) / len(inside), 4)
            found.append({"tags": len(inside), "score": mean, "right": right})
    return found


def calibration_error(pairs: Iterable[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far scores are from the share that is right, over bins."""
    held = list(pairs)
    total = 0.0
    for number in range(bins):
        inside = [p for p in held if min(int(p[0] * bins), bins - 1) == number]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            right = sum(hit for _, hit in inside) / len(inside)
            total += abs(mean - right) * len(inside) / len(held)
    return total


def default_annotations() -> Path:
    """The annotations of the repository."""
    return REPOSITORY / "corpus" / "gold" / "tags.jsonl"
