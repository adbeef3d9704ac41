"""Outputs that came from a file, shown on three items."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.datasets.placeholders import as_text
from workbench.domain import Candidate, DatasetVersion, Verdict
from workbench.runs.outputs_file import Preview
from workbench.runs.prompts import input_text
from workbench.scoring.accepted import input_columns
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store.database import Database

_LONGEST = 300


def show_preview(rows: Sequence[Preview], version: DatasetVersion, with_candidate: bool) -> None:
    """Three rows of a file as they would be taken over."""
    table = pd.DataFrame(
        [
            ({"Candidate": row.candidate} if with_candidate else {})
            | {
                "Item": _cut(f"{row.item.item_key}: {input_text(version, row.item)}"),
                "Answer": _cut(row.answer or "(no answer)"),
                "Expected": _cut(row.item.expected or ""),
                "Verdict": row.verdict.words if row.verdict else "",
            }
            for row in rows
        ]
    )
    _draw(table if any(table["Verdict"]) else table.drop(columns="Verdict"))


def show_stored(database: Database, candidate: Candidate, count: int = 3) -> None:
    """Three of the outputs stored for a candidate, with the verdict that counts."""
    every = runs.list_runs(database, candidate.workflow_id)
    newest = next((run for run in every if run.candidate_id == candidate.candidate_id), None)
    rows = runs.list_outputs(database, newest.run_id, limit=count) if newest else []
    if newest is None or not rows:
        st.caption("There are no outputs yet. Upload a file below.")
        return
    asked = input_columns(datasets.get_version(database, newest.dataset_version_id))
    table = pd.DataFrame(
        [
            {
                "Item": _cut(
                    f"{row['item_key']}: " + " ".join(as_text(row["content"].get(name)) for name in asked)
                ),
                "Answer": _cut(row["answer"] or "(no answer)"),
                "Expected": _cut(row["expected"] or ""),
                "Label": Verdict(row["verdict"]).words if row["verdict"] else "",
            }
            for row in rows
        ]
    )
    _draw(table)


def _draw(table: pd.DataFrame) -> None:
    st.dataframe(
        table,
        hide_index=True,
        row_height=72,
        column_config={
            "Item": st.column_config.TextColumn(width="large"),
            "Answer": st.column_config.TextColumn(width="medium"),
        },
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
