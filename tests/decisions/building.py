"""Standings made from counts, for tests of what is said about them."""

from typing import Any

from workbench.comparison import Standing
from workbench.domain import CandidateKind


def a_standing(correct: int = 0, incorrect: int = 0, no_answer: int = 0, **more: Any) -> Standing:
    """A standing with these counts and, unless given, as many outputs."""
    others = sum(more.get(name, 0) for name in ("unsure", "failed", "unlabelled"))
    given: dict[str, Any] = {
        "candidate_id": 1,
        "candidate_name": "gpt-4 with search",
        "kind": CandidateKind.FILE,
        "output_count": correct + incorrect + no_answer + others,
        "correct": correct,
        "incorrect": incorrect,
        "no_answer": no_answer,
        "correct_strict": correct,
        "incorrect_strict": incorrect,
        "labelled": correct + incorrect,
    }
    return Standing(**given | more)
