"""Scenarios side by side: what comes of each, and the figures in which they differ."""

from collections.abc import Mapping

from workbench.decisions.business_case import BusinessCase
from workbench.decisions.roi import ENTERED, SETTINGS
from workbench.decisions.roi_sentences import (
    best_case,
    break_even_words,
    chance_words,
    payback_words,
    saving_range_words,
)
from workbench.decisions.roi_steps import input_words
from workbench.domain.formats import money
from workbench.domain.scenarios import Estimate

NOTHING = "–"


def scenario_rows(cases: Mapping[str, BusinessCase]) -> list[dict[str, str]]:
    """One row per result and per differing figure: what it is under "", and each scenario's under its name."""
    rows = [
        {"": title, **{name: words[number] for name, words in _results(cases).items()}}
        for number, title in enumerate(_TITLES)
    ]
    policies = {name: case.policy.words for name, case in cases.items()}
    if len(set(policies.values())) > 1:
        rows.append({"": "Use of the answers", **policies})
    for key, known in {**ENTERED, **SETTINGS}.items():
        figures = {name: case.assumptions.figures.get(key, Estimate()) for name, case in cases.items()}
        if len(set(figures.values())) > 1:
            rows.append(
                {"": known.name}
                | {name: _figure(cases[name], key, figure) for name, figure in figures.items()}
            )
    categories = {category for case in cases.values() for category in case.assumptions.error_costs}
    for category in sorted(categories):
        costs = {name: case.assumptions.error_costs.get(category) for name, case in cases.items()}
        if len(set(costs.values())) > 1:
            words = {
                name: NOTHING if cost is None else money(cost, cases[name].currency, exact=True)
                for name, cost in costs.items()
            }
            rows.append({"": f"An error in “{category}”", **words})
    return rows


_TITLES = (
    "Best candidate", "Saving a month", "80 % range", "Saves money in", "Break-even precision", "Payback",
    "Worth today",
)  # fmt: skip


def _results(cases: Mapping[str, BusinessCase]) -> dict[str, list[str]]:
    found = {}
    for name, case in cases.items():
        best = best_case(case)
        if best is None:
            why = "figures missing" if case.missing else "no judged answer"
            found[name] = [why, *[NOTHING] * (len(_TITLES) - 1)]
            continue
        found[name] = [
            best.name,
            money(best.saving_amount, case.currency, exact=True),
            saving_range_words(best, case.currency),
            f"{chance_words(best.outlook.positive_rate)} of draws",
            break_even_words(best),
            payback_words(best),
            money(best.net_present_amount, case.currency, exact=True),
        ]
    return found


def _figure(case: BusinessCase, key: str, figure: Estimate) -> str:
    value = case.assumptions.likely(key)
    if value is None:
        return NOTHING
    said = input_words(key, value, case.currency)
    if figure.low is None and figure.high is None:
        return said
    ends = [
        input_words(key, value if end is None else end, case.currency) for end in (figure.low, figure.high)
    ]
    return f"{said} ({ends[0]} to {ends[1]})"
