from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import PipelineError
from pipeline.tag.network import Network, fit_network
from pipeline.tag.vectors import Vectors, means, read_vectors


def test_bytes_come_close_to_the_exact_vectors():
    exact = np.array([[0.5, -0.1], [-1.0, 0.2], [0.25, 0.0]])
    kept = Vectors.of(np.arange(3, dtype=np.uint64), exact, np.ones(3))
    again = Vectors.load(kept.to_bytes())
    assert np.abs(again.rows * again.scale - exact).max() < 0.01
    assert again.to_bytes() == kept.to_bytes()


def test_a_span_points_where_its_words_do_and_an_empty_one_nowhere():
    words = np.array([[3.0, 0.0], [0.0, 4.0], [0.0, 0.0]], dtype=np.float32)
    found = means(words, np.array([0, 0, 2]), np.array([1, 2, 3]))
    assert np.allclose(found, [[1, 0], [0.6, 0.8], [0, 0]])


def test_a_folder_without_vectors_says_so(tmp_path):
    with pytest.raises(PipelineError, match=r"words\.npz"):
        read_vectors(tmp_path)


def test_the_network_learns_what_counts_and_the_same_twice():
    chance = np.random.default_rng(0)
    found = chance.standard_normal((640, 6)).astype(np.float32)
    answers = np.stack([found[:, 0] > 0, found[:, 1] > 0], axis=1).astype(np.float32)
    counts = np.ones(answers.shape, dtype=bool)
    counts[:, 1] = False
    network = fit_network(found, answers, counts, seed=1)
    scores = network.scores(found)
    assert ((scores[:, 0] > 0) == answers[:, 0]).mean() > 0.9
    assert (scores[:, 1] < -2).all()
    twice = fit_network(found, answers, counts, seed=1).scores(found)
    assert (twice == scores).all()
    kept = Network.from_arrays(network.to_arrays()).scores(found)
    assert np.allclose(kept, scores, atol=0.05)
