"""Where each input of the ROI model comes from for one candidate: measured, settled by the policy, or entered."""

from collections.abc import Mapping

import numpy as np

from workbench.comparison import Standing
from workbench.decisions.roi import DESK_TIMES, ENTERED, SPOT_CHECK, UNSURE_BELOW, Assumptions, Policy
from workbench.decisions.roi_evidence import CallCost, Outcomes, estimated_answers, is_answered
from workbench.decisions.roi_reading import ENOUGH_CORRECTIONS, ENOUGH_REVIEWS, Evidence
from workbench.decisions.roi_spreads import Counted, Known, Mixed, Resampled, Spread
from workbench.domain.formats import count, day, percent, plural


def measured_times(evidence: Evidence, assumptions: Assumptions) -> dict[str, Spread]:
    """The minutes to review and to correct as the desk timed them, where enough labels were timed."""
    if not assumptions.setting(DESK_TIMES):
        return {}
    found: dict[str, Spread] = {}
    reviews, corrections = evidence.review_times, evidence.correct_times
    if len(reviews) >= ENOUGH_REVIEWS and "review_minutes" not in assumptions.changed:
        source = f"measured: mean of {plural(len(reviews), 'label')} at the desk"
        found["review_minutes"] = Resampled(tuple(one / 60 for one in reviews), source)
    enough = len(corrections) >= ENOUGH_CORRECTIONS and len(reviews) >= ENOUGH_REVIEWS
    if enough and "correct_minutes" not in assumptions.changed:
        reading = float(np.mean(reviews))
        source = f"measured: {plural(len(corrections), 'label')} with a correction, less the time of a review"
        minutes = tuple(max(one - reading, 0.0) / 60 for one in corrections)
        found["correct_minutes"] = Resampled(minutes, source)
    return found


def entered_inputs(evidence: Evidence, assumptions: Assumptions) -> dict[str, Spread]:
    """Every input that is the same for all candidates."""
    inputs: dict[str, Spread] = {key: assumptions.spread(key) for key in ENTERED}
    inputs["evaluation_minutes"] = _evaluation(evidence, assumptions)
    inputs["usd_rate"] = Known(assumptions.usd_rate, rate_source(assumptions))
    return inputs | measured_times(evidence, assumptions)


def candidate_inputs(
    evidence: Evidence,
    assumptions: Assumptions,
    standing: Standing,
    price: CallCost,
    outcomes: Outcomes | None = None,
    entered: Mapping[str, Spread] | None = None,
) -> dict[str, Spread]:
    """Every input of the model for one candidate that has judged answers; `entered`: what is the same for all, where
    it is at hand."""
    judged = f"measured: {count(standing.correct)} of {count(standing.answered)} judged answers right"
    inputs = dict(entered or entered_inputs(evidence, assumptions))
    inputs["precision_rate"] = Counted(standing.correct, standing.answered, judged)
    inputs["automated_rate"] = _share(standing)
    inputs["call_usd"] = Known(price.usd, price.source)
    inputs |= _reviewed(assumptions, outcomes)
    wrong = evidence.wrong_by_category.get(standing.candidate_id, {})
    if assumptions.error_costs and sum(wrong.values()):
        otherwise = inputs["error_cost_amount"].expected
        inputs["error_cost_amount"] = Mixed(
            tuple(assumptions.error_costs.get(category, otherwise) for category in wrong),
            tuple(float(number) for number in wrong.values()),
            f"entered by category, over {plural(sum(wrong.values()), 'wrong answer')}",
        )
    return inputs


def rate_source(assumptions: Assumptions) -> str:
    """Where the price of a dollar comes from."""
    if assumptions.currency == "USD":
        return "the workspace counts in US dollars"
    if assumptions.rate_is_assumed:
        return "not entered, so one for one"
    return (
        f"entered, as of {day(assumptions.rate_day)}" if assumptions.rate_day else "entered, without a date"
    )


def _evaluation(evidence: Evidence, assumptions: Assumptions) -> Spread:
    entered = assumptions.figures.get("evaluation_minutes")
    if entered is not None and entered.likely is not None:
        return Known(entered.likely)
    without = (
        f"; {plural(evidence.untimed_labels, 'label')} without a time" if evidence.untimed_labels else ""
    )
    timed = f"measured: {plural(evidence.timed_labels, 'label')} timed at the desk{without}"
    return Known(evidence.evaluation_minutes, timed)


def _share(standing: Standing) -> Spread:
    """Answered ÷ all. A candidate that answered everything, or nothing, is taken to go on like that."""
    answers = estimated_answers(standing)
    about = "about " if standing.unlabelled or standing.unsure else ""
    source = (
        f"measured: {about}{count(answers)} of {count(standing.output_count)} items answered, "
        f"{count(standing.failed)} failed"
    )
    if 0 < answers < standing.output_count:
        return Counted(answers, standing.output_count, source)
    return Known(answers / standing.output_count, source)


def _reviewed(assumptions: Assumptions, outcomes: Outcomes | None) -> dict[str, Spread]:
    """Which part of the wrong and of the right answers comes before a reviewer."""
    match assumptions.policy:
        case Policy.UNREVIEWED:
            share: Spread = Known(0.0, "no answer is reviewed")
        case Policy.REVIEWED:
            share = Known(1.0, "every answer is reviewed")
        case Policy.SPOT_CHECK:
            share = Known(
                assumptions.setting(SPOT_CHECK), "drawn at random, wrong answers as often as right ones"
            )
        case Policy.UNSURE:
            return _unsure(assumptions.setting(UNSURE_BELOW), outcomes)
    return {"wrong_reviewed_rate": share, "right_reviewed_rate": share}


def _unsure(threshold: float, outcomes: Outcomes | None) -> dict[str, Spread]:
    if outcomes is None or not outcomes.has_confidence:
        none = Known(0.0, "it gives no confidence, so no answer counts as unsure")
        return {"wrong_reviewed_rate": none, "right_reviewed_rate": none}
    answered = is_answered(outcomes)
    below = answered & (outcomes.confidences < threshold)
    shares: dict[str, Spread] = {}
    for key, verdict in (("wrong_reviewed_rate", "incorrect"), ("right_reviewed_rate", "correct")):
        judged = answered & (outcomes.verdicts == verdict)
        unsure, whole = int((below & judged).sum()), int(judged.sum())
        if whole:
            words = "wrong" if verdict == "incorrect" else "right"
            counts = f"{count(unsure)} of {count(whole)} {words} answers"
            source = f"measured: {counts} below {percent(threshold)} confidence"
            shares[key] = Counted(unsure, whole, source)
        else:
            source = f"none judged {verdict}; the share of all answers below {percent(threshold)} confidence"
            shares[key] = Known(float(below.sum() / max(answered.sum(), 1)), source)
    return shares
