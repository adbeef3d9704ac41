"""Holm against published values, and the fixed sequence."""

import numpy as np
import pytest

from workbench.stats.multiplicity import fixed_sequence, holm, shared_alpha


def test_holm_gives_the_values_of_r() -> None:
    # R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]).round(4).tolist() == [0.05, 0.08, 0.09, 0.09, 0.09]
    assert holm([0.04, 0.001, 0.9]).round(4).tolist() == [0.08, 0.003, 0.9]
    assert holm([]).tolist() == []
    with pytest.raises(ValueError, match="p-value"):
        holm([0.2, np.nan])


def test_a_sequence_stops_at_the_first_that_is_not_shown() -> None:
    assert fixed_sequence([True, True, False, True]) == 2
    assert fixed_sequence([False, True]) == 0
    assert fixed_sequence([True]) == 1


def test_alpha_is_shared_where_no_order_is_trusted() -> None:
    assert shared_alpha(0.05, 5) == pytest.approx(0.01)
    assert shared_alpha(0.05, 0) == 0.05
