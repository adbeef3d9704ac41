"""People spell three verdicts in dozens of ways."""

import pytest

from workbench.domain import Verdict, parse_verdict


@pytest.mark.parametrize(
    "spelling, verdict",
    [
        (s, Verdict.CORRECT)
        for s in (
            "Correct",
            "correct",
            "CORRECT ",
            "Correct Answer",
            "y",
            "OK",
            "1",
            1,
            1.0,
            True,
            "right",
            "✓",
        )
    ]
    + [
        (s, Verdict.INCORRECT)
        for s in ("Incorrect", "wrong", "Incorrect Answer", "N", "incorrect - see note", "0", 0, 0.0, "WRONG")
    ]
    + [
        (s, Verdict.NO_ANSWER)
        for s in ("Refusal", "refused", "n/a", "No answer", "did not answer", "Refusal ")
    ]
    + [(s, Verdict.UNSURE) for s in ("unsure", "?", "maybe")],
)
def test_known_spellings_are_understood(spelling, verdict):
    assert parse_verdict(spelling) is verdict


@pytest.mark.parametrize(
    "spelling", ["", "  ", "purple", 2, 0.5, "correctish", "not sure it is correct at all"]
)
def test_other_spellings_are_not_guessed(spelling):
    assert parse_verdict(spelling) is None
