"""Adding, changing, archiving and deleting candidates; their settings as versions."""

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_small_world, a_workflow, outputs_by_key
from workbench.domain import CandidateKind, Verdict
from workbench.errors import NameTaken, NotFound
from workbench.store import candidate, dataset, evidence, run
from workbench.store.database import Database


def test_a_candidate_comes_back_as_it_was_added(database: Database) -> None:
    wanted = a_workflow(database)
    settings = {"rules": [{"pattern": "caps? “on”", "answer": "Cap"}], "column": "", "usd_per_item": 0.02}
    stored = candidate.add_candidate(
        database, wanted.workflow_id, " Rules ", CandidateKind.RULES, settings, True
    )
    assert (stored.name, stored.kind, stored.settings, stored.version_number, stored.is_sample) == (
        "Rules",
        CandidateKind.RULES,
        settings,
        1,
        True,
    )
    assert candidate.find_candidate(database, wanted.workflow_id, "RULES") == stored
    assert candidate.list_candidates(database, wanted.workflow_id) == [stored]


def test_changed_settings_are_a_new_version_and_unchanged_ones_are_not(database: Database) -> None:
    first = a_candidate(database, a_workflow(database))
    same = candidate.set_candidate_settings(database, first, {"rules": []})
    assert same == first
    second = candidate.set_candidate_settings(database, first, {"rules": [1]})
    assert (second.version_number, second.settings) == (2, {"rules": [1]})
    old = candidate.get_candidate(database, first.candidate_id, first.candidate_version_id)
    assert (old.version_number, old.settings) == (1, {"rules": []})
    assert candidate.get_candidate(database, first.candidate_id) == second


def test_a_name_is_taken_within_its_workflow_only(database: Database) -> None:
    first, second = a_workflow(database, "Clauses"), a_workflow(database, "Filings")
    stored = a_candidate(database, first, "Rules")
    a_candidate(database, second, "Rules")
    with pytest.raises(NameTaken, match="already has a candidate called “Rules”"):
        a_candidate(database, first, "rules")
    other = a_candidate(database, first, "Model")
    with pytest.raises(NameTaken):
        candidate.set_candidate_name(database, other, "RULES")
    candidate.set_candidate_name(database, stored, "Rules by hand")
    assert [c.name for c in candidate.list_candidates(database, first.workflow_id)] == [
        "Rules by hand",
        "Model",
    ]


def test_an_archived_candidate_leaves_lists_and_evidence_and_comes_back(database: Database) -> None:
    wanted, version, stored, _ = a_small_world(database)

    def seen() -> tuple[int, int]:
        rows = evidence.evidence_table(database, wanted.workflow_id, version.dataset_version_id)
        return len(candidate.list_candidates(database, wanted.workflow_id)), len(rows)

    assert seen() == (1, 3)
    candidate.set_candidate_archived(database, stored.candidate_id, True)
    assert seen() == (0, 0)
    assert len(candidate.list_candidates(database, wanted.workflow_id, with_archived=True)) == 1
    candidate.set_candidate_archived(database, stored.candidate_id, False)
    assert seen() == (1, 3)


def test_deleting_counts_first_and_leaves_other_candidates_and_items(database: Database) -> None:
    wanted, version, stored, first_run = a_small_world(database)
    other = a_candidate(database, wanted, "Other")
    other_run = a_run(database, other, version, {"a": "x"})
    a_label(database, outputs_by_key(database, first_run)["a"], Verdict.CORRECT)
    assert candidate.count_attached(database, stored.candidate_id) == {
        "run_count": 1,
        "output_count": 3,
        "label_count": 1,
    }
    candidate.delete_candidate(database, stored.candidate_id)
    with pytest.raises(NotFound, match="no candidate number"):
        candidate.get_candidate(database, stored.candidate_id)
    assert not any(candidate.count_attached(database, stored.candidate_id).values())
    assert run.list_runs(database) == [other_run]
    assert len(dataset.list_items(database, version.dataset_version_id)) == 3
