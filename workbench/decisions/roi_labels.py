"""What knowing more is worth: the expected gain from further labels against what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.decisions.roi_model import count_lines
from workbench.decisions.roi_months import net_present_value
from workbench.decisions.roi_spreads import Counted, Spread, expected_values
from workbench.domain.formats import count, money
from workbench.stats.distributions import beta_binomial, counted_rate

FURTHER_LABELS = (50, 100, 200)


@dataclass(frozen=True)
class LabelValue:
    """So many further labels: what deciding after them rather than now is expected to gain over the months looked
    ahead, and what they cost."""

    labels: int
    gain_amount: float
    cost_amount: float

    @property
    def net_amount(self) -> float:
        """Gain − cost."""
        return self.gain_amount - self.cost_amount


def value_of_labels(
    spreads: Mapping[str, Spread], label_minutes: float, numbers: Sequence[int] = FURTHER_LABELS
) -> list[LabelValue]:
    """The expected value of sample information about the precision, for each number of further labels.

    EVSI(n) = Σₖ BetaBinomial(k; n, a, b) × max(0, W(E[p | k])) − max(0, W(E[p])), with W the net present value of
    using the candidate, which is linear in the precision, and 0 that of going on by hand. What was already spent on
    set-up counts as not yet spent; labelling already done is spent either way and left out. Empty where the precision
    was not counted. Source: H. Raiffa and R. Schlaifer, "Applied statistical decision theory" (1961), chapter 4.
    """
    precision = spreads.get("precision_rate")
    if not isinstance(precision, Counted):
        return []
    expected = expected_values(spreads) | {"evaluation_minutes": 0.0}
    none, one = (net_present_value(count_lines(expected | {"precision_rate": rate})) for rate in (0.0, 1.0))
    shape = counted_rate(precision.part, precision.whole)
    now = max(0.0, none + (one - none) * shape.mean)
    cost = label_minutes / 60 * expected["hourly_cost_amount"]
    values = []
    for number in numbers:
        after = (shape.a + np.arange(number + 1)) / (shape.a + shape.b + number)
        worth = np.maximum(0.0, none + (one - none) * after)
        gain = float(beta_binomial(shape, number) @ worth) - now
        values.append(LabelValue(number, max(gain, 0.0), cost * number))
    return values


def labels_sentence(values: Sequence[LabelValue], name: str, currency: str) -> str:
    """Whether labelling on still pays, with what the further labels gain and cost; "" where nothing can be said."""
    if not values:
        return ""
    best = max(values, key=lambda one: one.net_amount)
    said = ", ".join(
        f"{_whole(one.gain_amount, currency)} against {_whole(one.cost_amount, currency)} for {count(one.labels)}"
        for one in values
    )
    each = f"Expected gain against cost of further labels of “{name}”: {said}."
    if best.net_amount > 0:
        return f"Labelling on pays: {count(best.labels)} further labels are worth most. {each}"
    return f"Labelling can stop: knowing more would hardly change the decision. {each}"


def _whole(amount: float, currency: str) -> str:
    return money(amount if amount >= 1 else 0.0, currency)
