"""Agreement coefficients against published tables, other libraries and their own definitions."""

import time

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from workbench.stats.agreement import MISSING, measure_agreement

# K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section C: four observers, twelve units; the
# same table is K. L. Gwet's cac.raw4raters. Blank: not rated.
FOUR_OBSERVERS = """
1 1 . 1
2 2 3 2
3 3 3 3
3 3 3 3
2 2 2 2
1 2 3 4
4 4 4 4
1 1 2 1
2 2 2 2
. 5 5 5
. . 1 1
. . 3 .
"""


def table(text: str) -> np.ndarray:
    """Ratings as written above, one row a unit."""
    rows = [line.split() for line in text.strip().splitlines()]
    return np.array([[MISSING if cell == "." else int(cell) - 1 for cell in row] for row in rows])


def crossed(counts: list[list[int]]) -> np.ndarray:
    """Two raters' ratings from the table of how often the first said the row and the second the column."""
    return np.array(
        [
            (row, column)
            for row, cells in enumerate(counts)
            for column, count in enumerate(cells)
            for _ in range(count)
        ]
    )


def seeded() -> np.random.Generator:
    return np.random.default_rng(11)


def test_gives_krippendorffs_and_gwets_published_figures_with_missing_ratings() -> None:
    found = measure_agreement(table(FOUR_OBSERVERS), 5, seeded())
    assert (found.unit_count, found.unanimous_count) == (11, 8)
    assert found.raw.value == pytest.approx(0.81818, abs=5e-6)
    assert found.alpha.value == pytest.approx(0.743, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.77544, abs=5e-6)


def test_gives_cohens_own_example() -> None:
    """Cohen 1960, table 1, in hundredths: po .70, pe .41, kappa .492."""
    found = measure_agreement(crossed([[44, 5, 1], [7, 20, 3], [9, 5, 6]]), 3, seeded())
    assert found.raw.value == pytest.approx(0.70)
    assert found.kappa.value == pytest.approx(0.492, abs=5e-4)


def test_high_prevalence_sinks_kappa_and_not_ac1() -> None:
    """Gwet 2002, "Kappa statistic is not satisfactory for assessing the extent of agreement between raters"."""
    found = measure_agreement(crossed([[118, 5], [2, 0]]), 2, seeded())
    assert found.raw.value == pytest.approx(0.944)
    assert found.kappa.value == pytest.approx(-0.0234, abs=5e-5)
    assert found.ac1.value == pytest.approx(0.9408, abs=5e-5)


def test_equals_the_libraries_on_random_tables() -> None:
    rng = seeded()
    for _ in range(20):
        truth = rng.integers(0, 4, size=60)
        ratings = np.where(rng.random((60, 3)) < 0.7, truth[:, None], rng.integers(0, 4, size=(60, 3)))
        pair = measure_agreement(ratings[:, :2], 4, rng, draw_count=2)
        assert pair.kappa.value == pytest.approx(cohen_kappa_score(ratings[:, 0], ratings[:, 1]))
        ratings = np.where(rng.random(ratings.shape) < 0.3, MISSING, ratings)
        alpha = krippendorff.alpha(
            np.where(ratings == MISSING, np.nan, ratings).T, level_of_measurement="nominal"
        )
        assert measure_agreement(ratings, 4, rng, draw_count=2).alpha.value == pytest.approx(alpha)


def test_kappa_of_several_raters_is_the_mean_of_their_pairs() -> None:
    rng = seeded()
    ratings = rng.integers(0, 3, size=(80, 3))
    pairs = [cohen_kappa_score(ratings[:, a], ratings[:, b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert measure_agreement(ratings, 3, rng).kappa.value == pytest.approx(np.mean(pairs))


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    """True agreement of two raters, each wrong on one unit in ten: 1 - 2 × 0.1 × 0.9 = 0.82."""
    rng = seeded()
    covered = 0
    for _ in range(200):
        truth = rng.random(300) < 0.7
        ratings = np.where(rng.random((300, 2)) < 0.1, ~truth[:, None], truth[:, None]).astype(int)
        _, low, high = measure_agreement(ratings, 2, rng, draw_count=300).raw
        covered += low <= 0.82 <= high
    assert 0.90 <= covered / 200 <= 0.99


def test_whole_units_are_drawn_so_repeating_raters_makes_nothing_surer() -> None:
    """Raters who copy each other give as many ratings, not as much knowledge."""
    ratings = crossed([[70, 15], [15, 50]])
    alone = measure_agreement(ratings, 2, seeded()).alpha
    copied = measure_agreement(np.hstack([ratings, ratings]), 2, seeded()).alpha
    assert copied.high - copied.low >= 0.5 * (alone.high - alone.low)


def test_the_same_seed_gives_the_same_interval() -> None:
    ratings = crossed([[44, 5], [7, 20]])
    assert measure_agreement(ratings, 2, seeded()) == measure_agreement(ratings, 2, seeded())


def test_one_category_throughout_leaves_kappa_and_alpha_undefined() -> None:
    found = measure_agreement(np.zeros((9, 2), dtype=int), 4, seeded())
    assert (found.raw.value, found.ac1.value, found.unanimous_count) == (1, 1, 9)
    assert np.isnan(found.kappa.value) and np.isnan(found.alpha.low)


@pytest.mark.parametrize("ratings", [np.empty((0, 2)), [[0, MISSING], [MISSING, 1]], [[MISSING, MISSING]]])
def test_without_a_unit_rated_twice_nothing_is_known(ratings: object) -> None:
    found = measure_agreement(ratings, 2, seeded())
    assert found.unit_count == 0
    assert all(np.isnan(one.value) for one in (found.raw, found.kappa, found.ac1, found.alpha))


def test_refuses_categories_that_are_none() -> None:
    with pytest.raises(ValueError, match="ratings must be"):
        measure_agreement([[0, 2]], 2, seeded())
    with pytest.raises(ValueError, match="two categories"):
        measure_agreement([[0, 0]], 1, seeded())


def test_two_thousand_units_of_three_raters_take_no_time_worth_caching() -> None:
    rng = seeded()
    ratings = rng.integers(MISSING, 4, size=(2000, 3))
    measure_agreement(ratings, 4, rng)
    start = time.process_time()
    measure_agreement(ratings, 4, rng)
    assert time.process_time() - start < 0.3
