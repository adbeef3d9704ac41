"""The pages Compare, Choose and Automate part: empty, with one candidate, and worked."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import Answer, Verdict, Workflow
from workbench.store import decision as decisions
from workbench.store.database import Database

PAGES = Path(__file__).resolve().parents[2] / "pages"


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links need the frame's table of pages, which a page tested alone does not have."""
    monkeypatch.setattr(streamlit, "page_link", lambda *args, **kwargs: None)


@pytest.fixture
def show(database: Database) -> Callable[..., AppTest]:
    def run(name: str, workflow: Workflow | None = None) -> AppTest:
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=30)
        if workflow:
            page.session_state["workflow"] = workflow.name
        page.run()
        assert not page.exception
        return page

    return run


@pytest.fixture
def world(database: Database) -> Workflow:
    """Two candidates on thirty items, one right on all, one on twenty; one of its calls lost."""
    workflow = a_workflow(database, bar_rate=0.8)
    keys = [f"k{n}" for n in range(30)]
    version = a_version(
        database, workflow, {key: (f"text {key}", "x") for key in keys}, slices=dict.fromkeys(keys, "lease")
    )
    for name, right, cost in (("Small *one*", 30, 0.001), ("Large", 20, 0.1)):
        answers = {
            key: Answer(f"{name} {key}", cost_usd=cost, latency_s=cost * 10, confidence=1 - int(key[1:]) / 40)
            for key in keys
        }
        if name == "Large":
            answers["k29"] = Answer(failure_reason="lost")
        run = a_run(database, a_candidate(database, workflow, name), version, answers)
        for key, output_id in outputs_by_key(database, run).items():
            if answers[key].text:
                is_right = int(key[1:]) < right
                a_label(database, output_id, Verdict.CORRECT if is_right else Verdict.INCORRECT)
    return workflow


def said(page: AppTest) -> str:
    parts = [one.value for kind in (page.subheader, page.markdown, page.caption) for one in kind]
    return (
        " ".join(parts)
        .replace("\\", "")
        .replace("\u2060", "")
        .replace("&#58;", ":")
        .replace("\N{NO-BREAK SPACE}", " ")
    )


@pytest.mark.parametrize("name", ["compare", "choose", "automate"])
def test_an_empty_workspace_is_led_to_a_workflow(name: str, show: Callable[..., AppTest]) -> None:
    assert show(name).subheader[0].value == "No workflow yet"


@pytest.mark.parametrize(
    ("name", "title"),
    [("compare", "Two candidates are needed"), ("choose", "There is nothing to choose from yet")],
)
def test_without_verdicts_the_page_says_what_it_needs(
    name: str, title: str, database: Database, show: Callable[..., AppTest]
) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    assert title in said(show(name, workflow))


def test_compare_says_who_is_right_more_often_and_who_lost_what(
    world: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show("compare", world)
    assert "“Small *one*” is right more often than “Large”: +31" in said(page)
    assert "1 item is not compared: 1 because “Large” lost it to a failed call." in said(page)
    assert "However often one looks: p = " in said(page)
    assert len(page.dataframe) == 1 and page.dataframe[0].value.iloc[0]["Items"] == 29
    assert len(page.expander) > 2


def test_choose_names_the_cheapest_and_stores_a_decision(
    world: Workflow, database: Database, show: Callable[..., AppTest]
) -> None:
    page = show("choose", world)
    assert (
        "The cheapest candidate that meets the 80 % bar is “Small *one*”: $0.001 and 10 ms an item."
        in said(page)
    )
    page.session_state["labeler"] = "Ada"
    page.run()
    page.text_input(key=f"choose-why-{world.workflow_id}").set_value("It is cheap").run()
    page.button(key="choose-store").click().run()
    assert not page.exception
    [made] = decisions.list_decisions(database, world.workflow_id)
    assert (made.candidate_name, made.decided_by, made.reason) == ("Small *one*", "Ada", "It is cheap")
    page = show("choose", world)
    assert "Ada chose “Small *one*” on" in said(page) and "Nothing it rests on has changed since." in said(
        page
    )
    page.button(key=f"choose-take-back-{made.decision_id}").click().run()
    assert "Taken back. Ada chose" in said(page)


def test_automate_names_the_share_and_stores_a_policy(world: Workflow, show: Callable[..., AppTest]) -> None:
    page = show("automate", world)
    assert "All 30 answers of “Small *one*” together meet the 80 % bar: nobody has to look." in said(page)
    page.selectbox(key=f"automate-candidate-{world.workflow_id}").select_index(1).run()
    # Twenty are right, so twenty-four of the surest (80 %) keep the bar at 83 %: 20 of 24.
    assert "that “Large” is surest of meet the 80 % bar" in said(page)
    page.session_state["labeler"] = "Ada"
    page.run()
    page.button(key="automate-store").click().run()
    assert not page.exception
    assert "Ada chose on" in said(show("automate", world))
