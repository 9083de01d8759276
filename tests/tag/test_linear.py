from __future__ import annotations

import numpy as np

from pipeline.tag.linear import Linear


def kept(weights: np.ndarray) -> Linear:
    count, outputs = weights.shape
    keys, rarity = np.arange(count, dtype=np.uint64), np.ones(count, np.float32)
    model = Linear(keys, rarity, weights, np.zeros(outputs, np.float32))
    return Linear.from_arrays(model.to_arrays("one"), "one")


def test_weights_are_kept_in_one_byte_each_to_half_a_step():
    weights = np.array([[2.54, -0.5], [-1.27, 0.004], [0.0, 0.25]], np.float32)
    found = kept(weights).weights
    assert found.dtype == np.float32
    assert np.all(np.abs(found - weights) <= np.array([0.01, 0.002]) + 1e-6)


def test_a_model_without_features_is_kept_too():
    assert kept(np.zeros((0, 2), np.float32)).weights.shape == (0, 2)
