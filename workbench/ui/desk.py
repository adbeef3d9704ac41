"""The labelling desk on the screen: one output, four verdicts, a key for each."""

import hashlib

import streamlit as st
from streamlit.errors import StreamlitAPIException

from workbench.comparison import list_standings
from workbench.domain import Assignment, DatasetVersion, LabellingRules, Verdict, Workflow
from workbench.domain.formats import plural
from workbench.labeling import Desk, list_waiting, open_desk
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules
from workbench.ui.desk_element import draw_element, sent_before
from workbench.ui.desk_events import Sitting
from workbench.ui.desk_sheet import desk_sheet
from workbench.ui.leaving import SITTING, session_watch
from workbench.ui.links import link

_AHEAD = 5  # outputs that the browser holds: a fast labeler never waits for the server


def draw_desk(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    labeler: str,
    revisits: Verdict | None = None,
    outlook: str | None = None,
    assignment: Assignment | None = None,
    strategy: str | None = None,
) -> None:
    """The desk of one labeler over the answered outputs of a version (or split) that nobody has labelled, or over what
    an assignment wants from them.

    `outlook`: a sentence on what the next labels will decide, in place of what the order itself says; `strategy` names
    an order, None the workflow's own.
    """
    given = assignment.assignment_id if assignment else None
    scope = (
        str(database.path),
        workflow.workflow_id,
        version.dataset_version_id,
        split,
        labeler,
        revisits,
        given,
        strategy,
    )
    kept = st.session_state.get(SITTING)
    if kept is None or kept[0] != scope:
        confirmed: dict[str, int] = {}
        if kept:
            # What the browser said last belongs to the sitting it was said in, and is not said again to the next.
            if sent := sent_before():
                kept[1].hear(database, sent)
            kept[1].desk.work.release(database)
            confirmed = kept[1].confirmed
        opened = open_desk(
            database,
            workflow,
            version,
            None,
            split,
            labeler,
            revisits,
            assignment=assignment,
            strategy=strategy,
        )
        opened.work.is_here = session_watch()
        kept = st.session_state[SITTING] = (scope, Sitting(opened, _sitting_id(scope), confirmed))
    sitting: Sitting = kept[1]
    if not sitting.desk.left:
        waiting = list_waiting(
            database, workflow, version, None, split, revisits, labeler, assignment, strategy
        )
        sitting.desk.take_in(waiting)
    _draw_sitting(
        database, workflow, version, split, sitting, get_rules(database, workflow.workflow_id), outlook
    )


def _sitting_id(scope: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(scope).encode()).hexdigest()[:16]


@st.fragment
def _draw_sitting(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    sitting: Sitting,
    rules: LabellingRules,
    outlook: str | None,
) -> None:
    if sent := sent_before():
        sitting.hear(database, sent)
    desk = sitting.desk
    tasks = desk.next_tasks(database, _AHEAD)
    data = desk_sheet(database, desk, tasks, version, rules, sitting.held)
    data |= {
        "sitting": sitting.sitting_id,
        "confirmed": sitting.confirmed,
        "trouble": sitting.trouble,
        "outlook": desk.notice or outlook or desk.work.order.outlook(),
        "picks": desk.work.order.lets_pick,
        "end": None if tasks else _end(database, workflow, version, split, desk),
    }
    # A page that outlived the process it spoke to tells this one at once what is not confirmed.
    if (sent := draw_element(data)) and sitting.hear(database, sent):
        _draw_again()
    if not tasks:
        with st.container(horizontal=True):
            link("precision", "See precision against the bar", icon=":material/arrow_forward:")
            link("runs", "Start a run", icon=":material/arrow_forward:")


def _draw_again() -> None:
    """Draw the desk anew: alone where it was drawn alone, else with its page, as after a new start of the server."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _end(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, desk: Desk
) -> dict[str, object]:
    """What stands in place of an output when none is left: why, and what to do."""
    button = None
    if desk.queue.held_ids:
        title = f"Colleagues have the last {plural(len(desk.queue.held_ids), 'output')} here"
        body = "What they leave unjudged comes free when they close the page, or after ten minutes."
        button = ("look", "Look again")
    elif desk.queue.skipped:
        button = ("take_up", "Take them up again")
        title, body = (
            f"{plural(desk.queue.skipped, 'output')} put aside",
            "They wait until you take them up again.",
        )
    elif desk.work.order.ending:
        title, body = desk.work.order.ending
    elif desk.work.order.ends_decided:
        title = "Every candidate here is decided, as far as labels can"
        body = "To label the rest as well, choose another order under “Which outputs”."
    elif desk.done:
        title = "Every output here has a label"
        body = f"You labelled {plural(desk.done, 'output')} in this sitting."
    elif desk.revisits:
        title = f"No output here is labelled {desk.revisits.words}"
        body = "Untick the box under “Which outputs” to go on with those that have no label."
    elif has_outputs(database, workflow, version, split):
        title = "Every output here has a label"
        body = "Run another candidate, choose other items, or see where each candidate stands."
    else:
        title = "No candidate has answered these items yet"
        body = "Labelling needs outputs: run a candidate, or bring outputs from a file."
    return {"title": title, "body": body, "button": button, "undo": desk.can_undo}


def has_outputs(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> bool:
    """True when any candidate has an output in this scope, judged or not."""
    return any(one.output_count for one in list_standings(database, workflow, version, split))
