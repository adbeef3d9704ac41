"""The entered figures that ROI is counted from, changed where they are needed: of the base case, or of a scenario."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from workbench.decisions.business_case import BusinessCase, get_usd_rate, get_usd_rate_day, set_usd_rate
from workbench.decisions.roi import (
    DESK_TIMES,
    ENTERED,
    FIGURE_NAMES,
    SETTINGS,
    SPOT_CHECK,
    UNSURE_BELOW,
    Policy,
)
from workbench.decisions.roi_inputs import measured_times
from workbench.decisions.roi_model import Input, Unit
from workbench.decisions.roi_steps import input_words
from workbench.domain import BusinessFigures, Workflow
from workbench.domain.locales import signs
from workbench.domain.scenarios import DEFAULT_SEED, Estimate, Scenario
from workbench.store import roi as roi_store
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.ui.pickers import database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_RANGED = ("items_per_month", "minutes_by_hand", "hourly_cost_amount", "review_minutes", "error_cost_amount")
_REVIEW = (
    SPOT_CHECK, UNSURE_BELOW, "miss_rate", "false_alarm_rate", "false_alarm_cost_amount", "correct_minutes",
)  # fmt: skip
_MONEY = ("running_cost_amount", "growth_rate", "horizon_months", "discount_rate")


def draw_figures(workflow: Workflow, scenario: Scenario | None, case: BusinessCase) -> None:
    """The form with the figures, with what is missing named."""
    if case.missing:
        st.markdown(plain(" ".join(case.missing)))
    elif scenario:
        st.caption(
            plain(f"Figures of the scenario “{scenario.name}”; what is left as in the base case follows it.")
        )
    with st.form(f"roi-figures-{_scope(workflow, scenario)}", border=bool(case.missing)), sentences():
        _draw_form(workflow, scenario, case)


def _draw_form(workflow: Workflow, scenario: Scenario | None, case: BusinessCase) -> None:
    scope = _scope(workflow, scenario)
    names = ["What it is worth", "Ranges", "Review", "Money and time"]
    categories = workflow.categories or tuple(case.assumptions.error_costs)
    tabs = st.tabs([*names, "Errors by category"] if categories else names)
    entered: dict[str, Estimate] = {}
    with tabs[0]:
        if signs().decimal != ".":  # the field is the browser's own, and so is how it takes decimals
            st.caption(
                "Type decimals as your browser's language writes them: 12.5 in English, 12,5 in German."
            )
        likely = _fields(tuple(FIGURE_NAMES), case, scope)
        _say_measured(case)
    with tabs[1]:
        st.caption(
            "How low and how high each could be, where it is uncertain; left empty, it is taken as it stands."
        )
        ranges = _range_fields(case, scope)
    with tabs[2]:
        base = roi_store.get_base(database(), workflow.workflow_id)
        stored = Policy((scenario and scenario.policy) or base.policy or Policy.UNREVIEWED)
        policy = st.selectbox(
            "Answers are used, unless chosen otherwise at the top",
            list(Policy),
            list(Policy).index(stored),
            format_func=lambda one: one.words,
            key=f"roi-{scope}-policy",
        )
        likely |= _fields(_REVIEW, case, scope)
        desk = st.checkbox(
            "Take the minutes timed at the labelling desk where there are enough of them",
            bool(case.assumptions.setting(DESK_TIMES)),
            key=f"roi-{scope}-{DESK_TIMES}",
        )
    with tabs[3]:
        likely |= _fields(_MONEY, case, scope)
        rate = _rate_fields()
    costs = _category_fields(tabs[-1], categories, case, scope) if categories else {}
    for key, value in likely.items():
        low, high = ranges.get(key, (None, None))
        if value is not None or low is not None or high is not None:
            entered[key] = Estimate(value, low, high)
    if not desk:
        entered[DESK_TIMES] = Estimate(0.0)
    kind: Any = "primary" if case.missing else "secondary"
    if st.form_submit_button("Save the figures", type=kind):
        if scenario:
            _save_scenario(workflow, replace(scenario, policy=policy or ""), entered, costs)
        else:
            _save_base(workflow, policy or "", entered, costs)
        if rate[0]:
            set_usd_rate(database(), rate[0], rate[1])
        notice(f"The figures of “{scenario.name if scenario else workflow.name}” are saved.")
        st.rerun()


def _save_base(
    workflow: Workflow, policy: str, entered: Mapping[str, Estimate], costs: Mapping[str, float]
) -> None:
    """The workflow's six figures go where its own page shows them too; ranges and the rest into the base case."""
    own = {key: entered[key].likely if key in entered else None for key in FIGURE_NAMES}
    workflows.set_workflow(database(), replace(workflow, figures=BusinessFigures(**own)))
    rest = {
        key: replace(one, likely=None) if key in FIGURE_NAMES else one
        for key, one in entered.items()
        if key not in FIGURE_NAMES or one.low is not None or one.high is not None
    }
    base = roi_store.get_base(database(), workflow.workflow_id)
    roi_store.set_base(
        database(),
        replace(base, policy=policy, figures=rest, error_costs=costs, seed=base.seed or DEFAULT_SEED),
    )


def _save_scenario(
    workflow: Workflow, scenario: Scenario, entered: Mapping[str, Estimate], costs: Mapping[str, float]
) -> None:
    """Only what differs from the base case is kept."""
    base = roi_store.get_base(database(), workflow.workflow_id)
    stands: dict[str, Estimate] = dict(base.figures)
    for key in FIGURE_NAMES:
        value, held = getattr(workflow.figures, key), base.figures.get(key, Estimate())
        if value is not None:
            stands[key] = Estimate(value, held.low, held.high)
    differing = {key: one for key, one in entered.items() if stands.get(key) != one}
    own_costs = {key: cost for key, cost in costs.items() if base.error_costs.get(key) != cost}
    roi_store.set_scenario(database(), replace(scenario, figures=differing, error_costs=own_costs))


def _fields(keys: tuple[str, ...], case: BusinessCase, scope: str) -> dict[str, float | None]:
    columns = st.columns(3)
    entered: dict[str, float | None] = {}
    for number, key in enumerate(keys):
        known = ENTERED.get(key) or SETTINGS[key]
        found = case.assumptions.figures.get(key)
        entered[key] = _number(
            columns[number % 3], known, found.likely if found else None, f"roi-{scope}-{key}", case, ""
        )
    return entered


def _range_fields(case: BusinessCase, scope: str) -> dict[str, tuple[float | None, float | None]]:
    columns = st.columns(2)
    ranges = {}
    for key in _RANGED:
        found = case.assumptions.figures.get(key, Estimate())
        low = _number(columns[0], ENTERED[key], found.low, f"roi-{scope}-{key}-low", case, ", at the lowest")
        high = _number(
            columns[1], ENTERED[key], found.high, f"roi-{scope}-{key}-high", case, ", at the highest"
        )
        ranges[key] = (low, high)
    return ranges


def _category_fields(
    tab: Any, categories: tuple[str, ...], case: BusinessCase, scope: str
) -> dict[str, float]:
    """What an undetected error costs where the candidate answers one of these; empty as everywhere else."""
    costs: dict[str, float] = {}
    with tab:
        st.caption("Where a wrong answer of this category costs another amount than everywhere else.")
        columns = st.columns(3)
        for number, category in enumerate(categories):
            cost = columns[number % 3].number_input(
                plain(f"{category}, {case.currency}"),
                min_value=0.0, value=case.assumptions.error_costs.get(category), format="%.2f",
                key=f"roi-{scope}-category-{number}", placeholder="as everywhere else",
            )  # fmt: skip
            if cost is not None:
                costs[category] = float(cost)
    return costs


def _number(
    place: Any, known: Input, value: float | None, key: str, case: BusinessCase, end: str
) -> float | None:
    """A field for one figure; rates are typed in %."""
    is_rate = known.unit is Unit.RATE
    unit = f", {case.currency}" if known.unit is Unit.MONEY else ", %" if is_rate else ""
    otherwise = "not entered"
    if known.default is not None and not end:
        otherwise = f"{input_words(known.key, known.default, case.currency)} unless entered"
    typed = place.number_input(
        f"{known.name}{unit}{end}",
        min_value=-99.0 if known.key == "growth_rate" else 0.0,
        value=value * 100 if is_rate and value is not None else value,
        step=None if known.unit in (Unit.ITEMS, Unit.MONTHS) else 0.5,
        format="%.0f" if known.unit in (Unit.ITEMS, Unit.MONTHS) else "%.2f",
        key=key,
        help=plain(known.explanation),
        placeholder=otherwise,
    )
    return typed / 100 if is_rate and typed is not None else typed


def _rate_fields() -> tuple[float | None, date | None]:
    """What a US dollar costs and since when, where the workspace counts in another currency."""
    currency = workspace.get_currency(database())
    if currency == "USD":
        return None, None
    rate, is_assumed = get_usd_rate(database())
    columns = st.columns(3)
    entered = columns[0].number_input(
        f"{currency} per US dollar",
        min_value=0.0,
        value=None if is_assumed else rate,
        step=0.01,
        format="%.4f",
        key=f"roi-rate-{currency}",
        help="Calls are priced in US dollars. The rate holds for every workflow.",
        placeholder="not entered",
    )
    day = columns[1].date_input(
        "Rate of the day",
        get_usd_rate_day(database()) or date.today(),
        key=f"roi-rate-day-{currency}",
        format="YYYY-MM-DD",
        help="The day on which the rate held; it stands among the assumptions.",
    )
    return entered, day if isinstance(day, date) else None


def _say_measured(case: BusinessCase) -> None:
    said = [
        f"{ENTERED[key].name}: {input_words(key, one.expected, case.currency)}, {one.source}; it stands in for the "
        "entered figure."
        for key, one in measured_times(case.evidence, case.assumptions).items()
    ]
    if said:
        st.caption(plain(" ".join(said)))


def _scope(workflow: Workflow, scenario: Scenario | None) -> str:
    return f"{workflow.workflow_id}-{scenario.scenario_id}" if scenario else str(workflow.workflow_id)
