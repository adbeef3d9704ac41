"""Right as the published metric of TAT-QA counts it: numbers rounded to two decimals before their scale is applied.

F. Zhu and others, "TAT-QA: a question answering benchmark on a hybrid of tabular and textual content in finance", ACL
2021, section 5.1, whose exact match builds on that of DROP (D. Dua and others, NAACL 2019). Made for comparing with
published figures; `amounts` is the scorer for work of one's own.
"""

import re
import string
from collections.abc import Sequence

from workbench.scoring.lists import parts_of
from workbench.scoring.scores import RIGHT, Compare, Score, Task, wrong

_SCALES = {"percent": 0.01, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_DRESS = str.maketrans("", "", "'\"$€£¥%(),[]")
_MARKS = str.maketrans("", "", string.punctuation)
_ARTICLES = {"a", "an", "the"}
_NEGATIVE = re.compile(r"\([\d.\s]+\)")
_PERCENT = re.compile(r"\d\s*%")
_SCALE_AT_END = re.compile(
    rf"^(?P<answer>.*\S)\s+(?P<scale>{'|'.join(_SCALES)})s?$", re.IGNORECASE | re.DOTALL
)


def is_tat_qa_match(
    predicted: Sequence[str], predicted_scale: str, expected: Sequence[str], expected_scale: str
) -> bool:
    """True when two lists of spans, each with a scale ("", percent, thousand, million, billion), count as the same."""
    if not predicted or not expected:
        return False
    wanted = _tokens(_joined(expected, expected_scale))
    if _tokens(_joined(predicted, predicted_scale)) == wanted:
        return True
    # A share passes for a percentage: 0.2342 for 23.42 with the scale percent.
    one = predicted[0] if len(predicted) == 1 and not predicted_scale and "%" not in predicted[0] else ""
    value = _number(one)
    return value is not None and _tokens(f"{value:.4f}") == wanted


def compare_by(_task: Task) -> Compare:
    """Right as TAT-QA counts; answers are texts such as "9.8 million" or lists such as ["2019", "2018"]."""

    def compare(answer: str, expected: str) -> Score:
        given, wanted = spans_and_scale(answer), spans_and_scale(expected)
        return RIGHT if is_tat_qa_match(*given, *wanted) else wrong("it differs as TAT-QA counts")

    return compare


def spans_and_scale(text: str) -> tuple[list[str], str]:
    """The spans of an answer and the scale that follows them.

    >>> spans_and_scale('["132", "353"] thousand'), spans_and_scale("9.8 million")
    ((['132', '353'], 'thousand'), (['9.8'], 'million'))
    """
    found = _SCALE_AT_END.match(text.strip())
    answer, scale = (found["answer"], found["scale"].lower()) if found else (text.strip(), "")
    if answer.startswith("["):
        return parts_of(answer), scale
    return ([answer] if answer else []), scale


def _joined(spans: Sequence[str], scale: str) -> str:
    """All spans in one text, sorted; numbers with their scale applied, words with it behind them."""
    found = []
    for span in sorted(spans):
        value = _number(span)
        if value is None:
            found.append(f"{span} {scale}".strip())
        elif "%" in span:
            found.append(f"{value:.4f}")
        else:
            found.append(f"{round(value, 2) * _power(scale):.4f}")
    return " ".join(found)


def _tokens(text: str) -> list[str]:
    """What is compared: words in small letters without marks and articles, numbers by value."""
    found = []
    for word in text.lower().split():
        value = _number(word)
        form = str(value) if value is not None else word.translate(_MARKS)
        if form and form not in _ARTICLES:
            found.append(form)
    return found


def _number(text: str) -> float | None:
    """The number a span is, alone or with a word for its scale; None for anything else."""
    words = text.translate(_DRESS).split()
    try:
        value = float(words[0])
    except (ValueError, IndexError):
        return None
    power = 1.0
    if len(words) > 1:
        power = _power(words[1])
        if power == 1 or value != value:
            return None
    # As published: brackets around a number with a separator, "(2,085)", do not make it negative.
    sign = -1 if _NEGATIVE.search(text) else 1
    share = 0.01 if _PERCENT.search(text) else 1
    return round(value * power * sign * share, 4) if value == value else None


def _power(scale: str) -> float:
    return next((power for word, power in _SCALES.items() if word in scale.lower()), 1.0)
