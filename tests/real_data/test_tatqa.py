"""TAT-QA's official exact match, answer by answer: our compatible mode agrees, our own scorer differs for reasons.

8,335 answers of five systems to 1,667 questions over financial tables.
"""

import json
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest

from tests.real_data.folder import real_data
from workbench.scoring import amounts, exact, lists, tat_qa
from workbench.scoring.differences import Agreement, compare_with_reference
from workbench.scoring.numbers import parse_quantity
from workbench.scoring.scores import Compare, Score, Task, wrong


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    folder = real_data("tatqa")
    runs = pd.read_csv(folder / "dev_runs.csv", dtype=str, keep_default_na=False)
    golden = pd.read_csv(folder / "dev_golden.csv", dtype=str, keep_default_na=False)
    return runs.merge(golden[["uid", "answer", "scale"]], on="uid", validate="many_to_one")


def test_the_compatible_mode_agrees_with_the_official_metric(rows: pd.DataFrame) -> None:
    found = _agreement(rows, _compatible)
    assert found.compared == 8_335
    assert found.same == 8_328
    assert found.rate > 0.99
    assert Counter(one.is_correct for one in found.differences) == {True: 7}


def test_our_own_scorer_differs_and_says_why(rows: pd.DataFrame) -> None:
    found = _agreement(rows, _own)
    assert (found.same, found.compared) == (8_057, 8_335)
    assert found.reasons() == {
        (
            "more lenient",
            "rounded to the decimals of the expected number",
        ): 98,  # $85,123 thousand, $85.1 million
        (
            "more lenient",
            "the same parts, written otherwise",
        ): 66,  # "2019 and 2018"; $65 million for 65 million
        ("more lenient", "the same value, written otherwise"): 64,  # 2,806.364 thousand for 2,806,364
        ("more lenient", "words or marks differ"): 2,  # a scale that stands there twice
        ("stricter", "words or marks differ"): 34,  # articles, full stops within the text
        ("stricter", "brackets make a number negative"): 9,  # $9,982 million for $(9,982) million
        ("stricter", "another unit"): 3,  # percentage points for per cent
        ("stricter", "parts differ"): 2,
    }


def test_without_rounding_our_own_scorer_is_stricter_still(rows: pd.DataFrame) -> None:
    found = _agreement(rows, _own_exactly)
    assert (found.same, found.compared) == (7_937, 8_335)
    reasons = found.reasons()
    assert reasons[("stricter", "the value differs")] == 218  # 8.692163680128377 % for 8.69 %
    assert ("more lenient", "rounded to the decimals of the expected number") not in reasons
    assert sum(count for (direction, _), count in reasons.items() if direction == "stricter") == 266


def _agreement(rows: pd.DataFrame, judge) -> Agreement:
    return compare_with_reference(_judged(rows, judge))


def _judged(rows: pd.DataFrame, judge) -> Iterator[tuple[str, str, str, Score, bool, str]]:
    for row in rows.itertuples():
        given, wanted = _spans(row.predicted_answer), _spans(row.answer)
        score = judge(given, row.predicted_scale, wanted, row.scale)
        by_official = row.exact_match == "1"
        why = _why(given, row.predicted_scale, wanted, row.scale, score)
        answer, expected = f"{given} {row.predicted_scale}", f"{wanted} {row.scale}"
        yield f"{row.system} {row.uid}", answer, expected, score, by_official, why


def _spans(cell: str) -> list[str]:
    if cell.startswith("["):
        return [str(span) for span in json.loads(cell)]
    return [cell] if cell.strip() else []


def _compatible(given: list[str], scale: str, wanted: list[str], wanted_scale: str) -> Score:
    same = tat_qa.is_tat_qa_match(given, scale, wanted, wanted_scale)
    return Score(float(same), same)


_ROUNDED = amounts.compare_by(Task(settings={"as_written": True}))
_EXACTLY = amounts.compare_by(Task())
_TEXT = exact.compare_by(Task())
_LIST = lists.compare_by(Task())


def _own(given: list[str], scale: str, wanted: list[str], wanted_scale: str) -> Score:
    return _by_kind(given, scale, wanted, wanted_scale, _ROUNDED)


def _own_exactly(given: list[str], scale: str, wanted: list[str], wanted_scale: str) -> Score:
    return _by_kind(given, scale, wanted, wanted_scale, _EXACTLY)


def _by_kind(given: list[str], scale: str, wanted: list[str], wanted_scale: str, number: Compare) -> Score:
    """Numbers with the number scorer, single texts by exact match, several parts as a list."""
    if not given:
        return wrong("no answer")
    answers, expected = _dressed(given, scale), _dressed(wanted, wanted_scale)
    if len(expected) > 1:
        return _LIST(json.dumps(answers), json.dumps(expected))
    compare = number if parse_quantity(expected[0]) is not None else _TEXT
    return compare("; ".join(answers), expected[0])


def _dressed(spans: list[str], scale: str) -> list[str]:
    """Numbers with the scale of the answer behind them, unless they carry their own."""
    return [f"{span} {scale}".strip() if _is_plain(span) else span for span in spans]


def _is_plain(span: str) -> bool:
    quantity = parse_quantity(span)
    return quantity is not None and quantity.unit in ("", "usd", "eur", "gbp") and not quantity.power


def _why(given: list[str], scale: str, wanted: list[str], wanted_scale: str, score: Score) -> str:
    """Why a score may differ from the official one, from what the two sides look like."""
    if not score.is_correct:
        if "sign" in score.explanation:
            return "brackets make a number negative"
        if "unit" in score.explanation or "not a number" in score.explanation:
            return "another unit"
        if "reads differently" in score.explanation:
            return "words or marks differ"
        return "parts differ" if "part" in score.explanation else "the value differs"
    if len(wanted) > 1:
        return "the same parts, written otherwise"
    one, other = (
        parse_quantity(side[0]) for side in (_dressed(given, scale), _dressed(wanted, wanted_scale))
    )
    if one is None or other is None:
        return "words or marks differ"
    if one.value == other.value:
        return "the same value, written otherwise"
    if one.value * 100 == other.value or one.value == other.value * 100:
        return "a share is a percentage"
    return "rounded to the decimals of the expected number"
