"""What the ROI comes to, in sentences of plain text."""

from workbench.decisions.bar import bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.certificates import CertificateVerdict
from workbench.decisions.roi import SPOT_CHECK, UNSURE_BELOW, Policy
from workbench.decisions.roi_months import payback_month
from workbench.decisions.roi_outlook import Outlook, largest_uncertainty
from workbench.decisions.sentences import precision_words
from workbench.domain.formats import count, money, number_with, percent, plural

_BAR = {
    CertificateVerdict.CERTIFIED: "it is certified at the {bar} bar",
    CertificateVerdict.ALL_MEETS: "it meets the {bar} bar, all labelled",
    CertificateVerdict.SCORED_MEETS: "it meets the {bar} bar, as scored",
    CertificateVerdict.UNDECIDED: "whether it meets the {bar} bar is undecided",
    CertificateVerdict.UNTESTED: "whether it meets the {bar} bar is not tested yet",
    CertificateVerdict.SCORED_UNDECIDED: "whether it meets the {bar} bar is undecided, as scored",
    CertificateVerdict.REFUSED: "whether it meets the {bar} bar cannot be decided on this set",
    CertificateVerdict.DROPPED: "it is unlikely to reach the {bar} bar, though that is not proven",
    CertificateVerdict.PROVEN_BELOW: "its precision is proven below the {bar} bar",
    CertificateVerdict.ALL_BELOW: "its precision is below the {bar} bar, all labelled",
    CertificateVerdict.SCORED_BELOW: "its precision is below the {bar} bar, as scored",
    CertificateVerdict.NO_FIGURE: "its precision is not known",
    CertificateVerdict.NOT_RUN: "its precision is not known",
}


# Fewer judged answers than this leave a precision, and so a saving, too vague to build on.
FEW_ANSWERS = 50


def best_case(case: BusinessCase) -> CandidateCase | None:
    """The one the headline speaks of: of those that are ready, else of those that meet the bar on these answers alone
    or as scored, else of all, the one that saves most."""
    ready = [one for one in case.cases if one.is_ready]
    meeting = [one for one in case.cases if one.bar_verdict.is_met]
    scored = [one for one in case.cases if one.bar_verdict is CertificateVerdict.SCORED_MEETS]
    return next(iter(ready or meeting or scored or case.cases), None)


def roi_sentence(case: BusinessCase, bar_rate: float, one: CandidateCase | None = None) -> str:
    """The headline: the best candidate that meets the bar, else the one that would save most and what holds it.

    With `one`, that candidate whatever the others do.
    """
    if case.missing:
        are = "is" if len(case.missing) == 1 else "are"
        figures = plural(len(case.missing), "figure")
        wrong = any(not fault.endswith("is not entered.") for fault in case.missing)
        what = "missing or impossible" if wrong else "missing"
        return f"No saving can be said yet: {figures} of this workflow {are} {what}."
    best = one or best_case(case)
    if best is None:
        return "No saving can be said yet: no candidate has a judged answer on these items."
    if best.saving_amount <= 0:
        return _loss(case, best, is_chosen=one is not None)
    bar = _bar_clause(best, bar_rate)
    loss = " It could also lose money within that range." if best.saving_low_amount < 0 else ""
    return (
        f"Using “{best.name}” {policy_words(case, best)} would save {money(best.saving_amount, case.currency)} a "
        f"month (80\N{NO-BREAK SPACE}% range {saving_range_words(best, case.currency)}){_payback(best)}{_doubt(best)}. "
        f"{bar[0].upper()}{bar[1:]}.{loss}{'' if one else _held_back(case, best, bar_rate)}"
    )


def policy_words(case: BusinessCase, one: CandidateCase) -> str:
    """What happens to the answers, in a sentence: "with review of the 18 % it leaves unanswered or is unsure of"."""
    match case.policy:
        case Policy.UNREVIEWED:
            return "unreviewed"
        case Policy.REVIEWED:
            return "with every answer reviewed"
        case Policy.SPOT_CHECK:
            return f"with {percent(case.assumptions.setting(SPOT_CHECK))} of its answers spot-checked"
        case Policy.UNSURE:
            share = (one.values["left_items"] + one.values["reviewed"]) / one.values["items_per_month"]
            return f"with review of the {percent(share)} it leaves unanswered or is unsure of"


def unsure_words(case: BusinessCase) -> str:
    """What counts as unsure: "below a confidence of 80 %"."""
    return f"below a confidence of {percent(case.assumptions.setting(UNSURE_BELOW))}"


def certainty_words(outlook: Outlook) -> str:
    """How sure a saving is: "saves money in 97 % of 10,000 draws"."""
    return f"saves money in {chance_words(outlook.positive_rate)} of {count(outlook.draws)} draws"


def chance_words(rate: float) -> str:
    """A share of draws; never "100 %" or "0 %" unless it is all or none of them."""
    return percent(rate)


def month_sentence(case: BusinessCase, one: CandidateCase, bar_rate: float) -> str:
    """What the month is made of and from which precision on it pays, with the counts behind both."""
    by_hand = money(case.by_hand_amount or 0.0, case.currency)
    each = money(one.values["by_hand_item_amount"], case.currency, exact=True)
    items = f"{count(one.values['items_per_month'])} items at {each}"
    standing = one.standing
    measured = precision_words(standing, bar_rate)
    return (
        f"By hand a month costs {by_hand} ({items}); with “{one.name}” "
        f"{money(one.cost.total_amount, case.currency)}. {_pays(one)}; measured: {measured}, "
        f"bar {bar_words(bar_rate)}."
    )


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
    return f"{judged} judged, so the saving may well lie anywhere between {low} and {high} a month. {narrow}"


def cascade_sentence(case: BusinessCase) -> str:
    """What a cascade would save beyond the best candidate alone; "" where none does."""
    best, cascade = best_case(case), next(iter(case.cascades), None)
    if best is None or cascade is None or cascade.cascade is None:
        return ""
    # Held against the candidate that saves most, unless the cascade alone meets the bar as the best one does.
    rival = best if cascade.is_ready else case.cases[0]
    more = cascade.saving_amount - max(rival.saving_amount, 0.0)
    if more <= 0.01 * abs(rival.saving_amount):
        return ""
    parts = cascade.cascade
    threshold = f" or is below {percent(parts.threshold)} confidence" if parts.threshold is not None else ""
    return (
        f"Asking “{parts.first.candidate_name}” first and “{parts.second.candidate_name}” for the "
        f"{percent(parts.passed_rate)} it leaves unanswered{threshold} would save "
        f"{money(cascade.saving_amount, case.currency)} a month, {money(more, case.currency)} more "
        f"({precision_words(cascade.standing, case.evidence.workflow.bar_rate)} right on the items both answered)."
    )


def nothing_sentence(case: BusinessCase) -> str:
    """Where doing nothing would be cheaper than working by hand: that the figures say so; else ""."""
    if (
        case.nothing_amount is None
        or case.by_hand_amount is None
        or case.nothing_amount >= case.by_hand_amount
    ):
        return ""
    return (
        f"By these figures doing nothing costs {money(case.nothing_amount, case.currency)} a month, less than the "
        f"work by hand: either the work is not worth doing, or an undetected error costs more than is entered."
    )


def cost_finding(case: BusinessCase, one: CandidateCase | None = None) -> str:
    """The finding of the cost chart: what a month costs with the headline's candidate instead of by hand."""
    best = one or best_case(case)
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
    """ "$4,900 to $6,100": the saving's 80 % range."""
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
    """Months until what was spent is earned back: "2.4 months", "at once", "never", "–" without a set-up cost."""
    if case.payback_months is not None:
        return "at once" if case.payback_months == 0 else f"{number_with(case.payback_months, 1)} months"
    return "never" if case.saving_amount <= 0 else "–"


def assumption_sentences(case: BusinessCase) -> list[str]:
    """What a reader must know before trusting the figures; empty where nothing is assumed."""
    said = []
    if case.rate_is_assumed and any(one.call_cost.usd for one in case.cases):
        said.append(
            f"Calls are priced in US dollars; no rate is entered yet, so one dollar counts as one {case.currency}. "
            "The rate is entered on the ROI page, under Figures and Money and time."
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
    if case.policy is Policy.UNSURE:
        silent = [one.name for one in case.cases if not one.values["right_reviewed_rate"]]
        if silent:
            gives = "gives" if len(silent) == 1 else "give"
            said.append(
                f"{_listed(silent)} {gives} no answer {unsure_words(case)}, so none of them is reviewed."
            )
    if case.without_rates:
        said.append(f"Without a judged answer, and so without a saving: {_listed(list(case.without_rates))}.")
    return said


def _loss(case: BusinessCase, best: CandidateCase, is_chosen: bool) -> str:
    more = money(-best.saving_amount, case.currency)
    how = policy_words(case, best)
    if is_chosen:
        return f"Using “{best.name}” {how} would cost {more} a month more than working by hand."
    meets = best.bar_verdict.is_met
    whom = "No candidate that meets the bar saves" if meets else "No candidate saves"
    if case.policy is Policy.UNSURE:
        how = "with review of what it is unsure of"
    return f"{whom} money {how}: “{best.name}” would cost {more} a month more than working by hand."


def _payback(one: CandidateCase) -> str:
    month = payback_month(one.payback_months)
    if month is None:
        return ""
    return "; it pays back at once" if one.payback_months == 0 else f"; it pays back in month {count(month)}"


def _doubt(one: CandidateCase) -> str:
    largest = largest_uncertainty(one.swings)
    if largest is None:
        return ""
    return f"; the largest uncertainty is {largest.name[0].lower()}{largest.name[1:]}"


def _bar_clause(one: CandidateCase, bar_rate: float) -> str:
    said = _BAR[one.bar_verdict].format(bar=bar_words(bar_rate))
    if one.bar_verdict is CertificateVerdict.ALL_MEETS and not one.is_ready:
        return f"{said}; whether it does on further items is undecided"
    return said


def _held_back(case: BusinessCase, best: CandidateCase, bar_rate: float) -> str:
    """Why the headline does not speak of the candidate that would save most; "" where it does."""
    most = case.cases[0]
    if most.saving_amount <= best.saving_amount:
        return ""
    bar = _bar_clause(most, bar_rate)
    return f" “{most.name}” would save more ({money(most.saving_amount, case.currency)}), but {bar}."


def _pays(one: CandidateCase) -> str:
    rate = one.break_even_rate
    if rate is None:
        return "Its precision makes no difference to the cost"
    if rate <= 0:
        return "It pays at any precision"
    if rate > 1:
        return "It pays at no precision"
    return f"It pays from a precision of {percent(rate, 1)} on"


def _listed(names: list[str], most: int = 4) -> str:
    quoted = [f"“{name}”" for name in names[:most]]
    if len(names) > most:
        quoted.append(f"{len(names) - most} more")
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
