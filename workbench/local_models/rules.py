"""A table of rules as a candidate: the first pattern found in the text gives the answer.

A pattern is words or a phrase; `*` inside a word stands for any letters and on its own for any words nearby;
`|` separates alternatives; `/…/` is a regular expression. Upper and lower case are the same.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The `regex` package, not `re`: its searches can be given a time limit, so that no pattern an expert writes can
# hang the app.
import regex

from workbench.domain import Answer
from workbench.errors import BadSetting

SEARCH_LIMIT_S = 0.5
# How much text a `*` on its own may skip: about two sentences.
_GAP = r"[\s\S]{0,300}?"


# What `str.split` takes for space; `\s` knows four control characters less.
_SPACE = r"[\s\x1c-\x1f]+"


@dataclass(frozen=True)
class Rule:
    """One row of the table, compiled; `row_number` counts from 1 as the screen does."""

    row_number: int
    pattern: str
    answer: str
    expression: Any


class RuleTable:
    """The rules in their order. `otherwise` is the answer where none matches ("" = no answer)."""

    def __init__(self, rules: Iterable[Mapping[str, Any]], otherwise: str = ""):
        """`rules`: rows with `pattern` and `answer`; wholly empty rows are left out. Raises BadSetting."""
        rows = [(n, _cell(row, "pattern"), _cell(row, "answer")) for n, row in enumerate(rules, start=1)]
        self.rules = [_rule(number, pattern, answer) for number, pattern, answer in rows if pattern or answer]
        self.otherwise = otherwise.strip()
        if not self.rules and not self.otherwise:
            raise BadSetting("The table has no rule yet. Write a pattern and its answer in the first row.")

    def answer(self, text: str) -> Answer:
        """The answer of the first rule that matches; a search over the time limit is a failure, not an answer."""
        started = time.perf_counter()
        for rule in self.rules:
            try:
                found = rule.expression.search(text, timeout=SEARCH_LIMIT_S)
            except TimeoutError:
                return Answer(failure_reason=_too_slow(rule), latency_s=time.perf_counter() - started)
            if found:
                return Answer(
                    text=rule.answer, raw=f"Rule {rule.row_number}", latency_s=time.perf_counter() - started
                )
        return Answer(text=self.otherwise or None, latency_s=time.perf_counter() - started)


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None or value != value else str(value).strip()


def _rule(row_number: int, pattern: str, answer: str) -> Rule:
    if not pattern:
        raise BadSetting(
            f"Rule {row_number} has the answer “{answer}” but no pattern. Write the words to look for, "
            "or put the answer under “If no rule matches”."
        )
    if not answer:
        raise BadSetting(
            f"Rule {row_number} has the pattern “{pattern}” but no answer. Write the answer it gives, "
            "or delete the row."
        )
    expression = _compiled(row_number, pattern)
    if expression.search("", timeout=SEARCH_LIMIT_S) is not None:
        raise BadSetting(
            f"Rule {row_number}, “{pattern}”, matches every text, even an empty one. Make it more specific, "
            "or put its answer under “If no rule matches”."
        )
    return Rule(row_number, pattern, answer, expression)


def _compiled(row_number: int, pattern: str) -> Any:
    is_expression = len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")
    source = (
        pattern[1:-1]
        if is_expression
        else "|".join(_phrase(part) for part in pattern.split("|") if part.strip())
    )
    if not source:
        raise BadSetting(f"Rule {row_number}, “{pattern}”, has no words to look for. Write at least one.")
    try:
        return regex.compile(source, regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError) as error:
        position = getattr(error, "pos", None)
        place = "" if position is None else f" at character {position + 2}"
        raise BadSetting(
            f"Rule {row_number}, “{pattern}”, is not a regular expression that can be read: "
            f"{getattr(error, 'msg', error)}{place}. Mend it, or write plain words without the slashes."
        ) from error


def _phrase(part: str) -> str:
    """The expression for one phrase: whole words, any spacing between them, `*` as described above."""
    tokens = part.split()
    pieces: list[str] = []
    for n, token in enumerate(tokens):
        if token.strip("*") == "":
            continue  # a lone `*` widens the space between its neighbours; at the edges it says nothing
        if pieces:
            pieces.append(rf"\b{_GAP}\b" if tokens[n - 1].strip("*") == "" else _SPACE)
        pieces.append(r"\w*".join(regex.escape(piece) for piece in token.split("*")))
    body = "".join(pieces)
    words = [token for token in tokens if token.strip("*")]
    if not words:
        return ""
    # Word borders only where a word begins and ends: "§ 12" and "100 %" begin and end with signs.
    start = r"(?<!\w)" if words[0][0].isalnum() or words[0][0] == "_" else ""
    end = r"(?!\w)" if words[-1][-1].isalnum() or words[-1][-1] == "_" else ""
    return f"{start}{body}{end}"


def _too_slow(rule: Rule) -> str:
    return (
        f"Rule {rule.row_number}, “{rule.pattern}”, took longer than {SEARCH_LIMIT_S} s on this text. "
        "Simplify it: nested repetitions such as (a+)+ are the usual cause."
    )
