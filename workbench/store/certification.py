"""Tests against the bar in the database: the pool and its order as they were committed, and the labels on them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from workbench.domain.bar_tests import BarTest, TestDesign, TestedCandidate
from workbench.store.database import Database, now

_TEST_FIELDS = tuple(BarTest.__dataclass_fields__)
_CANDIDATE_FIELDS = tuple(TestedCandidate.__dataclass_fields__)


def pool_table(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> pd.DataFrame:
    """One row per current output of a candidate in a version (or split), as a test would commit it.

    Columns: candidate_id, item_id, answer_key, state, label_verdict (None without a label), trusted_correct,
    judge_correct (None where not scored), cost_usd.
    """
    return database.table(
        "certification.pool", workflow_id=workflow_id, dataset_version_id=dataset_version_id, split=split
    )


def list_pool_keys(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> dict[int, int]:
    """A hash of every candidate's outputs in a version (or split), by candidate_id; equal for equal outputs."""
    rows = database.rows(
        "certification.pool_keys", workflow_id=workflow_id, dataset_version_id=dataset_version_id, split=split
    )
    return {row["candidate_id"]: row["pool_key"] for row in rows}


def add_test(
    database: Database,
    test: dict[str, Any],
    candidates: pd.DataFrame,
    classes: pd.DataFrame,
    outputs: pd.DataFrame,
    ends: Iterable[tuple[int, str]] = (),
) -> int:
    """Store a test with its whole pool and order in one transaction; returns its bar_test_id.

    `test` holds the columns of `bar_test` but the id and the times; `candidates`, `classes` and `outputs` those of
    the tables of these names but the id. The tests in `ends` (bar_test_id, why) end with it.
    """
    with database.write() as session:
        for bar_test_id, why in ends:
            session.run(
                "certification.end_tests", bar_test_ids=[bar_test_id], ended_at=now(), ended_because=why
            )
        bar_test_id = session.value("certification.add_test", **test | {"started_at": now()})
        for name, table in (("candidates", candidates), ("classes", classes), ("outputs", outputs)):
            with session.incoming(f"incoming_{name}", table):
                session.run(f"certification.add_{name}", bar_test_id=bar_test_id)
    return int(bar_test_id)


def list_tests(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> list[BarTest]:
    """The tests of one scope, the newest first, ended ones too."""
    rows = database.rows(
        "certification.list_tests",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )
    return [_test(row) for row in rows]


def newest_elsewhere(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> tuple[BarTest, int] | None:
    """The newest test on another version of the same dataset and that version's number; None where there is none."""
    row = database.one(
        "certification.newest_elsewhere",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )
    return (_test(row), row["version_number"]) if row else None


def list_candidates(database: Database, bar_test_id: int) -> list[TestedCandidate]:
    """The candidates of a test, the strongest first; the name is "" where the candidate has been deleted."""
    rows = database.rows("certification.list_candidates", bar_test_id=bar_test_id)
    return [
        TestedCandidate(
            **{name: row[name] for name in _CANDIDATE_FIELDS}
            | {"candidate_name": row["candidate_name"] or ""}
        )
        for row in rows
    ]


def class_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """The classes of a test by number: class_number, position, item_id, answer_key, is_known, bin."""
    return database.table("certification.list_classes", bar_test_id=bar_test_id)


def output_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """Which candidate gave the answer of which class: candidate_id, class_number."""
    return database.table("certification.list_outputs", bar_test_id=bar_test_id)


def label_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """The verdict that counts for every labelled class of a test: class_number, verdict."""
    return database.table("certification.list_labels", bar_test_id=bar_test_id)


def newest_event(database: Database) -> tuple[int, int]:
    """The label_id of the newest labelling event in the whole workspace (0: none), and how many events there are."""
    row = database.one("certification.newest_event") or {}
    return int(row["label_id"]), int(row["event_count"])


def count_events_since(database: Database, since: int) -> int:
    """How many labelling events of the whole workspace came after one (a label_id)."""
    return int(database.value("certification.count_events_since", since=since))


def list_changed_labels(database: Database, bar_test_id: int, since: int) -> list[tuple[int, str | None]]:
    """The classes of a test with an event after `since` (a label_id), each with the verdict that now counts."""
    rows = database.rows("certification.list_changed_labels", bar_test_id=bar_test_id, since=since)
    return [(row["class_number"], row["verdict"]) for row in rows]


def instructions_number(database: Database, workflow_id: int) -> int:
    """The number of the workflow's newest instructions for labelers; 0 where there are none."""
    return int(database.value("certification.instructions_number", workflow_id=workflow_id))


def _test(row: dict[str, Any]) -> BarTest:
    return BarTest(**{name: row[name] for name in _TEST_FIELDS} | {"design": TestDesign(row["design"])})
