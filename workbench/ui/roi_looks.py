"""The tabs below the finding: what is looked at more closely. Only the open one is counted and drawn."""

import streamlit as st

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.domain import Workflow
from workbench.ui.roi_charts import draw_balance, draw_turning
from workbench.ui.roi_compare import draw_comparison, draw_costs
from workbench.ui.roi_figures import draw_figures
from workbench.ui.roi_scenarios import draw_scenarios
from workbench.ui.roi_view import Asked, draw_account, pick

# The names stand in the URL.
WAYS, TRUTHS, MONTHS = "Every way to do the work", "What must be true", "Month by month"
SCENARIOS, ACCOUNT, FIGURES = "Scenarios", "How it is counted", "Figures"
_LOOKS = (WAYS, TRUTHS, MONTHS, SCENARIOS, ACCOUNT, FIGURES)


def draw_looks(
    workflow: Workflow, asked: Asked, entered: BusinessCase, case: BusinessCase, one: CandidateCase
) -> None:
    """The tabs, with the one that is open. `entered` is the business case before sliders were moved."""
    for look, tab in zip(_LOOKS, st.tabs(list(_LOOKS), key="look", bind="query-params"), strict=True):
        if not tab.open:
            continue
        with tab:
            _draw(look, workflow, asked, entered, case, one)


def _draw(
    look: str, workflow: Workflow, asked: Asked, entered: BusinessCase, case: BusinessCase, one: CandidateCase
) -> None:
    if look == WAYS:
        draw_comparison(case, workflow)
        draw_costs(case, workflow, lambda key: pick(workflow, key))
    elif look == TRUTHS:
        draw_turning(case, one, workflow)
    elif look == MONTHS:
        draw_balance(case, one, workflow)
    elif look == SCENARIOS:
        draw_scenarios(workflow, case, asked.policy, asked.scenario)
    elif look == ACCOUNT:
        draw_account(case, one)
    else:
        draw_figures(workflow, asked.scenario, entered)
