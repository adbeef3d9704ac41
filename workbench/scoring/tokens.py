"""How many words two texts share (token F1), for answers that may be worded differently."""

import re
import unicodedata
from collections import Counter

from workbench.scoring.scores import Compare, Score, Setting, Task, by_threshold

LEAST = Setting("least_f1", "Least agreement of words", 0.8, "The F1 of shared words, in %.", is_rate=True)
SETTINGS = (LEAST,)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = {ord(mark): None for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"} | {
    ord(mark): None for mark in "“”‘’„«»…–—"
}


def tokens(text: str) -> list[str]:
    """The words of a text without case, marks and the articles a, an, the.

    >>> tokens("The Broncos' defense")
    ['broncos', 'defense']
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_MARKS)
    return _ARTICLES.sub(" ", folded).split()


def token_f1(answer: str, expected: str) -> float:
    """The F1 of the words two texts share, repeated words counted as often as they stand in both; 0–1.

    Source: P. Rajpurkar, J. Zhang, K. Lopyrev and P. Liang, "SQuAD: 100,000+ questions for machine comprehension of
    text", EMNLP 2016, section 6.1 (macro-averaged F1 on bags of tokens).

    >>> round(token_f1("in the year 1999", "1999"), 3)
    0.5
    """
    given, wanted = tokens(answer), tokens(expected)
    if not given or not wanted:
        return float(given == wanted)
    shared = (Counter(given) & Counter(wanted)).total()
    return 2 * shared / (len(given) + len(wanted))


def compare_by(task: Task) -> Compare:
    """Right when enough words are shared. Raises BadSetting."""
    least = LEAST.of(task)

    def compare(answer: str, expected: str) -> Score:
        return by_threshold(token_f1(answer, expected), least, "words agree to")

    return compare
