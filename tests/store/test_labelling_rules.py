"""How a workflow is labelled: defaults, changes, and every text that labelers were told."""

from dataclasses import replace

from tests.store.building import a_workflow
from workbench.domain import LabellingRules
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules, list_instructions, set_rules


def test_a_workflow_is_blind_in_random_order_until_something_else_is_set(database: Database) -> None:
    workflow_id = a_workflow(database).workflow_id
    rules = get_rules(database, workflow_id)
    assert rules == LabellingRules(workflow_id, order_seed=rules.order_seed)
    assert (rules.is_blind, rules.repeat_rate, rules.order_strategy) == (True, 0, "random")
    assert rules.order_seed > 0
    other = a_workflow(database, "Other").workflow_id
    assert get_rules(database, other).order_seed != rules.order_seed


def test_instructions_that_read_otherwise_are_the_next_version(database: Database) -> None:
    workflow_id = a_workflow(database).workflow_id
    seed = get_rules(database, workflow_id).order_seed
    first = set_rules(database, LabellingRules(workflow_id, instructions=" Be strict. "), "Ada")
    assert (first.instructions, first.instructions_version, first.order_seed) == ("Be strict.", 1, seed)
    same = set_rules(database, replace(first, error_categories=("Wrong party",), repeat_rate=0.05))
    assert (same.instructions_version, same.error_categories) == (1, ("Wrong party",))
    second = set_rules(database, replace(same, instructions="Be lenient.", is_blind=False), "Bob")
    assert (second.instructions_version, second.is_blind, second.repeat_rate) == (2, False, 0.05)
    told = [
        (one["number"], one["text"], one["created_by"]) for one in list_instructions(database, workflow_id)
    ]
    assert told == [(2, "Be lenient.", "Bob"), (1, "Be strict.", "Ada")]
    workflows.delete_workflow(database, workflow_id)
    assert list_instructions(database, workflow_id) == []
    assert get_rules(database, workflow_id).is_blind
