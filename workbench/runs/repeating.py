"""Several answers to one item: the one given most often counts, and how often it was given is its confidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain import Answer
from workbench.scoring.exact import normalise


def most_given(answers: Sequence[Answer]) -> Answer:
    """One answer made of several to the same item; needs at least one.

    Answers that read the same count together, no answer being one of them; of equally frequent ones the first
    given. Lost calls do not count, unless all were lost, but what they cost does. Tokens and costs are summed over all
    calls, a cost being known only where each answer's is; the time is that of the slowest: they are asked at once.
    """
    given = [answer for answer in answers if not answer.failure_reason]
    lost_costs = [answer.cost_usd for answer in answers if answer.failure_reason and answer.cost_usd]
    lost_calls = sum(answer.lost_calls for answer in answers)
    if not given:
        return replace(answers[0], cost_usd=sum(lost_costs) if lost_costs else None, lost_calls=lost_calls)
    counts = Counter(_form(answer) for answer in given)
    winner = max(counts, key=lambda form: counts[form])
    first = next(answer for answer in given if _form(answer) == winner)
    costs = [answer.cost_usd for answer in given] + lost_costs
    raws, bodies = (
        "\n\n".join(f"Answer {n} of {len(given)}:\n{text}" for n, text in enumerate(texts, start=1))
        for texts in ([answer.raw for answer in given], [answer.body for answer in given])
    )
    return Answer(
        text=first.text,
        raw=first.raw if len(given) == 1 else raws,
        body=first.body if len(given) == 1 or not first.body else bodies,
        confidence=counts[winner] / len(given),
        latency_s=max((answer.latency_s for answer in given if answer.latency_s is not None), default=None),
        cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
        input_tokens=_sum([answer.input_tokens for answer in given]),
        output_tokens=_sum([answer.output_tokens for answer in given]),
        cached_tokens=_sum([answer.cached_tokens for answer in given]),
        cache_write_tokens=_sum([answer.cache_write_tokens for answer in given]),
        lost_calls=lost_calls,
    )


def _form(answer: Answer) -> str:
    return normalise(answer.text) if answer.text else ""


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
