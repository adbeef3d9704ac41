"""What the ROI comes to, in sentences of plain text."""

from workbench.decisions.bar import BarVerdict, bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi import Policy
from workbench.domain.formats import money, percent, plural

_BAR = {
    BarVerdict.MEETS: "it meets the {bar} bar",
    BarVerdict.BELOW: "its precision is below the {bar} bar",
    BarVerdict.UNDECIDED: "whether it meets the {bar} bar is undecided",
    BarVerdict.NO_FIGURE: "its precision is not known",
}


def roi_sentence(case: BusinessCase, bar_rate: float) -> str:
    """The headline: the best candidate that meets the bar, else the one that would save most and what holds
    it."""
    if case.missing:
        are = "is" if len(case.missing) == 1 else "are"
        figures = plural(len(case.missing), "figure")
        return f"No saving can be said yet: {figures} of this workflow {are} missing or impossible."
    if not case.cases:
        return "No saving can be said yet: no candidate has a judged answer on these items."
    meeting = [one for one in case.cases if one.bar_verdict is BarVerdict.MEETS]
    best = meeting[0] if meeting else case.cases[0]
    how = "with every answer reviewed" if case.policy is Policy.REVIEWED else "unreviewed"
    if best.saving_amount <= 0:
        more = money(-best.saving_amount, case.currency)
        whom = "No candidate that meets the bar saves" if meeting else "No candidate saves"
        return f"{whom} money {how}: “{best.name}” would cost {more} a month more than working by hand."
    bar = _BAR[best.bar_verdict].format(bar=bar_words(bar_rate))
    loss = " It could also lose money within that range." if best.saving_low_amount < 0 else ""
    join = "and" if best.bar_verdict is BarVerdict.MEETS else "but"
    return (
        f"Using “{best.name}” {how} would save {money(best.saving_amount, case.currency)} a month "
        f"({saving_range_words(best, case.currency)}), {join} {bar}.{loss}"
    )


def saving_range_words(case: CandidateCase, currency: str) -> str:
    """ "$4,900 to $6,100": the saving over the 95 % interval of the precision."""
    return f"{money(case.saving_low_amount, currency)} to {money(case.saving_high_amount, currency)}"


def break_even_words(case: CandidateCase) -> str:
    """The break-even precision as a person reads it: "83.4 %", "saves at any precision", …"""
    rate = case.break_even_rate
    if rate is None:
        return "precision makes no difference"
    if rate <= 0:
        return "saves at any precision"
    if rate > 1:
        return "saves at no precision"
    return percent(rate, 1)


def payback_words(case: CandidateCase) -> str:
    """Months until the set-up cost is earned back: "2.4 months", "at once", "never", "–" without a set-up
    cost."""
    if case.payback_months is not None:
        return "at once" if case.payback_months == 0 else f"{case.payback_months:,.1f} months"
    return "never" if case.saving_amount <= 0 else "–"


def assumption_sentences(case: BusinessCase) -> list[str]:
    """What a reader must know before trusting the figures; empty where nothing is assumed."""
    said = []
    if case.rate_is_assumed:
        said.append(
            f"Calls are priced in US dollars; without a rate, one dollar counts as one {case.currency}. "
            "Enter the rate below."
        )
    free = [one.name for one in case.cases if one.call_cost.source.startswith("no price")]
    if free:
        said.append(f"No price is known for {_listed(free)}: their calls count as free.")
    if case.without_rates:
        said.append(f"Without a judged answer, and so without a saving: {_listed(list(case.without_rates))}.")
    return said


def _listed(names: list[str], most: int = 4) -> str:
    quoted = [f"“{name}”" for name in names[:most]]
    if len(names) > most:
        quoted.append(f"{len(names) - most} more")
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
