"""How many labels before there is a verdict, told from a guess at how good a candidate is; before any work is done."""

import math
from dataclasses import dataclass

import numpy as np

from workbench.decisions.bar import bar_words
from workbench.decisions.committing import ALPHA_RATE
from workbench.decisions.readings import fresh_record
from workbench.domain.formats import count, percent, plural
from workbench.stats import clopper_pearson
from workbench.stats.draw_planning import DrawPlan, plan_hinted_draws
from workbench.stats.finite_pool import fewest_right
from workbench.stats.sequential_forecast import Forecast, forecast

_SEED = 20261125
_SURE = 1e7  # a guess taken at its word: as if so many draws had told it
_FUTURES = 1000
_JUDGED_TRIES = 100
FINDS_RATE, ALARMS_RATE = (
    0.9,
    0.02,
)  # a good scorer: what it finds of the errors, and doubts of the right answers


@dataclass(frozen=True)
class LabelPlan:
    """What to expect of a candidate that is right in `guess_rate` of its answers, `pool_count` of them, against a bar.

    `forecast` counts labels until a verdict; `judged` the same where a good scorer helps (None: below the bar);
    `fewest` is the least that can certify it, all of them right (None: no number of labels can). For further
    questions like these, `future_best_rate` is the lower limit if every answer of the pool is right, and
    `future_fewest` how many answers it takes at least.
    """

    guess_rate: float
    pool_count: int
    bar_rate: float
    forecast: Forecast
    fewest: int | None
    future_best_rate: float
    future_fewest: int
    judged: DrawPlan | None = None


def plan_labels(guess_rate: float, pool_count: int, bar_rate: float, alpha: float = ALPHA_RATE) -> LabelPlan:
    """Imagine labelling a candidate as good as guessed, in random order, until a verdict; `pool_count` is 1 or more."""
    empty = fresh_record(pool_count, bar_rate, alpha)
    guess = min(max(guess_rate, 1e-4), 1 - 1e-7)
    prior = (_SURE * guess, _SURE * (1 - guess))
    found = forecast(
        0, 0, pool_count, empty.bar, np.random.default_rng(_SEED), alpha, _FUTURES, prior
    )  # fmt: skip
    return LabelPlan(
        guess_rate,
        pool_count,
        bar_rate,
        found,
        empty.needed_in_a_row(),
        clopper_pearson(pool_count, pool_count).low,
        fewest_for_future(bar_rate),
        plan_hinted_draws(
            pool_count, empty.bar, guess, FINDS_RATE, ALARMS_RATE, np.random.default_rng(_SEED), alpha,
            _JUDGED_TRIES, is_weighted=False,
        ),
    )  # fmt: skip


def fewest_for_future(bar_rate: float) -> int:
    """How many answers, all right, the lower end of the 95 % interval needs to reach the bar: 72 for 95 %; 0 at 100 %,
    which no number reaches."""
    return math.ceil(math.log(ALPHA_RATE / 2) / math.log(bar_rate)) if 0 < bar_rate < 1 else 0


def plan_sentences(plan: LabelPlan) -> list[str]:
    """The plan in words, the answer first."""
    said = [_verdict_sentence(plan), _judged_sentence(plan), _fewest_sentence(plan), _future_sentence(plan)]
    return [sentence for sentence in said if sentence]


def _verdict_sentence(plan: LabelPlan) -> str:
    expected, bar = plan.forecast, bar_words(plan.bar_rate)
    guess = f"A candidate that is right {percent(plan.guess_rate, 1).replace('.0', '')} of the time"
    if expected.high >= plan.pool_count and expected.low >= plan.pool_count:
        return (
            f"{guess} needs a label on every answer: {plural(plan.pool_count, 'answer')} are too few, or the bar of "
            f"{bar} is too close, for a part to tell."
        )
    span = f"{count(expected.low)}–{count(min(expected.high, plan.pool_count))}"
    if expected.low == expected.high:
        span = count(expected.low)
    ends = {"certified": expected.certified, "dropped as unlikely": expected.dropped}
    ends["undecided until every answer is labelled"] = expected.exhausted
    said = [f"{words} in {_chances(rate)}" for words, rate in ends.items() if rate >= 0.005]
    return f"{guess} takes about {span} labels (half of the time at most {count(expected.median)}): {', '.join(said)}."


def _judged_sentence(plan: LabelPlan) -> str:
    """With a scorer that helps; "" where the guess is below the bar, or the scorer would not help."""
    if plan.judged is None or plan.judged.median >= plan.forecast.median:
        return ""
    finds, doubts = f"{FINDS_RATE * 100:.0f}", f"{ALARMS_RATE * 100:.0f}"
    return (
        f"With a scorer that finds {finds} of 100 errors and doubts {doubts} of 100 right answers, half of the "
        f"time at most {count(plan.judged.median)} labels, nine times out of ten at most "
        f"{count(plan.judged.most)}. A scorer helps only once earlier labels have shown that it does."
    )


def _fewest_sentence(plan: LabelPlan) -> str:
    bar, pool = bar_words(plan.bar_rate), plural(plan.pool_count, "answer")
    if plan.fewest is None or plan.fewest >= plan.pool_count:
        return f"Of {pool} every one has to be labelled before a bar of {bar} can be certified."
    needed = fewest_right(plan.pool_count, min(plan.bar_rate, 1 - 0.5 / plan.pool_count))
    return (
        f"The fewest that can certify {bar} are {plural(plan.fewest, 'label')} in random order, all of them right; at "
        f"least {count(needed)} of the {pool} have to be right."
    )


def _future_sentence(plan: LabelPlan) -> str:
    bar, pool = bar_words(plan.bar_rate), f"{count(plan.pool_count)}-answer set"
    if plan.bar_rate >= 1:
        return "For future questions no set, however large, can certify 100 %."
    if plan.pool_count < plan.future_fewest:
        best = percent(plan.future_best_rate, 1)
        return (
            f"For future questions like these, a {pool} can never certify {bar}: with every answer right, it shows no "
            f"more than {best}. It takes at least {count(plan.future_fewest)} answers."
        )
    return (
        f"For future questions like these, a {pool} can certify {bar}; the fewest that can are "
        f"{count(plan.future_fewest)}, all right."
    )


def _chances(rate: float) -> str:
    """ "96 of 100 cases"."""
    cases = min(max(round(rate * 100), 1), 100)
    return f"{cases} of 100 cases"
