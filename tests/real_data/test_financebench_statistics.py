"""FinanceBench: two configurations compared, and every configuration against a 95 % bar on a fully labelled pool."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.real_data.folder import real_data
from workbench.stats.future import upper_bound
from workbench.stats.multiplicity import holm
from workbench.stats.paired import difference_interval, log_win_evidence, mcnemar
from workbench.stats.pool_record import Draw, PoolRecord

CODES = {"Correct Answer": Draw.RIGHT, "Incorrect Answer": Draw.WRONG, "Refusal": Draw.NEITHER}
GPT, CLAUDE = "gpt-4-1106-preview_inContext_reverse", "claude-2_inContext_reverse"


@pytest.fixture(scope="module")
def labels() -> dict[str, dict[str, Draw]]:
    """What the paper's authors said, by configuration and question."""
    path: Path = real_data("financebench") / "runs_with_human_labels.csv"
    found: dict[str, dict[str, Draw]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["config"], {})[row["financebench_id"]] = CODES[row["human_label"]]
    return found


def _pairs(labels: dict[str, dict[str, Draw]]) -> tuple[int, int, int, int]:
    first, second = labels[GPT], labels[CLAUDE]
    sides = [(first[item] == Draw.RIGHT, second[item] == Draw.RIGHT) for item in first]
    return tuple(sides.count(side) for side in ((True, True), (True, False), (False, True), (False, False)))  # type: ignore[return-value]


def test_long_context_gpt_and_claude_cannot_be_told_apart(labels: dict[str, dict[str, Draw]]) -> None:
    both, first, second, neither = _pairs(labels)
    assert (both, first, second, neither) == (99, 19, 15, 17)
    found = mcnemar(first, second)
    assert (round(found.mid_p, 4), round(found.exact, 4)) == (0.4996, 0.6076)
    low, high = difference_interval(both, first, second, neither)
    assert low < 0 < high
    assert max(log_win_evidence(first, second), log_win_evidence(second, first)) < 1


def test_every_configuration_is_below_the_bar_as_a_fact(labels: dict[str, dict[str, Draw]]) -> None:
    assert len(labels) == 16
    best = 0.0
    for draws in labels.values():
        record = PoolRecord(150, 0.95).following(draws.values())
        assert record.is_complete
        assert record.below
        assert not record.meets
        assert record.rate is not None
        assert record.limits() == (record.rate, record.rate)
        best = max(best, record.rate if record.right > 100 else 0)
    assert best == pytest.approx(134 / 148)


def test_seven_of_eight_is_below_in_this_pool_only(labels: dict[str, dict[str, Draw]]) -> None:
    few = [draws for draws in labels.values() if list(draws.values()).count(Draw.NEITHER) == 142]
    [record] = [PoolRecord(150, 0.95).following(draws.values()) for draws in few]
    assert (record.right, record.wrong) == (7, 1)
    assert record.below
    assert upper_bound(7, 8) > 0.95


def test_in_a_random_order_none_is_certified_on_the_way(labels: dict[str, dict[str, Draw]]) -> None:
    """Peeking at every label of one seeded order. The file's own order, sorted by kind of question, is none."""
    order = np.random.default_rng(2026).permutation(150)
    for name, draws in labels.items():
        codes = np.array(list(draws.values()))[order]
        record = PoolRecord(150, 0.95).following(codes)
        assert record.meets_at is None, name
        assert record.below_at is not None and record.below_at < 150


def test_the_smallest_of_all_pairwise_p_values_survives_holm(labels: dict[str, dict[str, Draw]]) -> None:
    names = sorted(labels)
    p_values = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            sides = [
                (labels[one][item] == Draw.RIGHT, labels[other][item] == Draw.RIGHT) for item in labels[one]
            ]
            p_values.append(mcnemar(sides.count((True, False)), sides.count((False, True))).mid_p)
    adjusted = holm(p_values)
    assert len(adjusted) == 120
    assert adjusted.min() < 1e-6
    assert (adjusted <= 0.05).sum() < sum(p <= 0.05 for p in p_values)
