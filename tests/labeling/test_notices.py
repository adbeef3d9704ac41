"""A gentle word when pace or agreement drops, and none while all is well."""

from workbench.labeling.notices import gentle_notice


def test_says_nothing_while_all_is_well_or_little_is_known() -> None:
    assert gentle_notice([]) == ""
    assert gentle_notice([5.0] * 100, [True] * 10) == ""
    assert gentle_notice([5.0] * 10 + [60.0] * 15) == "", "too few to know a pace"
    assert gentle_notice([1.0] * 60 + [2.5] * 15) == "", "a second more is no drop"
    assert gentle_notice([5.0] * 60, [False] * 3) == "", "three that came back are too few"


def test_tells_a_pace_that_drops_or_runs_away() -> None:
    assert gentle_notice([6.0] * 60 + [15.0] * 15) == (
        "The last 15 labels took 15 s each, 6 s before. A short break may help."
    )
    assert gentle_notice([9.0] * 60 + [2.0] * 15) == (
        "The last 15 labels took 2 s each, 9 s before. A slower look may catch more."
    )


def test_tells_an_agreement_with_oneself_that_drops() -> None:
    same = [False, True, False, True, False, True, True, True, True, True, False]
    assert gentle_notice([5.0] * 60, same) == (
        "Of the last 10 outputs that came back to you, 3 got another verdict than before. "
        "The instructions are behind the key I."
    )
