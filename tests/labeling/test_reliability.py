"""Reliability as labels suggest it and as an adjudicator found it."""

import numpy as np

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label
from workbench.domain import Verdict
from workbench.labeling.agreement import Overlap, read_overlap
from workbench.labeling.reliability import (
    can_estimate,
    least_certain_first,
    list_reliabilities,
    reliability_sentence,
)
from workbench.store.database import Database


def an_imagined_overlap(errors: dict[str, float], count: int = 2000) -> Overlap:
    """Labelers who err this often on answers of which one in five is wrong."""
    rng = np.random.default_rng(8)
    truth = (rng.random(count) < 0.2).astype(np.int64)
    wrong = rng.random((count, len(errors))) < np.array(list(errors.values()))
    ratings = np.where(wrong, 1 - truth[:, None], truth[:, None])
    return Overlap(
        tuple(errors),
        tuple((place, "k") for place in range(count)),
        ratings,
        np.full(count, -1),
        np.ones(count, dtype=bool),
        ("",) * count,
    )


def test_ranks_labelers_by_how_often_they_are_right() -> None:
    overlap = an_imagined_overlap({"Ben": 0.08, "Cleo": 0.2, "Ada": 0.02})
    rows = list_reliabilities(overlap)
    assert [row.labeler for row in rows] == ["Ada", "Ben", "Cleo"]
    assert [round(row.right_rate or 0, 1) for row in rows] == [1.0, 0.9, 0.8]
    assert (rows[0].wrong_found_rate or 0) > (rows[2].wrong_found_rate or 0) + 0.1
    assert "Ada is the most reliable" in reliability_sentence(rows)


def test_two_labelers_or_few_answers_tell_nothing() -> None:
    assert not can_estimate(an_imagined_overlap({"Ada": 0.1, "Ben": 0.1}))
    few = an_imagined_overlap({"Ada": 0.1, "Ben": 0.1, "Cleo": 0.1}, count=19)
    assert not can_estimate(few)
    assert {row.right_rate for row in list_reliabilities(few)} == {None}
    assert "only an adjudicator can tell" in reliability_sentence(list_reliabilities(few))


def test_counts_against_the_adjudicator_only_what_was_disputed(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "cccc", "Ben": "ciic"})
    for key, verdict in (("k001", Verdict.CORRECT), ("k002", Verdict.CORRECT), ("k003", Verdict.CORRECT)):
        a_label(database, ids[key], verdict, "Dora", source="adjudication", comment="so")
    rows = {row.labeler: row for row in list_reliabilities(read_overlap(database, version))}
    assert (rows["Ada"].decided_right_count, rows["Ada"].decided_count) == (2, 2)
    assert (rows["Ben"].decided_right_count, rows["Ben"].decided_count) == (0, 2)
    assert "Ben was overruled most: 0 % (0 of 2; 0–84 %)" in reliability_sentence(
        list(rows.values())
    ).replace("\N{NO-BREAK SPACE}", " ")


def test_puts_first_what_the_labels_leave_most_open() -> None:
    overlap = an_imagined_overlap({"Ada": 0.05, "Ben": 0.05, "Cleo": 0.3})
    order = least_certain_first(overlap)
    assert sorted(order) == list(range(overlap.count))
    assert overlap.is_disputed[order[:20]].all()
    assert not overlap.is_disputed[order[-20:]].any()


def test_nothing_shared_has_no_order(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "c"})
    assert len(least_certain_first(read_overlap(database, version))) == 0
