"""Home: one line per workflow with its next step, and three ways in when there is nothing yet."""

import streamlit as st

from workbench.decisions.next_step import next_step
from workbench.domain import RunState, Workflow
from workbench.domain.formats import count, plural
from workbench.samples import load_samples
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database
from workbench.ui.links import link
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


@st.fragment(run_every=2)
def draw_workflows(database: Database) -> None:
    """Every workflow with where it stands and where to go; runs under way keep moving."""
    known = workflows.list_workflows(database)
    own = [one for one in known if not one.is_sample]
    samples = [one for one in known if one.is_sample]
    _draw_loading(database)
    for workflow in own:
        _draw_line(database, workflow)
    if samples:
        if own:
            st.caption("Samples, to look around in")
        for workflow in samples:
            _draw_line(database, workflow)


def _draw_loading(database: Database) -> None:
    if workspace.get_setting(database, "samples") == "loading":
        st.caption(
            ":material/hourglass_top: The sample workflows are being prepared: rules and trained candidates run now."
        )


def _draw_line(database: Database, workflow: Workflow) -> None:
    step = next_step(database, workflow)
    with st.container(border=True):
        words, action = st.columns([4, 1.3], vertical_alignment="center")
        with words:
            sample = " · sample" if workflow.is_sample else ""
            st.markdown(f"**{plain(workflow.name)}**{sample}")
            st.markdown(plain(step.sentence))
        with action:
            link(step.page, step.action, workflow=workflow, icon=":material/arrow_forward:", **step.query)
        _draw_runs(database, workflow)


def _draw_runs(database: Database, workflow: Workflow) -> None:
    for run in runs.list_runs(database, workflow.workflow_id):
        if run.state is RunState.RUNNING and run.planned_count:
            said = f"{run.candidate_name}: {count(run.done_count)} of {plural(run.planned_count, 'item')}"
            st.progress(min(1.0, run.done_count / run.planned_count), text=plain(said))


def draw_ways_in(database: Database) -> None:
    """What an empty workspace offers."""
    st.markdown(
        "Eval Workbench finds the smallest, cheapest, fastest candidate that meets your workflow's bar, and says how "
        "sure that is. Begin with one of these."
    )
    sample, upload, connect = st.columns(3)
    with sample, st.container(border=True, height=210):
        st.subheader("Open the sample", anchor=False)
        st.markdown("Two finished stories, with real runs, to click through in five minutes.")
        if st.button("Open the sample", type="primary"):
            with sentences(), st.spinner("Preparing the samples; the rules and trained candidates run now"):
                load_samples(database)
                notice("The sample workflows are here.")
                st.rerun()
    with upload, st.container(border=True, height=210):
        st.subheader("Upload a dataset", anchor=False)
        st.markdown("Your own spreadsheet: one row per question, with the answer you expect.")
        link("golden_datasets", "Upload a golden dataset", icon=":material/upload:")
    with connect, st.container(border=True, height=210):
        st.subheader("Connect a model", anchor=False)
        st.markdown("Describe the workflow, then connect a hosted or local model that should do it.")
        link("workflows", "Describe the workflow", icon=":material/account_tree:")
        link("candidates", "Connect a model", icon=":material/smart_toy:")


def headline(database: Database) -> str:
    """The state of things in one sentence."""
    own = [one for one in workflows.list_workflows(database) if not one.is_sample]
    if not own:
        return "These are samples. Upload a golden dataset of your own to begin a workflow."
    return f"{plural(len(own), 'workflow')} of your own: each line says what comes next."
