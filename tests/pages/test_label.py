"""Label: the name is asked once, the candidate stays hidden, every end of the queue says what to do next."""

import pytest

from tests.pages.desk_driver import AtDesk
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
from workbench.domain import LabellingRules, Verdict
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def sit_down(name: str = "Ada") -> AtDesk:
    page = open_page("label")
    field(page.text_input, "Your name").set_value(name)
    button(page, "Start labelling").click().run()
    settled(page)
    return AtDesk(page)


def test_empty_workspaces_lead_on(database: Database) -> None:
    assert "No workflow yet" in read(open_page("label"))
    a_workflow(database)
    words = read(open_page("label"))
    assert "“Clauses” has no golden dataset yet" in words
    assert "→ golden_datasets" in words


def test_without_outputs_it_says_that_a_run_is_needed(database: Database) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    desk = sit_down()
    assert desk.data["end"]["title"] == "No candidate has answered these items yet"
    assert "LINK Start a run → runs" in read(desk.page)


def test_the_name_is_asked_once_and_never_left_out(database: Database) -> None:
    a_small_world(database)
    page = open_page("label")
    assert "Who is labelling?" in read(page)
    button(page, "Start labelling").click().run()
    assert "Type a name first" in read(settled(page))
    field(page.text_input, "Your name").set_value("  Ada Lovelace ")
    button(page, "Start labelling").click().run()
    assert "Who is labelling?" not in read(settled(page))
    AtDesk(page).judge(Verdict.CORRECT)
    assert labels.list_labelers(database) == ["Ada Lovelace"]


def test_a_colleague_takes_over_under_another_name(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Grace")
    page = sit_down("Ada").page
    button(page, "Grace").click().run()
    AtDesk(settled(page)).judge(Verdict.INCORRECT)
    assert labels.list_labelers(database) == ["Grace"]


def test_what_was_said_under_one_name_is_never_stored_under_the_next(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Grace")
    desk = sit_down("Ada").judge(Verdict.CORRECT)
    button(desk.page, "Grace").click().run()  # with the browser still telling what it told last
    settled(desk.page)
    assert [label.labeler for label in labels.list_events(database, 1)] == ["Ada", "Grace"]
    assert desk.left == 1
    desk.judge(Verdict.UNSURE)
    assert labels.list_events(database, 1)[0].labeler == "Grace"


def test_what_colleagues_have_at_the_moment_is_said_and_comes_free(database: Database) -> None:
    a_small_world(database, ("a",))
    first = sit_down("Ada")
    second = sit_down("Grace")
    assert second.data["end"]["title"] == "Colleagues have the last 1 output here"
    assert second.data["end"]["button"] == ["look", "Look again"]
    first.judge(Verdict.CORRECT)
    second.do("look")
    assert second.data["end"]["title"] == "Every output here has a label"


def test_names_from_samples_are_not_offered(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Sample", is_sample=True)
    assert "Sample" not in [one.label for one in open_page("label").button]


def test_labels_are_stored_with_what_was_typed_and_can_be_taken_back(database: Database) -> None:
    a_small_world(database)
    desk = sit_down()
    first = desk.task["id"]
    assert desk.left == 3
    desk.judge(
        Verdict.INCORRECT, correction="the right one", comment="because 1 is 2", reasons=["Wrong party"]
    )
    assert (desk.data["said"], desk.data["is_saved"]) == ("Saved as incorrect", True)
    assert (desk.left, desk.data["status"]["today"], desk.data["status"]["pace"]) == (2, 1, "2 s")
    [event] = labels.list_events(database, 1)
    assert (event.correction, event.comment, event.labeler) == ("the right one", "because 1 is 2", "Ada")
    assert (event.reasons, event.duration_s) == (("Wrong party",), 2.5)
    desk.do("undo", output=first)
    assert (desk.task["id"], desk.task["comment"], desk.left) == (first, "because 1 is 2", 3)
    assert (desk.data["said"], desk.data["is_saved"]) == ("Taken back.", False)


def test_an_event_that_comes_twice_is_done_once(database: Database) -> None:
    a_small_world(database)
    desk = sit_down().judge(Verdict.CORRECT)
    desk.count -= 1
    desk.judge(Verdict.INCORRECT)
    assert labels.count_events(database) == 1
    assert desk.data["confirmed"] == {"browser": 1}


def test_outputs_that_the_browser_holds_are_not_sent_again(database: Database) -> None:
    a_small_world(database)
    desk = sit_down()
    held = desk.data["order"]
    desk.page.session_state["desk"] = {"sent": {"client": "browser", "events": [], "have": held}}
    settled(desk.page.run())
    assert (desk.data["order"], desk.data["tasks"]) == (held, [])
    assert list(desk.do("look").tasks) == held


def test_the_candidate_is_nowhere_on_the_page(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("text", "x")})
    a_run(database, a_candidate(database, workflow, "Secret model"), version, {"a": "answer"})
    desk = sit_down()
    assert desk.task["plain"] == "answer"
    assert "Secret model" not in str(desk.page.main) + str(desk.page.sidebar) + str(desk.data)
    assert "Secret model" not in str(desk.judge(Verdict.CORRECT).data)


def test_the_last_label_leads_to_precision(database: Database) -> None:
    a_small_world(database)
    desk = sit_down()
    desk.judge(Verdict.CORRECT).judge(Verdict.CORRECT).do("skip", output=desk.task["id"])
    assert desk.data["end"]["title"] == "1 output put aside"
    assert desk.data["end"]["button"] == ["take_up", "Take them up again"]
    desk.do("take_up").judge(Verdict.UNSURE)
    assert desk.data["end"]["title"] == "Every output here has a label"
    assert desk.data["end"]["body"] == "You labelled 3 outputs in this sitting."
    assert (desk.data["end"]["undo"], desk.data["end"]["button"]) == (True, None)
    assert "→ precision" in read(desk.page)


def test_unsure_ones_come_again_on_demand(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    ids = outputs_by_key(database, run)
    for key in "ab":
        a_label(database, ids[key], Verdict.CORRECT)
    a_label(database, ids["c"], Verdict.UNSURE, comment="hm")
    desk = sit_down()
    assert desk.data["end"]["title"] == "Every output here has a label"
    desk.page.checkbox[0].check().run()
    assert (desk.left, desk.task["comment"]) == (1, "hm")
    desk.judge(Verdict.CORRECT)
    assert desk.data["end"]["body"] == "You labelled 1 output in this sitting."


def test_outputs_of_a_later_run_come_in(database: Database) -> None:
    workflow, version, _, _ = a_small_world(database, ("a",))
    desk = sit_down().judge(Verdict.CORRECT)
    assert desk.data["end"]["title"] == "Every output here has a label"
    a_run(database, a_candidate(database, workflow, "Other"), version, {"a": "another"})
    settled(desk.page.run())
    assert desk.left == 1


def test_text_from_files_reaches_the_desk_letter_by_letter(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(
        database, workflow, {"<b>k</b>": ("<script>x</script> **bold** $x$ 😀 :red[wrong]", "[a](b)")}
    )
    a_run(database, a_candidate(database, workflow), version, {"<b>k</b>": ":red[wrong]"})
    task = sit_down().task
    [part] = task["parts"]
    assert part["text"] == "<script>x</script> **bold** $x$ 😀 :red[wrong]"
    assert "".join(text for text, _ in task["expected"]) == "[a](b)"
    assert "".join(text for text, _ in task["answer"]) == task["plain"] == ":red[wrong]"
    assert task["title"] == "Item <b>k</b> · text"
    # A browser counts the sign beyond the first 65,536 as two.
    [(start, end)] = part["marks"]
    in_browser = part["text"].encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
    assert in_browser == "red[wrong]"


def test_a_dataset_or_candidate_deleted_meanwhile_ends_in_words(database: Database) -> None:
    _, version, candidate, _ = a_small_world(database)
    desk = sit_down()
    candidates.delete_candidate(database, candidate.candidate_id)
    desk.judge(Verdict.CORRECT)
    assert "deleted meanwhile" in desk.data["said"]
    datasets.delete_dataset(database, version.dataset_id)
    assert "has no golden dataset yet" in read(settled(desk.page.run()))


def test_what_is_hidden_is_shown_once_a_label_is_saved_where_the_workflow_says_so(database: Database) -> None:
    workflow, version, _, _ = a_small_world(database, tuple("abcdefghijklmnopqrst"))
    answers = {key: f"answer {key}" for key in "abcdefghijklmnopqrst"}
    a_run(database, a_candidate(database, workflow, "Twin"), version, answers)
    set_rules(database, LabellingRules(workflow.workflow_id, reveals=True, error_categories=("Wrong party",)))
    desk = sit_down()
    assert "Twin" not in str(desk.data)
    assert desk.data["reasons"] == [["w", "Wrong party"]]
    desk.judge(Verdict.CORRECT)
    assert desk.data["said"] == "Saved as correct. Given by Rules and Twin"
    set_rules(database, LabellingRules(workflow.workflow_id, is_blind=False))
    assert sit_down("Grace").task["shown"] == "Given by Rules and Twin"


def test_the_table_labels_many_outputs_of_the_page(database: Database) -> None:
    a_small_world(database)
    page = sit_down().page
    page.session_state["label-view"] = "table"
    settled(page.run())
    next(one for one in page.checkbox if one.label == "Choose all 3").check().run()
    button(page, "Correct").click().run()
    button(page, "Label 3 as correct").click().run()
    assert len(labels.list_events(database, 1)) == 3
