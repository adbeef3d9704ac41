"""What is said of the counts, word for word."""

import pytest

from tests.decisions.building import a_standing
from workbench.comparison import Standing
from workbench.decisions.sentences import (
    basis_sentence,
    coverage_words,
    finding_sentence,
    left_out_sentence,
    parts_sentence,
    precision_words,
    rate_words,
    standing_sentence,
    strict_words,
)
from workbench.domain import Workflow


def spaced(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_says_the_published_example() -> None:
    assert spaced(standing_sentence(a_standing(29, 20, 101), 0.95)) == (
        "“gpt-4 with search” is right in 29 of the 49 answers it gives (59 %, 44–73 %) "
        "and answers 33 % of questions: below the 95 % bar"
    )


@pytest.mark.parametrize(
    ("standing", "ending"),
    [
        (a_standing(480, 5), "100 % of questions: meets the 95 % bar"),
        (
            a_standing(40, 1, unlabelled=8, unsure=1),
            ": undecided against the 95 % bar, 8 outputs to label and 1 unsure output left",
        ),
        (a_standing(40, 1, unsure=2), ": undecided against the 95 % bar, 2 unsure outputs left"),
        (a_standing(7, 1), ": below the 95 % bar on this set, undecided for further items like these"),
        (a_standing(30, 0), ": above the 95 % bar on this set, undecided for further items like these"),
        (
            a_standing(no_answer=3, unlabelled=2),
            "has no figure yet: of 5 outputs, 2 to label, 3 without an answer",
        ),
        (a_standing(unsure=4), "has no figure yet: all 4 outputs unsure"),
        (a_standing(failed=12), "has no figure yet: all 12 outputs failed"),
        (a_standing(failed=1), "has no figure yet: its only output failed"),
        (a_standing(), "“gpt-4 with search” has not run on these items"),
    ],
)
def test_ends_with_what_may_be_said_about_the_bar(standing: Standing, ending: str) -> None:
    assert spaced(standing_sentence(standing, 0.95)).endswith(ending)


def test_says_judged_so_far_while_labels_are_missing() -> None:
    assert "of the 41 answers judged so far" in standing_sentence(a_standing(40, 1, unlabelled=8), 0.95)


def named(name: str, *counts: int, **more: object) -> Standing:
    return a_standing(*counts, candidate_name=name, **more)


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        ([], "No candidate has run on these items yet."),
        ([a_standing()], "No candidate has run on these items yet."),
        (
            [a_standing(unlabelled=4), named("B", unlabelled=4)],
            "2 candidates ran; there is no figure yet: all 8 outputs to label.",
        ),
        (
            [a_standing(unsure=4), named("B", failed=3)],
            "2 candidates ran; there is no figure yet: of 7 outputs, 4 unsure, 3 failed.",
        ),
        ([a_standing(failed=1)], "1 candidate ran; there is no figure yet: its only output failed."),
        (
            [named("A", 29, 20), named("B", 134, 14), named("C", 7, 1)],
            "No candidate meets the 95 % bar yet; closest is “B” at 91 % (134 of 148; 85–94.7 %).",
        ),
        (
            [named("A", 29, 20), named("B", 134, 14)],
            "Every candidate is below the 95 % bar; closest is “B” at 91 % (134 of 148; 85–94.7 %).",
        ),
        (
            [named("A", 29, 20), named("B", 200, 0)],
            "One candidate meets the 95 % bar: “B” at 100 % (200 of 200; 98–100 %).",
        ),
        (
            [
                named("A", 200, 0, mean_cost_usd=0.0004),
                named("B", 300, 0, mean_cost_usd=0.2),
                named("C", 1, 1),
            ],
            "2 of 3 candidates meet the 95 % bar; the cheapest, “A”, costs $0.40 per 1,000 items.",
        ),
        (
            [named("A", 200, 0, mean_cost_usd=0.0004), named("B", 300, 0)],
            "2 of 2 candidates meet the 95 % bar; the surest is “B” at 100 % (300 of 300; 99–100 %).",
        ),
    ],
)
def test_finds_what_a_manager_asks_first(standings: list[Standing], sentence: str) -> None:
    assert spaced(finding_sentence(standings, 0.95)) == sentence


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (a_standing(215, 5), "98 % (215 of 220; 94.8–99 %)"),
        (a_standing(134, 14), "91 % (134 of 148; 85–94.7 %)"),
        (a_standing(948, 52), "94.8 % (948 of 1,000; 93–96 %)"),
        (a_standing(19, 1), "95 % (19 of 20; 75–99.9 %)"),
        (a_standing(29, 20), "59 % (29 of 49; 44–73 %)"),
    ],
)
def test_no_rounding_carries_a_rate_over_the_bar(standing: Standing, words: str) -> None:
    assert spaced(precision_words(standing, 0.95)) == words


def test_strict_precision_and_coverage_carry_their_counts_too() -> None:
    assert spaced(strict_words(a_standing(9, 1, correct_strict=8, incorrect_strict=2), 0.95)) == (
        "80 % (8 of 10; 44–97 %)"
    )
    assert spaced(coverage_words(a_standing(29, 20, 101))) == "33 % (49 of 150; 25–41 %)"
    assert coverage_words(a_standing(unlabelled=3)) == "–"


def test_finds_the_part_that_is_weakest_most_surely() -> None:
    parts = [
        named("A", 0, 1, value="Tax"),
        named("A", 10, 30, value="Law"),
        named("B", 50, 1, value="Law"),
    ]
    assert spaced(parts_sentence(parts, "area", 0.95)) == (
        "Precision by area: weakest is “Law” by “A”, 25 % (10 of 40; 13–41 %)"
    )
    assert parts_sentence([named("A", value="Law")], "area", 0.95) == "Precision by area"


def test_a_single_candidate_is_told_in_full() -> None:
    assert spaced(finding_sentence([a_standing(29, 20, 101)], 0.95)).endswith("below the 95 % bar.")


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"labelled": 49}, "Counts rest on 49 human labels."),
        (
            {"labelled": 0, "scored": 49},
            "Counts rest on the exact-match scorer, which this workflow trusts (49 answers); "
            "no person has labelled any of them.",
        ),
        (
            {"labelled": 9, "scored": 40},
            "Counts rest on 9 human labels and, where there is none, on the exact-match scorer, "
            "which this workflow trusts (40).",
        ),
        (
            {"labelled": 49, "sample_labelled": 49},
            "Counts rest on 49 sample labels. Sample labels follow from how the items were made; no person gave "
            "them.",
        ),
        (
            {"labelled": 49, "sample_labelled": 9},
            "Counts rest on 40 human labels and 9 sample labels. Sample labels follow from how the items were "
            "made; no person gave them.",
        ),
        ({"labelled": 0}, "Nothing is judged yet, so there is no precision to show."),
    ],
)
def test_says_what_the_counts_rest_on(counts: dict[str, int], sentence: str) -> None:
    workflow = Workflow(1, "Clauses", trusted_scorer="exact")
    assert basis_sentence([a_standing(29, 20, **counts)], workflow) == sentence


def test_says_what_the_rates_leave_out() -> None:
    assert left_out_sentence([a_standing(1, 1)]) == ""
    assert left_out_sentence([a_standing(1, unsure=1), a_standing(1, failed=2, unlabelled=1)]) == (
        "Left out of every rate: 1 unsure output, 1 unlabelled output and 2 failed calls. “gpt-4 with search” (2 of 4) "
        "lost items to failed calls and is compared on fewer: retry them on the Runs page."
    )


def test_a_rate_without_counts_is_a_dash() -> None:
    assert rate_words(0, 0, None, None) == "–"
