"""The student as an ONNX graph of whole numbers, and the tables beside it.

What stands between two sums of whole numbers is one addition, multiplication, division or rounding
at a time, or a table of 256 bytes: no machine rounds these otherwise than another.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipeline.records import FINDING_KINDS, PUBLICATION_KINDS
from tools.encoder.student import (
    FLOOR,
    LOOKS,
    OF_HEAD,
    SHIFT,
    SINK,
    STEP,
    WIDE,
    WIDE_INNER,
    WIDTH,
)

Array = NDArray[Any]
State = dict[str, Array]
_MICROSOFT = "com.microsoft"
_GRID = 64.0
"""Sums before a norm are rounded to this part of one, so that their total is exact."""
_FULL = 127
_COLUMNS = OF_HEAD + 1
"""The last column of a head holds a constant: a bias of queries by keys, the ones to add up."""


class _Bytes:
    """Figures as bytes: the name in the graph, and what byte b is worth: mu + step * (b - 128)."""

    def __init__(self, name: str, mu: Array, step: Array) -> None:
        self.name, self.mu, self.step = name, mu, step


class _Graph:
    """Nodes and constants in the order of their making."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.nodes: list[Any] = []
        self.constants: dict[str, Array] = {}
        self.one = self.constant(1.0, np.float32)
        self.middle = self.constant(128, np.uint8)
        self.zero = self.constant(0, np.uint8)

    def constant(self, value: Any, kind: Any) -> str:
        """The name of a new constant."""
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value, kind)
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **more: Any) -> Any:
        """The name of what a new node gives, or the names."""
        names = [f"n{len(self.nodes)}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **more))
        return names[0] if outputs == 1 else names

    def line(
        self,
        x: _Bytes,
        weight: Array,
        bias: Array,
        unit: float = 1.0,
        out: Array | None = None,
        nought: str = "",
    ) -> str:
        """A linear map: floats in parts of 1/`unit`, or bytes whose steps are `out`.

        `nought`: the constant that stands for nought in these bytes, if not their middle.
        """
        folded = weight * x.step[None, :]
        bias = bias + weight @ x.mu
        # A row of noughts has its bias alone, which must fit into 32 bits.
        scale = np.maximum(np.abs(folded).max(axis=1) / 63, np.abs(bias) / 2**24)
        whole = np.round(folded / scale[:, None]).astype(np.int8)
        inputs = [
            x.name,
            self.one,
            self.middle,
            self.constant(whole.T, np.int8),
            self.constant(scale * unit if out is None else scale / out, np.float32),
            self.constant(np.zeros(len(scale)), np.int8),
            self.constant(np.round(bias / scale), np.int32),
        ]
        if out is not None:
            inputs += [self.one, nought or self.middle]
        found: str = self.node("QGemm", *inputs, domain=_MICROSOFT)
        return found

    def byte(self, part: str) -> tuple[Array, Array]:
        """Middle and step of figures, by channel or one for all."""
        return self.state[f"{part}.mu"], WIDE * self.state[f"{part}.sd"] / _FULL


def encoder_graph(state: State, layers: int) -> bytes:
    """The graph of a trained student.

    Inputs: pieces (bytes, count * length × WIDTH), shape (count, length), there (count × 1 ×
    length × 1). Output: for each piece where each area looks, its value, and logits of stances.
    """
    graph = _Graph(state)
    x = _Bytes("pieces", *graph.byte("q0"))
    for number in range(layers):
        x = _layer(graph, f"ls.{number}.", x)
    names = ("att", "val", "st")
    weight = np.vstack([state[f"{name}.weight"] for name in names])
    bias = np.concatenate([state[f"{name}.bias"] for name in names])
    graph.line(x, weight, bias)
    graph.nodes[-1].output[0] = "figures"
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.UINT8, ["n", WIDTH]),
        helper.make_tensor_value_info("shape", TensorProto.INT64, [2]),
        helper.make_tensor_value_info("there", TensorProto.BOOL, ["count", 1, "length", 1]),
    ]
    output = helper.make_tensor_value_info("figures", TensorProto.FLOAT, ["n", len(bias)])
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        inputs,
        [output],
        [numpy_helper.from_array(value, name) for name, value in graph.constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=8)
    onnx.checker.check_model(model)
    found: bytes = model.SerializeToString()
    return found


def _layer(graph: _Graph, part: str, x: _Bytes) -> _Bytes:
    state = graph.state
    read = _attention(graph, part, x)
    x = _joined(graph, part, "1", x, graph.line(read, *_of(state, part + "o", x, "1"), _GRID))
    step = WIDE_INNER * state[f"{part}qh.sd"] / 255
    weight, bias = state[f"{part}f1.weight"], state[f"{part}f1.bias"]
    name = graph.line(x, weight, bias, out=step, nought=graph.zero)  # negative ones become 0: ReLU
    inner = _Bytes(name, 128 * step, step)
    return _joined(graph, part, "2", x, graph.line(inner, *_of(state, part + "f2", x, "2"), _GRID))


def _of(state: State, name: str, x: _Bytes, which: str) -> tuple[Array, Array]:
    """Weight and bias of a line whose output is added to `x`, whose middle goes into the bias."""
    gain = state[f"{name.rsplit('.', 1)[0]}.a{which}"]
    return state[f"{name}.weight"], state[f"{name}.bias"] + gain * (x.mu - 128 * x.step)


def _attention(graph: _Graph, part: str, x: _Bytes) -> _Bytes:
    state = graph.state
    heads = len(state[f"{part}off"])
    steps = {name: WIDE * state[f"{part}q{name}.sd"][0] / _FULL for name in "qkva"}
    shape = graph.node("Concat", "shape", graph.constant([heads, _COLUMNS], np.int64), axis=0)
    moved = state[f"{part}off"] * math.sqrt(OF_HEAD) / (_FULL * steps["q"] * steps["k"])
    last = {
        "q": np.full(heads, _FULL),
        "k": np.clip(np.round(moved), -_FULL, _FULL),
        "v": np.full(heads, _FULL),
    }

    def projection(name: str, order: list[int]) -> str:
        weight = np.zeros((heads * _COLUMNS, WIDTH))
        bias = np.zeros(heads * _COLUMNS)
        rows = np.arange(heads * OF_HEAD)
        rows = rows // OF_HEAD * _COLUMNS + rows % OF_HEAD
        weight[rows], bias[rows] = state[f"{part}{name}.weight"], state[f"{part}{name}.bias"]
        bias[OF_HEAD::_COLUMNS] = last[name] * steps[name]
        found = graph.line(x, weight, bias, out=np.full(len(bias), steps[name]))
        turned: str = graph.node("Transpose", graph.node("Reshape", found, shape), perm=order)
        return turned

    query, key = projection("q", [0, 2, 1, 3]), projection("k", [0, 2, 3, 1])
    value = graph.node("Where", "there", projection("v", [0, 2, 1, 3]), graph.middle)
    step = graph.constant(STEP, np.float32)
    scores = graph.node(
        "QLinearMatMul",
        *(query, graph.constant(steps["q"], np.float32), graph.middle),
        *(key, graph.constant(steps["k"] / math.sqrt(OF_HEAD), np.float32), graph.middle),
        *(step, graph.middle),
    )
    looks = graph.node(
        "QLinearSigmoid",
        *(scores, step, graph.constant(128 + round(SHIFT / STEP), np.uint8)),
        *(graph.constant(1 / LOOKS, np.float32), graph.zero),
        domain=_MICROSOFT,
    )
    sums = graph.node("MatMulInteger", looks, value, graph.zero, graph.middle)
    sums = graph.node("Cast", sums, to=TensorProto.FLOAT)
    split = graph.constant([OF_HEAD, 1], np.int64)
    found, total = graph.node("Split", sums, split, outputs=2, axis=3)
    share = steps["a"] / steps["v"]
    total = graph.node("Mul", total, graph.constant(share / _FULL, np.float32))
    total = graph.node("Add", total, graph.constant(SINK * LOOKS * share, np.float32))
    found = graph.node("Transpose", graph.node("Div", found, total), perm=[0, 2, 1, 3])
    flat = graph.constant([-1, heads * OF_HEAD], np.int64)
    found = graph.node("Reshape", found, flat)
    name = graph.node("QuantizeLinear", found, graph.one, graph.middle)
    return _Bytes(name, np.zeros(heads * OF_HEAD), np.full(heads * OF_HEAD, steps["a"]))


def _joined(graph: _Graph, part: str, which: str, x: _Bytes, brought: str) -> _Bytes:
    """What a line brought, in parts of the grid, added to `x` and normed."""
    state = graph.state
    own = graph.constant(state[f"{part}a{which}"] * x.step * _GRID, np.float32)
    before = graph.node("Mul", graph.node("Cast", x.name, to=TensorProto.FLOAT), own)
    sums = graph.node("Round", graph.node("Add", brought, before))
    axis = graph.constant([1], np.int64)
    total = graph.node("ReduceSum", graph.node("Abs", sums), axis, keepdims=1)
    total = graph.node("Add", total, graph.constant(WIDTH * _GRID * FLOOR, np.float32))
    inverse = graph.node("Div", graph.constant(float(WIDTH), np.float32), total)
    gain, bias = state[f"{part}g{which}"], state[f"{part}b{which}"]
    mu, step = graph.byte(f"{part}q{which}")
    nought = 128 - np.round((mu - bias) / step)
    found = graph.node("Mul", sums, inverse)
    found = graph.node("Mul", found, graph.constant(gain / step, np.float32))
    found = graph.node("Add", found, graph.constant(nought, np.float32))
    name = graph.node("QuantizeLinear", found, graph.one, graph.zero)
    return _Bytes(name, bias + step * (128 - nought), step)


def encoder_tables(state: State, names: list[str], areas: list[str]) -> dict[str, Array]:
    """The arrays of `pipeline.tag.encoder.Tables`."""
    mu, step = state["q0.mu"], WIDE * state["q0.sd"] / _FULL

    def stepped(table: Array) -> Array:
        return np.clip(np.round(table / step), -_FULL, _FULL).astype(np.int8)

    return {
        "names": np.array(names),
        "words": stepped(state["w"] - mu),
        "places": stepped(state["p"]),
        "hits": stepped(state["hit"]),
        "kinds": stepped(state["kind"]),
        "publications": stepped(state["pk"]),
        "asks": stepped(state["asks"]),
        "context": state["ctx"].astype(np.float32),
        "stance_bias": state["sta"].astype(np.float32),
        "kind_names": np.array(FINDING_KINDS),
        "publication_names": np.array(PUBLICATION_KINDS),
        "areas": np.array(areas),
    }
