"""What the ROI comes to, in sentences of plain text."""

from workbench.decisions.bar import BarVerdict, bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi import Policy
from workbench.decisions.sentences import precision_words
from workbench.domain.formats import count, money, percent, plural

_BAR = {
    BarVerdict.MEETS: "it meets the {bar} bar",
    BarVerdict.BELOW: "its precision is below the {bar} bar",
    BarVerdict.UNDECIDED: "whether it meets the {bar} bar is undecided",
    BarVerdict.NO_FIGURE: "its precision is not known",
}


# Fewer judged answers than this leave a precision, and so a saving, too vague to build on.
FEW_ANSWERS = 50


def best_case(case: BusinessCase) -> CandidateCase | None:
    """The one the headline speaks of: of those that meet the bar, else of all, the one that saves most."""
    meeting = [one for one in case.cases if one.bar_verdict is BarVerdict.MEETS]
    return next(iter(meeting or case.cases), None)


def roi_sentence(case: BusinessCase, bar_rate: float) -> str:
    """The headline: the best candidate that meets the bar, else the one that would save most and what holds
    it."""
    if case.missing:
        are = "is" if len(case.missing) == 1 else "are"
        figures = plural(len(case.missing), "figure")
        wrong = any(not fault.endswith("is not entered.") for fault in case.missing)
        what = "missing or impossible" if wrong else "missing"
        return f"No saving can be said yet: {figures} of this workflow {are} {what}."
    best = best_case(case)
    if best is None:
        return "No saving can be said yet: no candidate has a judged answer on these items."
    how = "with every answer reviewed" if case.policy is Policy.REVIEWED else "unreviewed"
    if best.saving_amount <= 0:
        more = money(-best.saving_amount, case.currency)
        meets = best.bar_verdict is BarVerdict.MEETS
        whom = "No candidate that meets the bar saves" if meets else "No candidate saves"
        return f"{whom} money {how}: “{best.name}” would cost {more} a month more than working by hand."
    bar = _BAR[best.bar_verdict].format(bar=bar_words(bar_rate))
    loss = " It could also lose money within that range." if best.saving_low_amount < 0 else ""
    join = "and" if best.bar_verdict is BarVerdict.MEETS else "but"
    return (
        f"Using “{best.name}” {how} would save {money(best.saving_amount, case.currency)} a month "
        f"({saving_range_words(best, case.currency)}), {join} {bar}.{loss}{_held_back(case, best, bar_rate)}"
    )


def _held_back(case: BusinessCase, best: CandidateCase, bar_rate: float) -> str:
    """Why the headline does not speak of the candidate that would save most; "" where it does."""
    most = case.cases[0]
    if most.saving_amount <= best.saving_amount:
        return ""
    bar = _BAR[most.bar_verdict].format(bar=bar_words(bar_rate))
    return f" “{most.name}” would save more ({money(most.saving_amount, case.currency)}), but {bar}."


def month_sentence(case: BusinessCase, one: CandidateCase, bar_rate: float) -> str:
    """What the month is made of and from which precision on it pays, with the counts behind both."""
    by_hand = money(case.by_hand_amount or 0.0, case.currency)
    items = f"{count(one.costs.items_per_month)} items at {money(one.costs.by_hand_amount, case.currency, exact=True)}"
    standing = one.standing
    measured = precision_words(standing, bar_rate)
    return (
        f"By hand a month costs {by_hand} ({items}); with “{one.name}” "
        f"{money(one.cost.total_amount, case.currency)}. {_pays(one)}; measured: {measured}, "
        f"bar {bar_words(bar_rate)}."
    )


def _pays(one: CandidateCase) -> str:
    rate = one.break_even_rate
    if rate is None:
        return "Its precision makes no difference to the cost"
    if rate <= 0:
        return "It pays at any precision"
    if rate > 1:
        return "It pays at no precision"
    return f"It pays from a precision of {percent(rate, 1)} on"


def doubt_sentence(case: BusinessCase, one: CandidateCase) -> str:
    """Where few answers are judged: how far that leaves the saving open, and what narrows it; else ""."""
    standing = one.standing
    if standing.answered >= FEW_ANSWERS:
        return ""
    judged = "Only 1 answer is" if standing.answered == 1 else f"Only {count(standing.answered)} answers are"
    narrow = (
        f"Labelling the other {count(one.open_count)} narrows this."
        if one.open_count
        else "All its answers are judged, so only more items can narrow this."
    )
    low, high = money(one.saving_low_amount, case.currency), money(one.saving_high_amount, case.currency)
    return f"{judged} judged, so the saving may lie anywhere between {low} and {high} a month. {narrow}"


def cost_finding(case: BusinessCase) -> str:
    """The finding of the cost chart: what a month costs with the headline's candidate instead of by hand."""
    best = best_case(case)
    if best is None:
        return "Cost a month"
    total, by_hand = best.cost.total_amount, case.by_hand_amount or 0.0
    return (
        f"With “{best.name}” a month costs {money(total, case.currency)} instead of "
        f"{money(by_hand, case.currency)}"
    )


def saving_words(case: CandidateCase, currency: str) -> str:
    """ "saves $5,580 ($4,900 to $6,100)" or "costs $20,000 more (…)", as it stands beside a bar."""
    amount = money(abs(case.saving_amount), currency)
    said = f"saves {amount}" if case.saving_amount >= 0 else f"costs {amount} more"
    low, high = case.saving_low_amount, case.saving_high_amount
    if case.saving_amount < 0:
        low, high = -high, -low
    return f"{said} ({money(low, currency)} to {money(high, currency)})"


def saving_range_words(case: CandidateCase, currency: str) -> str:
    """ "$4,900 to $6,100": the saving over the 95 % interval of the precision."""
    return f"{money(case.saving_low_amount, currency)} to {money(case.saving_high_amount, currency)}"


def break_even_words(case: CandidateCase, digits: int = 1) -> str:
    """The break-even precision as a person reads it: "83.4 %", "saves at any precision", …"""
    rate = case.break_even_rate
    if rate is None:
        return "precision makes no difference"
    if rate <= 0:
        return "saves at any precision"
    if rate > 1:
        return "saves at no precision"
    return percent(rate, digits)


def payback_words(case: CandidateCase) -> str:
    """Months until the set-up cost is earned back: "2.4 months", "at once", "never", "–" without a set-up
    cost."""
    if case.payback_months is not None:
        return "at once" if case.payback_months == 0 else f"{case.payback_months:,.1f} months"
    return "never" if case.saving_amount <= 0 else "–"


def assumption_sentences(case: BusinessCase) -> list[str]:
    """What a reader must know before trusting the figures; empty where nothing is assumed."""
    said = []
    if case.rate_is_assumed and any(one.call_cost.usd for one in case.cases):
        said.append(
            f"Calls are priced in US dollars; no rate is entered yet, so one dollar counts as one {case.currency}. "
            "The rate stands with the business figures on the ROI page."
        )
    free = [one.name for one in case.cases if not one.call_cost.is_known]
    if len(free) == len(case.cases) > 1:
        said.append("No price is known for any candidate: calls count as free.")
    elif free:
        whose = "its calls count" if len(free) == 1 else "their calls count"
        said.append(f"No price is known for {_listed(free)}: {whose} as free.")
    left = [one for one in case.cases if one.open_count]
    if left:
        number = sum(one.open_count for one in left)
        said.append(
            f"{plural(number, 'answer')} of {_listed([one.name for one in left])} "
            f"{'is' if number == 1 else 'are'} not judged yet and taken to be like the judged ones."
        )
    if case.without_rates:
        said.append(f"Without a judged answer, and so without a saving: {_listed(list(case.without_rates))}.")
    return said


def _listed(names: list[str], most: int = 4) -> str:
    quoted = [f"“{name}”" for name in names[:most]]
    if len(names) > most:
        quoted.append(f"{len(names) - most} more")
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
