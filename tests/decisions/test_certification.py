"""Certificates: what a committed random order allows to say, and that awkward labels never make it say more."""

from dataclasses import replace

import numpy as np
import pytest

from tests.decisions.building import a_standing
from tests.decisions.worlds import a_tested_world, label_in_order, outputs_of
from tests.store.building import a_label, many_labels
from workbench.decisions.certificates import Certificate, CertificateVerdict, LimitsKind
from workbench.decisions.certification import certify, fresh_record, without_test
from workbench.decisions.committing import begin_test
from workbench.decisions.pool_evidence import read_evidence
from workbench.decisions.verdict_sentences import certificate_sentence
from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.domain.bar_tests import TestDesign
from workbench.stats.pool_record import PoolRecord
from workbench.stats.sequential_forecast import is_unlikely
from workbench.store import workflow as workflows
from workbench.store.database import Database

OK, BAD, SILENT, UNSURE = Verdict.CORRECT, Verdict.INCORRECT, Verdict.NO_ANSWER, Verdict.UNSURE


def one(database: Database, workflow: Workflow, version: DatasetVersion, name: str = "A") -> Certificate:
    return next(found for found in certify(database, workflow, version) if found.candidate_name == name)


def test_is_certified_at_the_very_label_it_was_said_to_be(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 200})
    assert one(database, workflow, version).verdict is CertificateVerdict.UNTESTED
    test = begin_test(database, workflow, version)
    needed = one(database, workflow, version).next_right
    assert needed is not None and 50 < needed < 90
    label_in_order(database, test, "A", [OK] * (needed - 1))
    almost = one(database, workflow, version)
    assert (almost.verdict, almost.next_right) == (CertificateVerdict.UNDECIDED, 1)
    assert almost.low is not None and almost.low < 0.95
    label_in_order(database, test, "A", [OK])
    certified = one(database, workflow, version)
    assert certified.verdict is CertificateVerdict.CERTIFIED and certified.kind is LimitsKind.ALWAYS_VALID
    assert certified.low is not None and certified.low >= 0.95
    label_in_order(database, test, "A", [BAD] * 3)
    after = one(database, workflow, version)
    assert after.verdict is CertificateVerdict.CERTIFIED, "what has been shown stands, and the limit with it"
    assert after.low is not None and after.low >= 0.95


def test_only_the_stretch_without_a_gap_counts_whoever_labels(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 100})
    test = begin_test(database, workflow, version)
    evidence = read_evidence(database, test)
    sequence = evidence.sequence[evidence.candidates[0].candidate_id]
    outputs = outputs_of(database, evidence)
    for place in (0, 1, 2, 4, 5, 9):
        a_label(database, outputs[sequence[place]], OK, f"Person {place % 2}")
    found = one(database, workflow, version)
    assert (found.drawn.right, found.ahead.right, found.answered) == (3, 3, 3)
    a_label(database, outputs[sequence[3]], UNSURE)
    found = one(database, workflow, version)
    assert (found.drawn.right, found.drawn.unsure, found.ahead.right) == (5, 1, 1)
    assert fresh_record(100, 0.95, 0.05).following([1, 1, 1, 3, 1, 1]).log_meets == pytest.approx(
        fresh_record(100, 0.95, 0.05).following([1, 1, 1, 0, 1, 1]).log_meets
    ), "an unsure one counts as incorrect until it is resolved"


def test_a_label_taken_back_shortens_the_sample(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 100})
    test = begin_test(database, workflow, version)
    evidence = label_in_order(database, test, "A", [OK] * 5)
    third = outputs_of(database, evidence)[evidence.sequence[evidence.candidates[0].candidate_id][2]]
    a_label(database, third, None)
    found = one(database, workflow, version)
    assert (found.drawn.right, found.ahead.right) == (2, 2)
    a_label(database, third, BAD)
    assert one(database, workflow, version).drawn[:2] == (4, 1)


def test_labels_from_before_are_facts_and_prove_nothing_of_the_rest(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 100})
    many_labels(database, {ids["A"][key]: OK for key in list(ids["A"])[:60]})
    before = one(database, workflow, version)
    assert (before.verdict, before.kind) == (CertificateVerdict.UNTESTED, LimitsKind.CERTAIN)
    assert (before.low, before.high) == (0.6, 1.0)
    test = begin_test(database, workflow, version)
    found = one(database, workflow, version)
    assert (found.known.right, found.drawn.judged, found.next_right) == (60, 0, before.next_right)
    assert found.next_right is not None
    label_in_order(database, test, "A", [OK] * found.next_right)
    assert one(database, workflow, version).verdict is CertificateVerdict.CERTIFIED


def test_a_fully_labelled_pool_is_a_fact(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 20, "B": ["wrong"] * 19 + ["right"]})
    many_labels(database, {output_id: OK if key == "k0019" else BAD for key, output_id in ids["B"].items()})
    many_labels(database, {ids["A"][key]: OK for key in list(ids["A"])[:19]})
    a, b = certify(database, workflow, version)
    assert (a.verdict, a.low, a.high, a.kind) == (CertificateVerdict.ALL_MEETS, 1.0, 1.0, LimitsKind.FACT)
    assert (b.verdict, b.right) == (CertificateVerdict.ALL_BELOW, 1)
    assert a.right == 20, "one answer is shared with B, and so is its label"
    assert "all labelled" in certificate_sentence(b, workflow)


def test_candidates_are_certified_from_the_strongest_down(database: Database) -> None:
    answers = {"cheap": ["right"] * 150, "dear": ["right"] * 120 + ["other"] * 30}
    workflow, version, _ = a_tested_world(database, answers)
    test = begin_test(database, workflow, version)
    assert test.design is TestDesign.TOP_DOWN
    label_in_order(database, test, "cheap", [OK] * 90)
    cheap, dear = certify(database, workflow, version)
    assert (cheap.place, dear.place) == (2, 1), "what costs more is taken for the stronger"
    assert cheap.verdict is CertificateVerdict.UNDECIDED and cheap.waits_for == "dear"
    label_in_order(database, test, "dear", [OK] * 60)
    cheap, dear = certify(database, workflow, version)
    assert [cheap.verdict, dear.verdict] == [CertificateVerdict.CERTIFIED] * 2


def test_the_sequence_ends_where_the_stronger_one_fails(database: Database) -> None:
    answers = {"cheap": ["right"] * 150, "dear": [f"wrong {n}" for n in range(150)]}
    workflow, version, _ = a_tested_world(database, answers)
    test = begin_test(database, workflow, version)
    label_in_order(database, test, "dear", [BAD] * 12)
    cheap, dear = certify(database, workflow, version)
    assert dear.verdict is CertificateVerdict.PROVEN_BELOW
    assert cheap.verdict is CertificateVerdict.UNDECIDED and cheap.is_cut_off
    again = begin_test(database, workflow, version, candidate_ids=[cheap.candidate_id])
    label_in_order(database, again, "cheap", [OK] * 80)
    cheap, dear = certify(database, workflow, version)
    assert [cheap.verdict, dear.verdict] == [CertificateVerdict.CERTIFIED, CertificateVerdict.PROVEN_BELOW]


def test_an_unlikely_one_is_dropped_without_proof(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 1000})
    test = begin_test(database, workflow, version)
    label_in_order(database, test, "A", ([OK] * 9 + [BAD]) * 7)
    found = one(database, workflow, version)
    assert found.verdict is CertificateVerdict.DROPPED
    assert "though that is not proven" in certificate_sentence(found, workflow)


@pytest.mark.parametrize("verdicts", [[], [OK], [BAD], [UNSURE], [SILENT]], ids=lambda one: str(one))
@pytest.mark.parametrize("bar_rate", [0.95, 1.0])
def test_few_labels_of_any_kind_give_a_verdict_in_words(
    database: Database, verdicts: list[Verdict], bar_rate: float
) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right", "b", None]}, bar_rate=bar_rate)
    test = begin_test(database, workflow, version)
    for _ in range(3):
        label_in_order(database, test, "A", verdicts)
        found = one(database, workflow, version)
        sentence = certificate_sentence(found, workflow)
        assert sentence and "nan" not in sentence and "None" not in sentence
        assert found.low is None or 0 <= found.low <= found.high <= 1  # type: ignore[operator]


@pytest.mark.parametrize("verdict", [OK, BAD, UNSURE, SILENT])
def test_all_labels_alike_give_a_verdict_in_words(database: Database, verdict: Verdict) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 12})
    test = begin_test(database, workflow, version)
    label_in_order(database, test, "A", [verdict] * 12)
    found = one(database, workflow, version)
    wanted = {
        OK: CertificateVerdict.ALL_MEETS, BAD: CertificateVerdict.ALL_BELOW, SILENT: CertificateVerdict.NO_FIGURE,
        UNSURE: CertificateVerdict.UNDECIDED,
    }  # fmt: skip
    assert found.verdict is wanted[verdict]
    assert certificate_sentence(found, workflow)


def test_another_bar_ends_the_test_and_says_so(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 200})
    test = begin_test(database, workflow, version)
    label_in_order(database, test, "A", [OK] * 90)
    workflows.set_workflow(database, changed := workflows.get_workflow(database, workflow.workflow_id))
    assert one(database, changed, version).verdict is CertificateVerdict.CERTIFIED
    raised = replace(changed, bar_rate=0.97)
    found = one(database, raised, version)
    assert found.test is None and found.verdict is CertificateVerdict.UNTESTED
    assert "The bar was 95" in found.ended and "97" in found.ended
    begin_test(database, raised, version, ends={test.bar_test_id: found.ended})
    assert one(database, raised, version).known.right == 90


def test_claims_with_abstentions_are_never_certified_too_often(database: Database) -> None:
    """Brute force: every composition of a small pool below the bar, all orders of a sample of them."""
    rng = np.random.default_rng(3)
    for right in range(9):
        for silent in range(9 - right):
            wrong = 8 - right - silent
            if right + wrong and right / (right + wrong) < 0.75:
                pool = [1] * right + [0] * wrong + [2] * silent
                runs = [PoolRecord(8, 0.75, 0.2).following(rng.permutation(pool)).meets for _ in range(60)]
                assert sum(runs) <= 60 * 0.2 + 2.5 * (60 * 0.2 * 0.8) ** 0.5


def test_certain_limits_decide_without_any_test() -> None:
    assert without_test(a_standing(96, 1, unlabelled=3), 0.95).verdict is CertificateVerdict.CERTIFIED
    assert without_test(a_standing(80, 10, unlabelled=10), 0.95).verdict is CertificateVerdict.PROVEN_BELOW
    assert without_test(a_standing(80, 1, unlabelled=19), 0.95).verdict is CertificateVerdict.UNTESTED
    scored = without_test(a_standing(200, 0, labelled=0, scored=200), 0.95)
    assert (scored.verdict, scored.kind) == (CertificateVerdict.SCORED_MEETS, LimitsKind.FIXED_LOOK)


def test_labels_given_as_answers_of_others_are_told_apart_from_the_sample(database: Database) -> None:
    # Both give the same answers but to some items; the stronger one's labels are the weaker one's too, most of them
    # ahead of their turn.
    strong = [f"s {n}" if n % 25 == 0 else "right" for n in range(100)]
    weak = [f"w {n}" if n % 10 == 3 else answer for n, answer in enumerate(strong)]
    workflow, version, ids = a_tested_world(database, {"weak": weak, "strong": strong})
    test = begin_test(database, workflow, version, seed=3)
    label_in_order(database, test, "strong", [OK] * 70)
    own = [key for key in ids["weak"] if weak[int(key[1:])].startswith("w")]
    first_pending = label_in_order(database, test, "weak", [BAD])
    sample = next(one for one in first_pending.samples() if one.candidate.candidate_name == "weak")
    assert sample.is_mostly_ahead and sample.drawn.wrong == 1 and len(own) == 10
    found = one(database, workflow, version, "weak")
    assert found.answered == sample.total.right + sample.total.wrong > 60 > sample.drawn.judged
    assert found.low is not None and found.high is not None and found.best_rate is not None
    assert found.low <= found.best_rate <= found.high
    said = certificate_sentence(found, workflow)
    assert "most of them as answers that others gave too; about 9" in said


def test_a_candidate_is_not_given_up_by_a_few_draws_against_most_of_its_labels(database: Database) -> None:
    strong = [f"s {n}" if n % 50 == 0 else "right" for n in range(200)]
    weak = [f"w {n}" if n % 8 == 3 else answer for n, answer in enumerate(strong)]
    workflow, version, _ = a_tested_world(database, {"weak": weak, "strong": strong})
    test = begin_test(database, workflow, version, seed=3)
    label_in_order(database, test, "strong", [OK] * 200)
    label_in_order(database, test, "weak", [BAD] * 5)
    found = one(database, workflow, version, "weak")
    # 38 of 43 alone would be given up; but 137 more are known to be right, and 15 of the 20 left would do.
    assert (found.drawn.right, found.drawn.wrong, found.ahead.right) == (38, 5, 137)
    assert is_unlikely(38, 5, 0.9475) and found.verdict is CertificateVerdict.UNDECIDED
