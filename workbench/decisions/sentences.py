"""Findings as sentences of plain text: what a manager knows after reading only the first line of a page."""

from collections.abc import Sequence

from workbench.comparison import Standing
from workbench.decisions.bar import BarVerdict, bar_words, judge_against_bar
from workbench.domain import Workflow
from workbench.domain.formats import count, money, percent, plural
from workbench.scoring.catalogue import get_scorer


def range_words(low: float, high: float, bar_rate: float | None = None) -> str:
    """An interval of rates: "44–73 %". With a bar, an end close to it is written so that it stays on its side."""
    return f"{percent_beside(low, bar_rate)[:-2]}–{percent_beside(high, bar_rate)}"


def rate_words(
    part: int, whole: int, low: float | None, high: float | None, bar_rate: float | None = None
) -> str:
    """ "59 % (29 of 49; 44–73 %)", or "–" where there is nothing to divide by.

    With a bar, rates close to it are written so that they stay on their side: 94.8 % against 95 %.
    """
    if low is None or high is None or not whole:
        return "–"
    counts = f"{count(part)} of {count(whole)}"
    return f"{percent_beside(part / whole, bar_rate)} ({counts}; {range_words(low, high, bar_rate)})"


def precision_words(standing: Standing, bar_rate: float) -> str:
    """A standing's precision with counts and interval, on its side of the bar: "98 % (215 of 220; 94.8–99 %)"."""
    return rate_words(
        standing.correct, standing.answered, standing.precision_low, standing.precision_high, bar_rate
    )


def strict_words(standing: Standing, bar_rate: float) -> str:
    """The same of the strict rule."""
    low, high = standing.precision_strict_interval or (None, None)
    return rate_words(standing.correct_strict, standing.answered_strict, low, high, bar_rate)


def coverage_words(standing: Standing) -> str:
    """A standing's coverage with counts and interval."""
    asked = standing.answered + standing.no_answer
    return rate_words(standing.answered, asked, standing.coverage_low, standing.coverage_high)


def percent_beside(rate: float, bar_rate: float | None) -> str:
    """A rate with as few decimals as keep it from standing on the wrong side of the bar."""
    digits = 0
    while bar_rate is not None and digits < 3 and (round(rate, digits + 2) >= bar_rate) != (rate >= bar_rate):
        digits += 1
    return percent(rate, digits)


def standing_sentence(standing: Standing, bar_rate: float) -> str:
    """One candidate's finding, e.g. "“gpt-4 with search” is right in 29 of the 49 answers it gives (59 %,
    44–73 %) and answers 33 % of questions: below the 95 % bar"."""
    name = f"“{standing.candidate_name}”"
    if not standing.output_count:
        return f"{name} has not run on these items"
    interval = standing.precision_interval
    if interval is None or standing.precision_rate is None:
        return f"{name} has no figure yet: {without_figure(standing)}"
    given = "answers it gives" if standing.is_fully_judged else "answers judged so far"
    rate = f"{percent_beside(standing.precision_rate, bar_rate)}, {range_words(*interval, bar_rate)}"
    coverage = f" and answers {percent(standing.coverage_rate or 0)} of questions"
    return (
        f"{name} is right in {count(standing.correct)} of the {count(standing.answered)} {given} ({rate})"
        f"{coverage}: {bar_clause(standing, bar_rate)}"
    )


def bar_clause(standing: Standing, bar_rate: float) -> str:
    """The end of the sentence: where the candidate is against the bar, and what would decide it."""
    bar = bar_words(bar_rate)
    match judge_against_bar(standing, bar_rate):
        case BarVerdict.MEETS:
            return f"meets the {bar} bar"
        case BarVerdict.BELOW:
            return f"below the {bar} bar"
        case BarVerdict.NO_FIGURE:
            return f"nothing to hold against the {bar} bar yet"
    if not standing.is_fully_judged:
        return f"undecided against the {bar} bar, {_to_label(standing)} left"
    side = "above" if standing.correct >= bar_rate * standing.answered else "below"
    return f"{side} the {bar} bar on this set, undecided for further items like these"


def finding_sentence(standings: Sequence[Standing], bar_rate: float) -> str:
    """The overall finding over all candidates, as the first sentence of the Precision page."""
    bar = bar_words(bar_rate)
    ran = [standing for standing in standings if standing.output_count]
    figured = [standing for standing in ran if standing.answered]
    if not ran:
        return "No candidate has run on these items yet."
    if not figured:
        return f"{plural(len(ran), 'candidate')} ran; there is no figure yet: {without_figure(*ran)}."
    meeting = [one for one in figured if judge_against_bar(one, bar_rate) is BarVerdict.MEETS]
    if len(meeting) == 1:
        return f"One candidate meets the {bar} bar: {_shown(meeting[0], bar_rate)}."
    if meeting:
        many = f"{count(len(meeting))} of {plural(len(ran), 'candidate')}"
        return f"{many} meet the {bar} bar; {_cheapest(meeting, bar_rate)}."
    best = max(figured, key=lambda one: (one.precision_low or 0, one.precision_rate or 0))
    if len(ran) == 1:
        return f"{standing_sentence(best, bar_rate)}."
    if all(judge_against_bar(one, bar_rate) is BarVerdict.BELOW for one in ran):
        return f"Every candidate is below the {bar} bar; closest is {_shown(best, bar_rate)}."
    return f"No candidate meets the {bar} bar yet; closest is {_shown(best, bar_rate)}."


def basis_sentence(standings: Sequence[Standing], workflow: Workflow) -> str:
    """What the counts rest on: human labels, the trusted scorer, sample labels."""
    sample = sum(standing.sample_labelled for standing in standings)
    human = sum(standing.labelled for standing in standings) - sample
    scored = sum(standing.scored for standing in standings)
    kinds = [plural(human, "human label")] if human else []
    kinds += [plural(sample, "sample label")] if sample else []
    given = " and ".join(kinds)
    scorer = f"the {scorer_words(workflow)}, which this workflow trusts"
    if given and scored:
        said = f"Counts rest on {given} and, where there is none, on {scorer} ({count(scored)})."
    elif given:
        said = f"Counts rest on {given}."
    elif scored:
        said = f"Counts rest on {scorer} ({plural(scored, 'answer')}); no person has labelled any of them."
    else:
        return "Nothing is judged yet, so there is no precision to show."
    return (
        f"{said} Sample labels follow from how the items were made; no person gave them." if sample else said
    )


def grounds_sentence(standings: Sequence[Standing], workflow: Workflow) -> str:
    """What the counts rest on, and which of the compared candidates stand on fewer items than the others."""
    return " ".join(filter(None, (basis_sentence(standings, workflow), lost_sentence(standings))))


def scorer_words(workflow: Workflow) -> str:
    """The trusted scorer as a screen names it: "exact-match scorer"."""
    return get_scorer(workflow.trusted_scorer).noun if workflow.trusted_scorer else "scorer"


def left_out_sentence(standings: Sequence[Standing]) -> str:
    """What the rates leave out, counted over all candidates; "" where nothing is."""
    parts = [
        plural(sum(one.unsure for one in standings), "unsure output"),
        plural(sum(one.unlabelled for one in standings), "unlabelled output"),
        plural(sum(one.failed for one in standings), "failed call"),
    ]
    kept = [part for part in parts if not part.startswith("0 ")]
    if not kept:
        return ""
    listed = kept[0] if len(kept) == 1 else ", ".join(kept[:-1]) + " and " + kept[-1]
    return " ".join(filter(None, (f"Left out of every rate: {listed}.", lost_sentence(standings))))


def lost_sentence(standings: Sequence[Standing]) -> str:
    """Which of several compared candidates lost items to failed calls, so that they stand on fewer; "" where none."""
    losers = [one for one in standings if one.failed]
    if len(standings) < 2 or not losers:
        return ""
    named = [
        f"“{one.candidate_name}” ({count(one.failed)} of {count(one.output_count)})" for one in losers[:3]
    ]
    if len(losers) > 3:
        named.append(plural(len(losers) - 3, "other candidate"))
    listed = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    verb = "is" if len(losers) == 1 else "are"
    return f"{listed} lost items to failed calls and {verb} compared on fewer: retry them on the Runs page."


def _shown(standing: Standing, bar_rate: float) -> str:
    return f"“{standing.candidate_name}” at {precision_words(standing, bar_rate)}"


def _cheapest(meeting: list[Standing], bar_rate: float) -> str:
    best = max(meeting, key=lambda one: one.precision_low or 0)
    return cheapest_words(meeting) or f"the surest is {_shown(best, bar_rate)}"


def cheapest_words(meeting: Sequence[Standing]) -> str:
    """ "the cheapest, “A”, costs $0.40 per 1,000 items", or "" where not every price is known."""
    if any(one.mean_cost_usd is None for one in meeting):
        return ""
    best = min(meeting, key=lambda one: (one.mean_cost_usd or 0, -(one.precision_low or 0)))
    price = money((best.mean_cost_usd or 0) * 1000)
    return f"the cheapest, “{best.candidate_name}”, costs {price} per 1,000 items"


def _to_label(standing: Standing) -> str:
    """The outputs that could still decide it, the unsure ones apart: other pages count them apart too."""
    unsure = plural(standing.unsure, "unsure output")
    if not standing.unlabelled:
        return unsure
    to_label = plural(standing.unlabelled, "output") + " to label"
    return f"{to_label} and {unsure}" if standing.unsure else to_label


def without_figure(*standings: Standing) -> str:
    """Why there is no rate to show: "of 5 outputs, 2 to label, 3 without an answer"."""
    parts = {
        "to label": sum(one.unlabelled for one in standings),
        "unsure": sum(one.unsure for one in standings),
        "without an answer": sum(one.no_answer for one in standings),
        "failed": sum(one.failed for one in standings),
    }
    named = [f"{count(number)} {words}" for words, number in parts.items() if number]
    total = sum(parts.values())
    if len(named) == 1:
        words = next(words for words, number in parts.items() if number)
        return f"{'its only output' if total == 1 else f'all {count(total)} outputs'} {words}"
    return f"of {plural(total, 'output')}, {', '.join(named)}"


def chart_sentence(standings: Sequence[Standing], bar_rate: float) -> str:
    """The finding of the precision chart: how many candidates meet the bar, are undecided, are below it."""
    verdicts = [judge_against_bar(one, bar_rate) for one in standings]
    numbers = {
        verdict: verdicts.count(verdict)
        for verdict in (BarVerdict.MEETS, BarVerdict.UNDECIDED, BarVerdict.BELOW)
    }
    meets = numbers[BarVerdict.MEETS]
    parts = [
        f"{count(meets)} {'meets' if meets == 1 else 'meet'} it" if meets else "",
        f"{count(numbers[BarVerdict.UNDECIDED])} undecided" if numbers[BarVerdict.UNDECIDED] else "",
        f"{count(numbers[BarVerdict.BELOW])} below" if numbers[BarVerdict.BELOW] else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{plural(len(verdicts), 'candidate')} against the {bar_words(bar_rate)} bar: {said}"


def parts_sentence(parts: Sequence[Standing], word: str, bar_rate: float) -> str:
    """The finding of a chart in parts (`word`: what they are values of): the part that is weakest most surely."""
    figured = [part for part in parts if part.precision_high is not None]
    if not figured:
        return f"Precision by {word}"
    weakest = min(figured, key=lambda part: (part.precision_high or 0, part.precision_rate or 0))
    who = f"“{weakest.value}” by “{weakest.candidate_name}”"
    return f"Precision by {word}: weakest is {who}, {precision_words(weakest, bar_rate)}"


def measure_words(standings: Sequence[Standing]) -> str:
    """What a precision chart measures and on how many answers."""
    judged = sum(one.answered for one in standings)
    return f"Precision: correct of answered, with 95 % interval; {plural(judged, 'judged answer')} in all"
