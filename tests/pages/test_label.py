"""Label: the name is asked once, the candidate stays hidden, every end of the queue says what to do next."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import (
    a_candidate,
    a_label,
    a_run,
    a_small_world,
    a_version,
    a_workflow,
    outputs_by_key,
)
from workbench.domain import Verdict
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store.database import Database


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def sit_down(name: str = "Ada") -> AppTest:
    page = open_page("label")
    field(page.text_input, "Your name").set_value(name)
    button(page, "Start labelling").click().run()
    return settled(page)


def test_empty_workspaces_lead_on(database: Database) -> None:
    assert "No workflow yet" in read(open_page("label"))
    a_workflow(database)
    words = read(open_page("label"))
    assert "“Clauses” has no golden dataset yet" in words
    assert "→ golden_datasets" in words


def test_without_outputs_it_says_that_a_run_is_needed(database: Database) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    words = read(sit_down())
    assert "No candidate has answered these items yet" in words
    assert "LINK Start a run → runs" in words


def test_the_name_is_asked_once_and_never_left_out(database: Database) -> None:
    a_small_world(database)
    page = open_page("label")
    assert "Who is labelling?" in read(page)
    button(page, "Start labelling").click().run()
    assert "Type a name first" in read(settled(page))
    field(page.text_input, "Your name").set_value("  Ada Lovelace ")
    button(page, "Start labelling").click().run()
    assert "Who is labelling?" not in read(settled(page))
    button(page, "Correct").click().run()
    assert labels.list_labelers(database) == ["Ada Lovelace"]


def test_a_colleague_takes_over_under_another_name(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Grace")
    page = sit_down("Ada")
    button(page, "Grace").click().run()
    button(settled(page), "Incorrect").click().run()
    assert labels.list_labelers(database) == ["Grace"]


def test_names_from_samples_are_not_offered(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Sample", is_sample=True)
    assert "Sample" not in [one.label for one in open_page("label").button]


def test_labels_are_stored_with_what_was_typed_and_can_be_taken_back(database: Database) -> None:
    a_small_world(database)
    page = sit_down()
    assert "3 outputs left" in read(page)
    first = next(one.value for one in page.caption if one.value.startswith("Item"))
    field(page.text_input, "Right answer").set_value("the right one")
    field(page.text_input, "Comment").set_value("because 1 is 2")
    button(page, "Incorrect").click().run()
    assert "Saved as incorrect" in read(settled(page))
    assert "2 outputs left** · 1 labelled today" in read(page)
    [event] = labels.list_events(database, 1)
    assert (event.correction, event.comment, event.labeler) == ("the right one", "because 1 is 2", "Ada")
    assert field(page.text_input, "Right answer").value == ""
    button(page, "Undo").click().run()
    assert next(one.value for one in page.caption if one.value.startswith("Item")) == first
    assert field(page.text_input, "Comment").value == "because 1 is 2"
    assert "3 outputs left" in read(settled(page))


def test_the_candidate_is_nowhere_on_the_page(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("text", "x")})
    a_run(database, a_candidate(database, workflow, "Secret model"), version, {"a": "answer"})
    page = sit_down()
    assert "answer" in read(page)
    assert "Secret model" not in str(page.main) + str(page.sidebar)


def test_the_last_label_leads_to_precision(database: Database) -> None:
    a_small_world(database)
    page = sit_down()
    for _ in range(2):
        button(page, "Correct").click().run()
    button(page, "Skip").click().run()
    assert "1 output put aside" in read(settled(page))
    button(page, "Take them up again").click().run()
    button(page, "Unsure").click().run()
    words = read(settled(page))
    assert "Every output here has a label" in words
    assert "You labelled 3 outputs in this sitting." in words
    assert "→ precision" in words
    assert button(page, "Undo")


def test_unsure_ones_come_again_on_demand(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    ids = outputs_by_key(database, run)
    for key in "ab":
        a_label(database, ids[key], Verdict.CORRECT)
    a_label(database, ids["c"], Verdict.UNSURE, comment="hm")
    page = sit_down()
    assert "Every output here has a label" in read(page)
    page.checkbox[0].check().run()
    assert "1 output left" in read(settled(page))
    assert field(page.text_input, "Comment").value == "hm"
    button(page, "Correct").click().run()
    assert "You labelled 1 output" in read(settled(page))


def test_outputs_of_a_later_run_come_in(database: Database) -> None:
    workflow, version, _, _ = a_small_world(database, ("a",))
    page = sit_down()
    button(page, "Correct").click().run()
    assert "Every output here has a label" in read(settled(page))
    a_run(database, a_candidate(database, workflow, "Other"), version, {"a": "another"})
    assert "1 output left" in read(settled(page.run()))


def test_text_from_files_is_shown_as_text(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"<b>k</b>": ("<script>x</script> **bold** $x$", "[a](b)")})
    a_run(database, a_candidate(database, workflow), version, {"<b>k</b>": ":red[wrong]"})
    page = sit_down()
    shown = [one.value for one in page.text]
    assert shown == ["<script>x</script> **bold** $x$", "[a](b)", ":red[wrong]"]
    assert "\\<b\\>k" in next(one.value for one in page.caption if one.value.startswith("Item"))


def test_a_dataset_or_candidate_deleted_meanwhile_ends_in_words(database: Database) -> None:
    _, version, candidate, _ = a_small_world(database)
    page = sit_down()
    candidates.delete_candidate(database, candidate.candidate_id)
    button(page, "Correct").click().run()
    assert "deleted meanwhile" in read(settled(page))
    datasets.delete_dataset(database, version.dataset_id)
    assert "has no golden dataset yet" in read(settled(page.run()))
