"""Labels that the uploaded sheet already holds: what each spelling means, and whose answers they judge."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from workbench.datasets.importing import ImportPlan
from workbench.datasets.labels_given import GivenLabels, find_labels, remember_spellings, spellings_of
from workbench.domain import DatasetVersion, Verdict
from workbench.domain.formats import count, plural
from workbench.runs.outputs_file import OutputsResult, import_outputs
from workbench.store.database import Database
from workbench.ui.text import plain

_MEANINGS: dict[str, Verdict | None] = {verdict.words: verdict for verdict in Verdict} | {"leave out": None}
_NOT = "(do not take labels over)"


@dataclass(frozen=True)
class LabelsWanted:
    """Labels to take over after the import: which column judges which, and what its spellings mean."""

    verdict_column: str
    answer_column: str
    meanings: dict[str, Verdict | None]


def labels_title(found: list[GivenLabels]) -> str:
    """The title of the tab."""
    return f"Labels already given ({count(len(found))})"


def find_given(plan: ImportPlan) -> list[GivenLabels]:
    """The columns with labels of a table that is small enough to be held whole."""
    return [] if plan.intake.is_sample else find_labels(plan.table, plan.roles)


def pick_labels(
    database: Database, plan: ImportPlan, found: list[GivenLabels], key: str
) -> LabelsWanted | None:
    """Which labels to take over and what their spellings mean; None where none are wanted."""
    table = plan.table
    said = ", ".join(f"“{one.verdict_column}”" for one in found)
    st.markdown(
        plain(
            f"{said} {'holds' if len(found) == 1 else 'hold'} verdicts on answers that stand in this sheet."
        )
    )
    if not plan.roles.id_column:
        st.caption(
            "Mark a column as the item id to take labels over: outputs and labels belong to items by their id."
        )
        return None
    by_name = {one.verdict_column: one for one in found}
    left, right = st.columns(2)
    chosen = left.selectbox("Take over as labels", [_NOT, *by_name], key=f"labels-{key}")
    if chosen == _NOT:
        return None
    taken = {plan.roles.id_column, chosen}
    answers = [name for name in table.columns if name not in taken]
    guessed = by_name[chosen].answer_column
    answer = right.selectbox(
        "They judge the answers in", answers, answers.index(guessed) if guessed in answers else 0,
        key=f"answers-of-{key}-{chosen}",
        help="These answers become outputs of a candidate called after the column.",
    )  # fmt: skip
    spellings = spellings_of(database, table, chosen)
    st.caption("What each spelling means. Change what is wrong; it is remembered for the next import.")
    edited = st.data_editor(
        pd.DataFrame(
            {
                "In the file": [one.text for one in spellings],
                "Rows": [one.row_count for one in spellings],
                "Means": [one.verdict.words if one.verdict else "leave out" for one in spellings],
            }
        ),
        hide_index=True,
        key=f"spellings-{key}-{chosen}",
        disabled=["In the file", "Rows"],
        height=min(38 + 35 * len(spellings), 320),
        column_config={
            "Means": st.column_config.SelectboxColumn(options=list(_MEANINGS), required=True),
            "Rows": st.column_config.NumberColumn(width=80),
        },
    )
    meanings = {
        text: _MEANINGS[words] for text, words in zip(edited["In the file"], edited["Means"], strict=True)
    }
    return LabelsWanted(chosen, answer, meanings)


def take_labels(
    database: Database, plan: ImportPlan, wanted: LabelsWanted, version: DatasetVersion, who: str
) -> OutputsResult:
    """Store the answers as outputs of a candidate called after their column, and the labels on them."""
    remember_spellings(database, {text: said for text, said in wanted.meanings.items() if said})
    return import_outputs(
        database,
        b"",
        plan.table.file_name,
        version.workflow_id,
        None,
        plan.roles.id_column,
        wanted.answer_column,
        wanted.verdict_column,
        version.dataset_version_id,
        who,
        candidate_name=wanted.answer_column,
        table=plan.table,
        meanings=wanted.meanings,
    )


def labels_sentence(result: OutputsResult) -> str:
    """What was taken over, in one sentence."""
    return (
        f"{plural(result.outputs_added, 'output')} and {plural(result.labels_added, 'label')} taken over for "
        f"“{', '.join(result.candidates)}”."
    )
