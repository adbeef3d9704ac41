"""Home: one line per workflow with its next step, and three ways in when there is nothing yet."""

import logging
import threading

import streamlit as st

from workbench.decisions.next_step import next_step
from workbench.domain import Run, RunState, Workflow
from workbench.domain.formats import count, plural
from workbench.samples import CUT_OFF, LOADING, SETTING, load_samples
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database
from workbench.ui.links import link
from workbench.ui.pickers import is_loading_samples
from workbench.ui.states import sentences
from workbench.ui.text import plain

_log = logging.getLogger("workbench.ui")
_LOOK_AGAIN_S = 2
_WAY_HEIGHT = 215


def draw_workflows(database: Database) -> None:
    """Every workflow with where it stands and where to go; it moves by itself while something is under way."""
    moving = is_loading_samples() or any(
        _running(database, workflow) for workflow in workflows.list_workflows(database)
    )
    st.fragment(_draw_lines, run_every=_LOOK_AGAIN_S if moving else None)(database, moving)


def _draw_lines(database: Database, moving: bool) -> None:
    known = workflows.list_workflows(database)
    own = [one for one in known if not one.is_sample]
    samples = [one for one in known if one.is_sample]
    running = {one.workflow_id: _running(database, one) for one in known}
    if moving and not is_loading_samples() and not any(running.values()):
        st.rerun()  # it has come to rest: the sidebar hears of new workflows, and the looking ends
    for workflow in own:
        _draw_line(database, workflow, running[workflow.workflow_id])
    if own and samples:
        st.caption("Samples, to look around in")
    for workflow in samples:
        _draw_line(database, workflow, running[workflow.workflow_id])
    if is_loading_samples():
        st.caption(
            ":material/hourglass_top: The sample workflows are being prepared: rules and trained candidates run now, "
            "for real. It takes some seconds; the pages work meanwhile."
        )
    elif workspace.get_setting(database, SETTING) == CUT_OFF:
        st.warning(
            "The sample workflows could not be prepared completely. The log of the app says why.",
            icon=":material/warning:",
        )
        with sentences():
            if st.button("Prepare them again"):
                _open_samples(database)


def _draw_line(database: Database, workflow: Workflow, running: list[Run]) -> None:
    with st.container(border=True, gap="xsmall"):
        name, words, action = st.columns([1.35, 3, 1.35], vertical_alignment="center")
        sample = " · sample" if workflow.is_sample else ""
        name.markdown(f"**{plain(workflow.name)}**{sample}")
        if workflow.is_sample and is_loading_samples():
            words.markdown("Being prepared.")
        else:
            step = next_step(database, workflow)
            words.markdown(plain(step.sentence))
            with action:
                link(step.page, step.action, workflow=workflow, icon=":material/arrow_forward:", **step.query)
        for run in running:
            said = f"{run.candidate_name}: {count(run.done_count)} of {plural(run.planned_count, 'item')}"
            st.progress(min(1.0, run.done_count / run.planned_count), text=plain(said))


def _running(database: Database, workflow: Workflow) -> list[Run]:
    return [
        run
        for run in runs.list_runs(database, workflow.workflow_id)
        if run.state is RunState.RUNNING and run.planned_count
    ]


def draw_ways_in(database: Database) -> None:
    """What an empty workspace offers."""
    st.markdown(
        "Eval Workbench finds the smallest, cheapest, fastest candidate that meets your workflow's bar, and says how "
        "sure that is. Begin with one of these."
    )
    sample, upload, connect = st.columns(3)
    with sample, st.container(border=True, height=_WAY_HEIGHT), sentences():
        st.subheader("Open the sample", anchor=False)
        st.markdown("Two finished stories, with real runs, to click through in five minutes.")
        if st.button("Open the sample", type="primary", icon=":material/arrow_forward:"):
            _open_samples(database)
    with upload, st.container(border=True, height=_WAY_HEIGHT):
        st.subheader("Upload a dataset", anchor=False)
        st.markdown("Your own spreadsheet: one row per question, with the answer you expect.")
        link("golden_datasets", "Upload a golden dataset", icon=":material/upload:")
    with connect, st.container(border=True, height=_WAY_HEIGHT):
        st.subheader("Connect a model", anchor=False)
        st.markdown("Describe the workflow, then connect a hosted or local model that should do it.")
        link("workflows", "Describe the workflow", icon=":material/account_tree:")
        link("candidates", "Connect a model", icon=":material/smart_toy:")


def _open_samples(database: Database) -> None:
    """Prepare the samples behind the pages: it goes on when the tab is closed."""
    workspace.set_setting(database, SETTING, LOADING)
    threading.Thread(target=_prepare, args=(database,), name="samples", daemon=True).start()
    st.rerun()


def _prepare(database: Database) -> None:
    try:
        load_samples(database)
    except Exception:
        _log.exception("The sample workflows could not be prepared")


def headline(database: Database) -> str:
    """The state of things in one sentence."""
    known = workflows.list_workflows(database)
    own = [one for one in known if not one.is_sample]
    if own:
        return f"{plural(len(own), 'workflow')} of your own: each line says what comes next."
    if is_loading_samples():
        return "The sample workflows are on their way."
    return "These are samples to look around in. Upload a golden dataset of your own to begin a workflow."
