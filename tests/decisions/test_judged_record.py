"""Scores that help to extrapolate: fewer labels where they are fit, never more certificates than promised."""

import numpy as np
import pytest

from tests.decisions.worlds import a_tested_world, label_in_order
from tests.store.building import a_label
from workbench.decisions.certification import certify
from workbench.decisions.committing import begin_test
from workbench.decisions.judged_record import Groups, JudgedRecord
from workbench.decisions.readings import fresh_record
from workbench.decisions.score_bins import explained
from workbench.domain import Verdict
from workbench.scoring.scoring import score_outputs
from workbench.stats.pool_record import Draw
from workbench.store.database import Database

RIGHT, WRONG = int(Draw.RIGHT), int(Draw.WRONG)


def a_pool(rng: np.random.Generator, right: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and a flag that marks nine of ten errors and one of twenty right ones, in random order."""
    truth = rng.permutation(np.arange(size) < right).astype(np.int64)
    return truth, np.where(truth == 0, rng.random(size) < 0.9, rng.random(size) < 0.05).astype(np.int64)


def test_a_pool_just_below_the_bar_is_not_certified_more_often_than_promised() -> None:
    rng, false, runs = np.random.default_rng(5), 0, 20
    for _ in range(runs):
        truth, flag = a_pool(rng, 134, 150)  # 135 would meet 90 %
        known, rest = truth[:40], truth[40:]
        facts = (int(known.sum()), int((1 - known).sum()), 0)
        record = JudgedRecord(Groups(flag[40:], np.array([0.02, 0.6])), 0.9, 0.05, facts)
        false += record.following(bytes(rest[:60].tolist())).meets
    assert false <= runs * 0.05 + 2.4 * (runs * 0.05 * 0.95) ** 0.5


def test_a_good_score_saves_labels() -> None:
    truth, flag = a_pool(np.random.default_rng(2), 388, 400)
    record = JudgedRecord(Groups(flag, np.array([0.005, 0.5])), 0.9, 0.05, (0, 0, 0))
    needed = next(n for n in range(1, 400) if record.following(bytes([truth[n - 1]])).meets)
    plain = fresh_record(400, 0.9, 0.05).following(truth).meets_at
    assert plain is not None and needed <= plain
    assert record.limits().low >= 0.9


def test_what_gives_no_answer_never_proves_a_pool_below_the_bar() -> None:
    record = JudgedRecord(Groups(np.zeros(60, dtype=np.int64), np.array([0.05])), 0.9, 0.05, (0, 0, 0))
    record.following(bytes([int(Draw.NEITHER)] * 20))
    assert not record.below and not record.meets
    assert record.limits().high == 1.0


@pytest.mark.parametrize("facts", [(100, 0, 0), (0, 100, 0), (3, 1, 1)])
def test_where_facts_decide_or_are_open_no_score_is_used(facts: tuple[int, int, int]) -> None:
    assert not JudgedRecord.is_possible(5, 0.9, facts)


def test_explains_nothing_where_labels_are_few_or_all_alike() -> None:
    assert explained(np.zeros(40, dtype=np.int64), np.ones(40)) is None
    assert explained(np.zeros(100, dtype=np.int64), np.ones(100)) is None
    bins = np.repeat([0, 1], 50)
    assert explained(bins, 1.0 - bins) == pytest.approx(1.0)
    shuffled = np.random.default_rng(1).permutation(np.repeat([0.0, 1.0], 50))
    found = explained(bins, shuffled)
    assert found is not None and found < 0.1


def test_scores_are_used_only_where_earlier_labels_show_that_they_help(database: Database) -> None:
    answers = ["wrong" if place % 10 == 0 else "right" for place in range(200)]
    workflow, version, ids = a_tested_world(database, {"A": answers}, trusted_scorer="exact", bar_rate=0.8)
    score_outputs(database, workflow.workflow_id)
    for place, output_id in enumerate(ids["A"].values()):
        if place < 80:
            a_label(database, output_id, Verdict.INCORRECT if place % 10 == 0 else Verdict.CORRECT)
    test = begin_test(database, workflow, version, seed=3)
    assert test.uses_scores and test.rho_squared is not None and test.rho_squared > 0.9
    label_in_order(database, test, "A", [Verdict.CORRECT] * 40)
    [found] = certify(database, workflow, version)
    assert found.verdict.value == "certified" and found.low is not None and found.low >= 0.8
