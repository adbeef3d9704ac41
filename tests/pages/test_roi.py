"""The ROI page: empty, without figures, the worked example, few labels, another currency."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.store.building import a_candidate, a_run, a_version, a_workflow, many_labels, outputs_by_key
from workbench.decisions.business_case import get_usd_rate, get_usd_rate_day
from workbench.domain import Answer, BusinessFigures, CandidateKind, Verdict, Workflow
from workbench.domain.locales import use_locale
from workbench.domain.scenarios import Estimate, Scenario
from workbench.store import roi as roi_store
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database

PAGE = Path(__file__).resolve().parents[2] / "pages" / "roi.py"
# By hand $10 an item, a review $2, an error $60: the worked example.
FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The labels of the links drawn; a page tested alone has no table of pages to lead to."""
    drawn: list[str] = []
    monkeypatch.setattr(streamlit, "page_link", lambda page, label="", **more: drawn.append(label))
    return drawn


@pytest.fixture
def show(database: Database) -> Callable[..., AppTest]:
    def run(workflow: Workflow | None = None, **query: str) -> AppTest:
        page = AppTest.from_file(str(PAGE), default_timeout=30)
        if workflow:
            page.session_state["workflow"] = workflow.name
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return run


def filled(
    database: Database,
    workflow: Workflow,
    correct: int,
    incorrect: int,
    no_answer: int,
    open_count: int = 0,
    name: str = "gpt-4 with search",
) -> None:
    """Outputs of one candidate at $0.02 a call, labelled so."""
    answered = correct + incorrect + open_count
    keys = [f"k{number}" for number in range(answered + no_answer)]
    version = a_version(database, workflow, {key: (f"text {key}", "x") for key in keys})
    answers = {key: Answer("x" if n < answered else None, cost_usd=0.02) for n, key in enumerate(keys)}
    candidate = a_candidate(database, workflow, name, CandidateKind.FILE)
    ids = outputs_by_key(database, a_run(database, candidate, version, answers))
    judged = enumerate(keys[: correct + incorrect])
    many_labels(
        database, {ids[key]: Verdict.CORRECT if n < correct else Verdict.INCORRECT for n, key in judged}
    )


@pytest.fixture
def worked(database: Database) -> Workflow:
    """The worked example: coverage .8, precision .95."""
    workflow = a_workflow(database, figures=FIGURES)
    filled(database, workflow, 38, 2, 10)
    return workflow


def said(page: AppTest) -> str:
    parts = [
        one.value for kind in (page.subheader, page.markdown, page.caption, page.warning) for one in kind
    ]
    return as_read(" ".join(parts))


def as_read(words: str) -> str:
    """Words without what keeps them from being taken for Markdown."""
    return words.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ").replace("&#58;", ":")


def rows(page: AppTest, number: int = 0) -> list[dict[str, Any]]:
    return page.dataframe[number].value.to_dict("records")


def said_errors(page: AppTest) -> str:
    return " ".join(one.value for one in page.error).replace("\\", "")


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label.replace("\\", "") == label)


def save(page: AppTest) -> None:
    """Save the entered figures."""
    button(page, "Save the figures").click().run()
    assert not page.exception


def test_an_empty_workspace_is_told_where_to_begin(show: Callable[..., AppTest]) -> None:
    assert show().subheader[0].value == "No workflow yet"


def test_a_workflow_without_a_dataset_is_led_to_one(database: Database, show: Callable[..., AppTest]) -> None:
    page = show(a_workflow(database))
    assert "has no golden dataset yet" in said(page)
    assert not page.dataframe


def test_a_dataset_without_outputs_is_led_to_a_run(
    database: Database, show: Callable[..., AppTest], links: list[str]
) -> None:
    workflow = a_workflow(database, figures=FIGURES)
    a_version(database, workflow, {"a": ("text", "x")})
    assert "No candidate has run on these items yet" in said(show(workflow))
    assert "Start a run" in links


def way(page: AppTest, name: str = "gpt-4 with search") -> dict[str, Any]:
    """The row of one way to do the work, from both tables."""
    both = [next(row for row in rows(page, number) if row["Way"] == name) for number in (0, 1)]
    return both[0] | both[1]


def steps(page: AppTest, number: int) -> list[dict[str, str]]:
    """A table of the account as it is read."""
    return page.table[number].value.map(as_read).to_dict("records")


def lines(page: AppTest) -> dict[str, str]:
    """The lines of the account by what they are."""
    return {step["Line"]: step["Figure"] for step in steps(page, 1)}


def test_the_worked_example_used_unreviewed(worked: Workflow, show: Callable[..., AppTest]) -> None:
    page = show(worked)
    assert said(page).startswith(
        "Using “gpt-4 with search” unreviewed would save $5,580 a month (80 % range $"
    )
    assert "it pays back in month 2; the largest uncertainty is precision. It meets" in said(page)
    assert (
        "By hand a month costs $10,000 (1,000 items at $10.00); with “gpt-4 with search” $4,420. "
        "It pays from a precision of 83.4 % on; measured: 95 % (38 of 40; 83–99 %), bar 95 %." in said(page)
    )
    row = way(page)
    assert (row["With it"], row["Saving"]) == pytest.approx((4_420, 5_580))
    assert (row["Undetected errors"], row["Done by people"], row["Calls"]) == pytest.approx(
        (2_400, 2_000, 20)
    )
    assert row["From"] < row["Saving"] < row["To"]
    assert 90 < row["Saves money"] <= 100, "in %"
    assert row["Break-even"].replace("\N{NO-BREAK SPACE}", " ") == "83.4 %"
    assert row["Payback"] == "2.0 months"
    assert way(page, "By hand")["With it"] == pytest.approx(10_000)
    assert way(page, "Nobody does it")["With it"] == pytest.approx(60_000)
    counted = lines(show(worked, look="How it is counted"))
    assert (counted["Saving a month"], counted["Break-even precision"]) == ("$5,580.00", "83.375 %")


def test_every_figure_of_the_account_says_where_it_is_from(
    worked: Workflow, show: Callable[..., AppTest]
) -> None:
    sources = {step["Input"]: step["Where from"] for step in steps(show(worked, look="How it is counted"), 0)}
    assert sources["Items a month"] == "entered"
    assert sources["Precision"] == "measured: 38 of 40 judged answers right"
    assert sources["Cost of a call"] == "mean of the stored outputs"
    assert all(sources.values())


def test_the_worked_example_with_every_answer_reviewed(
    worked: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show(worked)
    page.segmented_control(key="policy").set_value("reviewed").run()
    assert not page.exception
    assert "with every answer reviewed would save $5,980 a month" in said(page)
    row = way(page)
    assert (row["Reviews"], row["Errors corrected"], row["Saving"]) == pytest.approx((1_600, 400, 5_980))
    assert row["Undetected errors"] == 0


def test_a_spot_check_reviews_a_share_of_the_answers(worked: Workflow, show: Callable[..., AppTest]) -> None:
    page = show(worked)
    page.segmented_control(key="policy").set_value("spot_check").run()
    assert "with 10 % of its answers spot-checked" in said(page)
    row = way(page)
    # 80 reviews at $2, 4 of 40 errors found at $10, 36 go out at $60.
    assert (row["Reviews"], row["Errors corrected"], row["Undetected errors"]) == pytest.approx(
        (160, 40, 2_160)
    )


def test_a_slider_moves_the_saving_and_stores_nothing(
    database: Database, worked: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show(worked)
    slider = next(one for one in page.select_slider if one.label.startswith("Items a month"))
    slider.set_value(2000).run()
    assert "would save $11,200 a month" in said(page), "twice $5,580"
    assert "Tried out, not saved." in said(page)
    assert workflows.get_workflow(database, worked.workflow_id).figures.items_per_month == 1000
    button(page, "Back to what is entered").click().run()
    assert "would save $5,580 a month" in said(page)


def test_a_scenario_is_saved_from_the_sliders_held_beside_the_base_case_deleted_and_brought_back(
    database: Database, worked: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show(worked, look="Scenarios")
    next(one for one in page.select_slider if one.label.startswith("Items a month")).set_value(2000).run()
    page.text_input(key=f"roi-new-{worked.workflow_id}").set_value("Twice").run()
    button(page, "Save").click().run()
    assert not page.exception
    [scenario] = roi_store.list_scenarios(database, worked.workflow_id)
    assert (scenario.name, scenario.figures) == ("Twice", {"items_per_month": Estimate(2000)})
    page = show(worked, scenario="Twice", look="Scenarios")
    assert "would save $11,200 a month" in said(page)
    beside = {row[""]: row for row in rows(page)}
    assert beside["Saving a month"]["Base case"] == "$5,580.00"
    assert beside["Saving a month"]["Twice"] == "$11,160.00"
    assert (beside["Items a month"]["Base case"], beside["Items a month"]["Twice"]) == ("1,000", "2,000")
    delete = page.button(key=f"roi-change-{scenario.scenario_id}-delete")
    assert delete.disabled, "the name has to be typed first"
    page.text_input(key=f"roi-change-{scenario.scenario_id}-typed").set_value("Twice").run()
    page.button(key=f"roi-change-{scenario.scenario_id}-delete").click().run()
    assert roi_store.list_scenarios(database, worked.workflow_id) == []
    page = show(worked, look="Scenarios")
    assert "would save $5,580 a month" in said(page)
    button(page, "Bring back Twice").click().run()
    assert [one.name for one in roi_store.list_scenarios(database, worked.workflow_id)] == ["Twice"]


def test_a_name_in_use_is_refused_in_a_sentence(
    database: Database, worked: Workflow, show: Callable[..., AppTest]
) -> None:
    roi_store.add_scenario(database, Scenario(0, worked.workflow_id, "Twice"))
    page = show(worked, look="Scenarios")
    page.text_input(key=f"roi-new-{worked.workflow_id}").set_value("twice").run()
    button(page, "Save").click().run()
    assert "There is already a scenario called “twice”" in said_errors(page)


def test_ranges_and_further_figures_are_entered_on_the_page(
    database: Database, worked: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show(worked, look="Figures")
    key = f"roi-{worked.workflow_id}-"
    page.number_input(key=f"{key}minutes_by_hand-low").set_value(6)
    page.number_input(key=f"{key}minutes_by_hand-high").set_value(30)
    page.number_input(key=f"{key}running_cost_amount").set_value(500)
    page.number_input(key=f"{key}miss_rate").set_value(20)
    save(page)
    base = roi_store.get_base(database, worked.workflow_id)
    assert base.figures["minutes_by_hand"] == Estimate(None, 6, 30)
    assert base.figures["miss_rate"].likely == pytest.approx(0.2)
    # By hand 14 minutes are expected, (6 + 4 × 12 + 30) ÷ 6: 800 items × $11.67 − $2,400 − $20 − $500.
    assert "would save $6,410 a month" in said(page)
    assert "the largest uncertainty is minutes by hand" in said(page)


def test_an_impossible_range_leaves_no_saving_and_says_which_figure(
    worked: Workflow, show: Callable[..., AppTest]
) -> None:
    page = show(worked, look="Figures")
    page.number_input(key=f"roi-{worked.workflow_id}-minutes_by_hand-low").set_value(20)
    save(page)
    assert "No saving can be said yet: 1 figure of this workflow is missing or impossible." in said(page)
    assert "Minutes by hand: the lowest, the likely and the highest figure are not in that order." in said(
        page
    )
    assert not page.select_slider


def test_the_charts_offer_their_pictures_and_data(worked: Workflow, show: Callable[..., AppTest]) -> None:
    page = show(worked)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [*["Data as .xlsx"] * 4, "Business case (.xlsx)"]
    assert "Click a bar to see all of the page for that candidate." in said(page)


def test_a_link_with_the_policy_opens_it(worked: Workflow, show: Callable[..., AppTest]) -> None:
    assert "$5,980 a month" in said(show(worked, policy="reviewed"))


def test_missing_figures_are_named_and_entered_on_the_page(
    database: Database, show: Callable[..., AppTest]
) -> None:
    workflow = a_workflow(database)
    filled(database, workflow, 38, 2, 10)
    page = show(workflow)
    assert "No saving can be said yet: 4 figures of this workflow are missing" in said(page)
    assert "Cost of an undetected error is not entered." in said(page)
    entered = {
        "items_per_month": 1000, "minutes_by_hand": 12, "hourly_cost_amount": 50, "error_cost_amount": 60,
    }  # fmt: skip
    for figure, value in entered.items():
        page.number_input(key=f"roi-{workflow.workflow_id}-{figure}").set_value(value)
    save(page)
    assert "would save $5,580 a month" in said(page)
    assert workflows.get_workflow(database, workflow.workflow_id).figures == BusinessFigures(
        1000, 12, 50, None, 60, None
    )
    page.segmented_control(key="policy").set_value("reviewed").run()
    assert "Minutes to review an output is not entered." in said(page)


def test_few_labels_leave_the_saving_open_and_lead_to_label(
    database: Database, show: Callable[..., AppTest], links: list[str]
) -> None:
    workflow = a_workflow(database, figures=FIGURES)
    filled(database, workflow, 9, 1, 30, open_count=60)
    page = show(workflow)
    assert (
        "Only 10 answers are judged, so the saving may well lie anywhere between −$2,570 and $6,480"
        in said(page)
    )
    assert "Labelling the other 60 narrows this." in said(page)
    assert "60 answers of “gpt-4 with search” are not judged yet" in said(page)
    assert "Label outputs" in links
    row = way(page)
    assert row["Done by people"] == pytest.approx(3_000), "30 of 100 items, however few are labelled"


def test_without_a_judged_answer_there_is_no_saving(database: Database, show: Callable[..., AppTest]) -> None:
    workflow = a_workflow(database, figures=FIGURES)
    filled(database, workflow, 0, 0, 1, open_count=3)
    page = show(workflow)
    assert "no candidate has a judged answer on these items" in said(page)
    assert not page.dataframe


def test_another_currency_asks_for_the_rate_and_keeps_it(
    database: Database, worked: Workflow, show: Callable[..., AppTest]
) -> None:
    workspace.set_setting(database, "currency", "EUR")
    page = show(worked, look="Figures")
    assert "one dollar counts as one EUR" in said(page)
    assert "€5,580" in said(page)
    page.number_input(key="roi-rate-EUR").set_value(0.5)
    page.date_input(key="roi-rate-day-EUR").set_value(date(2026, 11, 20))
    save(page)
    assert get_usd_rate_day(database) == date(2026, 11, 20)
    assert {step["Input"]: step["Where from"] for step in steps(show(worked, look="How it is counted"), 0)}[
        "Price of a US dollar"
    ] == "entered, as of 20 Nov 2026"
    assert get_usd_rate(database) == (0.5, False)
    assert "one dollar counts as one EUR" not in said(page)
    assert way(show(worked))["Calls"] == pytest.approx(10)


def test_decimals_are_typed_as_the_browser_takes_them_and_that_is_said_where_it_may_differ(
    worked: Workflow, show: Callable[..., AppTest]
) -> None:
    assert "Type decimals" not in said(show(worked, look="Figures"))
    use_locale("de_DE")
    try:
        page = show(worked, look="Figures")
    finally:
        use_locale("en_US")
    assert "Type decimals as your browser's language writes them" in said(page)


def test_text_in_a_candidates_name_stays_text(database: Database, show: Callable[..., AppTest]) -> None:
    workflow = a_workflow(database, figures=FIGURES)
    filled(database, workflow, 38, 2, 10, name="*bold* :red[x] <b>")
    assert "\\*bold\\*" in show(workflow).subheader[0].value
