"""The encoder: what a small transformer, reading whole passages, says of each area.

It sees word pieces in their places, which wordings of the vocabulary stand where, and the kind of
finding and publication. Two layers, made from two of all-MiniLM-L6-v2 and trained on the
annotations by tools/encoder, are a graph of 8-bit whole numbers (encoder.onnx). Sums of whole
numbers are exact, and what stands between them is single additions, multiplications, divisions
and roundings of IEEE 754: the same text gets the same figures on every machine, however it is
batched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import PipelineError
from pipeline.tag.linear import Floats
from pipeline.tag.passages import Batch, Text
from pipeline.tag.pieces import Divided, Pieces, Window, divided, windows_of

FILES = ("encoder.onnx", "encoder.npz")
TOGETHER = 12
"""So many windows of nearly the same length go through the graph at once."""
_MIDDLE = 128
"""The byte that stands for nought."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of a batch.

    areas: a logit a passage and area. stances: a logit a passage, area and stance, in the order of
    STANCES. sentences: which share of what it looked at for an area lies in each sentence.
    """

    areas: Floats
    stances: Floats
    sentences: Floats


@dataclass(frozen=True, slots=True)
class Tables:
    """The arrays beside the graph. Bytes are steps of the graph's input; logits are floats.

    names: of the pieces. words, places, hits (`hint` and `say` of each area), kinds, publications,
    asks: 384 bytes each. context: logits an area by kind, publication and whether it asks.
    stance_bias: a logit an area and stance. kind_names, publication_names: of the rows; what has
    none stands for the last of them.
    """

    names: NDArray[np.str_]
    words: NDArray[np.int8]
    places: NDArray[np.int8]
    hits: NDArray[np.int8]
    kinds: NDArray[np.int8]
    publications: NDArray[np.int8]
    asks: NDArray[np.int8]
    context: Floats
    stance_bias: Floats
    kind_names: NDArray[np.str_]
    publication_names: NDArray[np.str_]
    areas: NDArray[np.str_]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Tables:
        """From kept arrays."""
        return cls(*(arrays[name] for name in cls.__slots__))


class Encoder:
    """The graph with its tables."""

    def __init__(self, graph: bytes, tables: Tables) -> None:
        import onnxruntime  # noqa: PLC0415  0.2 s, only where findings are tagged

        onnxruntime.disable_telemetry_events()  # official builds for Windows would report
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Joined operations round otherwise than single ones.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self._tables = tables
        self._pieces = Pieces([str(name) for name in tables.names])
        self._kinds = {str(name): row for row, name in enumerate(tables.kind_names)}
        self._publications = {str(name): row for row, name in enumerate(tables.publication_names)}

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """The encoder of a folder."""
        try:
            graph = (folder / FILES[0]).read_bytes()
            with np.load(folder / FILES[1], allow_pickle=False) as arrays:
                return cls(graph, Tables.from_arrays(arrays))
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise PipelineError(f"{folder} lacks {' or '.join(FILES)}: restore them") from error

    def scores(self, batch: Batch) -> Encoded:
        """What it says of each passage of a batch."""
        text = divided(batch, self._pieces)
        windows = list(windows_of(batch, text, self._pieces, len(self._tables.places)))
        lengths = [len(window) for window in windows]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        outputs = np.zeros((begins[-1], self._width), dtype=np.float32)
        order = np.argsort(lengths, kind="stable")
        for first in range(0, len(order), TOGETHER):
            some = order[first : first + TOGETHER].tolist()
            found = self._run([windows[number] for number in some], batch, text)
            for row, number in enumerate(some):
                outputs[begins[number] : begins[number + 1]] = found[row, : lengths[number]]
        return self._pooled(batch, text, windows, outputs)

    @property
    def _width(self) -> int:
        """Figures a piece: attention and value of each area, one of each stance."""
        return 2 * len(self._tables.areas) + int(self._tables.stance_bias.shape[1])

    def _run(self, windows: Sequence[Window], batch: Batch, text: Divided) -> Floats:
        """The outputs of some windows: windows × pieces of the longest × figures."""
        tables, count = self._tables, len(windows)
        longest = max(len(window) for window in windows)
        pieces = np.zeros((count, longest), dtype=np.int64)
        there = np.zeros((count, 1, longest, 1), dtype=bool)
        steps = np.empty((count, longest, tables.words.shape[1]), dtype=np.int16)
        for row, window in enumerate(windows):
            first = len(window.before)
            pieces[row, :first] = window.before
            pieces[row, first : len(window)] = text.pieces[window.start : window.end]
            there[row, 0, : len(window)] = True
        np.add(tables.words[pieces], tables.places[:longest], out=steps, dtype=np.int16)
        for row, window in enumerate(windows):
            for table, place in self._places(batch.texts[window.passage]):
                steps[row, 0] += table[place]
            first, last = np.searchsorted(text.hit_places, (window.start, window.end))
            if first < last:
                columns = text.hit_places[first:last] - window.start + len(window.before)
                begins = np.flatnonzero(np.diff(columns, prepend=-1))
                found = tables.hits[text.hits[first:last]].astype(np.int16)
                steps[row, columns[begins]] += np.add.reduceat(found, begins, axis=0)
        steps += _MIDDLE
        inputs = np.clip(steps, 0, 2 * _MIDDLE - 1, out=steps).astype(np.uint8)
        (found,) = self._session.run(
            None,
            {
                "pieces": inputs.reshape(-1, inputs.shape[2]),
                "shape": np.array([count, longest], dtype=np.int64),
                "there": there,
            },
        )
        return np.asarray(found).reshape(count, longest, -1)

    def _places(self, text: Text) -> list[tuple[NDArray[np.int8], int]]:
        """The rows that say of what kind a passage is, with their tables."""
        tables = self._tables
        kind = self._kinds.get(text.kind, len(self._kinds) - 1)
        publication = self._publications.get(text.publication_kind, len(self._publications) - 1)
        return [
            (tables.kinds, kind),
            (tables.publications, publication),
            (tables.asks, int(text.asks)),
        ]

    def _pooled(
        self, batch: Batch, text: Divided, windows: Sequence[Window], outputs: Floats
    ) -> Encoded:
        """For each area the mean of the outputs, weighed by where it looks."""
        tables, areas = self._tables, len(self._tables.areas)
        looks, values, stances = np.split(outputs, [areas, 2 * areas], axis=1)
        owners = np.repeat([w.passage for w in windows], [len(w) for w in windows])
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        highest = np.maximum.reduceat(looks, begins, axis=0)
        weights = np.exp((looks - highest[owners]).astype(np.float64))
        sums = np.add.reduceat(weights, begins, axis=0)
        logits = np.add.reduceat(weights * values, begins, axis=0) / sums
        told = np.empty((*logits.shape, stances.shape[1]))
        for number, (begin, end) in enumerate(pairwise([*begins.tolist(), len(owners)])):
            told[number] = weights[begin:end].T @ stances[begin:end] / sums[number][:, None]
            logits[number] += sum(tables.context[row] for row in self._context(batch.texts[number]))
        said = np.concatenate([np.arange(len(w)) >= len(w.before) for w in windows])
        passage, start, _, _ = batch.sentences.T
        firsts = text.of_token[batch.offsets[passage] + start]
        shares = np.add.reduceat(weights[said], firsts, axis=0) / sums[passage]
        return Encoded(
            logits.astype(np.float32),
            (told + tables.stance_bias).astype(np.float32),
            shares.astype(np.float32),
        )

    def _context(self, text: Text) -> Iterator[int]:
        """The rows of `context` of a passage."""
        before = 0
        for table, place in self._places(text):
            yield before + place
            before += len(table)
