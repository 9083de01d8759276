import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.figures import Metric, share, squash, tokens, total


def test_a_share_with_its_interval():
    metric = share("kind", 9, 10, "sample")
    assert (metric.value, metric.low, metric.high, metric.support) == (0.9, 0.5958, 0.9821, 10)


def test_no_cases_no_value():
    assert share("kind", 0, 0, "sample") == Metric("kind", None, None, None, 0, "sample")


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_the_interval_holds_the_share(hits, more):
    metric = share("any", hits, hits + more, "")
    assert metric.value is not None
    assert metric.low is not None
    assert metric.high is not None
    assert 0 <= metric.low <= metric.value <= metric.high <= 1


@given(st.integers(1, 1000))
def test_all_right_is_one_but_never_certain(cases):
    metric = share("any", cases, cases, "")
    assert (metric.value, metric.high) == (1.0, 1.0)
    assert metric.low is not None
    assert metric.low < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("child’s plan", "CHILDS  PLAN"),
        ("\ufb01nal", "final"),
        ("café", "cafe\u0301"),
        ("a-b", "ab"),
    ],
)
def test_what_two_engines_spell_differently_is_the_same(one, other):
    assert squash(one) == squash(other)


def test_words():
    assert tokens("The child’s (2nd) plan–late") == ["the", "child", "s", "2nd", "plan", "late"]


def test_a_metric_is_found_by_name():
    metric = share("kind", 1, 2, "")
    assert total([metric], "kind") is metric
    assert total([metric], "area") is None
