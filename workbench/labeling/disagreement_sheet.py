"""The disagreements as the rows of a sheet: what each labeler said, what an adjudicator decided and why."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from workbench.domain import DatasetVersion
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import agreement as shared
from workbench.store.database import Database

DISAGREEMENTS = "Disagreements"  # the name of the sheet


def disagreement_sheet(database: Database, version: DatasetVersion, split: str | None = None) -> Sheet | None:
    """One row per answer on which labelers disagree or an adjudicator has decided; a column per labeler's verdict.

    None where there is no such answer.
    """
    table = shared.disagreement_label_table(database, version.dataset_version_id, split)
    if table.empty:
        return None
    labelers = sorted(table.loc[~table["is_adjudication"], "labeler"].unique())
    columns = [
        SheetColumn("Item"),
        SheetColumn("Split"),
        SheetColumn("Expected"),
        SheetColumn("Answer"),
        *[SheetColumn(f"Verdict: {name}") for name in labelers],
        SheetColumn("Adjudicated verdict"),
        SheetColumn("Reason"),
        SheetColumn("Right answer, adjudicated"),
        SheetColumn("Adjudicator"),
        SheetColumn("Adjudicated (UTC)", Figure.TIME),
        *[SheetColumn(f"Comment: {name}") for name in labelers],
    ]

    def rows() -> Iterator[list[Any]]:
        for _, group in groupby(table.itertuples(index=False), lambda row: (row.item_id, row.answer_key)):
            said = list(group)
            given = {row.labeler: row for row in said if not row.is_adjudication}
            decided = next((row for row in reversed(said) if row.is_adjudication), None)
            verdicts = [given[name].verdict if name in given else None for name in labelers]
            yield [
                said[0].item_key, said[0].split, said[0].expected, said[0].answer,
                *[_words(verdict) for verdict in verdicts],
                *(
                    [_words(decided.verdict), decided.comment, decided.correction, decided.labeler, decided.created_at]
                    if decided
                    else [None] * 5
                ),
                *[given[name].comment if name in given else None for name in labelers],
            ]  # fmt: skip

    return Sheet(DISAGREEMENTS, columns, rows())


def count_disagreements(database: Database, version: DatasetVersion, split: str | None = None) -> int:
    """How many rows `disagreement_sheet` has."""
    return shared.count_disagreements(database, version.dataset_version_id, split)


def _words(verdict: object) -> str | None:
    return str(verdict).replace("_", " ") if verdict else None
