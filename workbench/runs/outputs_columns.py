"""Which column of a file of outputs is which: guessed from names and, better, from what stands in them."""

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from workbench.domain import parse_verdict
from workbench.spreadsheets.tables import Table

_LOOKED_AT = 2000  # rows
_MOST_CANDIDATES = 60
_NAMES = {
    "item": ("item", "id", "key", "case", "question"),
    "output": ("output", "prediction", "predicted", "response", "reply", "answer", "result"),
    "candidate": ("config", "candidate", "model", "system", "vendor", "tool", "provider"),
    "comment": ("comment", "comments", "note", "notes", "remark", "remarks"),
    "verdict": (
        "verdict",
        "judgement",
        "judgment",
        "label",
        "grade",
        "correct",
        "rating",
        "assessment",
        "reviewer",
        "reviewed",
        "review",
        "rater",
        "annotator",
        "labeler",
        "labeller",
    ),
}
_REFERENCE = {"gold", "golden", "expected", "reference", "truth", "target"}


class OutputsColumns(NamedTuple):
    """The columns of a file of outputs; `candidate`, `verdict` and `comment` are None where the file has none.

    `others`: further columns of verdicts, each by a reviewer who is called as the column is.
    """

    item: str
    output: str
    candidate: str | None = None
    verdict: str | None = None
    comment: str | None = None
    others: tuple[str, ...] = ()


def cell_text(value: Any) -> str:
    """A cell as text without outer spaces: "" for an empty one, 7 for 7.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return "" if value is None else str(value).strip()


def guess_columns(table: Table, item_keys: Collection[str]) -> OutputsColumns:
    """The likeliest reading of a file of outputs to these items."""
    keys = set(item_keys)
    cells = {name: [text or "" for text in table.texts(name)[:_LOOKED_AT]] for name in table.columns}
    known = {name: sum(cell in keys for cell in read) for name, read in cells.items()}
    best = max(known.values(), default=0)
    item = next(
        (name for name in table.columns if best and known[name] == best), None
    ) or _named(table.columns, "item")  # fmt: skip
    item = item or table.columns[0]
    left = [name for name in table.columns if name != item]
    verdict = _named([name for name in left if _are_verdicts(cells[name])], "verdict")
    others = tuple(name for name in left if verdict and name != verdict and _are_verdicts(cells[name]))
    comment = (
        _named([name for name in left if name not in (verdict, *others)], "comment") if verdict else None
    )
    left = [name for name in left if name not in (verdict, comment, *others)]
    output = _named([name for name in left if not _words(name) & _REFERENCE], "output")
    output = output or (left or table.columns)[-1]
    few = [name for name in left if name != output and len({*cells[name]} - {""}) <= _MOST_CANDIDATES]
    return OutputsColumns(item, output, _named(few, "candidate"), verdict, comment, others)


def _named(columns: Sequence[str], what: str) -> str | None:
    """The first column called so: by its whole name, else by one of its words."""
    for word in _NAMES[what]:
        for name in columns:
            if name.strip().casefold() == word:
                return name
    for word in _NAMES[what]:
        for name in columns:
            if word in _words(name):
                return name
    return None


def _words(name: str) -> set[str]:
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    return {word for word in re.split(r"[^a-z]+", parted.casefold()) if word}


def _are_verdicts(cells: Sequence[str]) -> bool:
    """True when nearly every filled cell is a verdict in some spelling."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(parse_verdict(cell) is not None for cell in filled) >= 0.8 * len(filled)
