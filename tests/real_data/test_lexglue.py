"""The published F1 of gpt-3.5-turbo on UNFAIR-ToS and LEDGAR, from its raw answers by the substring rule.

I. Chalkidis, "ChatGPT may pass the bar exam soon, but has a long way to go for the LexGLUE benchmark" (2023), table 2.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.real_data.folder import real_data
from workbench.domain import AnswerType
from workbench.scoring import category, lists
from workbench.scoring.label_names import labels_named, labels_within
from workbench.scoring.scores import Task
from workbench.stats.f_scores import FScores, f_scores


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("lexglue_chatgpt")


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _named(texts: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    found = [labels_within(text, labels) for text in texts]
    return np.array([[label in one for label in labels] for one in found])


def _in_per_cent(scores: FScores) -> tuple[float, float]:
    return round(100 * scores.micro, 2), round(100 * scores.macro, 2)


def test_unfair_tos_gives_its_published_figures(folder: Path) -> None:
    table = _table(folder / "unfair_tos.csv")
    labels = sorted({label.strip() for row in table["gold_labels"] for label in row.split(",")})
    assert len(labels) == 9  # eight kinds, and None
    scores = f_scores(_named(table["gold_labels"], labels), _named(table["zero_shot_prediction"], labels))
    assert _in_per_cent(scores) == (41.40, 22.20)


def test_ledgar_gives_its_figures_with_the_substring_rule(folder: Path) -> None:
    table = _table(folder / "ledgar.csv")
    labels = list(_table(folder / "ledgar_label_list.csv")["title"])
    assert len(labels) == 100
    scores = f_scores(_named(table["gold_title"], labels), _named(table["zero_shot_prediction"], labels))
    assert _in_per_cent(scores) == (70.23, 56.85)


def test_our_own_scorers_count_whole_answers(folder: Path) -> None:
    """Item by item: every label and no other. What stands in a sentence counts only where labels are looked for."""
    ledgar = _table(folder / "ledgar.csv")
    labels = tuple(_table(folder / "ledgar_label_list.csv")["title"])
    pairs = list(zip(ledgar["zero_shot_prediction"], ledgar["gold_title"], strict=True))
    right = {}
    for reading in ("whole", "named", "within"):
        compare = category.compare_by(Task(AnswerType.CATEGORY, labels, settings={"reading": reading}))
        right[reading] = sum(bool(compare(answer, gold).is_correct) for answer, gold in pairs)
    assert right == {"whole": 680, "named": 680, "within": 680}

    unfair = _table(folder / "unfair_tos.csv")
    kinds = sorted({label.strip() for row in unfair["gold_labels"] for label in row.split(",")})
    compare = lists.compare_by(Task())
    pairs = list(zip(unfair["zero_shot_prediction"], unfair["gold_labels"], strict=True))
    assert sum(bool(compare(answer, gold).is_correct) for answer, gold in pairs) == 255
    assert sum(labels_named(answer, kinds) == labels_named(gold, kinds) for answer, gold in pairs) == 379
