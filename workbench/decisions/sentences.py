"""Findings as sentences of plain text: what a manager knows after reading only the first line of a page."""

from collections.abc import Sequence

from workbench.comparison import Standing
from workbench.decisions.bar import BarVerdict, bar_words, judge_against_bar
from workbench.domain import Workflow
from workbench.domain.formats import count, money, percent, plural, rate_with_counts


def range_words(low: float, high: float) -> str:
    """An interval of rates: "44–73 %"."""
    return f"{percent(low)[:-2]}–{percent(high)}"


def rate_words(part: int, whole: int, low: float | None, high: float | None) -> str:
    """ "59 % (29 of 49; 44–73 %)", or "–" where there is nothing to divide by."""
    if low is None or high is None:
        return "–"
    return rate_with_counts(part, whole, low, high)


def standing_sentence(standing: Standing, bar_rate: float) -> str:
    """One candidate's finding, e.g. "“gpt-4 with search” is right in 29 of the 49 answers it gives (59 %,
    44–73 %) and answers 33 % of questions: below the 95 % bar"."""
    name = f"“{standing.candidate_name}”"
    if not standing.output_count:
        return f"{name} has not run on these items"
    interval = standing.precision_interval
    if interval is None or standing.precision_rate is None:
        return f"{name} has no judged answer yet: {_without_figure(standing)}"
    given = "answers it gives" if standing.is_fully_judged else "answers judged so far"
    rate = f"{percent(standing.precision_rate)}, {range_words(*interval)}"
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
        return f"{plural(len(ran), 'candidate')} ran; none of the answers is judged yet."
    meeting = [one for one in figured if judge_against_bar(one, bar_rate) is BarVerdict.MEETS]
    if len(meeting) == 1:
        return f"One candidate meets the {bar} bar: {_shown(meeting[0])}."
    if meeting:
        return f"{count(len(meeting))} of {plural(len(ran), 'candidate')} meet the {bar} bar; {_cheapest(meeting)}."
    best = max(figured, key=lambda one: (one.precision_low or 0, one.precision_rate or 0))
    if len(ran) == 1:
        return f"{standing_sentence(best, bar_rate)}."
    if all(judge_against_bar(one, bar_rate) is BarVerdict.BELOW for one in ran):
        return f"Every candidate is below the {bar} bar; closest is {_shown(best)}."
    return f"No candidate meets the {bar} bar yet; closest is {_shown(best)}."


def basis_sentence(standings: Sequence[Standing], workflow: Workflow) -> str:
    """What the counts rest on: human labels, the trusted scorer, sample labels."""
    labelled = sum(standing.labelled for standing in standings)
    scored = sum(standing.scored for standing in standings)
    sample = sum(standing.sample_labelled for standing in standings)
    scorer = f"the {scorer_words(workflow)}, which this workflow trusts"
    if labelled and scored:
        people = plural(labelled, "human label")
        said = f"Counts rest on {people} and, where there is none, on {scorer} ({count(scored)})."
    elif labelled:
        said = f"Counts rest on human labels ({count(labelled)})."
    elif scored:
        said = f"Counts rest on {scorer} ({plural(scored, 'answer')}); no person has labelled any of them."
    else:
        return "Nothing is judged yet, so there is no precision to show."
    if sample == labelled and sample:
        return f"{said} The labels came with the sample; they follow from how its items were made."
    return f"{said} {count(sample)} of the labels came with the sample." if sample else said


def scorer_words(workflow: Workflow) -> str:
    """The trusted scorer as a screen names it: "exact-match scorer"."""
    name = (workflow.trusted_scorer or "").replace("_", "-")
    return f"{'exact-match' if name == 'exact' else name} scorer"


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
    return f"Left out of every rate: {listed}."


def _shown(standing: Standing) -> str:
    words = rate_words(standing.correct, standing.answered, *(standing.precision_interval or (None, None)))
    return f"“{standing.candidate_name}” at {words}"


def _cheapest(meeting: list[Standing]) -> str:
    priced = [one for one in meeting if one.mean_cost_usd is not None]
    if len(priced) < len(meeting):
        best = max(meeting, key=lambda one: one.precision_low or 0)
        return f"the surest is {_shown(best)}"
    best = min(priced, key=lambda one: (one.mean_cost_usd or 0, -(one.precision_low or 0)))
    price = money((best.mean_cost_usd or 0) * 1000)
    return f"the cheapest, “{best.candidate_name}”, costs {price} per 1,000 items"


def _to_label(standing: Standing) -> str:
    return plural(standing.unlabelled + standing.unsure, "output") + " to label"


def _without_figure(standing: Standing) -> str:
    parts = {
        "to label": standing.unlabelled,
        "unsure": standing.unsure,
        "no answer": standing.no_answer,
        "failed": standing.failed,
    }
    return ", ".join(f"{count(number)} {words}" for words, number in parts.items() if number)


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


def measure_words(standings: Sequence[Standing]) -> str:
    """What a precision chart measures and on how many answers."""
    judged = sum(one.answered for one in standings)
    return f"Precision: correct of answered, with 95 % interval; {plural(judged, 'judged answer')} in all"
