"""Adjudication: what the adjudicator sees, what a decision changes, what undo brings back."""

from collections.abc import Iterable

import pytest

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label
from workbench.domain import DatasetVersion, Verdict
from workbench.labeling.adjudication import (
    AdjudicationDesk,
    DisputeOrder,
    letter_of,
    list_decisions,
    open_adjudication,
)
from workbench.store import evidence
from workbench.store import label as labels
from workbench.store.database import Database


def sit_down(database: Database, version: DatasetVersion, name: str = "Dora") -> AdjudicationDesk:
    return open_adjudication(database, version, None, name, DisputeOrder.DATASET)


def item_keys(database: Database, desk: AdjudicationDesk) -> Iterable[str]:
    """The items as they come, each put aside."""
    while dispute := desk.next_dispute(database):
        yield dispute.item_key
        desk.put_aside()


def counted(database: Database, workflow_id: int, version: DatasetVersion) -> tuple[int, int]:
    """(correct, incorrect) as the Precision page counts them."""
    (row,) = evidence.count_verdicts(database, workflow_id, version.dataset_version_id)
    return row["correct"], row["incorrect"]


def test_only_disagreements_come_each_once(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cccu.", "Ben": "cicci", "Cleo": "c...."})
    assert list(item_keys(database, sit_down(database, version))) == ["k001", "k003"]


def test_opinions_carry_what_was_said_and_no_name(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "c"})
    a_label(
        database, ids["k000"], Verdict.INCORRECT, "Ben", comment="a tax", correction="law",
        reasons=("Wrong category",),
    )  # fmt: skip
    dispute = sit_down(database, version).next_dispute(database)
    assert dispute is not None
    assert (dispute.item_key, dispute.expected, dispute.answer) == ("k000", "expected k000", "answer k000")
    said = {
        (opinion.verdict.value, opinion.correction, opinion.comment.replace("Ada said so", "so"))
        for opinion in dispute.opinions
    }
    assert said == {("correct", "", "so"), ("incorrect", "law", "Wrong category: a tax")}
    assert sorted(opinion.letter for opinion in dispute.opinions) == ["A", "B"]
    assert "Ben" not in repr(dispute)


def test_letters_change_from_answer_to_answer_and_not_from_visit_to_visit(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "c" * 40, "Ben": "i" * 40})

    def letters_of_ada() -> list[str]:
        desk, found = sit_down(database, version), []
        while dispute := desk.next_dispute(database):
            found += [one.letter for one in dispute.opinions if one.verdict is Verdict.CORRECT]
            desk.put_aside()
        return found

    once = letters_of_ada()
    assert letters_of_ada() == once
    assert 8 <= once.count("A") <= 32


def test_a_decision_is_the_truth_and_the_labels_stay(database: Database) -> None:
    workflow, version, ids = an_overlap(database, {"Ada": "cc", "Ben": "ci"})
    assert counted(database, workflow.workflow_id, version) == (1, 1)
    desk = sit_down(database, version)
    desk.next_dispute(database)
    desk.decide(database, Verdict.CORRECT, "It names the law.", "Governing law")
    assert counted(database, workflow.workflow_id, version) == (2, 0)
    a_label(database, ids["k001"], Verdict.INCORRECT, "Ben", comment="still wrong")
    assert counted(database, workflow.workflow_id, version) == (2, 0), "a later label does not overrule it"
    standing = {label.labeler: label for label in labels.list_standing(database, ids["k001"])}
    assert set(standing) == {"Ada", "Ben", "Dora"}
    decided = standing["Dora"]
    assert (decided.source, decided.order_strategy, decided.comment, decided.correction) == (
        "adjudication",
        "dataset",
        "It names the law.",
        "Governing law",
    )
    assert desk.next_dispute(database) is None
    (decision,) = list_decisions(database, version)
    assert (decision.item_key, decision.verdict, decision.reason, decision.adjudicator) == (
        "k001",
        Verdict.CORRECT,
        "It names the law.",
        "Dora",
    )


def test_without_a_reason_nothing_is_stored(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "c", "Ben": "i"})
    desk = sit_down(database, version)
    before = desk.next_dispute(database)
    desk.decide(database, Verdict.CORRECT, "  ")
    assert "say why" in desk.sentence
    assert (desk.left, desk.done, desk.next_dispute(database)) == (1, 0, before)
    assert list_decisions(database, version) == []


def test_undo_brings_back_each_decision_with_its_words(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "ccc", "Ben": "iii"})
    desk = sit_down(database, version)
    for verdict, reason in ((Verdict.CORRECT, "first"), (Verdict.INCORRECT, "second")):
        desk.next_dispute(database)
        desk.decide(database, verdict, reason, f"answer {reason}")
    for reason, key, left in (("second", "k001", 2), ("first", "k000", 3)):
        desk.undo(database)
        dispute = desk.next_dispute(database)
        assert dispute is not None
        assert (dispute.item_key, dispute.reason, dispute.correction) == (key, reason, f"answer {reason}")
        assert desk.left == left
    assert list_decisions(database, version) == []
    desk.undo(database)
    assert "nothing to take back" in desk.sentence


def test_deciding_anew_counts_and_undo_restores_what_was_decided_before(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "c", "Ben": "i"})
    desk = sit_down(database, version)
    desk.next_dispute(database)
    desk.decide(database, Verdict.CORRECT, "at first sight")
    again = sit_down(database, version)
    assert again.next_dispute(database) is None
    again.take_up(list_decisions(database, version)[0].key)
    dispute = again.next_dispute(database)
    assert dispute is not None and dispute.reason == "at first sight"
    again.decide(database, Verdict.INCORRECT, "on reflection")
    assert [one.verdict for one in list_decisions(database, version)] == [Verdict.INCORRECT]
    again.undo(database)
    assert [(one.verdict, one.reason) for one in list_decisions(database, version)] == [
        (Verdict.CORRECT, "at first sight")
    ]


def test_what_another_adjudicator_decided_meanwhile_is_passed_over(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "ccc", "Ben": "iii"})
    first, second = sit_down(database, version), sit_down(database, version, "Eve")
    first.next_dispute(database)
    first.decide(database, Verdict.CORRECT, "clear")
    dispute = second.next_dispute(database)
    assert dispute is not None and dispute.item_key == "k001"
    assert second.left == 2


def test_an_adjudicator_who_labelled_keeps_that_label_beside_the_decision(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "c", "Ben": "i"})
    desk = sit_down(database, version, "Ada")
    dispute = desk.next_dispute(database)
    assert dispute is not None and dispute.is_own
    desk.decide(database, Verdict.INCORRECT, "Ben is right")
    said = [(label.verdict, label.source) for label in labels.list_standing(database, ids["k000"])]
    assert said[0] == (Verdict.INCORRECT, "adjudication")
    assert (Verdict.CORRECT, "file") in said


def test_the_least_certain_come_first(database: Database) -> None:
    # Cleo errs at random; where Ada and Ben differ the labels leave most open.
    _, version, _ = an_overlap(
        database,
        {"Ada": "cic" + "ci" * 20, "Ben": "cii" + "ci" * 20, "Cleo": "icc" + "ccii" * 10},
    )
    desk = open_adjudication(database, version, None, "Dora", DisputeOrder.LEAST_CERTAIN)
    dispute = desk.next_dispute(database)
    assert dispute is not None and dispute.item_key == "k002"


def test_a_disagreement_that_comes_up_meanwhile_is_taken_in_once(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "cc", "Ben": "ic"})
    desk = sit_down(database, version)
    dispute = desk.next_dispute(database)
    assert dispute is not None
    desk.take_in([dispute.key, (dispute.key[0] + 1, "other")])
    assert desk.left == 2


def test_a_deleted_answer_is_passed_over_with_a_sentence(database: Database) -> None:
    _, version, _ = an_overlap(database, {"Ada": "c", "Ben": "i"})
    desk = sit_down(database, version)
    desk.take_in([(999, "gone")])
    assert desk.next_dispute(database) is not None
    desk.put_aside()
    assert desk.next_dispute(database) is None
    assert "deleted" in desk.sentence


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "A2")])
def test_letters_do_not_run_out(place: int, letter: str) -> None:
    assert letter_of(place) == letter
