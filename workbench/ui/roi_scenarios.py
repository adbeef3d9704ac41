"""Scenarios of a workflow: saved from what is tried out, copied, held side by side, taken away and brought back."""

from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.decisions.business_case import BusinessCase, build_case, read_assumptions
from workbench.decisions.roi import Assumptions, Policy
from workbench.decisions.roi_scenarios import scenario_rows
from workbench.domain import Workflow
from workbench.domain.scenarios import Scenario
from workbench.errors import BadSetting
from workbench.store import roi as roi_store
from workbench.ui.choices import show_choice
from workbench.ui.pickers import database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


def draw_scenarios(workflow: Workflow, case: BusinessCase, policy: Policy, current: Scenario | None) -> None:
    """What can be done with scenarios, then all of them side by side under their own policies."""
    known = roi_store.list_scenarios(database(), workflow.workflow_id)
    gone = [one for one in roi_store.list_scenarios(database(), workflow.workflow_id, True) if one.deleted_at]
    with st.container(horizontal=True):
        # Another key for each number of scenarios: once one is saved, the form it was saved with closes.
        key = f"roi-add-{workflow.workflow_id}-{len(known)}"
        with st.popover("Save as a scenario", icon=":material/add:", key=key), sentences():
            _draw_adding(workflow, case.assumptions, policy, current)
        if current:
            # Another key for each scenario and name: once something is done, the form closes.
            key = f"roi-change-{current.scenario_id}-{current.name}"
            with st.popover("Copy, rename, delete", key=key), sentences():
                _draw_changing(current)
        if gone:
            with st.popover(f"Deleted ({len(gone)})"), sentences():
                for one in gone:
                    if st.button(plain(f"Bring back {one.name}"), key=f"roi-back-{one.scenario_id}"):
                        roi_store.set_scenario_deleted(database(), one.scenario_id, False)
                        _said(f"The scenario “{one.name}” is back.")
    if known:
        _draw_side_by_side(workflow, case, known)
    else:
        st.caption(
            "A scenario is another set of figures for the same workflow, such as twice the items. Move the sliders and "
            "save what comes of it under a name; its other figures are then changed under Figures."
        )


def _draw_adding(
    workflow: Workflow, assumptions: Assumptions, policy: Policy, current: Scenario | None
) -> None:
    name = st.text_input("Name", placeholder="Twice the items", key=f"roi-new-{workflow.workflow_id}").strip()
    st.caption("It holds the figures tried out with the sliders and how the answers are used.")
    if st.button("Save", type="primary", key=f"roi-new-save-{workflow.workflow_id}"):
        if not name:
            raise BadSetting("The scenario has no name yet. Enter one, such as “Twice the items”.")
        before = dict(current.figures) if current else {}
        tried = {key: assumptions.figures[key] for key in assumptions.changed}
        added = roi_store.add_scenario(
            database(),
            Scenario(
                0, workflow.workflow_id, name, policy=policy.value, figures=before | tried,
                error_costs=dict(current.error_costs) if current else {},
            ),
        )  # fmt: skip
        st.query_params["scenario"] = added.name
        _said(f"The scenario “{added.name}” is saved.")


def _draw_changing(current: Scenario) -> None:
    key = f"roi-change-{current.scenario_id}"
    name = st.text_input("Name", value=current.name, key=f"{key}-name").strip()
    with st.container(horizontal=True):
        renamed = st.button("Rename", key=f"{key}-rename", disabled=name == current.name)
        copied = st.button("Copy", key=f"{key}-copy", help="The same figures under another name.")
    if renamed:
        roi_store.set_scenario(database(), replace(current, name=name))
        st.query_params["scenario"] = name
        _said(f"“{current.name}” is now called “{name}”.")
    if copied:
        wanted = name if name != current.name else f"{current.name}, copy"
        added = roi_store.add_scenario(database(), replace(current, name=wanted))
        st.query_params["scenario"] = added.name
        _said(f"“{current.name}” is copied to “{added.name}”.")
    st.divider()
    st.markdown(plain(f"Deleting “{current.name}” takes its figures out of sight; they can be brought back."))
    typed = st.text_input(
        "Type the name of the scenario to delete it",
        key=f"{key}-typed",
        placeholder=current.name,
        live=True,
    ).strip()
    if st.button(
        "Delete this scenario", key=f"{key}-delete", type="primary", disabled=typed != current.name.strip()
    ):
        roi_store.set_scenario_deleted(database(), current.scenario_id, True)
        show_choice("scenario", None)
        _said(f"The scenario “{current.name}” was deleted; “Deleted” brings it back.")


def _draw_side_by_side(workflow: Workflow, case: BusinessCase, known: list[Scenario]) -> None:
    cases = {
        one.name if one else roi_store.BASE_NAME: build_case(
            replace(case.evidence, cascades=()), read_assumptions(database(), workflow, one)
        )
        for one in (None, *known)
    }
    rows = scenario_rows(cases)
    config: dict[str, Any] = {name: st.column_config.TextColumn(alignment="right") for name in cases}
    config[""] = st.column_config.TextColumn(pinned=True)
    st.dataframe(rows, hide_index=True, column_config=config, height="content")
    st.caption(
        "Each with its best candidate, cascades left out, and with its own use of the answers; figures that are the "
        "same everywhere are left out."
    )


def _said(sentence: str) -> None:
    notice(sentence)
    st.rerun()
