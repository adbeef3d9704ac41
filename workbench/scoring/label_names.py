"""Which labels a text names: by the substring rule of published evaluations, or word by word."""

import re
from collections.abc import Sequence
from functools import lru_cache

from workbench.scoring.exact import normalise


def labels_within(text: str, labels: Sequence[str]) -> set[str]:
    """Labels whose name stands anywhere in the text, case aside, also inside another label's name or a word.

    The rule by which I. Chalkidis, "ChatGPT may pass the bar exam soon, but has a long way to go for the LexGLUE
    benchmark" (2023, arXiv:2304.12202), read the answers of language models.

    >>> sorted(labels_within("Unilateral termination.", ["Termination", "Unilateral termination", "Term"]))
    ['Term', 'Termination', 'Unilateral termination']
    """
    folded = text.lower()
    return {label for label in labels if label.lower() in folded}


def labels_named(text: str, labels: Sequence[str]) -> set[str]:
    """Labels that the text names as whole words; a name inside a longer label's name is not named by itself.

    >>> sorted(labels_named("Unilateral termination.", ["Termination", "Unilateral termination", "Term"]))
    ['Unilateral termination']
    """
    pattern, by_form = _names(tuple(labels))
    return {by_form[found] for found in pattern.findall(normalise(text))} if by_form else set()


@lru_cache(maxsize=64)
def _names(labels: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_form = {form: label for label in labels if (form := normalise(label))}
    longest_first = sorted(by_form, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), by_form
