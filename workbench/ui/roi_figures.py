"""The entered figures that ROI is counted from, changed where they are needed."""

from dataclasses import replace

import streamlit as st

from workbench.decisions.business_case import get_usd_rate, read_assumptions, set_usd_rate
from workbench.decisions.roi import FIGURE_NAMES, Policy, list_faults
from workbench.domain import BusinessFigures, Workflow
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.ui.pickers import database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_HELP = {
    "items_per_month": "How many come in.",
    "minutes_by_hand": "What one item takes a person today.",
    "hourly_cost_amount": "Of the person who does it, all included.",
    "review_minutes": "What checking one of the candidate's answers takes. Needed where answers are reviewed.",
    "error_cost_amount": "What one wrong answer costs that nobody catches. Needed where answers are used unreviewed.",
    "setup_cost_amount": "Once, before the first month. Left empty, no payback is counted.",
}


def draw_figures(workflow: Workflow, policy: Policy) -> None:
    """The form with the workflow's figures: open, with what is missing named, as long as something is."""
    faults = list_faults(read_assumptions(database(), workflow, policy=policy))
    missing = [fault.sentence for fault in faults]
    with st.expander("Business figures of this workflow", expanded=bool(missing), icon=":material/edit:"):
        if missing:
            st.markdown(plain(" ".join(missing)))
        with st.form(f"roi-figures-{workflow.workflow_id}", border=False), sentences():
            figures = _fields(workflow)
            rate = _rate_field()
            if st.form_submit_button("Save the figures", type="primary" if missing else "secondary"):
                workflows.set_workflow(database(), replace(workflow, figures=figures))
                if rate:
                    set_usd_rate(database(), rate)
                notice(f"The figures of “{workflow.name}” are saved.")
                st.rerun()


def _fields(workflow: Workflow) -> BusinessFigures:
    currency = workspace.get_currency(database())
    columns = st.columns(3)
    entered: dict[str, float | None] = {}
    for number, (figure, name) in enumerate(FIGURE_NAMES.items()):
        entered[figure] = columns[number % 3].number_input(
            f"{name}, {currency}" if figure.endswith("_amount") else name,
            min_value=0.0,
            value=getattr(workflow.figures, figure),
            step=None if figure == "items_per_month" else 0.5,
            format="%.0f" if figure == "items_per_month" else "%.2f",
            key=f"roi-{workflow.workflow_id}-{figure}",
            help=_HELP[figure],
            placeholder="not entered",
        )
    return BusinessFigures(**entered)


def _rate_field() -> float | None:
    """What a US dollar costs, where the workspace counts in another currency: calls are priced in dollars."""
    currency = workspace.get_currency(database())
    if currency == "USD":
        return None
    rate, is_assumed = get_usd_rate(database())
    return st.number_input(
        f"{currency} per US dollar",
        min_value=0.0,
        value=None if is_assumed else rate,
        step=0.01,
        format="%.4f",
        key=f"roi-rate-{currency}",
        help="Calls are priced in US dollars. The rate holds for every workflow.",
        placeholder="not entered",
        width=220,
    )
