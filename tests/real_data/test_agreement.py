"""Agreement coefficients against the figures published for two public sets of human judgements."""

import numpy as np
import pandas as pd
import pytest

from tests.real_data.folder import real_data
from workbench.stats.agreement import MISSING, Agreement, measure_agreement
from workbench.stats.rater_error import rater_error_rate


def codes(votes: pd.DataFrame, categories: list[object]) -> np.ndarray:
    """Votes as numbers by their place among the categories; anything else is missing."""
    return votes.map(lambda vote: categories.index(vote) if vote in categories else MISSING).to_numpy()


def measured(ratings: np.ndarray, categories: int) -> Agreement:
    return measure_agreement(ratings, categories, np.random.default_rng(2026))


def test_pandalm_annotators_agree_as_published() -> None:
    pairs = pd.read_csv(real_data("pandalm") / "pairs.csv")
    votes = codes(pairs[["annotator_1", "annotator_2", "annotator_3"]], [0, 1, 2])
    kappas = [measured(votes[:, pair], 3).kappa for pair in ([0, 1], [0, 2], [1, 2])]
    assert [round(kappa.value, 2) for kappa in kappas] == [0.85, 0.88, 0.86]
    assert all(kappa.low < kappa.value < kappa.high < kappa.low + 0.08 for kappa in kappas)
    together = measured(votes, 3)
    assert (round(together.raw.value, 3), round(together.alpha.value, 3), round(together.ac1.value, 3)) == (
        0.920,
        0.864,
        0.886,
    )
    most = np.array([np.bincount(row, minlength=3).argmax() for row in votes])
    assert (most == pairs["majority"]).all()
    assert np.bincount(most).tolist() == [105, 422, 472]


def test_xsum_raters_agree_as_published_with_votes_missing() -> None:
    rows = pd.read_csv(real_data("xsum_factuality") / "three_raters.csv")
    votes = codes(rows[["wid_0", "wid_1", "wid_2"]], ["no", "yes"])
    found = measured(votes, 2)
    assert found.unit_count == 1858
    assert found.raw.value == pytest.approx(0.957, abs=5e-4)
    assert found.alpha.value == pytest.approx(0.774, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.948, abs=5e-4)
    assert found.alpha.low < 0.774 < found.alpha.high
    assert rater_error_rate(1 - found.raw.value) == pytest.approx(0.022, abs=5e-4)
