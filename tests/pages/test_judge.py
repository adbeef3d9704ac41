"""The Judge page: empty, without labels, and worked."""

from collections.abc import Iterator

import pytest

from tests.decisions.worlds import a_tested_world
from tests.pages.framing import open_page, read, replace_links
from tests.store.building import a_workflow, many_labels
from workbench.domain import Verdict
from workbench.scoring.scoring import score_outputs
from workbench.store.database import Database


@pytest.fixture(autouse=True)
def drawn_links(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    replace_links(monkeypatch)
    yield


def test_leads_on_where_nothing_has_been_scored(database: Database) -> None:
    assert "No workflow yet" in read(open_page("judge"))
    a_workflow(database, "None")
    assert "has no golden dataset yet" in read(open_page("judge", workflow="None"))
    workflow, _, _ = a_tested_world(database, {"A": ["right"]}, name="Unscored")
    assert "Nothing has been scored here yet" in read(open_page("judge", workflow=workflow.name))


def test_says_what_it_finds_and_never_calls_that_accuracy(database: Database) -> None:
    answers = ["other" if number < 12 else "right" for number in range(80)]
    workflow, _, ids = a_tested_world(database, {"A": answers}, name="Scored", trusted_scorer="exact")
    score_outputs(database, workflow.workflow_id)
    words = read(open_page("judge", workflow=workflow.name))
    assert "No answer here has both a label and a word of the exact-match scorer." in words
    outputs = list(ids["A"].values())
    many_labels(database, dict.fromkeys(outputs[:8], Verdict.INCORRECT))
    many_labels(database, dict.fromkeys(outputs[8:], Verdict.CORRECT))
    page = open_page("judge", workflow=workflow.name)
    words = read(page)
    assert "says what people say on 95 % (76 of 80; 88–99 %): it finds 100 % (8 of 8; " in words
    assert "It helps" in words and "accuracy" not in words.lower()
    assert [row["It doubts"] for row in page.dataframe[1].value.to_dict("records")] == [4, 8]
