"""Agreement in words: what a manager knows after the first two lines of the page."""

import math

from workbench.domain.formats import count, percent, plural, rate_with_counts
from workbench.labeling.agreement import AgreementFigures, Ceiling, Overlap
from workbench.stats import clopper_pearson
from workbench.stats.agreement import Estimate


def finding_sentence(overlap: Overlap, figures: AgreementFigures) -> str:
    """ "Ada and Ben agree on 94 % (188 of 200; 90–97 %); 12 disagreements wait for a decision." """
    who = (
        f"{overlap.labelers[0]} and {overlap.labelers[1]} agree on"
        if len(overlap.labelers) == 2
        else "All who judged the same answer agree on"
    )
    return f"{who} {agreed_words(figures)}; {waiting_words(overlap)}."


def waiting_words(overlap: Overlap) -> str:
    """What is left to decide: "12 disagreements wait for a decision"."""
    waiting, disputed = int(overlap.is_waiting.sum()), int(overlap.is_disputed.sum())
    if waiting:
        return f"{plural(waiting, 'disagreement')} {'waits' if waiting == 1 else 'wait'} for a decision"
    if not disputed:
        return "there is no disagreement to decide"
    outdated = int((overlap.is_disputed & ~overlap.is_current & (overlap.decided < 0)).sum())
    if outdated:
        return "no disagreement on an answer that is still given waits for a decision"
    return (
        "the only disagreement is decided"
        if disputed == 1
        else f"all {count(disputed)} disagreements are decided"
    )


def undecided_sentence(undecided: int, confirms_wrong: bool = False) -> str:
    """What disagreements do to figures meanwhile: "Labelers disagree on 3 of these answers …"; "" without any.

    Where wrong answers need a second person's word, an answer in doubt counts as unlabelled until there is one more.
    """
    if not undecided:
        return ""
    answers = "one of these answers" if undecided == 1 else f"{count(undecided)} of these answers"
    meanwhile = (
        "until somebody does, or one more label settles it, no verdict counts there"
        if confirms_wrong
        else "until somebody does, the newest label counts there"
    )
    return f"Labelers disagree on {answers} and nobody has decided yet; {meanwhile}."


def agreed_words(figures: AgreementFigures) -> str:
    """The share of answers on which all who judged them agree, with counts and interval."""
    if not figures.shared_count:
        return "–"
    return rate_with_counts(figures.agreed_count, figures.shared_count, figures.low, figures.high)


def coefficient_words(estimate: Estimate) -> str:
    """ "0.77 (0.73–0.81)", or "–" where it is not defined."""
    if math.isnan(estimate.value):
        return "–"
    return f"{_number(estimate.value)} ({_number(estimate.low)}–{_number(estimate.high)})"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def ceiling_sentence(ceiling: Ceiling) -> str:
    """ "No candidate can look better than about 98.9 % here …", with the counts it rests on."""
    if ceiling.rate is None or ceiling.low is None or ceiling.high is None:
        return (
            "How good a candidate can look at best is not known yet: no answer here has been called correct or "
            "incorrect by two people."
        )
    answers = plural(ceiling.overlap_count, "answer")
    if not ceiling.disputed_count:
        return (
            f"On the {answers} that two people called correct or incorrect nobody disagreed, so disagreement limits "
            f"no candidate to less than {percent(ceiling.low, 1)}."
        )
    return (
        f"No candidate can look better than about {percent(ceiling.rate, 1)} here "
        f"({percent(ceiling.low, 1)[:-2]}–{percent(ceiling.high, 1)}), given how often experts disagree: on "
        f"{count(ceiling.disputed_count)} of the {answers} that two or more called correct or incorrect."
    )


def bar_sentence(ceiling: Ceiling, bar_rate: float) -> str:
    """What the ceiling means for the workflow's bar; "" where the bar is below it."""
    if ceiling.rate is None or ceiling.confirmed_rate is None or bar_rate <= ceiling.rate:
        return ""
    bar = f"The bar of {_bar(bar_rate)}"
    alone = ceiling.single_wrong_count
    confirm = (
        f"Have a second person confirm the {plural(alone, 'answer')} that one person alone called wrong: with every "
        f"wrong answer confirmed the ceiling is about {percent(ceiling.confirmed_rate, 1)}."
        if alone
        else "Every answer that counts as wrong is confirmed by a second person or an adjudicator, which lifts the "
        f"ceiling to about {percent(ceiling.confirmed_rate, 1)}."
    )
    if ceiling.rules_out(bar_rate):
        return f"{bar} is above that: even a perfect candidate would seem to miss it. {confirm}"
    return f"{bar} is so close to that that a perfect candidate may seem to miss it. {confirm}"


def _bar(rate: float) -> str:
    digits = 0 if abs(rate * 100 - round(rate * 100)) < 1e-9 else 1
    return percent(rate, digits)


def wrong_words(figures: AgreementFigures) -> str:
    """Of the answers that anyone called incorrect, on how many all did: "43 % (9 of 21; 22–66 %)"."""
    if not figures.wrong_count:
        return "–"
    low, high = clopper_pearson(figures.wrong_agreed_count, figures.wrong_count)
    return rate_with_counts(figures.wrong_agreed_count, figures.wrong_count, low, high)


def measure_words(overlap: Overlap) -> str:
    """What a chart of all labelers rests on."""
    return f"{plural(overlap.count, 'answer')} judged by two people or more"
