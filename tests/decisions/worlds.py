"""Workflows whose candidates answer many items rightly or wrongly, for tests of certification."""

from collections.abc import Mapping, Sequence

from tests.store.building import a_candidate, a_run, a_version, a_workflow, many_labels, outputs_by_key
from workbench.decisions.pool_evidence import PoolEvidence, read_evidence
from workbench.domain import Answer, DatasetVersion, Verdict, Workflow
from workbench.domain.bar_tests import BarTest
from workbench.store import certification as tests
from workbench.store.database import Database


def a_tested_world(
    database: Database, answers: Mapping[str, Sequence[str | None]], **settings: object
) -> tuple[Workflow, DatasetVersion, dict[str, dict[str, int]]]:
    """Candidates by name with one answer per item (None: no answer); the later ones cost more.

    Returns the workflow, the version and {candidate: {item key: output_id}}.
    """
    workflow = a_workflow(database, **settings)  # type: ignore[arg-type]
    count = len(next(iter(answers.values())))
    keys = [f"k{number:04}" for number in range(count)]
    version = a_version(database, workflow, {key: (f"text of {key}", "right") for key in keys})
    ids = {}
    for place, (name, given) in enumerate(answers.items()):
        run = a_run(
            database,
            a_candidate(database, workflow, name),
            version,
            {key: Answer(answer, cost_usd=10.0**place) for key, answer in zip(keys, given, strict=True)},
        )
        ids[name] = outputs_by_key(database, run)
    return workflow, version, ids


def label_in_order(
    database: Database, test: BarTest, name: str, verdicts: Sequence[Verdict], labeler: str = "Ada"
) -> PoolEvidence:
    """Label the next unlabelled answers of one candidate in the test's order."""
    evidence = read_evidence(database, test)
    candidate = next(one for one in evidence.candidates if one.candidate_name == name)
    sequence = evidence.sequence[candidate.candidate_id]
    pending = [number for number in sequence if evidence.codes[number] < 0]
    outputs = outputs_of(database, evidence)
    many_labels(
        database,
        {outputs[number]: verdict for number, verdict in zip(pending, verdicts, strict=False)},
        labeler,
    )
    return read_evidence(database, test)


def outputs_of(database: Database, evidence: PoolEvidence) -> dict[int, int]:
    """The output by which each class comes to the desk, by the class's number."""
    table = tests.class_output_table(database, evidence.test.bar_test_id)
    return dict(zip(table["class_number"].tolist(), table["output_id"].tolist(), strict=True))
