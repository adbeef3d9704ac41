"""The Agreement page: empty, with one labeler, with overlap; the adjudicator's desk down to what is stored."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.labeling.overlapping import an_overlap
from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import a_label, a_workflow
from workbench.domain import Verdict
from workbench.store import label as labels
from workbench.store.database import Database


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def decide_page(name: str = "Dora") -> AppTest:
    """The desk, opened under a name."""
    page = open_page("agreement", view="Decide")
    page.session_state["labeler"] = name
    return settled(page.run())


def cells(page: AppTest, place: int = 0) -> list[dict[str, object]]:
    """A table's rows, with plain spaces."""
    rows = page.dataframe[place].value.to_dict("records")
    return [
        {name: str(cell).replace("\N{NO-BREAK SPACE}", " ") for name, cell in row.items()} for row in rows
    ]


def test_empty_workspaces_lead_on(database: Database) -> None:
    assert "No workflow yet" in read(open_page("agreement"))
    a_workflow(database)
    assert "has no golden dataset yet" in read(open_page("agreement"))


def test_says_what_is_missing_until_two_people_judge_the_same(database: Database) -> None:
    an_overlap(database, {}, name="None")
    assert "Nobody has labelled these outputs yet" in read(open_page("agreement", workflow="None"))
    an_overlap(database, {"Ada": "cc"}, name="One")
    words = read(open_page("agreement", workflow="One"))
    assert "Only Ada has labelled here" in words and "Ada labelled 2 answers" in words
    assert "→ label" in words
    an_overlap(database, {"Ada": "c.", "Ben": ".c"}, name="Apart")
    words = read(open_page("agreement", workflow="Apart"))
    assert "No answer has been labelled by two people yet" in words and "Ada (1), Ben (1)" in words


def test_the_first_sentence_is_the_finding_and_the_second_the_ceiling(database: Database) -> None:
    an_overlap(
        database, {"Ada": "c" * 188 + "i" * 12, "Ben": "c" * 182 + "i" * 6 + "c" * 6 + "i" * 6}, bar_rate=0.99
    )
    page = open_page("agreement")
    words = read(page)
    assert "Ada and Ben agree on 94 % (188 of 200; 90–97 %); 12 disagreements wait for a decision." in words
    assert "No candidate can look better than about 96.9 % here (94.6–98.4 %)" in words
    assert "on 12 of the 200 answers" in words
    assert "The bar of 99 % is above that: even a perfect candidate would seem to miss it." in words
    assert "the 6 answers that one person alone called wrong" in words
    row = cells(page)[0]
    assert row["Labelers"] == "Ada and Ben"
    assert row["Of those anyone called wrong"] == "33 % (6 of 18; 13–59 %)"
    assert row["Cohen's kappa"].startswith("0.47 (")
    assert button(page, "Decide 12 disagreements")
    assert "nan" not in words.lower() and "None" not in words


def test_three_labelers_are_shown_by_pair_and_by_slice(database: Database) -> None:
    an_overlap(
        database, {"Ada": "cciicc" * 6, "Ben": "cicicu" * 6, "Cleo": "cc...c" * 6}, slices=True, bar_rate=0.5
    )
    page = open_page("agreement")
    assert [row["Labelers"] for row in cells(page)] == [
        "All together",
        "Ada and Ben",
        "Ada and Cleo",
        "Ben and Cleo",
    ]
    assert "is above that" not in read(page)
    by_slice = open_page("agreement", view="By area")
    assert {row["Area"] for row in cells(by_slice)} == {"law", "tax"}


def test_one_verdict_throughout_leaves_a_dash(database: Database) -> None:
    an_overlap(database, {"Ada": "cccc", "Ben": "cccc"})
    page = open_page("agreement")
    assert cells(page)[0]["Cohen's kappa"] == "–"
    assert "there is no disagreement to decide" in read(page)
    assert "nobody disagreed" in read(page)
    assert not [one for one in page.button if one.label.startswith("Decide")]


def test_labelers_are_measured_against_the_adjudicator_and_themselves(database: Database) -> None:
    _, _, ids = an_overlap(database, {"Ada": "ccii", "Ben": "cici"})
    a_label(database, ids["k001"], Verdict.CORRECT, "Dora", source="adjudication", comment="It is right.")
    a_label(database, ids["k000"], Verdict.CORRECT, "Ada", is_repeat=True, sitting_id="s", draw_position=1)
    rows = {row["Labeler"]: row for row in cells(open_page("agreement", view="Labelers"))}
    assert rows["Ada"]["As the adjudicator decided"] == "100 % (1 of 1; 3–100 %)"
    assert rows["Ben"]["As the adjudicator decided"] == "0 % (0 of 1; 0–98 %)"
    assert rows["Ada"]["Same verdict again"] == "100 % (1 of 1; 3–100 %)"
    assert "Right, estimated" not in rows["Ada"], "between two labelers nobody can tell who errs"


def test_reliability_is_estimated_from_three_labelers_on(database: Database) -> None:
    an_overlap(database, {"Ada": "ci" * 20, "Ben": "ci" * 20, "Cleo": "cc" * 10 + "ci" * 10})
    rows = {row["Labeler"]: row for row in cells(open_page("agreement", view="Labelers"))}
    assert rows["Cleo"]["Wrong answers found, estimated"] == "about 50 %"
    assert rows["Ada"]["Wrong answers found, estimated"] == "about 98 %"


def test_the_adjudicator_decides_without_names_says_why_and_takes_back(database: Database) -> None:
    _, _, ids = an_overlap(database, {"Ada": "ccc", "Ben": "cii"})
    page = decide_page()
    words = read(page)
    assert "2 disagreements left" in words
    assert "Labeler A" in words and "Labeler B" in words
    shown = "\n".join(str(one.value) for one in [*page.markdown, *page.caption])
    assert "Ada" not in shown and "Ben" not in shown
    button(page, "Incorrect").click().run()
    assert "say why in a few words first" in read(settled(page))
    assert not [
        label for label in labels.list_standing(database, ids["k001"]) if label.source == "adjudication"
    ]
    field(page.text_input, "Why?").set_value("It names a tax, not a law.").run()
    button(page, "Incorrect").click().run()
    words = read(settled(page))
    assert "1 disagreement left" in words and "Decided: incorrect" in words
    assert "1 disagreement waits for a decision" in words
    stored = labels.list_standing(database, ids["k001"])[0]
    assert (stored.source, stored.labeler, stored.verdict) == ("adjudication", "Dora", Verdict.INCORRECT)
    assert stored.comment == "It names a tax, not a law."
    button(page, "Undo").click().run()
    assert "2 disagreements wait for a decision" in read(settled(page))
    assert field(page.text_input, "Why?").value == "It names a tax, not a law."
    assert labels.list_standing(database, ids["k001"])[0].source != "adjudication"


def test_a_labeler_who_adjudicates_is_told_and_not_stopped(database: Database) -> None:
    an_overlap(database, {"Ada": "c", "Ben": "i"})
    page = decide_page("ada")
    assert "one of these labels is yours" in read(page)
    field(page.text_input, "Why?").set_value("Checked once more.").run()
    button(page, "Correct").click().run()
    words = read(settled(page))
    assert "Every disagreement here is decided" in words
    assert "the only disagreement is decided" in words


def test_asks_for_a_name_before_anything_is_decided(database: Database) -> None:
    an_overlap(database, {"Ada": "c", "Ben": "i"})
    words = read(open_page("agreement", view="Decide"))
    assert "Who decides?" in words and "Labeler A" not in words
