"""Dawid–Skene against the paper's own example and against what another library makes of it."""

import numpy as np
import pytest

from workbench.stats.dawid_skene import dawid_skene

# Dawid and Skene 1979, table 1: 45 patients; the first observer judged each three times, four others once.
PATIENTS = """
1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111
1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121
1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222
"""


def counted(observers: list[int | None]) -> np.ndarray:
    """The ratings as counts by patient, observer and class; `observers` says whose each column is."""
    rows = PATIENTS.split()
    counts = np.zeros((len(rows), 5, 4))
    for patient, row in enumerate(rows):
        for observer, said in zip(observers, row, strict=True):
            if observer is not None:
                counts[patient, observer, int(said) - 1] += 1
    return counts


def test_gives_the_papers_shares_and_error_rates() -> None:
    found = dawid_skene(counted([0, 0, 0, 1, 2, 3, 4]))
    assert found.shares == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.005)
    first = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]]
    assert found.errors[0] == pytest.approx(np.array(first), abs=0.005)


def test_equals_crowd_kit_where_each_rates_once() -> None:
    """Figures from crowd-kit 1.4.2 on the same ratings (2,000 rounds, tolerance 1e-12)."""
    found = dawid_skene(counted([0, None, None, 1, 2, 3, 4]), tolerance=1e-12, most_rounds=2000)
    assert found.shares == pytest.approx([0.4000, 0.4126, 0.1208, 0.0667], abs=1e-4)
    assert found.errors[1, 1] == pytest.approx([0.0539, 0.6463, 0.2998, 0], abs=1e-4)
    assert found.errors[4, 3] == pytest.approx([0, 0, 0.3333, 0.6667], abs=1e-4)
    labels = "142222132243121111222222112111131224233111212"
    assert (found.truth.argmax(axis=1) + 1).tolist() == [int(label) for label in labels]


def test_tells_the_careful_rater_from_the_sloppy_one() -> None:
    rng = np.random.default_rng(5)
    truth = (rng.random(2000) < 0.3).astype(int)
    wrong = np.array([0.03, 0.05, 0.25])
    said = np.where(rng.random((2000, 3)) < wrong, 1 - truth[:, None], truth[:, None])
    found = dawid_skene(np.eye(2)[said])
    right = (found.shares * found.errors.diagonal(axis1=1, axis2=2)).sum(axis=1)
    assert right == pytest.approx(1 - wrong, abs=0.02)
    assert ((found.truth[:, 1] > 0.5) == truth.astype(bool)).mean() > 0.97


def test_a_rater_or_unit_without_ratings_is_taken_for_nothing() -> None:
    ratings = np.zeros((4, 3, 2))
    ratings[:3, :2, 0] = 1
    found = dawid_skene(ratings)
    assert found.errors[2] == pytest.approx(np.full((2, 2), 0.5))
    assert found.truth.sum(axis=1) == pytest.approx(np.ones(4))
    assert np.isfinite(found.truth).all()


def test_a_prior_keeps_few_ratings_from_infallibility() -> None:
    ratings = np.eye(2)[[[0, 0, 0], [1, 1, 1]]]
    assert dawid_skene(ratings).errors[0, 0, 0] == pytest.approx(1)
    assert dawid_skene(ratings, prior=0.5).errors[0, 0, 0] < 0.9


def test_refuses_what_is_no_table_of_ratings() -> None:
    with pytest.raises(ValueError, match="by unit, rater and class"):
        dawid_skene(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="must be some"):
        dawid_skene(np.zeros((3, 2, 2)))
