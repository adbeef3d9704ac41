import pytest

from tests.runs.building import a_world
from workbench.domain import AnswerType, Workflow
from workbench.errors import BadSetting
from workbench.runs.prompts import check_columns, columns_sent, prompt_for, read_reply
from workbench.store import dataset as datasets
from workbench.store.database import Database

CLAUSES = Workflow(1, "Clauses", categories=("Cap On Liability", "Governing Law", "N/A"))


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Cap On Liability", "Cap On Liability"),
        ("cap on liability.", "Cap On Liability"),
        ("Answer: “Governing law”", "Governing Law"),
        ("**Category:** Governing Law", "Governing Law"),
        ("<think>It limits fees.</think>\n\nCap on Liability", "Cap On Liability"),
        ("The clause limits fees.\nAnswer: Cap on liability", "Cap On Liability"),
        ("Governing Law\nbecause it names a state", "Governing Law"),
        ("n/a", "N/A"),
        ("no answer", None),
        ("I don't know.", None),
        ("", None),
        (None, None),
        ("Neither of them", "Neither of them"),
    ],
)
def test_reads_the_category_a_reply_means_and_keeps_other_text(reply: str | None, answer: str | None):
    assert read_reply(reply, CLAUSES) == answer


def test_other_answers_keep_their_text():
    workflow = Workflow(1, "Filings", answer_type=AnswerType.NUMBER)
    assert read_reply("Answer: $1,577.00", workflow) == "$1,577.00"
    assert read_reply("no answer", workflow) is None


def test_fills_the_instructions_and_sends_only_the_columns_they_name(database: Database):
    workflow, version = a_world(database, 2, prompt_template="Which clause is this? {TEXT}")
    item = datasets.list_items(database, version.dataset_version_id)[0]
    assert (
        prompt_for(workflow, version, item) == "Which clause is this? governed by the laws of a state, part 0"
    )
    assert columns_sent(workflow, version) == ["text"]


def test_without_instructions_asks_for_one_of_the_categories(database: Database):
    workflow, version = a_world(database, 2, description="Say which clause this is.")
    item = datasets.list_items(database, version.dataset_version_id)[0]
    prompt = prompt_for(workflow, version, item)
    assert prompt.startswith("Say which clause this is.")
    assert "governed by the laws" in prompt and "- Law\n- Cap" in prompt
    assert columns_sent(workflow, version) == ["text"]


def test_a_column_that_is_not_there_is_named(database: Database):
    _, version = a_world(database, 2)
    with pytest.raises(BadSetting, match="the column “body”"):
        check_columns(version, ["body"])
