import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stats.f_scores import f_scores


def _decisions(hits: int, false_alarms: int, misses: int, rest: int) -> tuple[list[bool], list[bool]]:
    """What is true and what was predicted, for one class with these counts."""
    true = [True] * hits + [False] * false_alarms + [True] * misses + [False] * rest
    predicted = [True] * (hits + false_alarms) + [False] * (misses + rest)
    return true, predicted


def test_the_textbook_example_comes_out() -> None:
    # Manning, Raghavan and Schütze (2008), table 13.8: precision (and here recall) 0.5 and 0.9, their mean 0.7,
    # pooled 100 of 120.
    first, second = _decisions(10, 10, 10, 970), _decisions(90, 10, 10, 890)
    true, predicted = np.array([first[0], second[0]]).T, np.array([first[1], second[1]]).T
    scores = f_scores(true, predicted)
    assert scores.by_class == pytest.approx([0.5, 0.9])
    assert scores.macro == pytest.approx(0.7)
    assert scores.micro == pytest.approx(100 / 120)


def test_a_class_that_nobody_names_counts_as_nothing() -> None:
    scores = f_scores([[1, 0], [1, 0]], [[1, 0], [1, 0]])
    assert (scores.micro, scores.macro) == (1.0, 0.5)
    assert f_scores(np.zeros((0, 2)), np.zeros((0, 2))).micro == 0.0


def test_matrices_of_two_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        f_scores([[1, 0]], [[1, 0, 0]])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_with_one_label_per_item_micro_f1_is_the_part_that_is_right(pairs: list[tuple[int, int]]) -> None:
    true, predicted = np.array(pairs).T
    classes = np.arange(4)
    scores = f_scores(true[:, None] == classes, predicted[:, None] == classes)
    assert scores.micro == pytest.approx(np.mean(true == predicted))


@settings(deadline=None, max_examples=30)  # scikit-learn takes seconds to load
@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=20))
def test_it_equals_scikit_learn(rows: list[list[bool]]) -> None:
    from sklearn.metrics import f1_score

    table = np.array(rows)
    true, predicted = table[:, :3], table[:, 3:]
    scores = f_scores(true, predicted)
    for average, ours in (("micro", scores.micro), ("macro", scores.macro)):
        assert ours == pytest.approx(f1_score(true, predicted, average=average, zero_division=0))
