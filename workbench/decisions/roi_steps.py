"""How one candidate's month is counted: every input with where it is from, every line in words and in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi import SETTINGS
from workbench.decisions.roi_expressions import written
from workbench.decisions.roi_model import INPUT, INPUTS, LINES, Unit, name_of, unit_of
from workbench.decisions.roi_sentences import break_even_words, payback_words
from workbench.decisions.roi_spreads import Known, Ranged, SameAs
from workbench.decisions.sentences import precision_words
from workbench.domain.formats import count, money, number_with, percent, plural, short_figures
from workbench.domain.locales import localised

METHOD = (
    "A candidate's share is the part of all items that comes back answered. What it leaves unanswered or fails "
    "at is done by hand.",
    "Saving = cost by hand − (calls + reviews + errors corrected + false alarms + undetected errors + done by people "
    "+ running cost); in the account each line stands with its formula.",
    "Used unreviewed, every wrong answer goes out. Reviewed, reviewers find the wrong answers but those they miss; an "
    "error found is corrected, by hand unless minutes to correct are entered or measured.",
    "Cost by hand, of a review and of a correction are minutes ÷ 60 × the hourly cost.",
    "The saving shown is the expected one: every input at its mean. Around it stand ten thousand draws with a stored "
    "seed: precision and share answered from Beta distributions of what was counted, measured times resampled, figures "
    "entered as low, likely and high from PERT distributions. The range holds the middle 80 % of the draws.",
    "A rate's Beta is the posterior of what was counted under Haldane's prior: its mean is the measured rate, so that "
    "the saving is expected at the precision the other pages show. Where all are right, or all wrong, half an answer "
    "is set against them (Jeffreys' prior). Over true rates of 80–99 %, the middle 80 % of such a Beta holds the truth "
    "in about 78–80 of 100 cases; with fewer than 100 labels, at a single rate, it may be 60 or 95.",
    "The break-even precision is the one at which nothing is saved and nothing lost. The bar is a separate "
    "promise: a candidate may pay below it.",
    "Payback is when the savings have earned back what was spent before the first month: the set-up cost and the "
    "expert minutes of the evaluation. The net present value is all months looked ahead, each discounted, less that.",
)


@dataclass(frozen=True)
class Step:
    """One line of the account: what it is, its formula in words and in numbers, its figure, and where it is from."""

    what: str
    words: str
    made_of: str
    figure: str
    source: str = ""


def account(case: BusinessCase, one: CandidateCase) -> list[Step]:
    """The month of one candidate from the inputs to the saving, and what follows from it."""
    lines = [
        Step(
            line.name,
            written(line.formula, _small_name),
            written(line.formula, lambda key: figure_words(key, one.values, case.currency)),
            figure_words(line.key, one.values, case.currency),
        )
        for line in LINES
        if one.values[line.key] or line.key in ("total_amount", "saving_amount", "by_hand_amount")
    ]
    return [*lines, *_results(case, one)]


def list_inputs(case: BusinessCase, one: CandidateCase) -> list[Step]:
    """Every input of one candidate's month: its expected figure, how far it may lie off, and where it is from."""
    steps = []
    for known in INPUTS:
        spread = one.spreads[known.key]
        if known.key == "usd_rate" and case.currency == "USD":
            continue
        figure = figure_words(known.key, one.values, case.currency)
        steps.append(
            Step(known.name, known.explanation, spread_words(case, one, known.key), figure, spread.source)
        )
    return steps


def spread_words(case: BusinessCase, one: CandidateCase, key: str) -> str:
    """How far an input may lie off: "from 3 min to 6 min", "" where it is taken as it stands."""
    spread = one.spreads[key]
    if isinstance(spread, Ranged):
        ends = [_shown(end, unit_of(key), case.currency) for end in (spread.low, spread.high)]
        return f"from {ends[0]} to {ends[1]}"
    if isinstance(spread, Known | SameAs):
        return ""
    swing = next((swing for swing in one.swings if swing.key == key), None)
    if swing is None:
        return ""
    ends = [_shown(end, unit_of(key), case.currency) for end in (swing.low, swing.high)]
    return f"{ends[0]} to {ends[1]} (80\N{NO-BREAK SPACE}%)"


def figure_words(key: str, values: Mapping[str, float], currency: str) -> str:
    """An input or a line as it is shown in the account, by its unit."""
    return _shown(values[key], unit_of(key), currency)


def input_words(key: str, value: float, currency: str) -> str:
    """A value of an input as it is shown in the account, by its unit."""
    known = INPUT.get(key) or SETTINGS.get(key)
    return _shown(value, known.unit if known else unit_of(key), currency)


def _shown(value: float, unit: Unit, currency: str) -> str:
    match unit:
        case Unit.MONEY:
            is_small = 0 < abs(value) < 1
            return money(value, currency) if is_small else money(value, currency, exact=True)
        case Unit.DOLLARS:
            return money(value, "USD")
        case Unit.RATE:
            return percent(value, 1)
        case Unit.MINUTES:
            return f"{number_words(value)} min"
        case Unit.MONTHS:
            return plural(round(value), "month")
        case Unit.FACTOR:
            return localised(f"{value:,.6g}")
    return number_words(value)


def number_words(number: float) -> str:
    """Items, answers or minutes, which need not be whole: 800, 912.5, 0.42."""
    if 0 < abs(number) < 10:
        return short_figures(number)
    return number_with(number, 0 if round(number, 1) == round(number) else 1)


def _small_name(key: str) -> str:
    name = INPUT[key].name if key in INPUT else name_of(key)
    return name[0].lower() + name[1:]


def _results(case: BusinessCase, one: CandidateCase) -> list[Step]:
    outlook = one.outlook
    low, high = (money(end, case.currency, exact=True) for end in (outlook.low_amount, outlook.high_amount))
    judged = f"measured: precision {precision_words(one.standing, case.evidence.workflow.bar_rate)}"
    draws = f"{count(outlook.draws)} draws, seed {outlook.seed}"
    steps = [
        Step("Its 80 % range", "the middle 80 % of the draws", judged, f"{low} to {high}"),
        Step("Median", "the middle draw", draws, money(outlook.median_amount, case.currency, exact=True)),
        Step("Saves money", "draws with a saving ÷ all draws", draws, percent(outlook.positive_rate, 1)),
        Step("Break-even precision", "where the saving is 0", "", break_even_words(one, 3)),
    ]
    if one.has_setup:
        spent = figure_words("one_off_amount", one.values, case.currency)
        steps.append(
            Step(
                "Payback",
                "spent before the first month ÷ the saving a month",
                f"{spent} spent",
                payback_words(one),
            )
        )
    months = plural(round(one.values["horizon_months"]), "month")
    rate = percent(one.values["discount_rate"], 1)
    worth = money(one.net_present_amount, case.currency, exact=True)
    steps.append(
        Step("Net present value", "savings, each discounted − spent before", f"{months} at {rate}", worth)
    )
    return steps
