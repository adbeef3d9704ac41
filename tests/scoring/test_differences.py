from workbench.scoring.differences import compare_with_reference
from workbench.scoring.scores import RIGHT, Score, wrong


def test_agreement_is_counted_and_every_difference_listed_with_its_reason() -> None:
    found = compare_with_reference(
        [
            ("a", "x", "x", RIGHT, True, "same"),
            ("b", "x", "y", wrong("other"), False, "same"),
            ("c", "x", "X.", RIGHT, False, "marks"),
            ("d", "the x", "x", wrong("other"), True, "articles"),
            ("e", "x", "?", Score(0.0, None), True, "no verdict"),
        ]
    )
    assert (found.same, found.compared, found.rate) == (2, 5, 0.4)
    assert found.reasons() == {
        ("more lenient", "marks"): 1, ("stricter", "articles"): 1, ("stricter", "no verdict"): 1,
    }  # fmt: skip
    assert [one.key for one in found.differences] == ["c", "d", "e"]


def test_nothing_compared_is_no_agreement() -> None:
    assert compare_with_reference([]).rate == 0.0
