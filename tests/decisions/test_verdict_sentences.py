"""What certificates say, word for word."""

from dataclasses import replace
from typing import Any

import pytest

from tests.decisions.building import a_standing
from workbench.decisions.certificates import Certificate, CertificateVerdict, LimitsKind
from workbench.decisions.certification import without_test
from workbench.decisions.pool_evidence import Tally
from workbench.decisions.verdict_sentences import (
    certificate_sentence,
    certified_finding,
    certified_words,
    future_finding,
    what_decides,
)
from workbench.domain import Workflow
from workbench.labeling.agreement import Ceiling
from workbench.stats.sequential_forecast import Forecast

WORKFLOW = Workflow(1, "Clauses")


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def a_certificate(verdict: CertificateVerdict, **more: Any) -> Certificate:
    given: dict[str, Any] = {
        "right": 118, "answered": 120, "low": 0.941, "high": 0.995, "kind": LimitsKind.ALWAYS_VALID,
        "pool_count": 1000, "unlabelled": 880, "drawn": Tally(118, 2),
    }  # fmt: skip
    return Certificate(a_standing(118, 2, unlabelled=880, candidate_name="A"), 0.95, verdict, **given | more)


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        (
            a_certificate(CertificateVerdict.CERTIFIED, low=0.951),
            "“A” is certified at the 95 % bar: at least 95 % of its 1,000 answers here are right (118 of 120 answers "
            "labelled so far, 98 %)",
        ),
        (
            a_certificate(CertificateVerdict.UNDECIDED, next_right=31, expected=Forecast(60, 80, 110, 0.9, 0.1, 0)),
            "“A” is undecided against the 95 % bar: right in 118 of 120 answers labelled so far, 98 %; certified if "
            "the next 31 are right; about 60–110 more labels expected",
        ),
        (
            a_certificate(CertificateVerdict.PROVEN_BELOW, right=80, answered=120, high=0.9381),
            "“A” is proven below the 95 % bar: at most 94 % of its 1,000 answers here are right (80 of 120 answers "
            "labelled so far, 67 %)",
        ),
        (
            a_certificate(CertificateVerdict.DROPPED, right=105, answered=120),
            "“A” is dropped: right in 105 of 120 answers labelled so far, 88 %, it is unlikely to reach the 95 % bar, "
            "though that is not proven; its outputs are no longer offered for labelling",
        ),
        (
            a_certificate(
                CertificateVerdict.REFUSED, ceiling=Ceiling(0.9899, 0.98, 0.995, 0.9999, 100, 2, 0.02, 0)
            ),
            "“A” cannot be decided on this set: the experts themselves agree only 98 % of the time (98 of 100 answers "
            "that two or more have labelled), so that even a perfect candidate would look only 99 % right; the bar is "
            "95 %",
        ),
        (
            a_certificate(CertificateVerdict.UNDECIDED, next_right=31, waits_for="B"),
            "“A” is undecided against the 95 % bar: right in 118 of 120 answers labelled so far, 98 %; it comes after "
            "“B”, the stronger one",
        ),
        (
            without_test(a_standing(134, 14, 2), 0.95),
            "“gpt-4 with search” is right in 134 of the 148 answers it gives (91 %), all labelled, and answers 99 % of "
            "questions: in this pool it is below the 95 % bar",
        ),
        (
            without_test(a_standing(7, 1), 0.95),
            "“gpt-4 with search” is right in 7 of the 8 answers it gives (88 %), all labelled, and answers 100 % of "
            "questions: in this pool it is below the 95 % bar",
        ),
        (
            without_test(a_standing(215, 5, unlabelled=20), 0.95),
            "“gpt-4 with search” is not tested yet: right in 215 of 220 answers labelled so far, 98 %; 20 answers have "
            "no label. Drawn at random, the next 7 right in a row would certify it",
        ),
    ],
)  # fmt: skip
def test_says_where_a_candidate_stands(certificate: Certificate, sentence: str) -> None:
    assert spaced(certificate_sentence(certificate, WORKFLOW)) == sentence


def test_rates_carry_counts_and_limits_and_facts_carry_none() -> None:
    assert (
        spaced(certified_words(a_certificate(CertificateVerdict.UNDECIDED))) == "98 % (118 of 120; 94–99.5 %)"
    )
    assert (
        spaced(certified_words(without_test(a_standing(134, 14), 0.95))) == "91 % (134 of 148, all labelled)"
    )
    mixed = a_certificate(CertificateVerdict.UNDECIDED, known=Tally(30, 30), estimate_rate=0.962)
    assert spaced(certified_words(mixed)) == "about 96 % (118 of 120 labelled; 94–99.5 %)"
    assert certified_words(without_test(a_standing(), 0.95)) == "–"


@pytest.mark.parametrize(
    ("k", "words"), [(1, "certified if the next one is right"), (2, "certified if the next 2 are right")]
)
def test_says_how_many_right_ones_in_a_row_are_enough(k: int, words: str) -> None:
    assert what_decides(a_certificate(CertificateVerdict.UNDECIDED, next_right=k)) == words


def test_finds_what_a_manager_asks_first() -> None:
    certified = a_certificate(CertificateVerdict.CERTIFIED, low=0.951)
    below = without_test(a_standing(29, 20, candidate_name="B"), 0.95)
    scored = without_test(a_standing(200, 0, labelled=0, scored=200), 0.95)
    assert spaced(certified_finding([certified, below], WORKFLOW)).startswith(
        "“A” is certified at the 95 % bar"
    )
    assert spaced(certified_finding([below, below], WORKFLOW)) == (
        "Every candidate is below the 95 % bar; closest is “B” at 59 % (29 of 49, all labelled)."
    )
    assert spaced(certified_finding([scored], WORKFLOW)).startswith(
        "By the scorer alone: one candidate meets the 95 % bar"
    )
    undecided = a_certificate(CertificateVerdict.UNDECIDED, next_right=3, test=object())
    assert spaced(certified_finding([undecided, below], WORKFLOW)).startswith(
        "No candidate is certified at the 95 % bar yet. “A” is undecided"
    )


def test_future_questions_get_the_interval_that_a_pool_does_not() -> None:
    best = replace(without_test(a_standing(134, 14), 0.95))
    assert spaced(future_finding([best])) == (
        "For future questions like these, every candidate is below the 95 % bar; closest is “gpt-4 with search” at "
        "91 % (134 of 148; 85–94.7 %)."
    )
    closed_book = without_test(a_standing(7, 1), 0.95)
    assert "no candidate meets the 95 % bar yet" in spaced(future_finding([closed_book]))
