"""How sure a model was of its answer, from the log-probabilities of the answer's tokens."""

import math
from collections.abc import Sequence

from workbench.connectors.replies import TokenChance


def confidence_in(tokens: Sequence[TokenChance], answer: str) -> float | None:
    """The probability (0–1) the model gave to the tokens of `answer`, multiplied; None without log-probabilities.

    Only tokens that overlap the answer's last place in the reply count, so that the reply's form (quotes, braces)
    does not lower it; where the answer is not found as it stands, all tokens count.

    >>> confidence_in([TokenChance("{", 0.0), TokenChance("La", math.log(0.9)), TokenChance("w", math.log(0.8))], "Law")
    0.72
    """
    if not tokens or not answer.strip():
        return None
    reply = "".join(token.text for token in tokens)
    start = reply.casefold().rfind(answer.strip().casefold())
    end = start + len(answer.strip()) if start >= 0 else len(reply)
    total, at = 0.0, 0
    for token in tokens:
        before, at = at, at + len(token.text)
        if at > max(start, 0) and before < end:
            total += token.log_probability
    return round(min(1.0, math.exp(min(0.0, total))), 6)
