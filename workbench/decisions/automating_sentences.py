"""What can be used unseen and what goes to people, in sentences of plain text."""

import math

from workbench.decisions.automating import AutomationPolicy, Ground, Part
from workbench.decisions.bar import bar_words
from workbench.decisions.sureness import Sorting
from workbench.domain.formats import count, day, percent, plural


def part_sentence(part: Part) -> str:
    """The answer in a sentence: what can go unseen, and what goes to people."""
    name, bar = part.standing.candidate_name, bar_words(part.bar_rate)
    if not part.answers:
        return f"“{name}” has no answers on these items."
    if not part.steps:
        most = "most of " if part.sorted_count else ""
        return f"“{name}” states no confidence with {most}its answers, so they cannot be sorted by how sure it is."
    chosen = part.chosen
    if chosen is None:
        people = "all its work goes to people"
        surest = _surest(part.sorting, name)
        if part.ground is Ground.FACT:
            return f"No share of the items {surest} meets the {bar} bar: {people}."
        judged = part.steps[-1].judged
        seen = f"{count(judged)} answers scored" if part.ground is Ground.SCORED else plural(judged, "label")
        return f"No share of the items {surest} is shown to meet the {bar} bar yet ({seen} so far): {people}."
    if part.ground is Ground.FIXED:
        meet = f"would be shown to meet the {bar} bar were the labels a random part"
    elif part.ground is Ground.SCORED:
        meet = f"meet the {bar} bar as the scorer has it"
    else:
        meet = f"{'meet' if part.ground is Ground.FACT else 'are shown to meet'} the {bar} bar"
    left = part.items - chosen.size
    if not left:
        end = "" if part.ground in (Ground.FIXED, Ground.SCORED) else ": nobody has to look"
        return f"All {count(part.items)} answers of “{name}” together {meet}{end}."
    share = f"{percent(part.automated_rate)} of the items ({count(chosen.size)} of {count(part.items)})"
    return (
        f"The {share} {_surest(part.sorting, name)} {meet}; the other {percent(left / part.items)} ({count(left)}) go "
        "to people."
    )


def _surest(sorting: Sorting, name: str) -> str:
    return {
        Sorting.CONFIDENCE: f"that “{name}” is surest of",
        Sorting.JUDGE: f"where the judge trusts “{name}” most",
        Sorting.AGREEMENT: f"where most other candidates say the same as “{name}”",
    }[sorting]


def threshold_words(sorting: Sorting, threshold: float) -> str:
    """Which answers are as sure as this or surer: "confidence from 92.0 % up"."""
    if threshold == -math.inf or (threshold <= 0 and sorting is not Sorting.CONFIDENCE):
        return "whatever they are sorted by"
    return {
        Sorting.CONFIDENCE: f"confidence from {percent(threshold, 1)} up",
        Sorting.JUDGE: "called correct by the judge",
        Sorting.AGREEMENT: f"given by {percent(threshold)} or more of the other candidates",
    }[sorting]


def ground_sentence(part: Part) -> str:
    """By what right: a fact, a test that holds at every look, or one look at labels as they came."""
    said = [_right_of(part)] if part.ground is not Ground.NONE else []
    if said and len(part.sortings) > 1 and part.ground in (Ground.DRAWN, Ground.FIXED):
        said.append(
            f"The risk is shared by the {count(len(part.sortings))} ways of sorting, so that one may choose among them."
        )
    if said and part.confirms:
        said.append(
            "As on the Precision page, only answers count that two looks agree on."
            if part.ground is Ground.DRAWN
            else "What a first look at an answer called correct may have missed is not taken off here; label in the "
            "order “decide soonest” for that."
        )
    if said and part.sorting is Sorting.JUDGE:
        said.append("In daily work the judge has no expected answer to go by, and may be less sure.")
    return " ".join(said)


def _right_of(part: Part) -> str:
    risk = f"the risk that a promised share is below the bar is at most {bar_words(part.risk)}"
    if part.ground is Ground.FACT:
        return "Every answer is labelled, so this is counted, not estimated: it holds for these items."
    if part.ground is Ground.SCORED:
        return (
            "This rests on the scorer's word where nobody has labelled an answer, and holds as far as the scorer can "
            "be trusted."
        )
    if part.ground is Ground.DRAWN:
        return f"The labels were drawn in an order settled beforehand, so this holds however often one looks: {risk}."
    return (
        "The labels were not drawn in an order settled beforehand. Were they a random part of the answers, and this "
        f"the only look, then {risk}. Label in the order “decide soonest” for a promise that holds at every look."
    )


def policy_words(policy: AutomationPolicy) -> str:
    """A policy in a sentence."""
    bar = f"the {bar_words(policy.bar_rate)} bar"
    shown = f"not shown to meet {bar}" if policy.ground == Ground.NONE else f"shown to meet {bar}"
    if policy.ground == Ground.SCORED:
        shown = f"meeting {bar} as the scorer has it"
    sorting, which = Sorting(policy.sorting), f"with a confidence of {percent(policy.threshold, 1)} or more"
    if sorting is not Sorting.CONFIDENCE:
        which = threshold_words(sorting, policy.threshold)
    return (
        f"{policy.by} chose on {day(policy.at)}: answers of “{policy.candidate_name}” {which} are used by themselves, "
        f"{count(policy.size)} of {count(policy.items)} items; {count(policy.right)} of {count(policy.judged)} "
        f"labelled ones right, {shown}."
    )


def changes_since(policy: AutomationPolicy, part: Part) -> str:
    """What has become of a policy's evidence; "" where it stands as it was."""
    if policy.candidate_id != part.standing.candidate_id or policy.sorting != part.sorting:
        return ""
    if policy.bar_rate != part.bar_rate:
        return f"The bar is {bar_words(part.bar_rate)} now."
    same = [one for one in part.steps if one.size == policy.size]
    if not same or policy.items != part.items:
        return f"It was chosen on {count(policy.items)} items; {count(part.items)} are counted now."
    if (same[0].right, same[0].judged) != (policy.right, policy.judged):
        return f"Now {count(same[0].right)} of {count(same[0].judged)} labelled ones are right."
    return ""
