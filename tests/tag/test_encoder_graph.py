"""The graph of the encoder, computed anew with numpy alone: every bit must be the same."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from pipeline.tag.encoder import FILES
from pipeline.tag.model import model_folder

GRAPH = (model_folder() / FILES[0]).read_bytes()
WHOLE = {onnx.TensorProto.FLOAT: np.float32}
SINGLE = np.float32


def as_bytes(values: np.ndarray, nought: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values) + int(nought), 0, 255).astype(np.uint8)


def product(a: np.ndarray, a_nought: int, b: np.ndarray, b_nought: int) -> np.ndarray:
    """Sums of whole numbers in 64 bits: exact in any order."""
    return (a.astype(np.int64) - int(a_nought)) @ (b.astype(np.int64) - int(b_nought))


def gemm(a, a_scale, a_nought, b, b_scale, b_nought, c, *out):
    assert not b_nought.any()
    scale = (a_scale * b_scale).astype(SINGLE)
    sums = product(a, a_nought, b, 0) + c
    assert np.abs(sums).max() < 2**31
    if not out:
        return sums.astype(SINGLE) * scale
    return as_bytes(sums.astype(SINGLE) * (scale / out[0]).astype(SINGLE), out[1])


def matmul(a, a_scale, a_nought, b, b_scale, b_nought, scale, nought):
    sums = product(a, a_nought, b, b_nought).astype(SINGLE)
    return as_bytes(sums * (a_scale * b_scale / scale).astype(SINGLE), nought)


def sigmoid(x, scale, nought, out_scale, out_nought):
    """In doubles: no entry of the table lies so near to a half that single precision differs."""
    every = 1 / (1 + np.exp(-(np.arange(256.0) - int(nought)) * float(scale)))
    steps = every / float(out_scale)
    assert np.abs(steps % 1 - 0.5).min() > 1e-3
    table = as_bytes(steps, out_nought)
    return table[x]


OPERATIONS = {
    "Abs": np.abs,
    "Add": np.add,
    "Cast": lambda x, to: x.astype(WHOLE[to]),
    "Concat": lambda *parts, axis: np.concatenate(parts, axis=axis),
    "Div": np.divide,
    "MatMulInteger": lambda a, b, x, y: product(a, x, b, y).astype(np.int32),
    "Mul": np.multiply,
    "QGemm": gemm,
    "QLinearMatMul": matmul,
    "QLinearSigmoid": sigmoid,
    "QuantizeLinear": lambda x, scale, nought: as_bytes(x / scale, nought),
    "ReduceSum": lambda x, axis, keepdims: (
        x.astype(np.int64).sum(tuple(axis), keepdims=bool(keepdims)).astype(SINGLE)
    ),
    "Reshape": lambda x, shape: x.reshape(shape),
    "Round": np.round,
    "Split": lambda x, sizes, axis: np.split(x, np.cumsum(sizes)[:-1], axis=axis),
    "Transpose": lambda x, perm: x.transpose(perm),
    "Where": np.where,
}


def computed(inputs: dict[str, np.ndarray]) -> np.ndarray:
    graph = onnx.load_from_string(GRAPH).graph
    known = {one.name: numpy_helper.to_array(one) for one in graph.initializer} | inputs
    for node in graph.node:
        more = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        found = OPERATIONS[node.op_type](*(known[name] for name in node.input), **more)
        if node.op_type == "ReduceSum":
            assert np.abs(found).max() < 2**24  # single precision holds it, in any order of adding
        several = len(node.output) > 1
        known |= dict(zip(node.output, found if several else [found], strict=True))
    return known["figures"]


@pytest.mark.parametrize(("count", "length"), [(1, 3), (4, 40), (2, 224)])
def test_numpy_computes_the_same_bits(count, length):
    chance = np.random.default_rng(count)
    there = np.zeros((count, 1, length, 1), dtype=bool)
    for row, size in enumerate(chance.integers(1, length + 1, count)):
        there[row, 0, :size] = True
    inputs = {
        "pieces": chance.integers(0, 256, (count * length, 384)).astype(np.uint8),
        "shape": np.array([count, length]),
        "there": there,
    }
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(GRAPH, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, inputs)
    assert np.array_equal(found, computed(inputs))


def test_weights_leave_room_for_the_sums_of_older_processors():
    """Two products of a byte and a weight are added in 16 bits there, and must not be cut off."""
    graph = onnx.load_from_string(GRAPH).graph
    arrays = [numpy_helper.to_array(one) for one in graph.initializer]
    weights = [one for one in arrays if one.dtype == np.int8 and one.ndim == 2]
    assert len(weights) == 2 * 6 + 1
    assert max(int(np.abs(one.astype(int)).max()) for one in weights) <= 63
