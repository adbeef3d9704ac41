"""The five figures that matter, to be moved: what if there were twice as many items, or an error cost half?"""

import math
from dataclasses import replace

import streamlit as st

from workbench.decisions.business_case import BusinessCase, Evidence
from workbench.decisions.roi import Assumptions, Policy
from workbench.decisions.roi_inputs import measured_times
from workbench.decisions.roi_model import INPUT, Unit
from workbench.decisions.roi_steps import input_words
from workbench.domain.formats import number_with
from workbench.domain.scenarios import Estimate
from workbench.ui.text import plain

_MOST = 5
_REACH = 3  # how many times the figure entered the slider goes up to
_STEPS = 150


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
    unit = f", {assumptions.currency}" if known.unit is Unit.MONEY else ""
    step = _nice(value * _REACH / _STEPS)
    # Not st.slider: its figures are written as the browser likes, these as the workspace does.
    chosen: float = st.select_slider(
        plain(f"{known.name}{unit}"),
        slider_values(value, known.least_allowed),
        value,
        format_func=lambda figure: number_with(figure, 0 if step >= 1 and figure == round(figure) else 2),
        key=widget,
        help=plain(
            f"{known.explanation} {source[0].upper()}{source[1:]}: {input_words(key, value, assumptions.currency)}."
        ),
    )
    return chosen


def slider_values(value: float, with_zero: bool) -> list[float]:
    """What a slider can be moved to: even steps up to a multiple of the figure entered, and that figure itself."""
    step = _nice(value * _REACH / _STEPS)
    even = {
        round(step * number, 9) for number in range(0 if with_zero else 1, round(value * _REACH / step) + 1)
    }
    near = {one for one in even if abs(one - value) < step / 2}
    return sorted((even - near) | {value})


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
