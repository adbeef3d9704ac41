from workbench.runs.budget import Caps
from workbench.runs.estimating import RunEstimate
from workbench.ui.run_caps import cap_warnings, caps_words


def test_caps_in_words():
    assert caps_words(Caps()) == "No spending cap"
    assert caps_words(Caps(5.0, 100.0)) == "Cap $5.00 per run, $100.00 per month"


def test_warns_only_of_caps_that_may_be_reached():
    estimates = [RunEstimate(10, 1.0, 3.0), RunEstimate(10, 1.0, 4.0), RunEstimate(10)]
    assert cap_warnings(Caps(), 50.0, estimates) == []
    assert cap_warnings(Caps(5.0, 100.0), 50.0, estimates) == []
    per_run, per_month = cap_warnings(Caps(3.5, 55.0), 50.0, estimates)
    assert "may cost up to $4.00" in per_run
    assert "$5.00 is left" in per_month
