"""Agreement read from stored labels: who counts, what is shared, what waits for a decision, the ceiling."""

import pytest

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label, a_run
from workbench.domain import Verdict
from workbench.labeling.agreement import (
    ceiling_of,
    confusions,
    noise_ceiling,
    overall_agreement,
    pair_agreements,
    read_overlap,
    self_agreements,
    slice_agreements,
)
from workbench.stats import clopper_pearson
from workbench.stats.rater_error import rater_error_rate, share_interval
from workbench.store import candidate as candidates
from workbench.store.database import Database


def test_only_answers_of_two_people_or_more_are_shared(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "ccci.", "Ben": "ci..c"})
    overlap = read_overlap(database, version)
    assert overlap.labelers == ("Ada", "Ben")
    assert overlap.count == 2
    figures = overall_agreement(overlap)
    assert (figures.shared_count, figures.agreed_count) == (2, 1)
    assert (figures.low, figures.high) == pytest.approx(clopper_pearson(1, 2))
    assert (figures.wrong_count, figures.wrong_agreed_count) == (1, 0)


def test_sample_labels_and_repeats_are_no_second_opinion(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "cc"})
    a_label(database, ids["k000"], Verdict.INCORRECT, "Sample", is_sample=True)
    a_label(database, ids["k000"], Verdict.INCORRECT, "Ada", is_repeat=True, sitting_id="s", draw_position=9)
    assert read_overlap(database, version).count == 0


def test_the_newest_label_of_each_counts_and_one_taken_back_does_not(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "cc", "Ben": "ii"})
    a_label(database, ids["k000"], Verdict.CORRECT, "Ben")
    a_label(database, ids["k001"], None, "Ben")
    overlap = read_overlap(database, version)
    assert (overlap.count, overlap.is_disputed.sum()) == (1, 0)


def test_without_labels_nothing_is_known_and_nothing_fails(database: Database) -> None:
    workflow, version, _ = an_overlap(database, {})
    overlap = read_overlap(database, version, column="area")
    assert (overlap.count, overlap.labelers, overlap.is_waiting.sum()) == (0, (), 0)
    assert overall_agreement(overlap).shared_count == 0
    assert pair_agreements(overlap) == slice_agreements(overlap) == confusions(overlap) == []
    ceiling = noise_ceiling(database, workflow, version)
    assert (ceiling.rate, ceiling.overlap_count, ceiling.rules_out(0.9999)) == (None, 0, False)


def test_pairs_and_slices_add_up_to_the_whole(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cciicc", "Ben": "cicicu", "Cleo": "cc...c"}, slices=True)
    overlap = read_overlap(database, version, column="area")
    pairs = {one.labelers: (one.agreed_count, one.shared_count) for one in pair_agreements(overlap)}
    assert pairs == {("Ada", "Ben"): (3, 6), ("Ada", "Cleo"): (3, 3), ("Ben", "Cleo"): (1, 3)}
    parts = slice_agreements(overlap)
    assert [(one.value, one.shared_count, one.agreed_count) for one in parts] == [
        ("law", 3, 2),
        ("tax", 3, 1),
    ]
    assert sum(one.agreed_count for one in parts) == overall_agreement(overlap).agreed_count


def test_confusions_name_each_disagreement_once(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cccc", "Ben": "ciiu"})
    found = [
        (one.labeler, one.verdict.value, one.other, one.other_verdict.value, one.count)
        for one in confusions(read_overlap(database, version))
    ]
    assert found == [
        ("Ada", "correct", "Ben", "incorrect", 2),
        ("Ada", "correct", "Ben", "unsure", 1),
    ]


def test_what_an_adjudicator_decided_waits_no_longer_and_stays_a_disagreement(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "ccc", "Ben": "cii"})
    assert read_overlap(database, version).is_waiting.sum() == 2
    a_label(database, ids["k001"], Verdict.INCORRECT, "Cleo", source="adjudication")
    overlap = read_overlap(database, version)
    assert (overlap.is_waiting.sum(), overlap.is_disputed.sum()) == (1, 2)
    assert overlap.labelers == ("Ada", "Ben")


def test_an_answer_that_no_candidate_gives_any_more_waits_for_nobody(database: Database) -> None:
    workflow, version, _ = an_overlap(database, {"Ada": "cc", "Ben": "ic"})
    candidate = candidates.list_candidates(database, workflow.workflow_id)[0]
    a_run(database, candidate, version, {"k000": "a new answer", "k001": "answer k001"})
    overlap = read_overlap(database, version)
    assert (overlap.is_disputed.sum(), overlap.is_waiting.sum()) == (1, 0)


def test_the_ceiling_follows_from_double_labels_of_correct_and_incorrect(database: Database) -> None:
    workflow, version, _ = an_overlap(
        database, {"Ada": "c" * 95 + "iiiuu", "Ben": "c" * 92 + "iiii" + "ccccc"}
    )
    ceiling = noise_ceiling(database, workflow, version)
    # Unsure is neither: 98 answers, on which the two differ 92–94 (c, i), 95 (i, i), 96–97 (i, c) …
    disputed = 3 + 2
    assert ceiling.overlap_count == 98
    assert ceiling.disagreement_rate == pytest.approx(disputed / 98)
    assert ceiling.rate == pytest.approx(1 - rater_error_rate(disputed / 98))
    low, high = share_interval(disputed, 98)
    assert (ceiling.low, ceiling.high) == pytest.approx(
        (1 - rater_error_rate(high), 1 - rater_error_rate(low))
    )
    assert ceiling.rate < ceiling.high < ceiling.confirmed_rate < 1
    assert ceiling.rules_out(0.995) and not ceiling.rules_out(ceiling.high)


def test_experts_who_never_disagree_rule_out_no_bar(database: Database) -> None:
    workflow, version, _ = an_overlap(database, {"Ada": "cccccici", "Ben": "cccccici"})
    ceiling = noise_ceiling(database, workflow, version)
    assert (ceiling.rate, ceiling.high) == (1, 1)
    assert ceiling.low is not None and ceiling.low < 0.9
    assert not ceiling.rules_out(0.9999)


def test_counts_the_wrong_answers_that_one_person_alone_called_wrong(database: Database) -> None:
    workflow, version, ids = an_overlap(database, {"Ada": "iiic", "Ben": "i..."})
    assert noise_ceiling(database, workflow, version).single_wrong_count == 2
    a_label(database, ids["k001"], Verdict.INCORRECT, "Cleo", source="adjudication")
    assert noise_ceiling(database, workflow, version).single_wrong_count == 1


def test_a_split_has_its_own_figures(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cc", "Ben": "ci"})
    assert read_overlap(database, version, split="holdout").count == 0


def test_agreement_with_oneself_comes_from_outputs_shown_again(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "cci"})
    for place, (key, verdict) in enumerate((("k000", Verdict.CORRECT), ("k001", Verdict.INCORRECT))):
        a_label(database, ids[key], verdict, "Ada", is_repeat=True, sitting_id="s", draw_position=place)
    (ada,) = self_agreements(database, version)
    assert (ada.labeler, ada.same_count, ada.repeat_count) == ("Ada", 1, 2)
    assert (ada.low, ada.high) == pytest.approx(clopper_pearson(1, 2))


def test_a_ceiling_of_three_labelers_counts_pairs_within_an_answer(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cc", "Ben": "cc", "Cleo": "ic"})
    ceiling = ceiling_of(read_overlap(database, version), 0)
    assert ceiling.disagreement_rate == pytest.approx((2 / 3 + 0) / 2)
