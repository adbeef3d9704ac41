"""How many letters differ (edit similarity), for names and references that may carry a typing slip."""

from rapidfuzz.distance import Levenshtein

from workbench.scoring.exact import normalise
from workbench.scoring.scores import Compare, Score, Setting, Task, by_threshold, wrong

LEAST = Setting(
    "least_similarity",
    "Least similarity of letters",
    0.9,
    "The part of the longer text that need not be changed to make it the other, in %.",
    is_rate=True,
)
SETTINGS = (LEAST,)
# Time grows with the product of both lengths; this much takes about a tenth of a second.
_MOST_PAIRS = 5_000_000_000


def edit_similarity(answer: str, expected: str) -> float:
    """1 − (letters to insert, delete or replace) ÷ (length of the longer text), outer marks and case aside; 0–1.

    Source: V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", Soviet
    Physics Doklady 10 (1966) 707–710.

    >>> round(edit_similarity("kitten", "sitting"), 4)
    0.5714
    """
    return Levenshtein.normalized_similarity(normalise(answer), normalise(expected))


def compare_by(task: Task) -> Compare:
    """Right when the letters are similar enough. Raises BadSetting."""
    least = LEAST.of(task)

    def compare(answer: str, expected: str) -> Score:
        if len(answer) * len(expected) > _MOST_PAIRS:
            shorter, longer = sorted((len(answer), len(expected)))
            if shorter / longer < least:
                return wrong("the texts are of very different length")
            return Score(0.0, None, "the texts are too long to be compared letter by letter")
        return by_threshold(edit_similarity(answer, expected), least, "letters agree to")

    return compare
