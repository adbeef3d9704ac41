"""How a workflow is labelled: what is saved, what it says of keys, and that nothing changed is said."""

from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, field, read, settled
from tests.store.building import a_workflow
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

PAGE = """
from workbench import ui
from workbench.store import workflow
from workbench.ui.labelling_rules import edit_labelling_rules
[one] = workflow.list_workflows(ui.database())
edit_labelling_rules(ui.database(), one)
"""


def test_rules_are_saved_with_the_next_version_of_the_instructions(database: Database) -> None:
    workflow = a_workflow(database)
    page = settled(AppTest.from_string(PAGE, default_timeout=60).run())
    button(page, "Save how it is labelled").click().run()
    assert "Nothing has changed" in read(settled(page))
    field(page.text_area, "Instructions").set_value("  Read the clause first. ")
    field(page.text_area, "Why an answer").set_value("Wrong party\n\nAmount\nWrong party")
    field(page.checkbox, "Show them").check()
    field(page.number_input, "Outputs that come back").set_value(5.0)
    button(page, "Save how it is labelled").click().run()
    rules = get_rules(database, workflow.workflow_id)
    assert rules.error_categories == ("Wrong party", "Amount")
    assert (rules.instructions, rules.instructions_version) == ("Read the clause first.", 1)
    assert (rules.is_blind, rules.reveals, rules.repeat_rate) == (True, True, 0.05)
    assert "Their keys: W Wrong party, A Amount" in read(settled(page))
