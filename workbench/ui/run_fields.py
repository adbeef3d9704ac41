"""Field by field: how often each one is right in a run of a workflow whose answers have several fields."""

import streamlit as st

from workbench.domain import AnswerType, Run, Workflow
from workbench.domain.formats import count, rate_with_counts
from workbench.scoring.field_counts import FieldCount, field_counts
from workbench.store import run as runs
from workbench.ui.pickers import database
from workbench.ui.states import sentences
from workbench.ui.text import plain

_MOST = 5000
_COUNTED = "_run_fields"


def draw_fields_of(workflow: Workflow, run: Run) -> None:
    """A table with one row per field, the weakest first, named in its headline."""
    if workflow.answer_type is not AnswerType.FIELDS or not run.done_count:
        return
    with sentences():
        counts = _counts(workflow, run)
        if not counts:
            return
        with st.expander(plain(_headline(counts)), icon=":material/view_list:", key=f"fields-{run.run_id}"):
            st.dataframe(
                [
                    {
                        "Field": one.name,
                        "Right": rate_with_counts(one.right, one.of, one.low, one.high),
                        "Most often wrong because": one.why,
                    }
                    for one in counts
                ],
                hide_index=True,
                height="content",
                column_config={
                    "Right": st.column_config.TextColumn(
                        help="Of the answers whose item expects the field; in brackets the count and the 95 % interval"
                    )
                },
            )
            rest = f" Counted over the newest {count(_MOST)} answers." if run.done_count > _MOST else ""
            st.caption(
                "By the fields scorer, beside each item's own expected answer: numbers by value, dates by day, all "
                f"else by how it reads. No person has looked at it.{rest}"
            )


def _counts(workflow: Workflow, run: Run) -> list[FieldCount]:
    """Counted again only once something has changed: a run under way draws its page every moment."""
    state = (
        run.run_id,
        run.done_count,
        run.failed_count,
        workflow.field_names,
        str(workflow.scorer_settings),
    )
    kept = st.session_state.get(_COUNTED)
    if kept is None or kept[0] != state:
        pairs = runs.list_answered(database(), run.run_id, _MOST)
        kept = st.session_state[_COUNTED] = (state, field_counts(workflow, pairs))
    counts: list[FieldCount] = kept[1]
    return counts


def _headline(counts: list[FieldCount]) -> str:
    weakest = counts[0]
    rate = rate_with_counts(weakest.right, weakest.of, weakest.low, weakest.high)
    if len(counts) == 1:
        return f"“{weakest.name}” is right in {rate}"
    return f"Field by field: the weakest of {count(len(counts))} is “{weakest.name}”, right in {rate}"
