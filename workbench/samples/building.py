"""Making the sample files anew: items by their generators, the language model's outputs by running it.

`python -m workbench.samples` (or `make sample`) regenerates everything and compares it with what is shipped.
"""

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.local_models.small_model import SmallModel
from workbench.samples.clauses import clause_items
from workbench.samples.expenses import expense_items

GENERATORS: dict[str, Callable[[int], list[dict[str, str]]]] = {
    "contract_clauses": clause_items,
    "expense_coding": expense_items,
}
SEED = 7
MODEL = "SmolLM2-135M-Instruct, Q4_1"
# So many items, the first of each file, the language model answers: enough to see where it stands, in minutes.
ANSWERED = {"contract_clauses": 300, "expense_coding": 200}
OUTPUTS = "small_model_outputs.csv"
TOLERATED_RATE = 0.03  # other processors round differently, which may flip a near tie


def items_text(sample: str) -> str:
    """The items of a sample as the .csv that is shipped; the same bytes every time."""
    rows = GENERATORS[sample](SEED)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def model_outputs(
    folder: Path, sample: str, count: int | None = None, say: Callable[[str], None] = lambda line: None
) -> list[dict[str, str]]:
    """The language model's real answers to the first items of a sample, asked one after another.

    `folder` holds the sample's `workflow.json`; `count` None asks the shipped number. Raises BadSetting where the
    model is not installed.
    """
    told = json.loads((folder / "workflow.json").read_text(encoding="utf-8"))
    every = GENERATORS[sample](SEED)
    rows = every[: ANSWERED[sample] if count is None else count]
    choices = tuple(sorted({row[told["expected"]] for row in every}))
    model = SmallModel(temperature=0.0, max_tokens=24, seed=1)
    answers = []
    started = time.monotonic()
    for number, row in enumerate(rows, start=1):
        answer = model.answer(told["prompt_template"].format(**row), choices)
        answers.append(
            {
                told["id"]: row[told["id"]],
                "output": answer.text or "",
                "model": MODEL,
                "temperature": "0",
                "seed": "1",
            }
        )
        if number % 20 == 0:
            left = (time.monotonic() - started) / number * (len(rows) - number)
            say(f"{sample}: {number} of {len(rows)} asked, about {left:.0f} s left")
    return answers


def compare_answers(shipped: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> float:
    """The share (0–1) of items on which two lists of outputs differ; 1 where their items do."""
    if not shipped or [_item(row) for row in shipped] != [_item(row) for row in fresh]:
        return 1.0
    return sum(one["output"] != two["output"] for one, two in zip(shipped, fresh, strict=True)) / len(shipped)


def _item(row: dict[str, Any]) -> Any:
    """The item a row of outputs answers; its id stands in the first column."""
    return next(iter(row.values()))


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a shipped .csv; none where there is no file yet."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as .csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
