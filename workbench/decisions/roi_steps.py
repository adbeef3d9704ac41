"""How one candidate's month is counted, step by step: every amount with what it is made of and where that is from."""

from dataclasses import dataclass

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import break_even_words, payback_words
from workbench.decisions.sentences import rate_words
from workbench.domain import BusinessFigures
from workbench.domain.formats import count, money, percent, three_figures

METHOD = (
    "A candidate's share is the part of all items that comes back answered. What it leaves unanswered or fails "
    "at is done by hand.",
    "Used unreviewed: saving = items × (share × cost by hand − share × (1 − precision) × cost of an undetected "
    "error − cost of a call).",
    "Reviewed: saving = items × (share × precision × cost by hand − share × cost of a review − cost of a call). "
    "Reviewers find every error, and an error found is done again by hand.",
    "Cost by hand and cost of a review are the entered minutes ÷ 60 × the hourly cost.",
    "The range is the saving at the two ends of the precision's 95 % Clopper–Pearson interval. Coverage, costs and "
    "the items a month are taken as they stand.",
    "The break-even precision is the one at which nothing is saved and nothing lost. The bar is a separate "
    "promise: a candidate may pay below it.",
    "Payback is the set-up cost ÷ the saving of a month.",
)

_AT_STAKE = {
    Policy.UNREVIEWED: "undetected errors",
    Policy.REVIEWED: "reviews + errors redone by hand",
}


@dataclass(frozen=True)
class Step:
    """One line of the account: what it is, what it is made of, its figure as text, and where the parts are from."""

    what: str
    made_of: str
    figure: str
    source: str


def account(case: BusinessCase, one: CandidateCase, figures: BusinessFigures) -> list[Step]:
    """The month of one candidate from the entered and measured figures to the saving and its range."""
    return [
        _by_hand(case, one, figures),
        _calls(case, one),
        *_answers(case, one, figures),
        _people(case, one),
        Step(
            "With the candidate",
            f"calls + {_AT_STAKE[case.policy]} + done by people",
            _money(case, one.cost.total_amount),
            "",
        ),
        *_results(case, one, figures),
    ]


def _by_hand(case: BusinessCase, one: CandidateCase, figures: BusinessFigures) -> Step:
    minutes = (
        f"{figures.minutes_by_hand or 0:,g} min at {_money(case, figures.hourly_cost_amount or 0)} an hour"
    )
    made_of = f"{_items(one)} × {_money(case, one.costs.by_hand_amount)} ({minutes})"
    return Step("By hand", made_of, _money(case, case.by_hand_amount or 0.0), "entered")


def _calls(case: BusinessCase, one: CandidateCase) -> Step:
    source = one.call_cost.source
    if one.call_cost.usd and case.currency != "USD":
        source += f"; {case.usd_rate:,g} {case.currency} per US dollar"
    made_of = f"{_items(one)} × {money(one.costs.call_amount, case.currency)}"
    return Step("Calls", made_of, _money(case, one.cost.calls_amount), source)


def _answers(case: BusinessCase, one: CandidateCase, figures: BusinessFigures) -> list[Step]:
    answered = one.costs.items_per_month * one.automated_rate
    standing = one.standing
    wrong = f"{_number(answered)} answers × {percent(1 - (standing.precision_rate or 0), 1)} wrong"
    measured = f"measured: {count(standing.incorrect)} of {count(standing.answered)} judged wrong"
    if case.policy is Policy.UNREVIEWED:
        made_of = f"{wrong} × {_money(case, one.costs.error_amount)}"
        amount = _money(case, one.cost.errors_amount)
        return [Step("Undetected errors", made_of, amount, f"{measured}; cost entered")]
    minutes = (
        f"{figures.review_minutes or 0:,g} min at {_money(case, figures.hourly_cost_amount or 0)} an hour"
    )
    review = f"{_number(answered)} answers × {_money(case, one.costs.review_amount)} ({minutes})"
    redone = f"{wrong} × {_money(case, one.costs.by_hand_amount)}"
    return [
        Step("Reviews", review, _money(case, one.cost.review_amount), "entered"),
        Step("Errors redone by hand", redone, _money(case, one.cost.redone_amount), measured),
    ]


def _people(case: BusinessCase, one: CandidateCase) -> Step:
    left = one.costs.items_per_month * (1 - one.automated_rate)
    standing = one.standing
    about = "about " if one.open_count else ""
    measured = (
        f"measured: {about}{count(one.answered_count)} of {count(standing.output_count)} items answered, "
        f"{count(standing.failed)} failed"
    )
    made_of = f"{_number(left)} items left × {_money(case, one.costs.by_hand_amount)}"
    return Step("Done by people", made_of, _money(case, one.cost.people_amount), measured)


def _results(case: BusinessCase, one: CandidateCase, figures: BusinessFigures) -> list[Step]:
    standing = one.standing
    low, high = standing.precision_interval or (0.0, 1.0)
    precision = rate_words(standing.correct, standing.answered, low, high)
    saving_range = f"{_money(case, one.saving_low_amount)} to {_money(case, one.saving_high_amount)}"
    steps = [
        Step("Saving a month", "by hand − with the candidate", _money(case, one.saving_amount), ""),
        Step(
            "Its range",
            f"the saving at {percent(low, 1)} and at {percent(high, 1)} precision",
            saving_range,
            f"measured: precision {precision}",
        ),
        Step("Break-even precision", "where the saving is 0", break_even_words(one, 3), ""),
    ]
    if figures.setup_cost_amount is not None:
        made_of = f"{_money(case, figures.setup_cost_amount)} set-up ÷ the saving a month"
        steps.append(Step("Payback", made_of, payback_words(one), "set-up cost entered"))
    return steps


def _items(one: CandidateCase) -> str:
    return f"{_number(one.costs.items_per_month)} items"


def _number(number: float) -> str:
    """Items or answers, which need not be whole: 800, 912.5, 0.42."""
    return three_figures(number) if 0 < number < 10 else f"{number:,.1f}".removesuffix(".0")


def _money(case: BusinessCase, amount: float) -> str:
    return money(amount, case.currency, exact=True)
