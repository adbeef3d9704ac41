"""Outputs that no longer count are told beside those that do."""

from streamlit.testing.v1 import AppTest

from tests.datasets.building import a_row, a_version_of
from tests.store.building import a_candidate, a_label, a_run, outputs_by_key
from workbench.datasets.editing import edit_items
from workbench.domain import Verdict
from workbench.store import workflow as workflows
from workbench.store.database import Database

SCRIPT = """
from workbench.comparison import list_standings
from workbench.store import dataset, workflow
from workbench.ui.outputs_reader import read_outputs
from workbench.ui.pickers import database
[one] = workflow.list_workflows(database())
[version] = dataset.list_current_versions(database(), one.workflow_id)
read_outputs(one, version, None, list_standings(database(), one, version))
"""


def test_outputs_of_changed_items_are_counted_apart(database: Database) -> None:
    first = a_version_of(database, [a_row(f"k{n}", f"text {n}") for n in range(5)])
    workflow = workflows.get_workflow(database, first.workflow_id)
    run = a_run(database, a_candidate(database, workflow), first, {f"k{n}": "x" for n in range(5)})
    a_label(database, outputs_by_key(database, run)["k1"], Verdict.CORRECT)
    page = AppTest.from_string(SCRIPT, default_timeout=30).run()
    assert not page.exception
    assert not any("out of date" in caption.value for caption in page.caption)
    edit_items(database, first, {"k1": {"text": "another"}, "k2": {"text": "a third"}}, "Ada")
    page = AppTest.from_string(SCRIPT, default_timeout=30).run()
    assert not page.exception
    [told] = [caption.value for caption in page.caption if "out of date" in caption.value]
    assert "2 more outputs are out of date (1 label on them): the items have changed since" in told
    assert page.dataframe[0].value["Item"].tolist() == ["k0", "k3", "k4"]
