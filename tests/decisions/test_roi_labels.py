"""What further labels are worth: the figures of the method's sheet, and that it stops."""

import pytest

from tests.decisions.test_roi_model import EXAMPLE, known
from workbench.decisions.roi_labels import labels_sentence, value_of_labels
from workbench.decisions.roi_spreads import Counted, Known


def spreads(correct: int, of: int, items: float = 20_000) -> dict[str, object]:
    """A saving of .80 an item, an error of 20, one month, labels at 4 each (4.8 minutes at 50 an hour)."""
    values = EXAMPLE | {
        "items_per_month": items, "minutes_by_hand": 0.96, "automated_rate": 1.0, "error_cost_amount": 20.0,
        "call_usd": 0.0, "setup_cost_amount": 0.0, "horizon_months": 1, "discount_rate": 0.0,
    }  # fmt: skip
    return known(values) | {"precision_rate": Counted(correct, of)}


@pytest.mark.parametrize(
    ("correct", "of", "items", "goes_on"),
    [
        (96, 100, 20_000, True),
        (288, 300, 20_000, True),
        (196, 200, 20_000, False),
        (96, 100, 500, False),
    ],
)
def test_labelling_goes_on_while_it_pays(correct: int, of: int, items: float, goes_on: bool) -> None:
    values = value_of_labels(spreads(correct, of, items), 4.8)  # type: ignore[arg-type]
    assert [one.labels for one in values] == [50, 100, 200]
    assert [one.cost_amount for one in values] == pytest.approx([200, 400, 800])
    assert (max(one.net_amount for one in values) > 0) is goes_on
    said = labels_sentence(values, "One", "USD")
    assert said.startswith("Labelling on pays" if goes_on else "Labelling can stop")
    assert "for 50" in said and "for 200" in said


def test_a_hundred_more_after_a_hundred_at_96_gain_what_the_method_says() -> None:
    # Break-even precision 96 %, V = 20,000, a label 4: about 1,740 beyond their cost.
    [hundred] = [one for one in value_of_labels(spreads(96, 100), 4.8) if one.labels == 100]  # type: ignore[arg-type]
    assert hundred.net_amount == pytest.approx(1_743, rel=0.15)


def test_more_labels_never_tell_less() -> None:
    gains = [one.gain_amount for one in value_of_labels(spreads(96, 100), 4.8)]  # type: ignore[arg-type]
    assert gains == sorted(gains)


def test_a_precision_that_was_not_counted_has_no_value_of_labels() -> None:
    assert value_of_labels(known(EXAMPLE) | {"precision_rate": Known(0.9)}, 4.8) == []
    assert labels_sentence([], "One", "USD") == ""
