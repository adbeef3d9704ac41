"""The five figures that matter, to be moved: what if there were twice as many items, or an error cost half?"""

import math
from dataclasses import replace

import streamlit as st

from workbench.decisions.business_case import BusinessCase, Evidence
from workbench.decisions.roi import Assumptions, Policy
from workbench.decisions.roi_inputs import measured_times
from workbench.decisions.roi_model import INPUT, Unit
from workbench.decisions.roi_steps import input_words
from workbench.domain.scenarios import Estimate
from workbench.ui.text import plain

_MOST = 5
_REACH = 3  # how many times the figure entered the slider goes up to


def draw_sliders(case: BusinessCase, scope: str) -> Assumptions:
    """The assumptions with what the sliders say; moving one stores nothing. `scope` keeps scenarios apart.

    None are drawn while figures are missing.
    """
    evidence, assumptions = case.evidence, case.assumptions
    if not case.cases:
        return assumptions
    moved: dict[str, float] = {}
    keys = []
    for key in slider_keys(assumptions):
        value, source = _entered(evidence, assumptions, key)
        if value is None or value <= 0:
            continue
        keys.append(f"roi-slide-{scope}-{key}-{value:g}")
        chosen = _slider(assumptions, key, value, source, keys[-1])
        if abs(chosen - value) > 1e-9 * max(value, 1.0):
            moved[key] = chosen
    if moved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Tried out, not saved.", width="content")
            st.button(
                "Back to what is entered",
                key=f"roi-slide-back-{scope}",
                type="tertiary",
                on_click=_forget,
                args=(keys,),
            )
    figures = {key: _scaled(assumptions.figures.get(key), value) for key, value in moved.items()}
    if not figures:
        return assumptions
    return replace(
        assumptions,
        name=f"{assumptions.name}, with figures tried out",
        figures={**assumptions.figures, **figures},
        changed=assumptions.changed | frozenset(figures),
    )


def slider_keys(assumptions: Assumptions) -> list[str]:
    """The figures that matter under a policy, at most five."""
    keys = ["items_per_month", "minutes_by_hand", "hourly_cost_amount"]
    if assumptions.policy is not Policy.REVIEWED or assumptions.likely("miss_rate"):
        keys.append("error_cost_amount")
    if assumptions.policy is not Policy.UNREVIEWED:
        keys.append("review_minutes")
    keys += ["setup_cost_amount", "running_cost_amount"]
    return keys[:_MOST]


def _slider(assumptions: Assumptions, key: str, value: float, source: str, widget: str) -> float:
    known = INPUT[key]
    step = _nice(value * _REACH / 150)
    top = max(step * round(value * _REACH / step), value)
    unit = f", {assumptions.currency}" if known.unit is Unit.MONEY else ""
    return float(
        st.slider(
            plain(f"{known.name}{unit}"),
            min_value=0.0 if known.least_allowed else min(step, value),
            max_value=float(top),
            value=float(value),
            step=step,
            key=widget,
            format="%.0f" if step >= 1 else "%.2f",
            help=plain(
                f"{known.explanation} {source[0].upper()}{source[1:]}: {input_words(key, value, assumptions.currency)}."
            ),
        )
    )


def _entered(evidence: Evidence, assumptions: Assumptions, key: str) -> tuple[float | None, str]:
    timed = measured_times(evidence, assumptions).get(key)
    if timed is not None:
        return round(timed.expected, 2), timed.source
    return assumptions.likely(key), assumptions.spread(key).source


def _scaled(before: Estimate | None, value: float) -> Estimate:
    """The figure with its range moved along in proportion."""
    if before is None or not before.likely:
        return Estimate(value)
    factor = value / before.likely
    low, high = (None if end is None else end * factor for end in (before.low, before.high))
    return Estimate(value, low, high)


def _nice(step: float) -> float:
    """1, 2 or 5 times a power of ten, near a step."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= step * (1 - 1e-9))


def _forget(keys: list[str]) -> None:
    for key in keys:
        st.session_state.pop(key, None)
