"""What can be used unseen and what goes to people, in sentences of plain text."""

from dataclasses import replace

from workbench.decisions.automating import RISK, AutomationPolicy, Ground, Part
from workbench.decisions.bar import bar_words
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
        if part.ground is Ground.FACT:
            return f"No share of what “{name}” is surest of meets the {bar} bar on these items: {people}."
        labels = plural(part.steps[-1].judged, "label")
        return f"No share of what “{name}” is surest of is shown to meet the {bar} bar yet ({labels} so far): {people}."
    meet = "meet" if part.ground is Ground.FACT else "are shown to meet"
    left = part.items - chosen.size
    if not left:
        return (
            f"All {count(part.items)} answers of “{name}” together {meet} the {bar} bar: nobody has to look."
        )
    share = f"{percent(part.automated_rate)} of the items ({count(chosen.size)} of {count(part.items)})"
    return (
        f"The {share} that “{name}” is surest of {meet} the {bar} bar; the other {percent(left / part.items)} "
        f"({count(left)}) go to people."
    )


def ground_sentence(part: Part) -> str:
    """By what right: a fact, a test that holds at every look, or one look at labels as they came."""
    if part.confirms and part.ground is not Ground.NONE:
        missed = (
            "What a first look at an answer called correct may have missed is not taken off here, as it is on the "
            "Precision page."
        )
        return f"{ground_sentence(replace(part, confirms=False))} {missed}"
    risk = f"the risk that the promised share is below the bar is at most {percent(RISK)}"
    if part.ground is Ground.FACT:
        return "Every answer is labelled, so this is counted, not estimated: it holds for these items."
    if part.ground is Ground.DRAWN:
        return f"The labels were drawn in an order settled beforehand, so this holds however often one looks: {risk}."
    if part.ground is Ground.FIXED:
        return (
            "The labels were not drawn in an order settled beforehand. Were they a random part of the answers, and "
            f"this the only look, then {risk}. Label in the order “decide soonest” for a promise that holds at every "
            "look."
        )
    return ""


def policy_words(policy: AutomationPolicy) -> str:
    """A policy in a sentence."""
    bar = f"the {bar_words(policy.bar_rate)} bar"
    shown = f"not shown to meet {bar}" if policy.ground == Ground.NONE else f"shown to meet {bar}"
    return (
        f"{policy.by} chose on {day(policy.at)}: answers of “{policy.candidate_name}” with a confidence of "
        f"{percent(policy.threshold, 1)} or more are used by themselves, {count(policy.size)} of {count(policy.items)} "
        f"items; {count(policy.right)} of {count(policy.judged)} labelled ones right, {shown}."
    )


def changes_since(policy: AutomationPolicy, part: Part) -> str:
    """What has become of a policy's evidence; "" where it stands as it was."""
    if policy.candidate_id != part.standing.candidate_id:
        return ""
    if policy.bar_rate != part.bar_rate:
        return f"The bar is {bar_words(part.bar_rate)} now."
    same = [one for one in part.steps if one.size == policy.size]
    if not same or policy.items != part.items:
        return f"It was chosen on {count(policy.items)} items; {count(part.items)} are counted now."
    if (same[0].right, same[0].judged) != (policy.right, policy.judged):
        return f"Now {count(same[0].right)} of {count(same[0].judged)} labelled ones are right."
    return ""
