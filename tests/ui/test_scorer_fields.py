"""Who decides where there is no label, chosen and set on the Workflows page."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.connectors.stub_server import Reply, chat, serving
from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import AnswerType, CandidateKind, Verdict, Workflow
from workbench.store import candidate as candidates
from workbench.store.database import Database
from workbench.store.evidence import evidence_table
from workbench.store.workflow import find_workflow


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def choose(page: AppTest, scorer: str) -> None:
    field(page.selectbox, "Who decides").select(scorer).run()
    settled(page)


def saved(database: Database, page: AppTest) -> Workflow:
    button(page, "Save changes").click().run()
    assert "is saved" in read(settled(page))
    found = find_workflow(database, "Clauses")
    assert found is not None
    return found


def _numbers(database: Database) -> tuple[Workflow, Any, dict[str, int]]:
    workflow = a_workflow(database, answer_type=AnswerType.NUMBER)
    version = a_version(
        database, workflow, {"a": ("t1", "100"), "b": ("t2", "9.8 million"), "c": ("t3", "5")}
    )
    run = a_run(
        database, a_candidate(database, workflow), version, {"a": "101", "b": "9,800 thousand", "c": "6"}
    )
    return workflow, version, outputs_by_key(database, run)


def test_people_decide_until_a_scorer_is_trusted_with_its_settings(database: Database) -> None:
    workflow, version, _ = _numbers(database)
    page = open_page("workflows")
    assert "only once a person has labelled them" in read(page)
    choose(page, "number")
    assert "Nothing is labelled yet, so how far this scorer can be trusted is not known." in read(page)
    field(page.number_input, "May be off by, in % of").set_value(2.0)
    assert saved(database, page).scorer_settings == {"number": {"tolerance_rate": 0.02}}
    assert saved_verdicts(database, workflow, version) == {"a": "correct", "b": "correct", "c": "incorrect"}
    choose(page, "")
    assert saved(database, page).trusted_scorer is None
    assert set(saved_verdicts(database, workflow, version).values()) == {"unlabelled"}


def saved_verdicts(database: Database, workflow: Workflow, version: Any) -> dict[str, str]:
    table = evidence_table(database, workflow.workflow_id, version.dataset_version_id).set_index("item_key")
    return table["verdict"].to_dict()


def test_what_the_labels_say_stands_beside_the_settings_before_they_are_saved(database: Database) -> None:
    _, _, by_key = _numbers(database)
    a_label(database, by_key["a"], Verdict.CORRECT)
    a_label(database, by_key["b"], Verdict.CORRECT)
    page = open_page("workflows")
    choose(page, "number")
    assert "says the same as the labels in 50 % (1 of 2; 1–99 %)." in read(page)
    assert "Item a: “101” beside “100” is incorrect (1 % off) by the scorer, correct by the label." in read(
        page
    )
    field(page.number_input, "May be off by, in units").set_value(1.0).run()
    assert "in 100 % (2 of 2;" in read(settled(page))


def test_settings_that_cannot_work_are_refused_in_words(database: Database) -> None:
    a_workflow(database)
    page = open_page("workflows")
    choose(page, "category")
    field(page.text_area, "Other names").set_value("Governing law").run()
    assert "Line 1 of the other names, “Governing law”, is not of the form" in read(settled(page))
    button(page, "Save changes").click().run()
    settled(page)
    assert find_workflow(database, "Clauses").trusted_scorer is None  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", list(AnswerType))
def test_every_scorer_of_every_kind_of_answer_can_be_saved_as_it_stands(
    database: Database, kind: AnswerType
) -> None:
    a_workflow(database, answer_type=kind)
    page = open_page("workflows")
    for words in field(page.selectbox, "Who decides").options[1:]:
        field(page.selectbox, "Who decides").select(words).run()
        settled(page)
        if "judges" in words:
            assert "No candidate of this workflow asks a model yet" in read(page)
            continue
        assert saved(database, page).scorer_settings == {}


def _judges(body: dict[str, Any]) -> Reply:
    """Everything that is expected to be Law is right."""
    is_law = "Expected answer:\nLaw" in str(body["messages"][-1]["content"])
    return chat(f"Reason: so it is.\nVerdict: {'correct' if is_law else 'incorrect'}")


def test_a_judge_is_chosen_named_its_cost_and_asked(database: Database) -> None:
    workflow = a_workflow(database, answer_type=AnswerType.LONG_TEXT)
    version = a_version(database, workflow, {"a": ("t1", "Law"), "b": ("t2", "Cap")})
    a_run(database, a_candidate(database, workflow), version, {"a": "The law", "b": "The law"})
    with serving(script=_judges) as stub:
        settings = {"base_url": stub.base_url, "model": "m"}
        candidates.add_candidate(database, workflow.workflow_id, "Judge", CandidateKind.ENDPOINT, settings)
        page = open_page("workflows")
        choose(page, "judge")
        button(page, "Save changes").click().run()
        assert "The judge has no model yet." in read(settled(page))
        field(page.selectbox, "Model that judges").select_index(0).run()
        saved(database, page)
        assert "What it costs is not known" in read(page) and not stub.requests
        button(page, "Ask the judge about 2 answers").click().run()
        assert "2 answers judged." in read(settled(page))
        assert len(stub.requests) == 2
    assert saved_verdicts(database, workflow, version) == {"a": "correct", "b": "incorrect"}
    assert "has judged every answer" in read(page)


def test_how_far_the_judge_agrees_with_people_stands_where_it_is_chosen(database: Database) -> None:
    workflow = a_workflow(database, answer_type=AnswerType.LONG_TEXT)
    version = a_version(database, workflow, {"a": ("t1", "Law"), "b": ("t2", "Cap"), "c": ("t3", "Law")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "one", "b": "two", "c": "three"})
    with serving(script=_judges) as stub:
        settings = {"base_url": stub.base_url, "model": "m"}
        candidates.add_candidate(database, workflow.workflow_id, "Judge", CandidateKind.ENDPOINT, settings)
        page = open_page("workflows")
        choose(page, "judge")
        field(page.selectbox, "Model that judges").select_index(0).run()
        assert "is known once it is saved and has judged" in read(page)
        saved(database, page)
        assert "No answer has both a label and a verdict of the judge yet" in read(page)
        button(page, "Ask the judge about 3 answers").click().run()
    outputs = outputs_by_key(database, run)
    for key, verdict in (("a", Verdict.CORRECT), ("b", Verdict.CORRECT), ("c", Verdict.UNSURE)):
        a_label(database, outputs[key], verdict)
    page = open_page("workflows")
    assert "The judge says the same as the labels in 50 % (1 of 2; 1–99 %)." in read(page)
    assert "“two” beside “Cap” is incorrect (so it is.) by the judge, correct by the label." in read(page)
    field(page.text_area, "Rubric").set_value("{item} {expected} {answer} other").run()
    assert "in 50" not in read(settled(page)), "another rubric is another judge"
