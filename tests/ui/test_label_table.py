"""The table for quick labelling: chosen, asked, labelled, taken back; candidates hidden while labelling is blind."""

from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, read, settled
from tests.store.building import a_small_world
from workbench.domain import LabellingRules, Verdict
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules

PAGE = """
from workbench import ui
from workbench.store import dataset, workflow
from workbench.ui.label_table import draw_label_table
database = ui.database()
[one] = workflow.list_workflows(database)
[version] = dataset.list_current_versions(database, one.workflow_id)
draw_label_table(database, one, version, None, "Ada")
"""


def opened() -> AppTest:
    return settled(AppTest.from_string(PAGE, default_timeout=60).run())


def verdicts(database: Database) -> list[Verdict | None]:
    return [one.verdict for one in labels.list_events(database, 1)]


def test_chosen_outputs_are_labelled_once_it_is_confirmed_and_taken_back_together(database: Database) -> None:
    a_small_world(database)
    page = opened()
    assert button(page, "Correct").disabled
    page.checkbox[0].check().run()
    assert "3 outputs chosen" in read(page)
    button(page, "Incorrect").click().run()
    assert "Label 3 outputs as incorrect?" in read(page)
    button(page, "Cancel").click().run()
    assert verdicts(database) == []
    button(page, "Incorrect").click().run()
    button(page, "Label 3 as incorrect").click().run()
    assert verdicts(database) == [Verdict.INCORRECT] * 3
    assert "3 outputs labelled as incorrect." in read(page)
    assert "No output fits" in read(page)
    button(page, "Undo").click().run()
    assert verdicts(database)[:3] == [None] * 3
    assert "0 outputs chosen" in read(settled(page))


def test_candidates_are_shown_only_where_labelling_is_not_blind(database: Database) -> None:
    workflow, _, _, _ = a_small_world(database)
    assert "Candidates" not in opened().dataframe[0].value.columns
    set_rules(database, LabellingRules(workflow.workflow_id, is_blind=False))
    assert list(opened().dataframe[0].value["Candidates"]) == ["Rules"] * 3
