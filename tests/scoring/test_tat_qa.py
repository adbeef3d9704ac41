import pytest

from workbench.scoring.scores import Task
from workbench.scoring.tat_qa import compare_by, is_tat_qa_match, spans_and_scale


@pytest.mark.parametrize(
    ("predicted", "scale", "expected", "expected_scale", "is_match"),
    [
        (["9.8"], "million", ["9800"], "thousand", True),
        (["8.692163"], "percent", ["8.69"], "percent", True),
        (["8.6951"], "percent", ["8.69"], "percent", False),
        (["0.2342"], "", ["23.42"], "percent", True),
        (["23.42%"], "", ["23.42"], "percent", True),
        (["(134)"], "", ["-134"], "", True),
        (["2,085"], "thousand", ["(2,085)"], "thousand", True),  # as published: no sign is read here
        (["2018", "2019"], "", ["2019", "2018"], "", True),
        (["The provision of services."], "", ["provision of services"], "", True),
        (["2019"], "", ["2019", "2018"], "", False),
        (["$1.1 million"], "", ["1.1"], "million", True),
        ([], "", ["1"], "", False),
    ],
)
def test_it_counts_as_published(predicted, scale, expected, expected_scale, is_match) -> None:
    assert is_tat_qa_match(predicted, scale, expected, expected_scale) is is_match


def test_answers_are_read_from_text_with_their_scale() -> None:
    compare = compare_by(Task())
    assert compare("9.8 million", "9800 thousand").is_correct
    assert compare('["2018", "2019"]', '["2019", "2018"]').is_correct
    assert compare("nothing", "9.8 million").explanation == "it differs as TAT-QA counts"
    assert spans_and_scale("") == ([], "")
