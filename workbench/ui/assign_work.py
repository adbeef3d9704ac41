"""Assigning work: a form for who labels what, what is open, and how far everyone is."""

import streamlit as st

from workbench.domain import Assignment, DatasetVersion, Role, Workflow
from workbench.domain.formats import count, day, percent, plural
from workbench.labeling.assignments import assign_work, scope_words
from workbench.labeling.repeats import self_agreement
from workbench.labeling.strategies import IN_FILE_ORDER, RANDOM, strategy_called
from workbench.store import assignment as assignments
from workbench.store import candidate as candidates
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.ui.pickers import pick_split, pick_version
from workbench.ui.run_table import table_height
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_ALL = "(all)"
_TALLEST = 300


def draw_assign_work(database: Database, workflow: Workflow, by: str) -> None:
    """What is assigned in a workflow, how far it is, and a form to assign more. `by`: who assigns."""
    given = assignments.list_assignments(database, workflow.workflow_id)
    st.markdown(f"**{_headline(given)}**")
    if given:
        _show_progress(database, workflow, given)
    with st.expander("Assign outputs to people", expanded=not given, icon=":material/person_add:"):
        _draw_form(database, workflow, by)
    for one in given:
        _draw_close(database, one)


def _headline(given: list[Assignment]) -> str:
    if not given:
        return (
            "Nothing is assigned: whoever opens the desk gets the next output without a label, and nobody gets the "
            "same one twice."
        )
    total, done = sum(one.task_count for one in given), sum(one.done_count for one in given)
    several = sum(one.overlap_task_count for one in given)
    shared = f" {count(several)} of them are judged by several people." if several else ""
    return f"{plural(total, 'output')} assigned, {count(done)} done.{shared}"


def _show_progress(database: Database, workflow: Workflow, given: list[Assignment]) -> None:
    """One row per person and assignment."""
    by_id = {one.assignment_id: one for one in given}
    again = {one.labeler: one for one in self_agreement(database, workflow.workflow_id)}
    rows = []
    for row in assignments.list_progress(database, workflow.workflow_id):
        one, same = by_id[row.assignment_id], again.get(row.labeler)
        rows.append(
            {
                "Labeler": row.labeler,
                "Outputs of": scope_words(one, with_version=True),
                "Done by them": row.done_count,
                "Done in all": f"{count(one.done_count)} of {count(one.task_count)}",
                "Seconds per label": row.median_s,
                "Last label": day(row.last_at) if row.last_at else "",
                "Same again": f"{count(same.same)} of {count(same.count)}" if same else "",
            }
        )
    st.dataframe(
        rows,
        hide_index=True,
        height=table_height(len(rows), _TALLEST),
        column_config={
            "Seconds per label": st.column_config.NumberColumn(format="%.1f", help="Median, without pauses."),
            "Same again": st.column_config.TextColumn(
                help="Outputs that came back unannounced and got the same verdict. Switched on under Workflows."
            ),
        },
    )


def _draw_form(database: Database, workflow: Workflow, by: str) -> None:
    about, people = st.columns(2, gap="large")
    with about:
        version = pick_version(workflow)
        if version is None:
            return
        split = pick_split(version)
        column, value = _pick_slice(database, version)
        candidate_id = _pick_candidate(database, workflow)
        share = st.number_input(
            "Share drawn at random, in %", 1, 100, 100, 5, help="100 % is every output of this part."
        )
    with people:
        known = labels.list_labelers(database)
        named = st.multiselect(
            "People",
            sorted({*known, by} - {""}),
            accept_new_options=True,
            placeholder="Type or pick names",
            help="They find the work when they open the Label page under this name.",
        )
        each = st.number_input(
            "People who judge the same output", 1, 9, 1, help="2 or more shows how far experts agree."
        )
        overlap = (
            st.number_input(
                "On a share drawn at random, in %", 1, 100, 20, 5, help="All other outputs are judged once."
            )
            if each > 1
            else 0
        )
        order = st.selectbox(
            "Order", [RANDOM, IN_FILE_ORDER], format_func=lambda name: strategy_called(name).title
        )
        st.caption(strategy_called(order).explanation)
    wanted = Assignment(
        workflow.workflow_id,
        version.dataset_version_id,
        tuple(named),
        split,
        column,
        value,
        candidate_id,
        share / 100,
        overlap / 100,
        int(each),
        order,
        assigned_by=by,
    )
    if st.button("Assign", type="primary", icon=":material/check:"):
        with sentences():
            notice(_assigned(assign_work(database, wanted)))
            st.rerun()


def _assigned(one: Assignment) -> str:
    several = (
        f", {count(one.overlap_task_count)} of them ({percent(one.overlap_task_count / one.task_count)}) by "
        f"{one.overlap_count} people each"
        if one.overlap_task_count
        else ""
    )
    return f"{plural(one.task_count, 'output')} assigned to {' and '.join(one.labelers)}{several}."


def _pick_slice(database: Database, version: DatasetVersion) -> tuple[str | None, str | None]:
    """One value of one column, or all."""
    kept = [one.name for one in version.columns if one.role not in (Role.ID, Role.IGNORED)]
    sliced = [*version.named(Role.SLICE), *[name for name in kept if name not in version.named(Role.SLICE)]]
    left, right = st.columns(2)
    column = left.selectbox(
        "Only where the column", [_ALL, *sliced], key=f"slice-{version.dataset_version_id}"
    )
    if column == _ALL:
        return None, None
    values = dict(assignments.list_values(database, version.dataset_version_id, column))
    value = right.selectbox(
        "is", list(values), format_func=lambda one: f"{one or '(empty)'} ({plural(values[one], 'item')})",
        key=f"value-{version.dataset_version_id}-{column}",
    )  # fmt: skip
    return column, value


def _pick_candidate(database: Database, workflow: Workflow) -> int | None:
    names = {one.candidate_id: one.name for one in candidates.list_candidates(database, workflow.workflow_id)}
    chosen = st.selectbox(
        "Answers of",
        [0, *names],
        format_func=lambda one: names.get(one, "All candidates"),
        help="Equal answers are labelled once, whichever candidates gave them.",
    )
    return chosen or None


def _draw_close(database: Database, one: Assignment) -> None:
    """One open assignment in words, with the button that ends it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            plain(
                f"{scope_words(one, with_version=True)}: {plural(one.task_count, 'output')} to "
                f"{', '.join(one.labelers)}, {count(one.done_count)} done."
                + (f" Assigned on {day(one.created_at)}." if one.created_at else "")
            )
        )
        if st.button("End", key=f"end-{one.assignment_id}", help="Its labels stay; it is no longer offered."):
            assignments.set_assignment_closed(database, one.assignment_id, True)
            notice("The assignment has ended. Its labels stay.")
            st.rerun()
