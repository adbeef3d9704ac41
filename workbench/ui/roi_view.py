"""The parts of the ROI page: what is asked, the finding, what to know before trusting it, the account."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from workbench.decisions.business_case import (
    BusinessCase,
    CandidateCase,
    Evidence,
    build_case,
    labels_worth,
    read_assumptions,
)
from workbench.decisions.roi import Assumptions, Policy
from workbench.decisions.roi_labels import labels_sentence
from workbench.decisions.roi_sentences import (
    assumption_sentences,
    best_case,
    cascade_sentence,
    doubt_sentence,
    month_sentence,
    nothing_sentence,
    roi_sentence,
)
from workbench.decisions.roi_steps import METHOD, account, list_inputs
from workbench.decisions.sentences import basis_sentence
from workbench.domain import Workflow
from workbench.domain.scenarios import Scenario
from workbench.store import roi as roi_store
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.links import link
from workbench.ui.pickers import database
from workbench.ui.text import plain

_WORDS = {"spot_check": "spot check", "unsure": "unsure reviewed"}
_BASE = "Base case"


@dataclass(frozen=True)
class Asked:
    """What the page is asked about: what happens to the answers, and which scenario (None: the base case, which is
    there either way)."""

    policy: Policy
    scenario: Scenario | None
    base: Scenario

    @property
    def scope(self) -> str:
        """What tells the widgets of one scenario from those of another."""
        return str(self.scenario.scenario_id if self.scenario else 0)


def pick_asked(workflow: Workflow) -> Asked:
    """What happens to the answers, and with which figures; both stand in the URL, so that a link opens the same."""
    base = roi_store.get_base(database(), workflow.workflow_id)
    scenarios = {one.name: one for one in roi_store.list_scenarios(database(), workflow.workflow_id)}
    scenario = None
    key = f"roi-scenario-{workflow.workflow_id}"

    def use_policy() -> None:
        found = scenarios.get(st.session_state[key])
        st.session_state["policy"] = (found and found.policy) or base.policy or Policy.UNREVIEWED.value

    if scenarios:
        settle_choice("scenario", key, [_BASE, *scenarios])
        chosen = st.selectbox(
            "Scenario", [_BASE, *scenarios], key=key, persist_state="session", width=170, on_change=use_policy,
            help="Another set of figures for the same workflow. Scenarios are made and changed at the end of the page.",
        )  # fmt: skip
        show_choice("scenario", None if chosen == _BASE else chosen)
        scenario = scenarios.get(chosen or "")
    default = (scenario and scenario.policy) or base.policy or Policy.UNREVIEWED.value
    policy = st.segmented_control(
        "Answers are used",
        [policy.value for policy in Policy],
        default=default,
        required=True,
        key="policy",
        bind="query-params",
        format_func=lambda value: _WORDS.get(value, value),
        help=plain(
            "What a candidate leaves unanswered always goes to people. Unreviewed: its answers are used as they are. "
            "Reviewed: a person checks every answer. Unsure reviewed: a person checks those it is unsure of. "
            "Spot check: a person checks a share drawn at random."
        ),
    )
    return Asked(Policy(policy or default), scenario, base)


def build(evidence: Evidence, workflow: Workflow, asked: Asked) -> BusinessCase:
    """The business case as entered, before any slider is moved; counted anew only where something has changed."""
    entered = read_assumptions(database(), workflow, asked.scenario, asked.policy, asked.base)
    held: BusinessCase | None = st.session_state.get("roi-entered")
    if not held or held.evidence is not evidence or held.assumptions != entered:
        held = st.session_state["roi-entered"] = build_case(evidence, entered)
    return held


def rebuild(case: BusinessCase, tried: Assumptions) -> BusinessCase:
    """The business case with what the sliders say."""
    return case if tried == case.assumptions else build_case(case.evidence, tried)


def pick_case(case: BusinessCase, workflow: Workflow) -> str:
    """The key of the candidate or cascade that the page speaks of; "" for the best one, unless another is picked."""
    best = best_case(case)
    if best is None:
        return ""
    words = {"best": "The best one"} | {one.key: one.name for one in (*case.cases, *case.cascades)}
    key = _with_key(workflow)
    settle_choice("with", key, list(words))
    chosen = st.selectbox(
        "With", list(words), key=key, format_func=words.__getitem__, persist_state="session", width=210
    )
    picked = "" if chosen == "best" else chosen or ""
    show_choice("with", picked or None)
    return picked


def pick(workflow: Workflow, key: str) -> None:
    """Let the page speak of this candidate."""
    st.session_state[_with_key(workflow)] = key


def find_case(case: BusinessCase, key: str) -> CandidateCase | None:
    """The candidate or cascade with this key; the best one where there is none."""
    found = (one for one in (*case.cases, *case.cascades) if one.key == key)
    return next(found, best_case(case))


def draw_finding(case: BusinessCase, one: CandidateCase | None, workflow: Workflow) -> None:
    """The headline, and what the month is made of."""
    best = best_case(case)
    picked = None if one is best else one
    st.subheader(plain(roi_sentence(case, workflow.bar_rate, picked)), anchor=False)
    if one:
        st.markdown(plain(month_sentence(case, one, workflow.bar_rate)))
        doubt = doubt_sentence(case, one)
        if doubt:
            st.warning(plain(doubt), icon=":material/info:")
            _link_to_more(one)
    elif not case.missing:
        link("label", "Label outputs", icon=":material/rate_review:")


def draw_doubts(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """What else to know: a cascade that saves more, whether labelling on pays, what the figures rest on."""
    worth = labels_sentence(labels_worth(case, one), one.name, case.currency) if not one.cascade else ""
    for sentence in (cascade_sentence(case), worth, nothing_sentence(case)):
        if sentence:
            st.markdown(plain(sentence))
    basis = basis_sentence(case.evidence.standings, workflow)
    st.caption(plain(" ".join([basis, *assumption_sentences(case)])))


def draw_account(case: BusinessCase, one: CandidateCase | None) -> None:
    """Every input with where it is from, every line with its formula, and the method in words."""
    if one:
        st.markdown(plain(f"The month with “{one.name}”, line by line. Inputs and where they are from:"))
        inputs = [
            {
                "Input": step.what, "Figure": step.figure, "May lie": step.made_of, "Where from": step.source,
                "What it is": step.words,
            }
            for step in list_inputs(case, one)
        ]  # fmt: skip
        _draw_steps(
            [name for name in inputs[0] if name != "May lie" or any(row[name] for row in inputs)], inputs
        )
        steps = [
            {"Line": step.what, "Formula": step.words, "In figures": step.made_of, "Figure": step.figure}
            for step in account(case, one)
        ]
        _draw_steps(list(steps[0]), steps)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in METHOD))


def _draw_steps(columns: list[str], rows: list[dict[str, str]]) -> None:
    """A table whose texts are read in full: they wrap."""
    table = pd.DataFrame([{name: plain(row[name]) for name in columns} for row in rows])
    # The page's own alignment stands beside each cell, and gives way to nothing less.
    align = "text-align: right !important; white-space: nowrap"
    right = table.style.set_table_styles(
        {"Figure": [{"selector": tag, "props": align} for tag in ("th", "td")]}
    )
    st.table(right, border="horizontal", hide_index=True)


def _with_key(workflow: Workflow) -> str:
    return f"roi-with-{workflow.workflow_id}"


def _link_to_more(one: CandidateCase) -> None:
    if one.open_count:
        link("label", "Label outputs", icon=":material/rate_review:")
    else:
        link("golden_datasets", "Add items to the golden dataset", icon=":material/dataset:")
