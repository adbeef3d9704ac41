"""The current workflow stays chosen across pages and in the URL."""

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from workbench.domain import Workflow
from workbench.store.workflow import add_workflow


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch):
    """Links need the frame's table of pages, which a page tested alone does not have."""
    monkeypatch.setattr(streamlit, "page_link", lambda *args, **kwargs: None)


PAGE = """
import streamlit as st
from workbench import ui
ui.draw_workflow_picker()
workflow = ui.current_workflow()
if workflow:
    st.title(workflow.name)
"""


def test_an_empty_workspace_teaches_instead_of_failing(database):
    page = AppTest.from_string(PAGE).run()
    assert not page.exception
    assert page.subheader[0].value == "No workflow yet"


def test_the_first_workflow_is_current_and_stands_in_the_url(database):
    add_workflow(database, Workflow(0, "Beta"))
    add_workflow(database, Workflow(0, "Alpha"))
    page = AppTest.from_string(PAGE).run()
    assert page.title[0].value == "Alpha"
    assert page.query_params["workflow"] in ("Alpha", ["Alpha"])


def test_a_link_names_the_workflow_and_a_pick_wins_over_the_old_url(database):
    for name in ("Alpha", "Beta"):
        add_workflow(database, Workflow(0, name))
    page = AppTest.from_string(PAGE)
    page.query_params["workflow"] = "Beta"
    page.run()
    assert page.title[0].value == "Beta"
    page.sidebar.selectbox[0].set_value("Alpha").run()
    assert page.title[0].value == "Alpha"
    assert page.query_params["workflow"] in ("Alpha", ["Alpha"])


def test_a_link_to_a_deleted_workflow_falls_back_to_one_that_exists(database):
    add_workflow(database, Workflow(0, "Alpha"))
    page = AppTest.from_string(PAGE)
    page.query_params["workflow"] = "Gone"
    page.run()
    assert page.title[0].value == "Alpha"
